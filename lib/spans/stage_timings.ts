/**
 * The tree of stage timings: a view of a run's spans. CONTRACTS: robot envelope, `metrics_json`.
 *
 * @module
 */

import { currentSpan, type SpanCounts, type SpanNode } from "./context.ts";

/** One stage of a run. Zero and empty fields that are optional are left out. */
export interface StageTiming {
  /** Name of the span: `fetch_pages`. */
  readonly name: string;
  /** The project, for a stage below one project. */
  readonly project?: string;
  /** Wall-clock milliseconds; up to now for a stage that is still running. */
  readonly elapsed_ms: number;
  /** Items that this stage itself worked off. */
  readonly items_processed: number;
  /** Items that needed no work. */
  readonly items_skipped?: number;
  /** Failed items, those of the stages below included. */
  readonly errors?: number;
  /** Rate-limit answers, those of the stages below included. */
  readonly rate_limit_hits?: number;
  /** Requests sent again, those of the stages below included. */
  readonly retries?: number;
  /** Stages inside this one, in order of start. */
  readonly sub_stages?: readonly StageTiming[];
}

/** The stages directly below a root span, with all that is below them. */
export function stageTimings(root: SpanNode): StageTiming[] {
  // Work that outlives its run is over when the run is.
  const now = root.endedAt ?? root.clock.monotonic();
  return root.children.map((node) => stageTiming(node, now).timing);
}

/** The stages of the run around the caller, so far: call the result for how they stand then. */
export function currentStages(): () => StageTiming[] {
  let root = currentSpan();
  while (root?.parent !== undefined) root = root.parent;
  const top = root;
  return () => top === undefined ? [] : stageTimings(top);
}

/** Sums over a tree of stages. */
export interface StageTotals {
  /** Items that the top stages worked off. */
  readonly items: number;
  /** Failed items. */
  readonly errors: number;
  /** Rate-limit answers. */
  readonly rateLimitHits: number;
  /** Requests sent again. */
  readonly retries: number;
}

/** What a run did in all: items of the top stages, failures of all. */
export function stageTotals(stages: readonly StageTiming[]): StageTotals {
  const sum = (pick: (stage: StageTiming) => number | undefined): number =>
    stages.reduce((total, stage) => total + (pick(stage) ?? 0), 0);
  return {
    items: sum((stage) => stage.items_processed),
    errors: sum((stage) => stage.errors),
    rateLimitHits: sum((stage) => stage.rate_limit_hits),
    retries: sum((stage) => stage.retries),
  };
}

/** Failures that a stage answers for are those of its whole subtree. */
type Inclusive = Pick<SpanCounts, "errors" | "rate_limit_hits" | "retries">;

function stageTiming(
  node: SpanNode,
  now: number,
): { timing: StageTiming; inclusive: Inclusive } {
  const below = node.children.map((child) => stageTiming(child, now));
  const inclusive: Inclusive = {
    errors: node.counts.errors,
    rate_limit_hits: node.counts.rate_limit_hits,
    retries: node.counts.retries,
  };
  for (const child of below) {
    inclusive.errors += child.inclusive.errors;
    inclusive.rate_limit_hits += child.inclusive.rate_limit_hits;
    inclusive.retries += child.inclusive.retries;
  }
  const { project } = node.fields;
  const timing: StageTiming = {
    name: node.name,
    ...(project === undefined ? {} : { project: String(project) }),
    elapsed_ms: Math.round(Math.max(0, Math.min(node.endedAt ?? now, now) - node.startedAt)),
    items_processed: node.counts.items_processed,
    ...(node.counts.items_skipped > 0 ? { items_skipped: node.counts.items_skipped } : {}),
    ...(inclusive.errors > 0 ? { errors: inclusive.errors } : {}),
    ...(inclusive.rate_limit_hits > 0 ? { rate_limit_hits: inclusive.rate_limit_hits } : {}),
    ...(inclusive.retries > 0 ? { retries: inclusive.retries } : {}),
    ...(below.length > 0 ? { sub_stages: below.map((child) => child.timing) } : {}),
  };
  return { timing, inclusive };
}
