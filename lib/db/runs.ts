/**
 * The run ledger: one row for every run that changes the store.
 *
 * Owns: how a run is entered, kept alive, closed and found again. Leaves to others: when to do which
 * (`sync/ledger_run.ts`), that only one run is under way (`lock.ts`).
 *
 * @module
 */

import { logger } from "../log/logger.ts";
import { type StageTiming, type StageTotals, stageTotals } from "../spans/mod.ts";
import type { Reader, Transaction } from "./database.ts";

const log = logger("lore::db");

/** How a run stands. One that finished in part has `succeeded`, with errors counted. */
export type RunStatus = "running" | "succeeded" | "failed" | "interrupted";

/** What is known of a run when it starts. Times in Unix ms. */
export interface RunStart {
  /** The first 8 characters of a UUIDv4, as in every log line of the run. */
  readonly runId: string;
  readonly command: string;
  /** A word on how: `full`, `incremental`. */
  readonly mode?: string;
  /** What was asked for; kept as JSON. */
  readonly requested?: Readonly<Record<string, unknown>>;
  readonly now: number;
}

/** How a run ended. */
export interface RunEnd {
  readonly status: Exclude<RunStatus, "running">;
  readonly stages: readonly StageTiming[];
  /** Errors in all; by default those that the stages counted. */
  readonly errors?: number;
  /** Why it failed, or what is missing of one that finished in part. Without secrets. */
  readonly error?: string;
  /** The phase that it ends in; the one that it had come to when absent. */
  readonly phase?: "done" | "failed";
  readonly now: number;
}

/** A run as the ledger has it. Times in Unix ms. */
export interface RunRecord {
  readonly id: number;
  readonly runId: string;
  readonly command: string;
  readonly mode: string | null;
  /** The stage it is in, or was in when it ended. */
  readonly phase: string | null;
  /** The stage it was in when it failed, where its phase says no more than that. */
  readonly failedPhase: string | null;
  /** How often it was begun: more than once when it was resumed. */
  readonly attempts: number;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly heartbeatAt: number;
  /** null while it runs. */
  readonly finishedAt: number | null;
  readonly requested: unknown;
  readonly items: number;
  readonly errors: number;
  readonly error: string | null;
  /** What it measured; so far, for one that runs or died. */
  readonly stages: readonly StageTiming[];
}

/** Enters a run as `running`; returns its key in the ledger. */
export function startRun(tx: Transaction, run: RunStart): number {
  const row = tx.get<{ id: number }>(
    `insert into sync_runs (run_id, command, mode, requested_counts, status, started_at,
       heartbeat_at)
     values (?, ?, ?, ?, 'running', ?, ?) returning id`,
    run.runId,
    run.command,
    run.mode ?? null,
    run.requested === undefined ? null : JSON.stringify(run.requested),
    run.now,
    run.now,
  );
  if (row === undefined) throw new Error("sync_runs returned no key");
  return row.id;
}

/**
 * What a run did in all. Where it mirrored, its items are issues and merge requests: the documents and
 * chunks made of them are not counted again.
 */
function runTotals(stages: readonly StageTiming[]): StageTotals {
  const mirrored = stages.filter(({ name }) => /^ingest(_|$)/.test(name));
  const { items } = stageTotals(mirrored.length > 0 ? mirrored : stages);
  return { ...stageTotals(stages), items };
}

/** A sign of life. Keeps what was measured so far, so that a run that is killed leaves it behind. */
export function beat(
  tx: Transaction,
  id: number,
  { now, stages }: { readonly now: number; readonly stages: readonly StageTiming[] },
): void {
  const totals = runTotals(stages);
  tx.run(
    `update sync_runs set heartbeat_at = ?, metrics_json = ?, total_items_processed = ?,
       total_errors = ?
     where id = ? and status = 'running'`,
    now,
    JSON.stringify(stages),
    totals.items,
    totals.errors,
    id,
  );
}

/** Notes which stage a run has come to, and what was measured before it. */
export function enterPhase(
  tx: Transaction,
  id: number,
  { phase, ...measured }: {
    readonly phase: string;
    readonly now: number;
    readonly stages: readonly StageTiming[];
  },
): void {
  tx.run("update sync_runs set phase = ? where id = ?", phase, id);
  beat(tx, id, measured);
}

/** Closes a run. */
export function finishRun(tx: Transaction, id: number, end: RunEnd): void {
  const totals = runTotals(end.stages);
  tx.run(
    `update sync_runs set status = ?, failed_phase = iif(? = 'failed', phase, null),
       phase = coalesce(?, phase), finished_at = ?, heartbeat_at = ?, metrics_json = ?,
       total_items_processed = ?, total_errors = ?, error = ?
     where id = ?`,
    end.status,
    end.phase ?? null,
    end.phase ?? null,
    end.now,
    end.now,
    JSON.stringify(end.stages),
    totals.items,
    end.errors ?? totals.errors,
    end.error ?? null,
    id,
  );
}

/** What is said of a run that died. */
export const DEAD_RUN_ERROR = "The process ended without a word";

/**
 * Closes as `interrupted` every run that is still `running`: whoever holds the pipeline lock knows
 * that they are dead, but for those that live by a lock of their own. Their end is their last sign of
 * life. Returns their run ids.
 */
export function closeDeadRuns(tx: Transaction, lives: (runId: string) => boolean): string[] {
  const running = tx.all<{ id: number; runId: string }>(
    "select id, coalesce(run_id, '') as runId from sync_runs where status = 'running'",
  );
  const dead = running.filter(({ runId }) => !lives(runId));
  for (const { id } of dead) {
    tx.run(
      `update sync_runs set status = 'interrupted', finished_at = heartbeat_at, error = ?
       where id = ?`,
      DEAD_RUN_ERROR,
      id,
    );
  }
  return dead.map(({ runId }) => runId);
}

/** Lets a run that has ended go on: it is `running` again, and begun once more. */
export function reopenRun(
  tx: Transaction,
  id: number,
  { phase, now }: { readonly phase: string; readonly now: number },
): void {
  tx.run(
    `update sync_runs set status = 'running', phase = ?, failed_phase = null, finished_at = null,
       error = null, heartbeat_at = ?, attempts = attempts + 1
     where id = ?`,
    phase,
    now,
    id,
  );
}

const COLUMNS = `id, coalesce(run_id, '') as runId, command, mode, phase, status,
  failed_phase as failedPhase, attempts,
  started_at as startedAt, heartbeat_at as heartbeatAt, finished_at as finishedAt,
  requested_counts as requested, total_items_processed as items, total_errors as errors, error,
  metrics_json as stages`;

/** The last runs, newest first, without the `offset` newest ones. */
export function lastRuns(reader: Reader, limit: number, offset: number = 0): RunRecord[] {
  return reader.all<Row>(
    `select ${COLUMNS} from sync_runs order by id desc limit ? offset ?`,
    limit,
    offset,
  ).map(record);
}

/** The runs whose id begins with `prefix`, newest first, at most `limit`; all letters small. */
export function runsByPrefix(reader: Reader, prefix: string, limit: number): RunRecord[] {
  return reader.all<Row>(
    `select ${COLUMNS} from sync_runs where run_id >= ? and run_id < ? || '~'
     order by id desc limit ?`,
    prefix,
    prefix,
    limit,
  ).map(record);
}

/** Ids of the last runs, newest first. */
export function lastRunIds(reader: Reader, limit: number): string[] {
  return reader.all<{ runId: string }>(
    `select run_id as runId from sync_runs where run_id is not null order by id desc limit ?`,
    limit,
  ).map((row) => row.runId);
}

/** Ids of the last runs of single items that have not come to their end, newest first. */
export function unfinishedRunIds(reader: Reader, limit: number): string[] {
  return reader.all<{ runId: string }>(
    `select run_id as runId from sync_runs
     where run_id is not null and mode = 'surgical' and phase <> 'done' order by id desc limit ?`,
    limit,
  ).map((row) => row.runId);
}

/** A run with its JSON still as text. */
type Row = Omit<RunRecord, "requested" | "stages"> & {
  readonly requested: string | null;
  readonly stages: string | null;
};

function record(row: Row): RunRecord {
  const stages = json(row, "stages");
  return {
    ...row,
    requested: json(row, "requested") ?? null,
    stages: Array.isArray(stages) ? stages : [],
  };
}

/** The store is open to other tools, so that what is written there need not be ours. */
function json(row: Row, column: "requested" | "stages"): unknown {
  const text = row[column];
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    log.warn("Run ledger holds broken JSON", { recorded_run: row.runId, column, error });
    return undefined;
  }
}
