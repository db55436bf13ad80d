/** What is stored of a project's items, to be compared with the forge's whole list. @module */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";
import type { SavedItem } from "./items.ts";

/** A stored item, as far as it can be compared with a row of a list. */
export interface Stamp extends SavedItem {
  readonly iid: number;
  /** See `itemHash()`. */
  readonly hash: number;
  readonly updatedAt: number;
  /** What may change with no consequence for what hangs on the item. */
  readonly webUrl: string;
  readonly upvotes: number;
  readonly downvotes: number;
  readonly mergeStatus: string | null;
  /** Comments by people that are stored. */
  readonly notes: number;
  /** Notes that the forge counts and did not show, or that are stored and were not shown. */
  readonly notesOff: number;
  /** Which of the source's identities saw it last. */
  readonly seenIdentity: number;
}

/** Everything stored of one kind of items of a project, by number. */
export function loadStamps(reader: Reader, projectId: number, kind: ItemKind): Map<number, Stamp> {
  return new Map(reader.all<Stamp>(STAMPS[kind], projectId).map((row) => [row.iid, row]));
}

const STAMPS: Readonly<Record<ItemKind, string>> = {
  issue: stamps("issues", { filesAt: "null", mergeStatus: "null" }),
  merge_request: stamps("merge_requests", { filesAt: "files_at", mergeStatus: "merge_status" }),
};

function stamps(
  table: string,
  { filesAt, mergeStatus }: { readonly filesAt: string; readonly mergeStatus: string },
): string {
  return `select id, iid, content_hash as hash, updated_at as updatedAt, web_url as webUrl, upvotes,
      downvotes, ${mergeStatus} as mergeStatus, discussions_at as discussionsAt,
      events_at as eventsAt, ${filesAt} as filesAt, notes_stored as notes,
      notes_missing + notes_hidden as notesOff, seen_identity as seenIdentity
    from ${table} where project_id = ?`;
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

const TABLE: Readonly<Record<ItemKind, string>> = {
  issue: "issues",
  merge_request: "merge_requests",
};

/** Notes that the forge still showed items as they are stored, to whoever the token belongs to. */
export function markSeen(
  tx: Transaction,
  kind: ItemKind,
  { ids, serverTime, sourceId }: {
    readonly ids: readonly number[];
    readonly serverTime: number;
    readonly sourceId: number;
  },
): void {
  if (ids.length === 0) return;
  tx.run(
    `update ${TABLE[kind]} set seen_at = ?,
       seen_identity = (select identity_no from sources where id = ?)
     where id in (select value from json_each(?))`,
    serverTime,
    sourceId,
    JSON.stringify(ids),
  );
}

/** As of when a project's whole list is covered and compared with the store, Unix ms. */
export function wholeSince(reader: Reader, projectId: number, kind: ItemKind): number | undefined {
  return reader.get<{ at: number }>(
    `select whole_since as at from coverage
     where project_id = ? and kind = ? and whole_since is not null order by id desc limit 1`,
    projectId,
    kind,
  )?.at;
}

/** Which of its identities the token of a source has at present; 0 where none was ever told. */
export function identityNo(reader: Reader, sourceId: number): number {
  return reader.get<{ no: number }>(
    "select identity_no as no from sources where id = ?",
    sourceId,
  )?.no ?? 0;
}
