/** Answers that could not be read, remembered until they can. @module */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";
import type { Job } from "./dependents_queue.ts";

/** Something that could not be read. */
export interface UnparsedItem {
  readonly projectId: number;
  /** The item itself, or what hangs on it. */
  readonly what: "item" | Job;
  readonly kind: ItemKind;
  /** null where even that could not be read. */
  readonly iid: number | null;
  /** Where in the answer. */
  readonly path: string;
  readonly message: string;
}

/** Remembers what could not be read, beside what is remembered of the same thing. */
export function saveUnparsed(
  tx: Transaction,
  item: UnparsedItem,
  { runId, now, walkFrom }: {
    readonly runId: string;
    /** Server time, Unix ms. */
    readonly now: number;
    /** Where a walk must begin to meet it again, when it has no iid. */
    readonly walkFrom: number | null;
  },
): void {
  tx.run(
    `insert into unparsed_items (project_id, what, kind, iid, path, message, run_id, walk_from,
       first_seen_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    item.projectId,
    item.what,
    item.kind,
    item.iid,
    item.path,
    item.message,
    runId,
    walkFrom,
    now,
  );
}

/**
 * Forgets what could not be read of an item, now that it is asked for again. Returns whether there was
 * anything.
 */
export function forgetUnparsed(
  tx: Transaction,
  { projectId, kind, what, iid }: Pick<UnparsedItem, "projectId" | "kind" | "what" | "iid">,
): boolean {
  const forgotten = tx.run(
    "delete from unparsed_items where project_id = ? and kind = ? and what = ? and iid is ?",
    projectId,
    kind,
    what,
    iid,
  );
  return forgotten > 0;
}

/** Numbers of the items that could not be read. */
export function unparsedIids(reader: Reader, projectId: number, kind: ItemKind): number[] {
  return reader.all<{ iid: number }>(
    `select distinct iid from unparsed_items
     where project_id = ? and kind = ? and what = 'item' and iid is not null order by iid`,
    projectId,
    kind,
  ).map((row) => row.iid);
}

/** Queues again what hangs on items and could not be read in full, whatever else is due. */
export function enqueueUnparsedParts(tx: Transaction, projectId: number, kind: ItemKind): void {
  const table = kind === "issue" ? "issues" : "merge_requests";
  tx.run(
    `insert or ignore into dependents_queue (project_id, kind, item_id, iid, job)
     select u.project_id, u.kind, i.id, i.iid, u.what
     from unparsed_items u join ${table} i on i.project_id = u.project_id and i.iid = u.iid
     where u.project_id = ? and u.kind = ? and u.what <> 'item'`,
    projectId,
    kind,
  );
}

/** Where a walk must begin to meet every item again whose very number could not be read. */
export function unparsedWalkFrom(
  reader: Reader,
  projectId: number,
  kind: ItemKind,
): number | undefined {
  return reader.get<{ walkFrom: number | null }>(
    `select min(walk_from) as walkFrom from unparsed_items
     where project_id = ? and kind = ? and what = 'item' and iid is null`,
    projectId,
    kind,
  )?.walkFrom ?? undefined;
}

/** Forgets nameless items of earlier runs, once a walk has passed where they were. */
export function forgetNameless(
  tx: Transaction,
  { projectId, kind, runId }: {
    readonly projectId: number;
    readonly kind: ItemKind;
    readonly runId: string;
  },
): void {
  tx.run(
    `delete from unparsed_items
     where project_id = ? and kind = ? and what = 'item' and iid is null and run_id <> ?`,
    projectId,
    kind,
    runId,
  );
}

/** The first thing that hangs on an item and could not be read by a run. */
export function unparsedPart(
  reader: Reader,
  { runId, projectId, kind, iid }: {
    readonly runId: string;
    readonly projectId: number;
    readonly kind: ItemKind;
    readonly iid: number;
  },
): Pick<UnparsedItem, "what" | "path" | "message"> | undefined {
  return reader.get(
    `select what, path, message from unparsed_items
     where project_id = ? and kind = ? and iid = ? and run_id = ? order by id limit 1`,
    projectId,
    kind,
    iid,
    runId,
  );
}
