/**
 * What happened to an item, for people.
 *
 * Owns: threads with their place and whether they are resolved, events that belong together on one
 * line, notes of the forge on one line, and what was left out.
 *
 * @module
 */

import type {
  EventEntry,
  NoteEntry,
  ThreadEntry,
  ThreadNote,
  TimelineView,
  ViewAnswer,
} from "./item_view_types.ts";
import { clean, markdownLines } from "./markdown/mod.ts";
import { wrap } from "./markdown/wrap.ts";
import { columnsOf, when } from "./prose.ts";
import type { Words } from "./words.ts";

/** Events of one person within this time are one line. */
const TOGETHER_MS = 60_000;

/** The lines of a timeline, without its title. */
export function timelineText(
  { timeline, timeline_total, offset, truncated }: Pick<
    ViewAnswer,
    "timeline" | "timeline_total" | "offset" | "truncated"
  >,
  words: Words,
): string[] {
  if (timeline_total === 0) return ["  Nothing happened yet"];
  const lines = offset > 0 ? [`  ${words.count(offset, "earlier entry", "earlier entries")}`] : [];
  let wasRemark = true;
  for (const entries of grouped(timeline)) {
    const isRemark = entries[0]?.type === "event" ||
      (entries[0]?.type === "note" && entries[0].system);
    if (isRemark && !wasRemark) lines.push("");
    lines.push(...entryLines(entries, words));
    wasRemark = isRemark;
  }
  if (truncated) {
    const end = offset + timeline.length;
    const rest = words.count(timeline_total - end, "more entry", "more entries");
    const text = `There are ${rest}`.replace(/^There are 1 /, "There is 1 ");
    lines.push("", words.hasRemarks ? text : `${text}: --offset ${end}`);
  }
  return lines;
}

/** Entries one by one, but events that belong together. */
function grouped(timeline: readonly TimelineView[]): (readonly TimelineView[])[] {
  const groups: TimelineView[][] = [];
  for (const entry of timeline) {
    const last = groups.at(-1)?.at(-1);
    const joins = entry.type === "event" && last?.type === "event" &&
      entry.author === last.author &&
      Date.parse(entry.created_at) - Date.parse(last.created_at) < TOGETHER_MS;
    if (joins) groups.at(-1)?.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

function entryLines(entries: readonly TimelineView[], words: Words): string[] {
  const [first] = entries;
  if (first === undefined) return [];
  switch (first.type) {
    case "thread":
      return threadLines(first, words);
    case "note":
      return first.system ? systemLines(first, words) : ["", ...noteLines(first, words, "  ")];
    case "event":
      return eventLines(first, entries, words);
  }
}

function eventLines(first: EventEntry, entries: readonly TimelineView[], words: Words): string[] {
  const done = entries.flatMap((entry) => entry.type === "event" ? [eventPhrase(entry)] : []);
  return remark(first.author, done.join(", "), { time: first.created_at, words });
}

function eventPhrase({ event, action, label, milestone }: EventEntry): string {
  if (event === "state") return action;
  const what = event === "label" ? label ?? "(gone)" : milestone ?? "(gone)";
  const verb = { add: "added", remove: "removed" }[action] ?? action;
  return `${verb} ${event} ${what}`;
}

/** Lines that the forge wrote itself say little beside their first one. */
function systemLines({ author, body, created_at }: NoteEntry, words: Words): string[] {
  const [line = ""] = clean(body).split("\n");
  const bare = line.replaceAll(/<[^<>]*>/g, " ").replaceAll(/\[([^[\]]*)\]\([^()\s]*\)/g, "$1")
    .replaceAll("**", "").replaceAll(/\{([-+])(.*?)\1\}/g, "$2");
  return remark(author, bare, { time: created_at, words });
}

/** `  * ada added label bug, 3 days ago`, on one line. */
function remark(
  author: string | null,
  done: string,
  { time, words }: { readonly time: string; readonly words: Words },
): string[] {
  const { style, printable, ago } = words;
  const end = `, ${ago(Date.parse(time))}`;
  const text = `  * ${printable(`${author ?? "somebody"} ${done}`)}`;
  const room = columnsOf(words) - end.length;
  return [style.dim(`${words.isTerminal ? words.fit(text, room) : text}${end}`)];
}

function threadLines(thread: ThreadEntry, words: Words): string[] {
  const { style, printable } = words;
  const { path, line, resolved, resolved_by, notes } = thread;
  const place = path === null
    ? ""
    : ` on ${style.cyan(printable(`${path}${line === null ? "" : `:${line}`}`))}`;
  const state = resolved === null
    ? "Thread"
    : resolved
    ? style.green(`Resolved thread${resolved_by === null ? "" : ` (by ${printable(resolved_by)})`}`)
    : style.yellow(style.bold("UNRESOLVED thread"));
  const head = wrap(`  ${state}${place}`, {
    columns: columnsOf(words),
    hang: "    ",
    measure: words,
  });
  return ["", ...head, ...notes.flatMap((note) => noteLines(note, words, "  | "))];
}

function noteLines(
  note: Omit<ThreadNote, "resolved">,
  words: Words,
  prefix: string,
): string[] {
  const { style, printable } = words;
  const room = columnsOf(words) - prefix.length;
  const marks = note.internal ? ", internal" : "";
  const head = `${style.bold(printable(note.author ?? "somebody"))}, ${
    when(note.created_at, words)
  }${marks}`;
  const heading = wrap(head, { columns: room, hang: "  ", measure: words });
  const body = markdownLines(note.body, { columns: room - 2, words });
  return [...heading, ...body.map((line) => line === "" ? "" : `  ${line}`)]
    .map((line) => `${prefix}${line}`.trimEnd());
}
