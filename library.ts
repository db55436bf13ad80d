/**
 * lore as a library: log handlers, spans and stage timings, metrics. This is what is published.
 *
 * Light to import: nothing of the forges, the store or the command line is loaded. Owns: which names
 * are public. Leaves to others: `mod.ts`, which is this and, when run directly, the program.
 *
 * @example
 * ```ts
 * import { logger, record, span, withRun } from "./library.ts";
 *
 * const log = logger("import");
 * const stages = await withRun({ command: "import" }, async (run) => {
 *   await span("read", { project: "acme/web" }, () => {
 *     record({ items_processed: 1 });
 *     log.info("Read a page");
 *   });
 *   return run.stages();
 * });
 * ```
 *
 * @module
 */

export {
  type ActiveLogging,
  configureLogging,
  type Directive,
  type FileHandler,
  fileHandler,
  type FileHandlerOptions,
  type FileSetup,
  type Filter,
  formatJson,
  formatText,
  type Level,
  LEVELS,
  type LogFields,
  type Logger,
  logger,
  type LoggingOptions,
  type LoggingSetup,
  type LogHandler,
  type LogRecord,
  parseFilter,
  redact,
  registerSecret,
  setUpLogging,
  stderrHandler,
  type StderrHandlerOptions,
  type StderrSetup,
  type TextLook,
  type TextRecord,
  type TextSpan,
  type Threshold,
} from "./lib/log/mod.ts";
export {
  type Counter,
  counter,
  type Gauge,
  gauge,
  type Histogram,
  histogram,
  type HistogramSnapshot,
  type Instrument,
  type Labelled,
  labelled,
  MetricsRegistry,
  type MetricsSnapshot,
} from "./lib/metrics/mod.ts";
export {
  currentRunId,
  currentSpan,
  newRunId,
  record,
  type Run,
  type RunOptions,
  span,
  type SpanCounts,
  type SpanFields,
  type SpanNode,
  type SpanObserver,
  type StageTiming,
  stageTimings,
  type StageTotals,
  stageTotals,
  withRun,
} from "./lib/spans/mod.ts";
export { type Clock, systemClock } from "./lib/platform/clock.ts";
export type { Environment } from "./lib/platform/environment.ts";
