/** `lore explain` in words, on one screen. @module */

import type { CoverageView } from "../sync/status_view.ts";
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
}

type Paint = (text: string) => string;

/** A line of text, coloured as a whole after it was cut to fit. */
interface Line {
  readonly text: string;
  readonly paint?: Paint;
}

/** How many lines each part may take, so that all of them fit 24 lines. */
const MOST_LINES = 3;
const LABEL = 10;

/** The whole answer. */
export function explainText(explanation: Explanation, words: ExplainWords): string {
  const parts: readonly (readonly [string, readonly Line[]])[] = [
    ["Error", errorLines(explanation, words)],
    ["Warnings", warningLines(explanation, words)],
    ["Slowest", stageLines(explanation, words)],
    ["Waited", waitLines(explanation, words)],
    ["Missing", missingLines(explanation, words)],
    ["Next", nextLines(explanation, words)],
  ];
  const blocks = parts.filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => block(title, lines, words));
  const title = headline(explanation, words);
  return [words.isTerminal ? words.fit(title, words.columns) : title, ...blocks].join("\n\n");
}

/** The title stands before the first line. At a terminal no line wraps. */
function block(title: string, lines: readonly Line[], words: ExplainWords): string {
  const { style, pad, fit, isTerminal, columns } = words;
  return lines.map(({ text, paint = (text) => text }, at) => {
    const label = at === 0 ? style.bold(pad(title, LABEL)) : " ".repeat(LABEL);
    return label + paint(isTerminal ? fit(text, columns - LABEL) : text);
  }).join("\n");
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
  return `${style.bold(`Run ${run.run_id}: ${run.command}${mode} ${said}`)} ${when}${later}`;
}

function errorLines({ error }: Explanation, { style, printable }: ExplainWords): Line[] {
  if (error === null) return [];
  const code = error.code === null ? "" : `${error.code}: `;
  return [
    { text: printable(`${code}${error.message}`), paint: style.red },
    ...error.causes.slice(0, MOST_LINES - 1).map((cause) => ({
      text: `caused by: ${printable(cause)}`,
    })),
    ...(error.hint === null ? [] : [{ text: `hint: ${printable(error.hint)}` }]),
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

function stageLines({ slowest_stages, compared }: Explanation, words: ExplainWords): Line[] {
  const { count, duration, pad, printable, stage, style, width } = words;
  const shown = slowest_stages.filter((slow) => slow.elapsed_ms >= 1).slice(0, MOST_LINES);
  const labels = shown.map(({ name, project, inside }) =>
    [...inside, name].map(stage).join(" > ") + (project === null ? "" : ` ${printable(project)}`)
  );
  const widest = Math.max(0, ...labels.map(width));
  return shown.map(({ elapsed_ms, median_ms }, at) => {
    const usual = median_ms === null
      ? ""
      : `, median of ${count(compared.runs, "run")} ${duration(median_ms)}`;
    const isSlow = median_ms !== null && elapsed_ms > 2 * median_ms && elapsed_ms > 1000;
    return {
      text: `${pad(labels[at] ?? "", widest)} ${pad(duration(elapsed_ms), 7, "right")}${usual}`,
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
    text: `${words.printable(row.project)} ${KINDS[row.kind]}: ${gaps(row, words)}`,
    paint: words.style.yellow,
  }));
  if (lines.length <= MOST_LINES) return lines;
  const shown = lines.slice(0, MOST_LINES - 1);
  return [...shown, { text: `and ${lines.length - shown.length} more: lore sync-status` }];
}

/** What is known to be missing. */
function gaps(row: CoverageView, { count }: ExplainWords): string {
  const walk = row.last_full_walk;
  const unseen = (walk?.forge_total ?? 0) - (walk?.rows_seen ?? 0) - (walk?.unparsed ?? 0);
  return [
    walk === null ? "not walked to its end yet" : "",
    unseen > 0 ? `${unseen} not seen` : "",
    row.unparsed > 0 ? `${row.unparsed} not readable` : "",
    row.cut_diffs > 0 ? count(row.cut_diffs, "cut file list") : "",
    row.never_fetched > 0 ? `${row.never_fetched} without discussions or files` : "",
    row.queued > 0 ? count(row.queued, "fetch queued", "fetches queued") : "",
  ].filter((part) => part !== "").join(", ");
}

/** The log, from which some commands come, may have been written by anyone. */
function nextLines({ next }: Explanation, { pad, printable, width }: ExplainWords): Line[] {
  const shown = next.slice(0, MOST_LINES)
    .map(({ command, why }) => ({ command: printable(command), why: printable(why) }));
  const widest = Math.max(0, ...shown.map(({ command }) => width(command)));
  return shown.map(({ command, why }) => ({ text: `${pad(command, widest)}  ${why}` }));
}
