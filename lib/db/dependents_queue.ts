/** What is still to be fetched of items. @module */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";
import type { StoredItem } from "./items.ts";

/** What can be fetched of an item. */
export type Job = "discussions" | "events" | "files";

/** One thing to fetch. */
export interface QueuedJob {
  /** Key of the row in the queue. */
  readonly id: number;
  /** lore's key of the item. */
  readonly itemId: number;
  readonly iid: number;
  /** How often it has failed. */
  readonly attempts: number;
}

/**
 * How long after a change an item may change again without its `updated_at` moving, Unix ms: GitLab
 * touches a parent at most once a minute. With some slack for its clock's whole seconds.
 */
export const SETTLE_MS = 70_000;

/**
 * Puts what is to be fetched of an item into the queue. What is there already stays; a run that works
 * off its own rows alone takes it over, so that each thing is fetched once.
 */
export function enqueue(
  tx: Transaction,
  projectId: number,
  { item, iid, jobs, runId }: {
    readonly item: StoredItem;
    readonly iid: number;
    readonly jobs: readonly Job[];
    /** The run that alone may work this off; null for any. */
    readonly runId: string | null;
  },
): void {
  for (const job of jobs) {
    tx.run(
      `insert into dependents_queue (project_id, kind, item_id, iid, job, scope_run_id)
       values (?, ?, ?, ?, ?, ?)
       on conflict (kind, item_id, job) do update set scope_run_id = excluded.scope_run_id
         where excluded.scope_run_id is not null`,
      projectId,
      item.kind,
      item.id,
      iid,
      job,
      runId,
    );
  }
}

/**
 * Lets any run work off what was queued for runs that have ended: only for whoever holds the pipeline
 * lock. Returns how many rows that were.
 */
export function adoptScoped(tx: Transaction): number {
  return tx.run(
    "update dependents_queue set scope_run_id = null where scope_run_id is not null",
  );
}

/** Leaves to any run what a run could not fetch. */
export function releaseScoped(tx: Transaction, runId: string): void {
  tx.run("update dependents_queue set scope_run_id = null where scope_run_id = ?", runId);
}

/** Lets a run have what waits of an item, whoever queued it. */
export function claimItem(tx: Transaction, item: StoredItem, runId: string): void {
  tx.run(
    "update dependents_queue set scope_run_id = ? where kind = ? and item_id = ?",
    runId,
    item.kind,
    item.id,
  );
}

const UNSETTLED = {
  issue: {
    discussions: unsettled("issues", "issue", "discussions"),
    events: unsettled("issues", "issue", "events"),
  },
  merge_request: {
    discussions: unsettled("merge_requests", "merge_request", "discussions"),
    events: unsettled("merge_requests", "merge_request", "events"),
    files: unsettled("merge_requests", "merge_request", "files"),
  },
} as const;

/**
 * An item whose dependents were fetched within {@link SETTLE_MS} of its last change may have got
 * more since, unnoticed. Events of an item that was never touched are not asked for at all.
 */
function unsettled(table: string, kind: ItemKind, job: Job): string {
  const touched = job === "events" ? "and updated_at <> created_at" : "";
  return `insert or ignore into dependents_queue (project_id, kind, item_id, iid, job)
    select project_id, '${kind}', id, iid, '${job}' from ${table}
    where project_id = ? and coalesce(${job}_at, 0) < updated_at + ${SETTLE_MS} ${touched}`;
}

/** Queues again what may have changed unnoticed; returns how many jobs that were. */
export function enqueueUnsettled(
  tx: Transaction,
  projectId: number,
  { kind, jobs }: { readonly kind: ItemKind; readonly jobs: readonly Job[] },
): number {
  const statements: Partial<Record<Job, string>> = UNSETTLED[kind];
  let queued = 0;
  for (const job of jobs) {
    const sql = statements[job];
    if (sql !== undefined) queued += tx.run(sql, projectId);
  }
  return queued;
}

/**
 * Lets what hangs on an item that is gone from the forge count as fetched: it is asked for again only
 * when the item shows up anew, changed.
 */
export function settleVanished(tx: Transaction, item: StoredItem, job: Job): void {
  const table = item.kind === "issue" ? "issues" : "merge_requests";
  tx.run(`update ${table} set ${job}_at = updated_at + ${SETTLE_MS} where id = ?`, item.id);
}

/** Which rows of the queue are meant. */
export interface QueueScope {
  readonly projectId: number;
  readonly kind: ItemKind;
  readonly job: Job;
  /** Only the rows of this run; null for those that any run may work off. */
  readonly runId: string | null;
}

/** The next jobs after row `after` that have not failed so far, at most `limit`. */
export function nextJobs(
  reader: Reader,
  { projectId, kind, job, runId }: QueueScope,
  { after, limit }: { readonly after: number; readonly limit: number },
): QueuedJob[] {
  return reader.all<QueuedJob>(
    `select id, item_id as itemId, iid, attempts from dependents_queue
     where project_id = ? and kind = ? and job = ? and scope_run_id is ? and id > ?
       and attempts = 0
     order by id limit ?`,
    projectId,
    kind,
    job,
    runId,
    after,
    limit,
  );
}

/** The jobs that have failed before, those first that failed least often. */
export function failedJobs(
  reader: Reader,
  { projectId, kind, job, runId }: QueueScope,
): QueuedJob[] {
  return reader.all<QueuedJob>(
    `select id, item_id as itemId, iid, attempts from dependents_queue
     where project_id = ? and kind = ? and job = ? and scope_run_id is ? and attempts > 0
     order by id`,
    projectId,
    kind,
    job,
    runId,
  ).toSorted((one, other) => one.attempts - other.attempts);
}

/** How many jobs wait. */
export function countJobs(reader: Reader, scope: QueueScope): number {
  const { projectId, kind, job, runId } = scope;
  return reader.get<{ jobs: number }>(
    `select count(*) as jobs from dependents_queue
     where project_id = ? and kind = ? and job = ? and scope_run_id is ?`,
    projectId,
    kind,
    job,
    runId,
  )?.jobs ?? 0;
}

/** Takes a job that is done out of the queue. */
export function finishJob(tx: Transaction, id: number): void {
  tx.run("delete from dependents_queue where id = ?", id);
}

/** Keeps a job that failed for the next sync. */
export function failJob(tx: Transaction, id: number, error: string): void {
  tx.run(
    "update dependents_queue set attempts = attempts + 1, last_error = ? where id = ?",
    error,
    id,
  );
}
