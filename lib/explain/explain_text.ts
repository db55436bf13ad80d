/** `lore explain` in words, on one screen. @module */

import { gapWords } from "../sync/gap_words.ts";
import type { Explanation } from "./explain.ts";
import { lineText } from "./logs_text.ts";

/** What the words are made with. */
export interface ExplainWords {
  readonly now: number;
  readonly columns: number;
  readonly isTerminal: boolean;
  readonly style: Readonly<Record<"bold" | "red" | "yellow", Paint>>;
  ago(then: number): string;
  count(number: number, one: string, many?: string): string;
  duration(ms: number): string;
  fit(text: string, columns: number): string;
  pad(text: string, columns: number, side?: "left" | "right"): string;
  printable(text: string): string;
  stage(name: string): string;
  width(text: string): number;
  wrap(text: string, indent?: string): string;
}

type Paint = (text: string) => string;

/** A line of text, coloured as a whole after it was broken or cut to fit. */
interface Line {
  readonly text: string;
  readonly paint?: Paint;
  /** Whether it is of no use when it is cut: commands. */
  readonly isWhole?: boolean;
}

/** A part of the answer and its title. */
type Part = readonly [title: string, lines: readonly Line[]];

/** How much room the answer takes. */
interface Layout {
  /** Lines that one long line may become. */
  readonly most: number;
  /** What stands between the parts. */
  readonly gap: string;
}

const SCREEN_LINES = 24;
/** The first that fits a screen is taken. */
const LAYOUTS: readonly Layout[] = [
  { most: 3, gap: "\n\n" },
  { most: 3, gap: "\n" },
  { most: 1, gap: "\n\n" },
];
const TIGHTEST: Layout = { most: 1, gap: "\n" };

/** How many lines each part may have, so that all of them fit a screen. */
const MOST_LINES = 3;
const LABEL = 10;
const INDENT = " ".repeat(LABEL);

/** The whole answer. */
export function explainText(explanation: Explanation, words: ExplainWords): string {
  const { remark } = explanation;
  const parts: readonly Part[] = [
    ["Note", remark === null ? [] : [{ text: words.printable(remark) }]],
    ["Error", errorLines(explanation, words)],
    ["Warnings", warningLines(explanation, words)],
    ["Slowest", stageLines(explanation, words)],
    ["Waited", waitLines(explanation, words)],
    ["Missing", missingLines(explanation, words)],
    ["Next", nextLines(explanation, words)],
  ];
  const title = words.wrap(headline(explanation, words), "  ");
  const filled = parts.filter(([, lines]) => lines.length > 0);
  const laidOut = (layout: Layout): string =>
    [title, ...filled.map((part) => block(part, layout, words))].join(layout.gap);
  const fitting = LAYOUTS.map(laidOut).find((text) => text.split("\n").length <= SCREEN_LINES);
  return words.isTerminal ? fitting ?? laidOut(TIGHTEST) : laidOut({ most: 1, gap: "\n\n" });
}

/** The title stands before the first line. At a terminal no line is left for it to break. */
function block([title, lines]: Part, { most }: Layout, words: ExplainWords): string {
  const { style, pad } = words;
  return lines.flatMap(({ text, paint = (text) => text, isWhole = false }) =>
    broken(text, isWhole ? Infinity : most, words).map(paint)
  ).map((line, at) => (at === 0 ? style.bold(pad(title, LABEL)) : INDENT) + line).join("\n");
}

/** What stands beside the titles, broken into so many lines at most; the last one is cut. */
function broken(text: string, most: number, words: ExplainWords): string[] {
  const { isTerminal, columns, fit, wrap } = words;
  if (!isTerminal) return [text];
  const lines = wrap(INDENT + text, INDENT).split("\n").map((line) => line.slice(LABEL));
  const kept = lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), lines.slice(most - 1).join(" ")];
  return kept.map((line) => fit(line, columns - LABEL));
}

/** `Run 52fdfc07: sync (incremental) failed 3 hours ago after 45.2s; 2 later runs`. */
function headline({ run, outcome, later_runs }: Explanation, words: ExplainWords): string {
  const { ago, count, duration, style } = words;
  const mode = run.mode === null ? "" : ` (${run.mode})`;
  const how = { well: "ended well", "in part": "finished in part", running: "is running" };
  const said = outcome in how ? how[outcome as keyof typeof how] : `${outcome}`;
  const end = Date.parse(run.started_at) + run.elapsed_ms;
  const when = outcome === "running"
    ? `for ${duration(run.elapsed_ms)}`
    : `${ago(end)} after ${duration(run.elapsed_ms)}`;
  const later = later_runs === 0 ? "" : `; ${count(later_runs, "later run")}`;
  // Word by word, so that no colour runs over the end of a line.
  const what = `Run ${run.run_id}: ${run.command}${mode} ${said}`.split(" ").map(style.bold);
  return `${what.join(" ")} ${when}${later}`;
}

function errorLines({ error }: Explanation, words: ExplainWords): Line[] {
  if (error === null) return [];
  const { printable } = words;
  return [
    ...messageLines(error, words),
    ...error.causes.slice(0, MOST_LINES - 1).map((cause) => ({
      text: `caused by: ${printable(cause)}`,
    })),
    ...(error.hint === null ? [] : [{ text: `hint: ${printable(error.hint)}` }]),
  ];
}

/** A message may have lines, one for each item that is not there. */
function messageLines(
  { code, message }: NonNullable<Explanation["error"]>,
  { printable, style }: ExplainWords,
): Line[] {
  const [first = "", ...others] = message.split("\n").map(printable);
  const shown = others.slice(0, MOST_LINES - (others.length > MOST_LINES ? 1 : 0));
  const rest = others.length - shown.length;
  return [
    { text: code === null ? first : `${code}: ${first}`, paint: style.red },
    ...shown.map((line) => ({ text: `  ${line.trim()}`, paint: style.red })),
    ...(rest === 0 ? [] : [{ text: `  and ${rest} more`, paint: style.red }]),
  ];
}

function warningLines({ warnings, logged }: Explanation, { now, style }: ExplainWords): Line[] {
  const shown = warnings.slice(-MOST_LINES);
  const all = logged.warnings + logged.errors;
  const before = all - shown.reduce((sum, { times }) => sum + times, 0);
  return shown.map(({ times, last }, at) => {
    const fields = Object.entries(last.fields).filter(([name]) => !name.endsWith("stack"));
    const line = lineText(
      { ...last, fields: { ...Object.fromEntries(fields), message: last.fields.message } },
      { now, style: { isOn: false }, showSpans: false },
    );
    const notes = [
      ...(times > 1 ? [` (${times} times)`] : []),
      ...(before > 0 && at === shown.length - 1 ? [` (and ${before} before)`] : []),
    ];
    return {
      text: line + notes.join(""),
      paint: last.level === "ERROR" ? style.red : style.yellow,
    };
  });
}

/** Columns for how long a stage took. */
const TIME = 8;

function stageLines({ slowest_stages, compared }: Explanation, words: ExplainWords): Line[] {
  const { count, duration, fit, pad, printable, stage, style, width } = words;
  const shown = slowest_stages.filter((slow) => slow.elapsed_ms >= 1).slice(0, MOST_LINES);
  const labels = shown.map(({ name, project, inside }) =>
    [...inside, name].map(stage).join(" > ") + (project === null ? "" : ` ${printable(project)}`)
  );
  const room = words.isTerminal ? Math.max(words.columns - LABEL - TIME, 1) : Infinity;
  const widest = Math.min(room, Math.max(0, ...labels.map(width)));
  return shown.map(({ elapsed_ms, median_ms }, at) => {
    const usual = median_ms === null
      ? ""
      : `, median of ${count(compared.runs, "run")} ${duration(median_ms)}`;
    const isSlow = median_ms !== null && elapsed_ms > 2 * median_ms && elapsed_ms > 1000;
    return {
      text: `${pad(fit(labels[at] ?? "", widest), widest)}${
        pad(duration(elapsed_ms), TIME, "right")
      }${usual}`,
      ...(isSlow ? { paint: style.yellow } : {}),
    };
  });
}

function waitLines({ rate_limits }: Explanation, { count, duration }: ExplainWords): Line[] {
  const { hits, retries, waited_ms } = rate_limits;
  if (hits + retries + waited_ms === 0) return [];
  const limits = `${duration(waited_ms)} for ${count(hits, "rate limit")}`;
  return [{ text: `${limits}; ${count(retries, "request")} sent again` }];
}

const KINDS = { issue: "issues", merge_request: "MRs" } as const;

function missingLines({ incomplete }: Explanation, words: ExplainWords): Line[] {
  const lines = incomplete.map((row) => ({
    text: `${words.printable(row.project)} ${KINDS[row.kind]}: ${gapWords(row.gaps)}`,
    paint: words.style.yellow,
  }));
  if (lines.length <= MOST_LINES) return lines;
  const shown = lines.slice(0, MOST_LINES - 1);
  return [...shown, { text: `and ${lines.length - shown.length} more: lore sync-status` }];
}

/**
 * Commands and what they are good for. The log, from which some of them come, may have been written
 * by anyone.
 */
function nextLines({ next }: Explanation, words: ExplainWords): Line[] {
  const { columns, isTerminal, pad, printable, width } = words;
  const shown = next.slice(0, MOST_LINES)
    .map(({ command, why }) => ({ command: printable(command), why: printable(why) }));
  const widest = Math.max(0, ...shown.map(({ command }) => width(command)));
  return shown.map(({ command, why }) => {
    const text = `${pad(command, widest)}  ${why}`;
    const fits = !isTerminal || width(text) <= columns - LABEL;
    return { text: fits ? text : command, isWhole: true };
  });
}
