/**
 * A surgical run in the ledger: there from its first moment, under the pipeline lock only once it
 * writes.
 *
 * Owns: the order of the run's own lock, its row, and the pipeline lock; that every way out leaves a
 * final state behind. Leaves to others: locks and rows (`db/`), what the run does (`work.ts`).
 *
 * @module
 */

import { type PipelineLock, takeLock } from "../../db/lock.ts";
import type { Database, Transaction } from "../../db/mod.ts";
import { takeRunLock } from "../../db/run_lock.ts";
import type { LoreError } from "../../errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { StageTiming } from "../../spans/mod.ts";
import { LedgerEntry } from "../ledger_entry.ts";
import type { Phase } from "./types.ts";

/** What a surgical run in the ledger needs. */
export interface SurgicalLedgerOptions<T> {
  readonly database: Database;
  readonly dataDir: string;
  readonly runId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly heartbeatMs: number;
  readonly staleLockMs: number;
  /** What earlier attempts measured. */
  readonly before?: readonly StageTiming[];
  /** Enters the run, or lets it go on; returns the key of its row. */
  enter(tx: Transaction): number;
  /** What is wrong with a result that is there all the same. */
  problem(result: T): LoreError | undefined;
}

/** A surgical run under way. */
export interface SurgicalLedger {
  readonly id: string;
  readonly database: Database;
  /** Notes which phase the run has come to: at once, or together with what leads there. */
  enterPhase(phase: Phase, within?: Transaction): void;
  /** Takes the pipeline lock until the run ends. @throws LoreError `LOCK_HELD` */
  lock(): Promise<void>;
  /** The stages so far, those of earlier attempts included. */
  stages(): StageTiming[];
}

/**
 * Runs `body` with a row in the ledger. What it throws passes through.
 *
 * @throws LoreError `LOCK_HELD` while another process works at the same run
 */
export async function surgicalLedger<T>(
  options: SurgicalLedgerOptions<NoInfer<T>>,
  body: (run: SurgicalLedger) => Promise<T>,
): Promise<T> {
  const { database, dataDir, runId, clock, signal, staleLockMs: staleMs } = options;
  using _alive = await takeRunLock(dataDir, { runId, clock });
  const entry = new LedgerEntry(database, { clock, before: options.before });
  entry.open((tx) => options.enter(tx));
  using held = new DisposableStack();
  let pipeline: PipelineLock | undefined;
  using _heartbeat = clock.every(options.heartbeatMs, () => entry.beat(pipeline));
  let result: T;
  try {
    result = await body({
      id: runId,
      database,
      enterPhase: (phase, within) => entry.enterPhase(phase, within),
      lock: async () => {
        pipeline = held.use(await takeLock(dataDir, { clock, runId, command: "sync", staleMs }));
        entry.buryDead(dataDir);
      },
      stages: () => entry.stages(),
    });
    // A run whose writes the disk did not keep has not succeeded.
    database.makeDurable();
  } catch (error) {
    entry.fail(error, signal, "failed");
    throw error;
  }
  entry.succeed(options.problem(result), "done");
  return result;
}
