/**
 * A run that changes the store, from taking the lock to its last word in the ledger.
 *
 * Owns: the order of lock, store and ledger, the heartbeat, and that every way out leaves a final
 * state behind. Leaves to others: the lock (`db/lock.ts`), the rows (`db/runs.ts`), the run's id and
 * spans (`withRun`), and what the run does.
 *
 * @module
 */

import type { Database } from "../db/mod.ts";
import { type PipelineLock, takeLock } from "../db/lock.ts";
import { beat, closeDeadRuns, enterPhase, finishRun, startRun } from "../db/runs.ts";
import { type LoreError, toLoreError } from "../errors.ts";
import { logger } from "../log/logger.ts";
import { redact } from "../log/redact.ts";
import { currentMetrics } from "../metrics/mod.ts";
import type { Clock } from "../platform/clock.ts";
import {
  currentRunId,
  currentStages,
  type StageTiming,
  stageTotals,
  withRun,
} from "../spans/mod.ts";

const log = logger("lore::runs");

/** What a run in the ledger needs. */
export interface LedgerRunOptions<T> {
  /** Where the lock is. */
  readonly dataDir: string;
  /** Opens the store for writing, once the lock is held; the run closes it. */
  openStore(): Database | Promise<Database>;
  readonly clock: Clock;
  /** What is thrown after it aborts makes the run `interrupted`. */
  readonly signal: AbortSignal;
  readonly command: string;
  /** A word on how: `full`, `incremental`. */
  readonly mode?: string;
  /** What was asked for; kept as JSON. */
  readonly requested?: Readonly<Record<string, unknown>>;
  /** Milliseconds between signs of life. */
  readonly heartbeatMs: number;
  /** Milliseconds without one after which the holder of the lock is said to hang. */
  readonly staleLockMs: number;
  /** What is wrong with a result that is there all the same: the run finished in part. */
  problem?(result: T): LoreError | undefined;
}

/** A run under way. */
export interface LedgerRun {
  /** The run's id, the same as in its log lines. */
  readonly id: string;
  readonly database: Database;
  /** Notes which stage the run has come to. */
  enterPhase(phase: string): void;
}

/**
 * Takes the pipeline lock, opens the store, closes what dead runs left open, and runs `body` with a
 * row of its own in the ledger. The row is closed as `succeeded`, `failed` or `interrupted`; what
 * `body` throws passes through. Belongs inside of `withRun`; makes a run of its own otherwise.
 *
 * @throws LoreError `LOCK_HELD` and whatever keeps the store from being opened
 */
export async function ledgerRun<T>(
  options: LedgerRunOptions<NoInfer<T>>,
  body: (run: LedgerRun) => Promise<T>,
): Promise<T> {
  const { clock, command } = options;
  const runId = currentRunId();
  if (runId === undefined) return await withRun({ command, clock }, () => ledgerRun(options, body));
  const { dataDir, staleLockMs: staleMs } = options;
  using lock = await takeLock(dataDir, { clock, runId, command, staleMs });
  using database = await options.openStore();
  const entry = new LedgerEntry(database, { ...options, runId });
  using _heartbeat = clock.every(options.heartbeatMs, () => entry.beat(lock));
  let result: T;
  try {
    result = await body({ id: runId, database, enterPhase: (phase) => entry.enterPhase(phase) });
    // A run whose writes the disk did not keep has not succeeded.
    database.makeDurable();
  } catch (error) {
    entry.fail(error, options.signal);
    throw error;
  }
  entry.succeed(options.problem?.(result));
  return result;
}

/** The row of the run at hand. */
class LedgerEntry {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #id: number;
  readonly #stages = currentStages();

  constructor(
    database: Database,
    { clock, runId, command, mode, requested }:
      & Pick<LedgerRunOptions<unknown>, "clock" | "command" | "mode" | "requested">
      & { readonly runId: string },
  ) {
    this.#database = database;
    this.#clock = clock;
    this.#id = database.transaction((tx) => {
      for (const dead_run of closeDeadRuns(tx)) {
        log.warn("Marked a dead run as interrupted", { dead_run });
      }
      return startRun(tx, { runId, command, mode, requested, now: clock.now() });
    });
  }

  enterPhase(phase: string): void {
    const measured = { now: this.#clock.now(), stages: this.#stages() };
    this.#database.transaction((tx) => enterPhase(tx, this.#id, { phase, ...measured }));
  }

  /** A heartbeat that cannot be written is no reason to stop: what the run writes itself is. */
  beat(lock: PipelineLock): void {
    lock.beat();
    try {
      const measured = { now: this.#clock.now(), stages: this.#stages() };
      this.#database.transaction((tx) => beat(tx, this.#id, measured));
    } catch (error) {
      log.warn("Cannot write the heartbeat", { error });
    }
  }

  succeed(problem: LoreError | undefined): void {
    const stages = this.#stages();
    const now = this.#clock.now();
    logEnd({ status: "succeeded", problem });
    this.#database.transaction((tx) => {
      finishRun(tx, this.#id, {
        status: "succeeded",
        stages,
        errors: atLeast(problem === undefined ? 0 : 1, stages),
        error: problem && redact(problem.message),
        now,
      });
    });
  }

  /** The run's own failure is what counts: that it cannot be written down goes to the log only. */
  fail(thrown: unknown, signal: AbortSignal): void {
    const error = toLoreError(thrown);
    const interrupted = signal.aborted || error.code === "INTERRUPTED";
    const stages = this.#stages();
    const end = {
      status: interrupted ? "interrupted" : "failed",
      stages,
      errors: atLeast(interrupted ? 0 : 1, stages),
      error: redact(error.message),
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
