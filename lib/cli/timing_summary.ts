/** The stages of a run as people read them. CONTRACT: the end of an interactive run. @module */

import type { StageTiming } from "../spans/mod.ts";
import { count, duration, stageLabel } from "./format.ts";
import type { Style } from "./style.ts";
import { pad } from "./width.ts";

/** What was measured. */
export interface TimingSummary {
  /** What came to an end: `Sync complete`. */
  readonly title: string;
  readonly elapsedMs: number;
  readonly stages: readonly StageTiming[];
  readonly style: Style;
}

/** What the items of a stage are called. */
const UNITS: Readonly<Record<string, string>> = { generate_docs: "document", embed: "chunk" };

/** The title with the time in all, then one line a stage. */
export function timingSummary({ title, elapsedMs, stages, style }: TimingSummary): string {
  const rows = stages.map((stage) => ({
    label: stageLabel(stage.name),
    time: duration(stage.elapsed_ms),
    notes: stageNotes(stage, style),
  }));
  const leader = Math.max(0, ...rows.map(({ label }) => label.length)) + 5;
  const times = Math.max(0, ...rows.map(({ time }) => time.length));
  return [
    style.bold(`${title} in ${duration(elapsedMs)}`),
    ...rows.map(({ label, time, notes }) => {
      const dots = style.dim(".".repeat(leader - label.length - 1));
      return `  ${label} ${dots} ${pad(time, times)} (${notes})`;
    }),
  ].join("\n");
}

function stageNotes(stage: StageTiming, style: Style): string {
  const { items_processed, errors = 0, rate_limit_hits = 0 } = stage;
  const discussions = (stage.sub_stages ?? [])
    .filter(({ name }) => name === "sync_discussions")
    .reduce((sum, { items_processed }) => sum + items_processed, 0);
  const notes = [count(items_processed, UNITS[stage.name] ?? "item")];
  if (discussions > 0) notes.push(count(discussions, "discussion"));
  if (errors > 0) notes.push(style.red(count(errors, "error")));
  if (rate_limit_hits > 0) notes.push(style.yellow(count(rate_limit_hits, "rate limit")));
  return notes.join(", ");
}
