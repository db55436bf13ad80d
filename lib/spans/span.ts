/**
 * Opening and closing spans, and counting inside them.
 *
 * Owns: `withRun`, `span`, `record`. Leaves to others: how a closed tree is shown
 * (`stage_timings.ts`), where log lines go (`log/`).
 *
 * @module
 */

import { type LogFields, logger } from "../log/logger.ts";
import { MetricsRegistry, type MetricsSnapshot } from "../metrics/registry.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import {
  currentSpan,
  insideSpan,
  type SpanCounts,
  type SpanFields,
  type SpanNode,
  type SpanObserver,
} from "./context.ts";
import { tolerant } from "./tolerant_observer.ts";
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
  /** What was counted and measured so far: usable as long as `stages`. */
  metrics(): MetricsSnapshot;
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
  const metrics = new MetricsRegistry();
  const root = openSpan(options.command, {}, undefined, {
    runId: options.runId ?? newRunId(),
    clock: options.clock ?? systemClock,
    observer: options.observer && tolerant(options.observer),
    metrics,
  });
  const run: Run = {
    get id() {
      return root.runId ?? "";
    },
    elapsedMs: () => Math.round((root.endedAt ?? root.clock.monotonic()) - root.startedAt),
    stages: () => stageTimings(root),
    metrics: () => metrics.snapshot(),
  };
  return inside(root, () => body(run));
}

/** Makes the run around the caller one that began in another process: from now on it has its id. */
export function continueRun(runId: string): void {
  for (let node = currentSpan(); node !== undefined; node = node.parent) {
    node.runId = runId;
    node.rendered = undefined;
  }
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
type RunContext = Pick<SpanNode, "runId" | "clock" | "observer" | "metrics">;

const outsideOfRuns: RunContext = {
  runId: undefined,
  clock: systemClock,
  observer: undefined,
  metrics: undefined,
};

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
    metrics: context.metrics,
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
    close(node, { error });
    throw error;
  }
  if (result instanceof Promise) return whenSettled(node, result) as T;
  if (typeof result === "object" && result !== null) return insideLater(node, result);
  close(node);
  return result;
}

/** What only happens when somebody asks for it happens inside of the span all the same. */
function insideLater<T extends object>(node: SpanNode, result: T): T {
  if ("then" in result && typeof result.then === "function") {
    return whenSettled(node, insideSpan(node, () => Promise.resolve(result))) as unknown as T;
  }
  if (isAsyncGenerator(result)) return spanOfGenerator(node, result) as unknown as T;
  close(node);
  return result;
}

function whenSettled<T>(node: SpanNode, promise: Promise<T>): Promise<T> {
  return promise.then(
    (value) => {
      close(node);
      return value;
    },
    (error) => {
      close(node, { error });
      throw error;
    },
  );
}

function isAsyncGenerator(value: object): value is AsyncGenerator {
  return Symbol.asyncIterator in value && "next" in value && "return" in value && "throw" in value;
}

/** The same generator: each step runs inside the span, and the last one closes it. */
async function* spanOfGenerator<T>(
  node: SpanNode,
  generator: AsyncGenerator<T>,
): AsyncGenerator<T> {
  let failure: { error: unknown } | undefined;
  try {
    let sent: unknown;
    while (true) {
      const step = await insideSpan(node, () => generator.next(sent));
      if (step.done) return step.value;
      sent = yield step.value;
    }
  } catch (error) {
    failure = { error };
    throw error;
  } finally {
    try {
      // For a reader who leaves early; after the end this does nothing.
      await insideSpan(node, () => generator.return(undefined));
    } finally {
      close(node, failure);
    }
  }
}

function close(node: SpanNode, failure?: { readonly error: unknown }): void {
  node.endedAt = node.clock.monotonic();
  node.failed = failure !== undefined;
  node.observer?.closed?.(node);
  if (log.enabled("DEBUG")) {
    const { error = "no reason given" } = failure ?? {};
    const fields = failure === undefined ? closeFields(node) : { ...closeFields(node), error };
    insideSpan(node, () => log.debug("close", fields));
  }
  // Nothing is written about it any more, as a rule: the text would stay as long as the run.
  node.rendered = undefined;
}

function closeFields({ startedAt, endedAt = startedAt, counts }: SpanNode): LogFields {
  const fields: Record<string, number> = { elapsed_ms: Math.round(endedAt - startedAt) };
  if (counts.items_processed > 0) fields.items_processed = counts.items_processed;
  if (counts.items_skipped > 0) fields.items_skipped = counts.items_skipped;
  if (counts.errors > 0) fields.errors = counts.errors;
  if (counts.rate_limit_hits > 0) fields.rate_limit_hits = counts.rate_limit_hits;
  if (counts.retries > 0) fields.retries = counts.retries;
  return fields;
}
