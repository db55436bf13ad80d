/**
 * One issue or merge request for people.
 *
 * Owns: header, files and related items. Leaves to others: what happened (`timeline_text.ts`),
 * descriptions (`markdown/`).
 *
 * @module
 */

import type {
  ChangedFile,
  ChangedFilesView,
  IssueDetail,
  IssueView,
  MergeRequestDetail,
  MergeRequestView,
  RelatedItem,
} from "./item_view_types.ts";
import { stateText } from "./items_text.ts";
import { markdownLines } from "./markdown/mod.ts";
import { wrap } from "./markdown/wrap.ts";
import { timelineText } from "./timeline_text.ts";
import { columnsOf, when } from "./prose.ts";
import type { Words } from "./words.ts";

/** Rows of files and of related items that are shown. */
const SHOWN_FILES = 20;
const SHOWN_RELATED = 20;

/** The item, its description, what belongs to it, what happened. */
export function itemText(view: IssueView | MergeRequestView, words: Words): string {
  const item = "issue" in view ? view.issue : view.merge_request;
  const { style } = words;
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ["", style.bold(title), ...lines];
  return [
    ...titleLines(item, words),
    ...fieldLines(item, words),
    ...descriptionLines(item, view.offset, words),
    ...section("Related", relatedLines(view.related, view.related_total, words)),
    ...("changed_files" in view ? filesSection(view.changed_files, words) : []),
    ...section("Timeline", timelineText(view, words)),
  ].join("\n");
}

type Detail = IssueDetail | MergeRequestDetail;

function titleLines({ reference, title }: Detail, words: Words): string[] {
  const text = `${words.printable(reference)} ${words.printable(title)}`;
  return wrap(text, { columns: columnsOf(words), measure: words })
    .map((line) => words.style.bold(line));
}

/** `Labels      bug, ui`: whatever there is to say. */
function fieldLines(item: Detail, words: Words): string[] {
  const list = (names: readonly string[]): string => names.join(", ");
  const by = (name: string | null): string => name === null ? "" : ` by ${name}`;
  const at = (time: string | null, name: string | null): string =>
    time === null ? "" : `${when(time, words)}${by(name)}`;
  const due = item.milestone_due === null ? "" : ` (due ${item.milestone_due})`;
  const fields: readonly (readonly [string, string])[] = [
    ["Opened", at(item.created_at, item.author)],
    ["Updated", at(item.updated_at, null)],
    ["Merged", "merged_at" in item ? at(item.merged_at, item.merged_by) : ""],
    ["Closed", at(item.closed_at, item.closed_by)],
    ["Assignees", list(item.assignees)],
    ["Reviewers", "reviewers" in item ? list(item.reviewers) : ""],
    ["Labels", list(item.labels)],
    ["Milestone", item.milestone === null ? "" : `${item.milestone}${due}`],
    ["Branches", "source_branch" in item ? `${item.source_branch} -> ${item.target_branch}` : ""],
    ["Due", "due_date" in item ? item.due_date ?? "" : ""],
    ["Weight", "weight" in item && item.weight !== null ? String(item.weight) : ""],
  ];
  const shown = fields.filter(([, value]) => value !== "")
    .map(([name, value]): [string, string] => [name, words.printable(value)]);
  const unresolved = item.unresolved_threads;
  const all: readonly (readonly [string, string])[] = [
    ["State", stateLine(item, words)],
    ...shown,
    ...(unresolved === 0
      ? []
      : [["Threads", words.style.yellow(`${unresolved} unresolved`)] as const]),
    ["Page", words.printable(item.web_url)],
  ];
  return all.flatMap(([name, value]) => {
    const hang = " ".repeat(11);
    const lines = wrap(value, { columns: columnsOf(words) - hang.length, measure: words });
    return lines.map((line, at) => `${at === 0 ? words.style.dim(name.padEnd(11)) : hang}${line}`);
  });
}

function stateLine(item: Detail, words: Words): string {
  const notes = [
    "draft" in item && item.draft ? "draft" : "",
    "confidential" in item && item.confidential ? "confidential" : "",
    item.discussion_locked ? "locked" : "",
    "type" in item && item.type !== null && item.type !== "issue" ? item.type : "",
    "merge_status" in item && item.state === "opened" ? item.merge_status ?? "" : "",
  ].filter((note) => note !== "").map((note) => words.printable(note.replaceAll("_", " ")));
  return [stateText(item.state, words), ...notes].join(", ");
}

/** Later pages of the timeline do without. */
function descriptionLines({ description }: Detail, offset: number, words: Words): string[] {
  if (offset > 0 || description === null || description.trim() === "") return [];
  return ["", ...markdownLines(description, { columns: columnsOf(words), words })];
}

const RELATIONS: Readonly<
  Record<RelatedItem["direction"], Readonly<Record<RelatedItem["relation"], string>>>
> = {
  outgoing: {
    closes: "closes",
    mentions: "mentions",
    related: "related to",
    blocks: "blocks",
    duplicates: "duplicates",
    moved_to: "moved to",
    parent_of: "parent of",
  },
  incoming: {
    closes: "closed by",
    mentions: "mentioned in",
    related: "related to",
    blocks: "blocked by",
    duplicates: "duplicated by",
    moved_to: "moved from",
    parent_of: "child of",
  },
};

function relatedLines(related: readonly RelatedItem[], total: number, words: Words): string[] {
  if (related.length === 0) return [];
  const shown = related.slice(0, SHOWN_RELATED);
  const rows = shown.map(({ direction, relation, reference, state, title }) => [
    RELATIONS[direction][relation],
    words.printable(reference),
    words.printable(state ?? ""),
    words.printable(title ?? "(not in the mirror)"),
  ]);
  const lines = aligned(rows, words);
  return total > shown.length ? [...lines, `  and ${total - shown.length} more`] : lines;
}

/** Columns as wide as they need be, without titles; at a terminal each line is cut to fit. */
function aligned(rows: readonly (readonly string[])[], words: Words): string[] {
  const last = (rows[0]?.length ?? 0) - 1;
  const widths = rows[0]?.map((_, at) =>
    Math.max(...rows.map((row) => words.width(row[at] ?? "")))
  );
  return rows.map((row) => {
    const cells = row.map((cell, at) => at === last ? cell : words.pad(cell, widths?.[at] ?? 0));
    const line = `  ${cells.join("  ")}`.trimEnd();
    return words.isTerminal ? words.fit(line, words.columns) : line;
  });
}

function filesSection(files: ChangedFilesView, words: Words): string[] {
  const { style, count } = words;
  if (files.complete === null) return ["", style.yellow("Changed files were not fetched yet")];
  const notes = files.complete ? "" : style.yellow(", and perhaps more: the forge cut the list");
  const title = `${style.bold("Changed files")} ${count(files.total, "file")} ${
    changes(files, words)
  }${notes}`;
  const shown = files.files.slice(0, SHOWN_FILES);
  const lines = shown.map((file) => {
    const line = `  ${changes(file, words)}  ${words.printable(pathOf(file))}`;
    return words.isTerminal ? words.fit(line, words.columns) : line;
  });
  const rest = files.total - shown.length;
  return ["", title, ...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

function pathOf({ path, old_path, change }: ChangedFile): string {
  const from = old_path === undefined ? "" : ` (was ${old_path})`;
  return `${path}${from}${change === "added" || change === "deleted" ? ` (${change})` : ""}`;
}

/** `+7 -8` */
export function changes(
  { additions, deletions }: Pick<ChangedFile, "additions" | "deletions">,
  { style }: Words,
): string {
  if (additions === null || deletions === null) return "(no diff)";
  return `${style.green(`+${additions}`)} ${style.red(`-${deletions}`)}`;
}
