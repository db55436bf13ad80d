/** The items that a surgical run was asked for, and what came of each. @module */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";
import type { Job } from "./dependents_queue.ts";
import type { StoredItem } from "./items.ts";

/** What came of an item. */
export type RunItemStatus = "pending" | "refreshed" | "unchanged" | "skipped" | "failed";

/** Why an item is not what it was to be. */
export type RunItemReason = "missing" | "forbidden" | "moved" | "unreadable" | "unavailable";

/** An item of a run. */
export interface RunItem {
  readonly kind: ItemKind;
  readonly iid: number;
  /** lore's key; null before it is stored. */
  readonly itemId: number | null;
  readonly status: RunItemStatus;
  readonly reason: RunItemReason | null;
  readonly message: string | null;
  /** Where it was moved to, as in `group/project#12`. */
  readonly movedTo: string | null;
  /** 1 once anything of it is stored that was not there before, or not so. */
  readonly changed: number;
  /** How many the forge has; null where that was not asked. */
  readonly discussions: number | null;
  readonly events: number | null;
  readonly files: number | null;
}

/** What identifies an item within a run. */
export interface RunItemKey {
  readonly runId: string;
  readonly kind: ItemKind;
  readonly iid: number;
}

/** Notes what a run is asked for; an item that it has already stays as it is. */
export function addRunItems(
  tx: Transaction,
  runId: string,
  items: readonly { readonly kind: ItemKind; readonly iid: number }[],
): void {
  for (const { kind, iid } of items) {
    tx.run(
      `insert or ignore into run_items (run_id, kind, iid, status) values (?, ?, ?, 'pending')`,
      runId,
      kind,
      iid,
    );
  }
}

/** Notes that an item is stored, and whether that changed anything. */
export function markIngested(
  tx: Transaction,
  { runId, kind, iid }: RunItemKey,
  { itemId, changed }: { readonly itemId: number; readonly changed: boolean },
): void {
  tx.run(
    `update run_items set status = 'pending', reason = null, message = null, moved_to = null,
       item_id = ?, changed = max(changed, ?)
     where run_id = ? and kind = ? and iid = ?`,
    itemId,
    changed ? 1 : 0,
    runId,
    kind,
    iid,
  );
}

const COUNT_FETCHED: Readonly<Record<Job, string>> = {
  discussions: countSql("discussions"),
  events: countSql("events"),
  files: countSql("files"),
};

function countSql(job: Job): string {
  return `update run_items set ${job} = ?, changed = max(changed, ?)
    where run_id = ? and kind = ? and iid = ?`;
}

/** Notes that what hangs on an item is stored: how many of them, and whether that changed anything. */
export function markDependents(
  tx: Transaction,
  { runId, kind, iid }: RunItemKey,
  { job, size, changed }: { readonly job: Job; readonly size: number; readonly changed: boolean },
): void {
  tx.run(COUNT_FETCHED[job], size, changed ? 1 : 0, runId, kind, iid);
}

/** Notes that an item is not what it was to be, and why. */
export function markUnfit(
  tx: Transaction,
  { runId, kind, iid }: RunItemKey,
  { status, reason, message, movedTo }: {
    readonly status: "skipped" | "failed";
    readonly reason: RunItemReason;
    readonly message: string;
    readonly movedTo: string | null;
  },
): void {
  tx.run(
    `update run_items set status = ?, reason = ?, message = ?, moved_to = ?
     where run_id = ? and kind = ? and iid = ?`,
    status,
    reason,
    message,
    movedTo,
    runId,
    kind,
    iid,
  );
}

/** Gives every item of a run that is still open its last word. */
export function settleRunItems(tx: Transaction, runId: string): void {
  tx.run(
    `update run_items set status = iif(changed = 1, 'refreshed', 'unchanged')
     where run_id = ? and status = 'pending' and item_id is not null`,
    runId,
  );
}

/** The items of a run, issues first, by number. */
export function runItems(reader: Reader, runId: string): RunItem[] {
  return reader.all<RunItem>(
    `select kind, iid, item_id as itemId, status, reason, message, moved_to as movedTo, changed,
       discussions, events, files
     from run_items where run_id = ? order by kind, iid`,
    runId,
  );
}

/** How many documents there are of an item and of its discussions. */
export function countDocumentsOf(reader: Reader, { kind, id }: StoredItem): number {
  const column = kind === "issue" ? "issue_id" : "merge_request_id";
  return reader.get<{ n: number }>(
    `select count(*) as n from (
       select id from documents where kind = ? and entity_id = ? union all
       select d.id from discussions t
         cross join documents d on d.kind = 'discussion' and d.entity_id = t.id
       where t.${column} = ?)`,
    kind,
    id,
    id,
  )?.n ?? 0;
}

/** What is stored of an item, to be compared with an answer of the forge. */
export interface StoredAnswer {
  readonly id: number;
  /** Server time of the answer that it is stored by. */
  readonly seenAt: number;
  readonly contentHash: number;
  readonly title: string;
}

/** What is stored of an item by its number; undefined where it is not. */
export function storedAnswer(
  reader: Reader,
  { projectId, kind, iid }: {
    readonly projectId: number;
    readonly kind: ItemKind;
    readonly iid: number;
  },
): StoredAnswer | undefined {
  const table = kind === "issue" ? "issues" : "merge_requests";
  return reader.get<StoredAnswer>(
    `select id, seen_at as seenAt, content_hash as contentHash, title from ${table}
     where project_id = ? and iid = ?`,
    projectId,
    iid,
  );
}

/** Why something of an item still waits in the queue; undefined where nothing does. */
export function waitingFor(
  reader: Reader,
  { kind, id }: StoredItem,
): { readonly jobs: string; readonly error: string | null } | undefined {
  const row = reader.get<{ jobs: string | null; error: string | null }>(
    `select group_concat(job, ', ') as jobs, max(last_error) as error from dependents_queue
     where kind = ? and item_id = ?`,
    kind,
    id,
  );
  return row === undefined || row.jobs === null ? undefined : { jobs: row.jobs, error: row.error };
}
