/**
 * The row that a run has in the ledger.
 *
 * Owns: that it is opened, kept alive and closed, with what was measured. Leaves to others: the SQL
 * (`db/runs.ts`), locks and their order (`ledger_run.ts`, `surgical/surgical_ledger.ts`).
 *
 * @module
 */

import type { Database, Transaction } from "../db/mod.ts";
import type { PipelineLock } from "../db/lock.ts";
import { holdsRunLock, sweepRunLocks } from "../db/run_lock.ts";
import { beat, closeDeadRuns, enterPhase, finishRun } from "../db/runs.ts";
import { type LoreError, toLoreError } from "../errors.ts";
import { logger } from "../log/logger.ts";
import { redact } from "../log/redact.ts";
import { currentMetrics } from "../metrics/mod.ts";
import type { Clock } from "../platform/clock.ts";
import { currentStages, type StageTiming, stageTotals } from "../spans/mod.ts";

const log = logger("lore::runs");

/** The row of the run at hand, which {@link LedgerEntry.open} makes or finds. */
export class LedgerEntry {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #stages: () => StageTiming[];
  /** Key of the row; 0 before it is there. */
  #id = 0;

  /** `before`: what was measured when the run was begun before, if it was. */
  constructor(
    database: Database,
    { clock, before = [] }: { readonly clock: Clock; readonly before?: readonly StageTiming[] },
  ) {
    const measured = currentStages();
    this.#database = database;
    this.#clock = clock;
    this.#stages = () => [...before, ...measured()];
  }

  /** The stages so far. */
  stages(): StageTiming[] {
    return this.#stages();
  }

  /** Closes what dead runs left open. Only for whoever holds the pipeline lock. */
  buryDead(dataDir: string): void {
    const dead = this.#database.transaction((tx) =>
      closeDeadRuns(tx, (runId) => holdsRunLock(dataDir, runId))
    );
    for (const dead_run of dead) log.warn("Marked a dead run as interrupted", { dead_run });
    sweepRunLocks(dataDir);
  }

  /** Enters the run, or finds it in the ledger. */
  open(enter: (tx: Transaction) => number): void {
    this.#id = this.#database.transaction(enter);
  }

  /** Notes which phase the run has come to: at once, or together with what leads there. */
  enterPhase(phase: string, within?: Transaction): void {
    const enter = (tx: Transaction): void => {
      const measured = { now: this.#clock.now(), stages: this.#stages() };
      enterPhase(tx, this.#id, { phase, ...measured });
    };
    if (within !== undefined) enter(within);
    else this.#database.transaction(enter);
  }

  /** A heartbeat that cannot be written is no reason to stop: what the run writes itself is. */
  beat(lock: PipelineLock | undefined): void {
    lock?.beat();
    try {
      const measured = { now: this.#clock.now(), stages: this.#stages() };
      this.#database.transaction((tx) => beat(tx, this.#id, measured));
    } catch (error) {
      log.warn("Cannot write the heartbeat", { error });
    }
  }

  /** Closes the row of a run that came to its end; `phase` where the end has one of its own. */
  succeed(problem: LoreError | undefined, phase?: "done"): void {
    const stages = this.#stages();
    const now = this.#clock.now();
    logEnd({ status: "succeeded", problem });
    this.#database.transaction((tx) => {
      finishRun(tx, this.#id, {
        status: "succeeded",
        stages,
        errors: atLeast(problem === undefined ? 0 : 1, stages),
        error: problem && redact(problem.message),
        phase,
        now,
      });
    });
  }

  /** The run's own failure is what counts: that it cannot be written down goes to the log only. */
  fail(thrown: unknown, signal: AbortSignal, phase?: "failed"): void {
    const error = toLoreError(thrown);
    const interrupted = signal.aborted || error.code === "INTERRUPTED";
    const stages = this.#stages();
    const end = {
      status: interrupted ? "interrupted" : "failed",
      stages,
      errors: atLeast(interrupted ? 0 : 1, stages),
      error: redact(error.message),
      // An interrupted run goes on from the phase that it had come to.
      ...(interrupted ? {} : { phase }),
      now: this.#clock.now(),
    } as const;
    logEnd({ status: end.status, error });
    try {
      this.#database.transaction((tx) => finishRun(tx, this.#id, end));
    } catch (failure) {
      log.error("Cannot write down how the run ended", { error: failure });
    }
  }
}

/** The last word of a run in the log, with what it measured. */
function logEnd(
  end: { readonly status: string; readonly error?: LoreError; readonly problem?: LoreError },
): void {
  const { counters, gauges, histograms } = currentMetrics().snapshot();
  const { p50, p95, max } = histograms.http_duration_ms ?? { p50: 0, p95: 0, max: 0 };
  const { error, problem, status } = end;
  const fields = {
    status,
    ...counters,
    ...gauges,
    ...(counters.http_requests === undefined ? {} : {
      http_p50_ms: Math.round(p50),
      http_p95_ms: Math.round(p95),
      http_max_ms: Math.round(max),
    }),
    ...(problem === undefined ? {} : { problem }),
    ...(error === undefined ? {} : { error }),
  };
  // A failure is reported by whoever catches it: here it only leaves its figures behind.
  if (error !== undefined) log.debug("Run ended", fields);
  else if (problem !== undefined) log.warn("Run finished in part", fields);
  else log.info("Run finished", fields);
}

/** What went wrong as a whole counts as an error, also when no stage counted it. */
function atLeast(errors: number, stages: readonly StageTiming[]): number {
  return Math.max(errors, stageTotals(stages).errors);
}
