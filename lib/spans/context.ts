/**
 * Where the code at hand is: the span tree that travels by `AsyncLocalStorage`.
 *
 * Owns: the node of a span and the storage that carries it. Leaves to others: opening and closing
 * (`span.ts`), the view as stage timings (`stage_timings.ts`), writing it into log lines (`log/`).
 *
 * @module
 */

import { AsyncLocalStorage } from "node:async_hooks";
import type { MetricsRegistry } from "../metrics/registry.ts";
import type { Clock } from "../platform/clock.ts";

/** What a span says about itself from the start. Values are written into every log line inside. */
export type SpanFields = Readonly<Record<string, string | number | boolean>>;

/** What is counted inside a span. */
export interface SpanCounts {
  /** Items that were worked off. */
  items_processed: number;
  /** Items that needed no work. */
  items_skipped: number;
  /** Items that failed. */
  errors: number;
  /** Answers 429, or whatever else the forge calls its rate limit. */
  rate_limit_hits: number;
  /** Requests sent again, rate limits included. */
  retries: number;
}

/** A span: a named stretch of work within a run. */
export interface SpanNode {
  /** What is done: the name of a stage. */
  readonly name: string;
  /** What the span says about itself from the start. */
  readonly fields: SpanFields;
  /** The run's id; undefined outside of `withRun`. */
  runId: string | undefined;
  /** The span around this one; undefined for the root. */
  readonly parent: SpanNode | undefined;
  /** Where the times come from. */
  readonly clock: Clock;
  /** Who watches the run. */
  readonly observer: SpanObserver | undefined;
  /** What the run counts and measures; undefined outside of `withRun`. */
  readonly metrics: MetricsRegistry | undefined;
  /** Monotonic ms. */
  readonly startedAt: number;
  /** Monotonic ms; undefined while open. */
  endedAt: number | undefined;
  /** Whether the span's function threw. */
  failed: boolean;
  /** How many items there are to work off, where that is known. For progress only. */
  total: number | undefined;
  /** The spans inside this one, in order of start. */
  readonly children: SpanNode[];
  /** What was counted in this span itself. */
  readonly counts: SpanCounts;
  /** The span as the log's JSON, made once. Owned by `log/`. */
  rendered: string | undefined;
}

/** Watches the spans of a run as they happen: progress bars are made of this. */
export interface SpanObserver {
  /** After a span was opened. */
  opened?(node: SpanNode): void;
  /** After something was counted in a span. */
  recorded?(node: SpanNode): void;
  /** After a span was closed. */
  closed?(node: SpanNode): void;
}

const storage = new AsyncLocalStorage<SpanNode>();

/** The innermost open span around the caller. */
export function currentSpan(): SpanNode | undefined {
  return storage.getStore();
}

/** Runs `body` inside `node`, with everything that it starts. */
export function insideSpan<T>(node: SpanNode, body: () => T): T {
  return storage.run(node, body);
}

/** The id of the run around the caller, if any. */
export function currentRunId(): string | undefined {
  return storage.getStore()?.runId;
}
