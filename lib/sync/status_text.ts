/** `lore sync-status` in words. Light to import: help loads it. @module */

import type { StageTiming } from "../spans/mod.ts";
import { gapWords } from "./gap_words.ts";
import type { CoverageView, RunItemView, RunView, SyncStatus } from "./status_view.ts";

/** What the words are made with. */
export interface StatusWords {
  /** Unix ms. */
  readonly now: number;
  readonly style: Readonly<Record<"bold" | "dim" | "red" | "yellow" | "green", Paint>>;
  count(number: number, one: string, many?: string): string;
  duration(ms: number): string;
  /** How long ago a time in Unix ms was. */
  ago(then: number): string;
  pad(text: string, columns: number, side?: "left" | "right"): string;
  printable(text: string): string;
  stage(name: string): string;
  /** Text broken at spaces to fit a terminal; lines behind the first begin with `indent`. */
  wrap(text: string, indent?: string): string;
  table(
    columns: readonly {
      readonly title: string;
      readonly align?: "left" | "right";
      readonly shrinks?: boolean;
    }[],
    rows: readonly (readonly string[])[],
  ): string;
}

type Paint = (text: string) => string;

/** The last runs, what is there and what is missing; or the one run that was asked for. */
export function statusText(status: SyncStatus, words: StatusWords): string {
  const [run] = status.runs;
  if (status.log !== undefined && run !== undefined) {
    return words.wrap(runText(run, status, words), INDENT);
  }
  const parts = [recentRuns(status.runs, words), coverageText(status, words)];
  return words.wrap(parts.filter((part) => part !== "").join("\n\n"), INDENT);
}

/** Before what does not fit on the line above. */
const INDENT = "      ";

function recentRuns(runs: readonly RunView[], words: StatusWords): string {
  if (runs.length === 0) return "No sync has run yet";
  return ["Recent sync runs:", ...runs.map((run) => `  ${runLine(run, words)}`)].join("\n");
}

/** `Run a1b2c3d4 | 2026-02-04 14:32 | 45.2s | 235 items | 1 error`. */
function runLine(run: RunView, { count, duration, style }: StatusWords): string {
  const errors = count(run.total_errors, "error");
  const parts = [
    `Run ${run.run_id}`,
    localMinute(run.started_at),
    duration(run.elapsed_ms),
    count(run.total_items_processed, "item"),
    run.total_errors > 0 ? style.yellow(errors) : errors,
  ];
  if (run.command !== "sync") parts.push(run.command);
  const state = runState(run, style);
  if (state !== "") parts.push(state);
  return parts.join(" | ");
}

/** Nothing for a run that simply went well. */
function runState(run: RunView, style: StatusWords["style"]): string {
  switch (run.status) {
    case "running":
      return style.green(run.phase === null ? "running" : `running: ${run.phase}`);
    case "failed":
      return style.red("failed");
    case "interrupted":
      return style.yellow(run.dead ? "died" : "interrupted");
    case "succeeded":
      return run.error === null ? "" : style.yellow("in part");
  }
}

function coverageText({ coverage, summary }: SyncStatus, words: StatusWords): string {
  if (coverage.length === 0) return "";
  const { count, printable, table } = words;
  const rows = coverage.map((row) => [
    printable(row.project),
    KINDS[row.kind],
    String(row.rows_stored),
    fullWalk(row),
    lastWalk(row, words),
    missing(row, words),
  ]);
  const held = [
    count(summary.discussions, "discussion"),
    count(summary.notes, "note"),
    count(summary.resource_events, "event"),
    count(summary.merge_request_files, "changed file"),
    count(summary.documents, "document"),
    count(summary.embedded_chunks, "embedded chunk"),
  ];
  return `${table(COLUMNS, rows)}\n\nAlso stored: ${held.join(", ")}`;
}

const KINDS = { issue: "issues", merge_request: "MRs" } as const;

const COLUMNS = [
  { title: "Project", shrinks: true },
  { title: "Kind" },
  { title: "Stored", align: "right" },
  { title: "Whole list", align: "right" },
  { title: "Last walk" },
  { title: "Missing", shrinks: true },
] as const;

/** What the last walk from the beginning saw of what the forge counted. */
function fullWalk({ last_full_walk }: CoverageView): string {
  if (last_full_walk === null) return "-";
  return `${last_full_walk.rows_seen} of ${last_full_walk.forge_total ?? "?"}`;
}

/** The forge's clock may be ahead. */
function lastWalk({ last_walk }: CoverageView, { ago, now }: StatusWords): string {
  return last_walk === null ? "never" : ago(Math.min(now, Date.parse(last_walk.server_time)));
}

/** What is known to be missing. */
function missing({ gaps }: CoverageView, { style }: StatusWords): string {
  return gaps.length === 0 ? style.green("nothing") : style.yellow(gapWords(gaps));
}

/** One run with its stages and where its log is. */
function runText(run: RunView, { items = [], log }: SyncStatus, words: StatusWords): string {
  const { duration, printable, style } = words;
  const state = run.dead ? "died" : run.status;
  const mode = run.mode === null ? "" : ` (${run.mode})`;
  const lines = [
    style.bold(`Run ${run.run_id}: ${run.command}${mode}, ${state}`),
    `  Started   ${localMinute(run.started_at)}, took ${duration(run.elapsed_ms)}`,
    `  Processed ${counts(run, words)}`,
  ];
  const phase = run.failed_phase ?? run.phase;
  if (run.status !== "succeeded" && phase !== null) lines.push(`  Phase     ${phase}`);
  if (run.attempts !== undefined) lines.push(`  Attempts  ${run.attempts}`);
  if (run.error !== null) lines.push(`  Error     ${style.red(printable(run.error))}`);
  if (items.length > 0) lines.push("", "Items", ...items.map((item) => itemLine(item, words)));
  const stages = run.stages.flatMap((stage) => stageLines(stage, 1, words));
  if (stages.length > 0) lines.push("", "Stages", ...stages);
  if (log) lines.push("", "Log", `  ${log.command}`);
  return lines.join("\n");
}

/** `  #7       skipped    It was moved to group/repo#12`. */
function itemLine({ kind, iid, status, message }: RunItemView, words: StatusWords): string {
  const { pad, printable } = words;
  const name = pad(`${kind === "issue" ? "#" : "!"}${iid}`, 8);
  return `  ${name} ${message === null ? status : `${pad(status, 10)} ${printable(message)}`}`;
}

function counts(run: RunView, { count }: StatusWords): string {
  const parts = [count(run.total_items_processed, "item"), count(run.total_errors, "error")];
  if (run.rate_limit_hits > 0) parts.push(count(run.rate_limit_hits, "rate limit"));
  if (run.retries > 0) parts.push(count(run.retries, "retry", "retries"));
  return parts.join(", ");
}

const LABEL_COLUMNS = 44;

function stageLines(stage: StageTiming, depth: number, words: StatusWords): string[] {
  const { count, duration, pad, printable, style } = words;
  const project = stage.project === undefined ? "" : ` ${printable(stage.project)}`;
  const label = `${"  ".repeat(depth)}${words.stage(stage.name)}${project}`;
  const notes = [count(stage.items_processed, "item")];
  if (stage.items_skipped) notes.push(`${stage.items_skipped} skipped`);
  if (stage.errors) notes.push(style.red(count(stage.errors, "error")));
  if (stage.rate_limit_hits) {
    notes.push(style.yellow(count(stage.rate_limit_hits, "rate limit")));
  }
  if (stage.retries) notes.push(style.yellow(count(stage.retries, "retry", "retries")));
  const time = pad(duration(stage.elapsed_ms), 8, "right");
  return [
    `${pad(label, LABEL_COLUMNS)} ${time}  ${notes.join(", ")}`,
    ...(stage.sub_stages ?? []).flatMap((below) => stageLines(below, depth + 1, words)),
  ];
}

/** `2026-02-04 14:32`, by the local clock. */
function localMinute(time: string): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
