/**
 * A run that changes the store, from taking the lock to its last word in the ledger.
 *
 * Owns: the order of lock, store and ledger, the heartbeat, and that every way out leaves a final
 * state behind. Leaves to others: the lock (`db/lock.ts`), the row (`ledger_entry.ts`), the run's id
 * and spans (`withRun`), and what the run does.
 *
 * @module
 */

import type { Database } from "../db/mod.ts";
import { takeLock } from "../db/lock.ts";
import { startRun } from "../db/runs.ts";
import type { LoreError } from "../errors.ts";
import type { Clock } from "../platform/clock.ts";
import { currentRunId, withRun } from "../spans/mod.ts";
import { interruptedRun } from "./go_on.ts";
import { LedgerEntry } from "./ledger_entry.ts";

/** What a run in the ledger needs. */
export interface LedgerRunOptions<T> {
  /** Where the lock is. */
  readonly dataDir: string;
  /** Opens the store for writing, once the lock is held; the run closes it. */
  openStore(): Database | Promise<Database>;
  readonly clock: Clock;
  /** What is thrown after it aborts makes the run `interrupted`, whatever it is. */
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
 * `body` throws passes through, unless a signal is behind it. Belongs inside of `withRun`; makes a run of its own otherwise.
 *
 * @throws LoreError `LOCK_HELD`, `INTERRUPTED` with the command that goes on, and whatever keeps the store from being opened
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
  const { mode, requested } = options;
  const entry = new LedgerEntry(database, { clock });
  entry.buryDead(dataDir);
  entry.open((tx) => startRun(tx, { runId, command, mode, requested, now: clock.now() }));
  using _heartbeat = clock.every(options.heartbeatMs, () => entry.beat(lock));
  let result: T;
  try {
    result = await body({ id: runId, database, enterPhase: (phase) => entry.enterPhase(phase) });
    // A run whose writes the disk did not keep has not succeeded.
    database.makeDurable();
  } catch (error) {
    entry.fail(error, options.signal);
    throw options.signal.aborted ? interruptedRun(error, options) : error;
  }
  entry.succeed(options.problem?.(result));
  return result;
}
