/** What is stored of a project's items, to be compared with the forge's whole list. @module */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";
import type { SavedItem } from "./items.ts";

/** A stored item, as far as it can be compared with a row of a list. */
export interface Stamp extends SavedItem {
  readonly iid: number;
  /** Of the answer that it was made from. */
  readonly hash: number;
  readonly updatedAt: number;
  /** Notes by people that are stored. */
  readonly notes: number;
  /** Which of the source's identities saw it last. */
  readonly seenIdentity: number;
}

/** Everything stored of one kind of items of a project, by number. */
export function loadStamps(reader: Reader, projectId: number, kind: ItemKind): Map<number, Stamp> {
  const rows = reader.all<Stamp>(STAMPS[kind], projectId, projectId);
  return new Map(rows.map((row) => [row.iid, row]));
}

const STAMPS: Readonly<Record<ItemKind, string>> = {
  issue: stamps("issues", "issue_id", "null"),
  merge_request: stamps("merge_requests", "merge_request_id", "i.files_at"),
};

function stamps(table: string, parent: string, filesAt: string): string {
  return `with counted as materialized (
      select d.${parent} as item, count(*) as notes
      from discussions d join notes n on n.discussion_id = d.id and n.system = 0
      where d.project_id = ? and d.${parent} is not null group by d.${parent})
    select i.id, i.iid, i.content_hash as hash, i.updated_at as updatedAt,
      i.discussions_at as discussionsAt, i.events_at as eventsAt, ${filesAt} as filesAt,
      coalesce(c.notes, 0) as notes, i.seen_identity as seenIdentity
    from ${table} i left join counted c on c.item = i.id
    where i.project_id = ?`;
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

/** When the last comparison of a project's list with the store ended, by the forge's clock. */
export function lastReconcileAt(
  reader: Reader,
  projectId: number,
  kind: ItemKind,
): number | undefined {
  return reader.get<{ at: number }>(
    `select server_time as at from coverage
     where project_id = ? and kind = ? and finished = 1 and updated_from is null
     order by id desc limit 1`,
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
