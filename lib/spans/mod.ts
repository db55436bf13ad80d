/** Runs, spans and stage timings. @module */

export {
  currentRunId,
  currentSpan,
  type SpanCounts,
  type SpanFields,
  type SpanNode,
  type SpanObserver,
} from "./context.ts";
export { continueRun, newRunId, record, type Run, type RunOptions, span, withRun } from "./span.ts";
export {
  currentStages,
  type StageTiming,
  stageTimings,
  type StageTotals,
  stageTotals,
} from "./stage_timings.ts";
