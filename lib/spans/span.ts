/**
 * Opening and closing spans, and counting inside them.
 *
 * Owns: `withRun`, `span`, `record`. Leaves to others: how a closed tree is shown
 * (`stage_timings.ts`), where log lines go (`log/`).
 *
 * @module
 */

import { logger } from "../log/logger.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import {
  currentSpan,
  insideSpan,
  type SpanCounts,
  type SpanFields,
  type SpanNode,
  type SpanObserver,
} from "./context.ts";
import { type StageTiming, stageTimings } from "./stage_timings.ts";

const log = logger("lore::spans");

/** How a run is set up. */
export interface RunOptions {
  /** Name of the root span: the command. */
  readonly command: string;
  /** The run's id; a new one by default. */
  readonly runId?: string;
  /** Where time comes from; the machine's clock by default. */
  readonly clock?: Clock;
  /** Told of every span of the run. */
  readonly observer?: SpanObserver;
}

/** A run under way, and afterwards its measurements. */
export interface Run {
  /** The first 8 characters of a UUIDv4. */
  readonly id: string;
  /** Milliseconds since the run began, or that it took once it ended. */
  elapsedMs(): number;
  /** The tree of stage timings so far: usable during the run, after it, and after it failed. */
  stages(): StageTiming[];
}

/** A new run id: the first 8 characters of a UUIDv4, all of them hexadecimal digits. */
export function newRunId(): string {
  return crypto.randomUUID().slice(0, 8);
}

/**
 * Runs `body` as a run: everything logged or measured inside carries its id.
 *
 * @example
 * ```ts
 * import { span, withRun } from "./span.ts";
 *
 * const stages = await withRun({ command: "import" }, async (run) => {
 *   await span("read", { project: "acme/web" }, () => Promise.resolve());
 *   return run.stages();
 * });
 * ```
 */
export function withRun<T>(options: RunOptions, body: (run: Run) => T): T {
  const root = openSpan(options.command, {}, undefined, {
    runId: options.runId ?? newRunId(),
    clock: options.clock ?? systemClock,
    observer: options.observer,
  });
  const run: Run = {
    id: root.runId ?? "",
    elapsedMs: () => Math.round((root.endedAt ?? root.clock.monotonic()) - root.startedAt),
    stages: () => stageTimings(root),
  };
  return inside(root, () => body(run));
}

/**
 * Runs `body` as a span below the present one and measures it; the span closes when `body`
 * returns, or when the promise that it returns settles. What `body` throws passes through.
 */
export function span<T>(name: string, fields: SpanFields, body: () => T): T {
  return inside(openSpan(name, fields, currentSpan()), body);
}

/** Adds to the counts of the present span. `total` sets how many items there are in all. */
export function record(counts: Partial<SpanCounts> & { readonly total?: number }): void {
  const node = currentSpan();
  if (node === undefined) return;
  const own = node.counts;
  if (counts.items_processed !== undefined) own.items_processed += counts.items_processed;
  if (counts.items_skipped !== undefined) own.items_skipped += counts.items_skipped;
  if (counts.errors !== undefined) own.errors += counts.errors;
  if (counts.rate_limit_hits !== undefined) own.rate_limit_hits += counts.rate_limit_hits;
  if (counts.retries !== undefined) own.retries += counts.retries;
  if (counts.total !== undefined) node.total = counts.total;
  node.observer?.recorded?.(node);
}

/** What a root span brings; the spans below inherit it. */
interface RunContext {
  readonly runId: string | undefined;
  readonly clock: Clock;
  readonly observer: SpanObserver | undefined;
}

const outsideOfRuns: RunContext = { runId: undefined, clock: systemClock, observer: undefined };

function openSpan(
  name: string,
  fields: SpanFields,
  parent: SpanNode | undefined,
  context: RunContext = parent ?? outsideOfRuns,
): SpanNode {
  const node: SpanNode = {
    name,
    fields,
    runId: context.runId,
    parent,
    clock: context.clock,
    observer: context.observer,
    startedAt: context.clock.monotonic(),
    endedAt: undefined,
    failed: false,
    total: undefined,
    children: [],
    counts: { items_processed: 0, items_skipped: 0, errors: 0, rate_limit_hits: 0, retries: 0 },
    rendered: undefined,
  };
  parent?.children.push(node);
  node.observer?.opened?.(node);
  return node;
}

function inside<T>(node: SpanNode, body: () => T): T {
  let result: T;
  try {
    result = insideSpan(node, body);
  } catch (error) {
    close(node, error);
    throw error;
  }
  if (!(result instanceof Promise)) {
    close(node);
    return result;
  }
  return result.then(
    (value) => {
      close(node);
      return value;
    },
    (error) => {
      close(node, error ?? new Error("rejected without a reason"));
      throw error;
    },
  ) as T;
}

function close(node: SpanNode, error?: unknown): void {
  node.endedAt = node.clock.monotonic();
  node.failed = error !== undefined;
  node.observer?.closed?.(node);
  if (!log.enabled("DEBUG")) return;
  const fields: Record<string, unknown> = { elapsed_ms: Math.round(node.endedAt - node.startedAt) };
  for (const [key, count] of Object.entries(node.counts)) if (count > 0) fields[key] = count;
  if (error !== undefined) fields.error = error;
  insideSpan(node, () => log.debug("close", fields));
}
