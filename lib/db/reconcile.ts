/** What is stored of a project's items, to be compared with the forge's whole list. @module */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";
import { type Job, SETTLE_MS } from "./dependents_queue.ts";

/** Which items are meant, of what is to be fetched of them. */
export interface StampScope {
  readonly projectId: number;
  readonly kind: ItemKind;
  /** What is to be fetched of each. */
  readonly jobs: readonly Job[];
}

/**
 * `rowHash()` of every stored item by number: -1 where something is due of it all the same, or where
 * whoever the token belongs to by now has not seen it. In two numbers an item, for very many of them.
 */
export function loadHashes(reader: Reader, { projectId, kind, jobs }: StampScope): HashesByIid {
  const settled = jobs.map((job) => SETTLED[job]).join(" and ");
  const row = reader.get<{ iids: string; hashes: string }>(
    `select json_group_array(i.iid) as iids, json_group_array(iif(${settled} and not ${OTHER_NOTES}
         and i.seen_identity = p.identity_no, i.row_hash, -1)) as hashes
     from projects p join ${TABLE[kind]} i on i.project_id = p.id where p.id = ?`,
    projectId,
  );
  const hashes: number[] = JSON.parse(row?.hashes ?? "[]");
  const iids: number[] = JSON.parse(row?.iids ?? "[]");
  return new Map(iids.map((iid, at) => [iid, hashes[at] ?? -1]));
}

/** Hashes of items by their numbers. */
export type HashesByIid = ReadonlyMap<number, number>;

/** A stored item that is to be compared with what the forge shows. */
export interface Stamp {
  /** lore's key. */
  readonly id: number;
  readonly iid: number;
  readonly updatedAt: number;
  /** 1 where the notes are others than the forge counted when it last showed the item. */
  readonly otherNotes: number;
  /** Which of those who looked at the project saw it last. */
  readonly seenIdentity: number;
}

/** What is stored of items by their numbers. */
export function loadStamps(
  reader: Reader,
  { projectId, kind }: Omit<StampScope, "jobs">,
  iids: readonly number[],
): Stamp[] {
  if (iids.length === 0) return [];
  return reader.all<Stamp>(
    `select id, iid, updated_at as updatedAt, ${OTHER_NOTES} as otherNotes,
       seen_identity as seenIdentity
     from ${TABLE[kind]} where project_id = ? and iid in (select value from json_each(?))`,
    projectId,
    JSON.stringify(iids),
  );
}

const OTHER_NOTES = `(discussions_at is not null
  and (notes_stored <> note_count or notes_missing > 0 or notes_hidden > 0))`;

/** As `isDue()` has it of a row that did not change. */
const SETTLED: Readonly<Record<Job, string>> = {
  discussions: settled("discussions_at"),
  events: `(i.updated_at = i.created_at or ${settled("events_at")})`,
  files: settled("files_at"),
};

function settled(column: string): string {
  return `coalesce(i.${column}, 0) >= i.updated_at + ${SETTLE_MS}`;
}

/** Whether any item of a kind is stored of a project. */
export function hasItems(reader: Reader, projectId: number, kind: ItemKind): boolean {
  return reader.get(`select 1 from ${TABLE[kind]} where project_id = ? limit 1`, projectId) !==
    undefined;
}

/** Whether any stored item was last seen before a time, Unix ms of the forge's clock. */
export function hasItemsSeenBefore(
  reader: Reader,
  projectId: number,
  { kind, time }: { readonly kind: ItemKind; readonly time: number },
): boolean {
  return reader.get(
    `select 1 from ${TABLE[kind]} where project_id = ? and seen_at < ? limit 1`,
    projectId,
    time,
  ) !== undefined;
}

/**
 * Queues all that hangs on items of which it was read longest ago: on at least so many `items`, and on
 * all where that was before a time, Unix ms of the forge's clock. Returns how many rows came into the
 * queue.
 */
export function enqueueLongestUnread(
  tx: Transaction,
  { projectId, kind, jobs }: StampScope,
  { items, before }: { readonly items: number; readonly before: number },
): number {
  const readAt = jobs.includes("events") ? "parts_at" : READ_WITHOUT_EVENTS[kind];
  return tx.run(
    `insert or ignore into dependents_queue (project_id, kind, item_id, iid, job)
     select ?1, ?2, i.id, i.iid, j.value from (
       select id, iid, updated_at <> created_at or events_at is not null as touched
       from ${TABLE[kind]} where project_id = ?1 and ${readAt} is not null order by ${readAt}
       limit max(?3, (select count(*) from ${TABLE[kind]} where project_id = ?1 and ${readAt} < ?4))
     ) i cross join json_each(?5) j where j.value <> 'events' or i.touched`,
    projectId,
    kind,
    items,
    before,
    JSON.stringify(jobs),
  );
}

/** Events that are not mirrored any more are as old as they are: that must not hide what else is old. */
const READ_WITHOUT_EVENTS: Readonly<Record<ItemKind, string>> = {
  issue: "discussions_at",
  merge_request: "min(discussions_at, files_at)",
};

const TABLE: Readonly<Record<ItemKind, string>> = {
  issue: "issues",
  merge_request: "merge_requests",
};

/** As of when a project's whole list is covered and compared with the store, Unix ms. */
export function wholeSince(reader: Reader, projectId: number, kind: ItemKind): number | undefined {
  return reader.get<{ at: number }>(
    `select whole_since as at from coverage
     where project_id = ? and kind = ? and whole_since is not null order by id desc limit 1`,
    projectId,
    kind,
  )?.at;
}
