/**
 * What was mirrored and is gone from the forge.
 *
 * Owns: moving it out of the mirrored tables into `tombstones`, with all that hung on it: what is
 * there alone is shown by nothing that does not ask for it. What shows up again is stored anew and
 * loses its tombstone. Leaves to others: finding out that it is gone (`sync/reconcile.ts`).
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";
import { markDirty, markDiscussionsDirty } from "./dirty_documents.ts";
import { WITHIN } from "./identity.ts";
import type { StoredItem } from "./items.ts";

/** When something was found gone, Unix ms of the forge's clock, and by which run. */
export interface Finding {
  readonly serverTime: number;
  readonly runId: string;
}

const TABLE: Readonly<Record<ItemKind, string>> = {
  issue: "issues",
  merge_request: "merge_requests",
};

/** Of a note `n` and its author `w`. */
const NOTE =
  `json_object('id', n.forge_id, 'author', w.username, 'body', n.body, 'system', n.system,
    'created_at', n.created_at, 'updated_at', n.updated_at)`;

/** Moves an item with all that hangs on it; its documents go with the next generation. */
export function buryItem(tx: Transaction, item: StoredItem, { serverTime, runId }: Finding): void {
  const { kind, id } = item;
  markDirty(tx, kind, { entityId: id, runId });
  markDiscussionsDirty(tx, item, runId);
  tx.run(BURY_ITEM[kind], serverTime, runId, id);
  tx.run("delete from dependents_queue where kind = ? and item_id = ?", kind, id);
  tx.run(FORGET_UNPARSED[kind], id);
  tx.run(`delete from ${TABLE[kind]} where id = ?`, id);
}

const FORGET_UNPARSED: Readonly<Record<ItemKind, string>> = {
  issue: forgetUnparsedSql("issue"),
  merge_request: forgetUnparsedSql("merge_request"),
};

function forgetUnparsedSql(kind: ItemKind): string {
  return `delete from unparsed_items where kind = '${kind}'
    and (project_id, iid) = (select project_id, iid from ${TABLE[kind]} where id = ?)`;
}

/** Planners and all above them see confidential issues; of others it is not known. */
const SEES_CONFIDENTIAL =
  "(select coalesce(p.role, 0) >= 15 from projects p where p.id = i.project_id)";

const BURY_ITEM: Readonly<Record<ItemKind, string>> = {
  issue: buryItemSql("issue"),
  merge_request: buryItemSql("merge_request"),
};

function buryItemSql(kind: ItemKind): string {
  const labels = `(select json_group_array(l.name order by l.name) from ${kind}_labels x
      join labels l on l.id = x.label_id where x.${kind}_id = i.id)`;
  const notes = `(select json_group_array(${NOTE} order by n.created_at, n.forge_id)
      from discussions d join notes n on n.discussion_id = d.id left join users w on w.id = n.author_id
      where d.${kind}_id = i.id)`;
  const certain = kind === "merge_request" ? "1" : SEES_CONFIDENTIAL;
  return `insert or replace into tombstones (project_id, kind, forge_id, iid, title, web_url, gone_at,
      run_id, certain, content)
    select i.project_id, '${kind}', i.forge_id, i.iid, i.title, i.web_url, ?, ?, ${certain}, json_object(
      'title', i.title, 'description', i.description, 'state', i.state, 'author', u.username,
      'labels', json(${labels}), 'created_at', i.created_at, 'updated_at', i.updated_at,
      'seen_at', i.seen_at, 'notes', json(${notes}))
    from ${TABLE[kind]} i left join users u on u.id = i.author_id where i.id = ?`;
}

/** The forge's ids of all notes that an item has, by a full list of its discussions. */
export type NoteIds = readonly number[];

/** A stored note that a full list of its item's discussions does not name. */
export interface LostNote {
  /** lore's key. */
  readonly id: number;
  /** lore's key. */
  readonly discussionId: number;
  /** 1 for what the forge wrote itself. */
  readonly system: number;
}

/** Notes of an item that are stored and that a full list of its discussions does not name. */
export function lostNotes(reader: Reader, item: StoredItem, noteIds: NoteIds): LostNote[] {
  return reader.all<LostNote>(
    `select n.id, n.discussion_id as discussionId, n.system
     from discussions d cross join notes n on n.discussion_id = d.id
     where d.${item.kind}_id = ? and n.forge_id not in (select value from json_each(?))`,
    item.id,
    JSON.stringify(noteIds),
  );
}

/** Whether whoever the token belongs to may see every stored note of an item that is there. */
export function hasSeenAllNotes(reader: Reader, { kind, id }: StoredItem): boolean {
  return reader.get<{ seen: number }>(
    `select exists (select 1 from projects p join sources s on s.id = p.source_id
       join project_identities i on i.project_id = p.id and i.no = x.discussions_identity
       where p.id = x.project_id and ${WITHIN}) as seen
     from ${TABLE[kind]} x where x.id = ?`,
    id,
  )?.seen === 1;
}

/** Notes who sees the first notes that are stored of an item, where they are not all there is. */
export function noteFirstSight(tx: Transaction, { kind, id }: StoredItem): void {
  tx.run(
    `update ${TABLE[kind]} set discussions_identity = (
       select p.identity_no from projects p where p.id = project_id)
     where id = ? and not exists (select 1 from discussions d where d.${kind}_id = ?)`,
    id,
    id,
  );
}

/** Forgets that notes of an item were gone: they are there again. */
export function exhumeNotes(tx: Transaction, item: StoredItem, noteIds: NoteIds): void {
  tx.run(BACK[item.kind], item.id, JSON.stringify(noteIds));
}

/**
 * Moves notes, and drops discussions that are left without a note. Returns lore's keys of the
 * discussions that lost a note.
 */
export function buryNotes(
  tx: Transaction,
  lost: readonly LostNote[],
  { serverTime, runId }: Finding,
): number[] {
  if (lost.length === 0) return [];
  const ids = JSON.stringify(lost.map(({ id }) => id));
  const discussions = [...new Set(lost.map(({ discussionId }) => discussionId))];
  tx.run(BURY_NOTES, serverTime, runId, ids);
  tx.run("delete from notes where id in (select value from json_each(?))", ids);
  tx.run(
    `delete from discussions where id in (select value from json_each(?))
       and not exists (select 1 from notes where discussion_id = discussions.id)`,
    JSON.stringify(discussions),
  );
  return discussions;
}

const BACK: Readonly<Record<ItemKind, string>> = {
  issue: backSql("issue"),
  merge_request: backSql("merge_request"),
};

/** Wherever they were before: a backup may have given them to another item. */
function backSql(kind: ItemKind): string {
  return `delete from tombstones where kind = 'note'
      and project_id = (select project_id from ${TABLE[kind]} where id = ?1)
      and forge_id in (select value from json_each(?2))`;
}

const BURY_NOTES =
  `insert or replace into tombstones (project_id, kind, forge_id, iid, item_kind, title,
    web_url, gone_at, run_id, content)
  select d.project_id, 'note', n.forge_id, coalesce(i.iid, m.iid),
    iif(i.id is null, 'merge_request', 'issue'), coalesce(i.title, m.title),
    coalesce(i.web_url, m.web_url) || '#note_' || n.forge_id, ?, ?, ${NOTE}
  from notes n join discussions d on d.id = n.discussion_id
  left join issues i on i.id = d.issue_id
  left join merge_requests m on m.id = d.merge_request_id
  left join users w on w.id = n.author_id
  where n.id in (select value from json_each(?))`;

/** What is kept of something that is gone. Times in Unix ms by the forge's clock. */
export interface Tombstone {
  readonly project: string;
  readonly kind: ItemKind | "note";
  /** Number of the item; of a note that of its item. */
  readonly iid: number;
  /** Of a note the kind of its item; null for items. */
  readonly itemKind: ItemKind | null;
  readonly title: string;
  readonly webUrl: string;
  readonly goneAt: number;
  readonly runId: string;
  /** JSON. */
  readonly content: string;
  /** 0 where it may also have been made confidential. */
  readonly certain: number;
}

/** What is gone from some projects or from all, the last found first. */
export function listTombstones(
  reader: Reader,
  { projectIds, limit, offset }: {
    readonly projectIds?: readonly number[];
    readonly limit: number;
    readonly offset: number;
  },
): Tombstone[] {
  const chosen = projectIds === undefined
    ? ""
    : "where t.project_id in (select value from json_each(?))";
  return reader.all<Tombstone>(
    `select p.path as project, t.kind, t.iid, t.item_kind as itemKind, t.title,
       t.web_url as webUrl, t.gone_at as goneAt, t.run_id as runId, t.content, t.certain
     from tombstones t join projects p on p.id = t.project_id ${chosen}
     order by t.gone_at desc, t.id desc limit ? offset ?`,
    ...(projectIds === undefined ? [] : [JSON.stringify(projectIds)]),
    limit,
    offset,
  );
}
