/** How far walks have come, and what they covered. @module */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";

/** How far the walk of one kind of items of one project has come. */
export interface Cursor {
  /** Greatest `updated_at` stored, by the forge's clock, Unix ms. */
  readonly updatedAt: number;
  /** Server time of the first page of the walk from the beginning that it goes on from, Unix ms. */
  readonly beganAt: number;
  /** Whether that walk has reached the end. */
  readonly complete: boolean;
}

/** The cursor of a project's kind; undefined before the first page. */
export function cursor(reader: Reader, projectId: number, kind: ItemKind): Cursor | undefined {
  const row = reader.get<Omit<Cursor, "complete"> & { complete: number }>(
    `select updated_at as updatedAt, began_at as beganAt, complete from sync_cursors
     where project_id = ? and kind = ?`,
    projectId,
    kind,
  );
  return row && { ...row, complete: row.complete === 1 };
}

/** Moves a cursor forward; it never goes back unless the forge's clock did. */
export function advanceCursor(
  tx: Transaction,
  { projectId, kind, updatedAt, beganAt, anyWay = false }: {
    readonly projectId: number;
    readonly kind: ItemKind;
    readonly updatedAt: number;
    /** Of the walk, kept where the cursor is new: server time of its first page. */
    readonly beganAt: number;
    /** Whether it stands although it is behind: at the end of a walk of the whole list. */
    readonly anyWay?: boolean;
  },
): void {
  tx.run(
    `insert into sync_cursors (project_id, kind, updated_at, began_at) values (?, ?, ?, ?)
     on conflict (project_id, kind) do update set
       updated_at = excluded.updated_at where excluded.updated_at > updated_at or ?`,
    projectId,
    kind,
    updatedAt,
    beganAt,
    anyWay ? 1 : 0,
  );
}

/** Notes that a walk which began at the beginning has reached the end. */
export function completeCursor(tx: Transaction, projectId: number, kind: ItemKind): void {
  tx.run(
    "update sync_cursors set complete = 1 where project_id = ? and kind = ?",
    projectId,
    kind,
  );
}

/** How a list is walked: what changed, all of it anew, or all of it to compare with what is stored. */
export type WalkMode = "incremental" | "full" | "reconcile";

/** What one walk covered, to its end or as far as it has come. */
export interface WalkCoverage {
  readonly runId: string;
  readonly projectId: number;
  readonly kind: ItemKind;
  readonly mode: WalkMode;
  /** From which `updated_at` on, Unix ms; null from the beginning. */
  readonly updatedFrom: number | null;
  /** Greatest `updated_at` seen; null when there was no row. */
  readonly updatedTo: number | null;
  readonly rowsSeen: number;
  /** Rows in the list by the forge's own count; null where it gives none. */
  readonly forgeTotal: number | null;
  readonly unparsed: number;
  /** Rows that the forge counted on its pages, and that could not be had by any means. */
  readonly withheld: number;
  /** Server time of the first page, Unix ms. */
  readonly beganAt: number;
  /** Server time of the last page, Unix ms. */
  readonly serverTime: number;
  /** Whether the walk reached the end of the list. */
  readonly finished: boolean;
  /** As of when the whole list is covered and was compared with what is stored, Unix ms. */
  readonly wholeSince: number | null;
  /** What a reconcile found. */
  readonly found?: Found;
}

/** What comparing a whole list with the store came to, in items. */
export interface Found {
  /** The forge has them no more. */
  readonly gone: number;
  /** They had changed without a new `updated_at`, or had other notes than stored. */
  readonly changed: number;
  /** The forge has them, and its list left them out. */
  readonly leftOut: number;
  /** They were seen with another token, and this one may not see them, or they are gone. */
  readonly hidden: number;
}

/** Keeps what a walk has covered so far, in place of row `id` of the same walk; returns the row. */
export function saveCoverage(tx: Transaction, walk: WalkCoverage, id?: number): number {
  const row = tx.get<{ id: number }>(
    SAVE_COVERAGE,
    id ?? null,
    walk.runId,
    walk.kind,
    walk.mode,
    walk.updatedFrom,
    walk.updatedTo,
    walk.rowsSeen,
    walk.forgeTotal,
    walk.unparsed,
    walk.withheld,
    walk.beganAt,
    walk.serverTime,
    walk.finished ? 1 : 0,
    walk.wholeSince,
    walk.found?.gone ?? 0,
    walk.found?.changed ?? 0,
    walk.found?.leftOut ?? 0,
    walk.found?.hidden ?? 0,
    walk.projectId,
  );
  if (walk.wholeSince !== null) tx.run(DROP_OLD, walk.projectId, walk.kind);
  return row?.id ?? 0;
}

const SAVE_COVERAGE = `
  insert into coverage (id, run_id, project_id, kind, mode, updated_from, updated_to, rows_seen,
    forge_total, unparsed, withheld, began_at, server_time, finished, whole_since, found_gone,
    found_changed, found_left_out, found_hidden, token_username, token_scopes, identity_no)
  select ?, ?, p.id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, s.token_username, s.token_scopes,
    p.identity_no
  from projects p join sources s on s.id = p.source_id where p.id = ?
  on conflict (id) do update set updated_to = excluded.updated_to, rows_seen = excluded.rows_seen,
    forge_total = excluded.forge_total, unparsed = excluded.unparsed, withheld = excluded.withheld,
    server_time = excluded.server_time, finished = excluded.finished,
    whole_since = excluded.whole_since, found_gone = excluded.found_gone,
    found_changed = excluded.found_changed, found_left_out = excluded.found_left_out,
    found_hidden = excluded.found_hidden, token_username = excluded.token_username,
    token_scopes = excluded.token_scopes, identity_no = excluded.identity_no
  returning id`;

/** Rows that the pages of a first walk lack, in the pieces that broke off before this one. */
export function withheldBefore(
  reader: Reader,
  { projectId, kind, id }: {
    readonly projectId: number;
    readonly kind: ItemKind;
    /** The row of the piece at hand; 0 where it has none. */
    readonly id: number;
  },
): number {
  return reader.get<{ rows: number }>(
    `select coalesce(sum(withheld), 0) as rows from coverage
     where project_id = ? and kind = ? and id <> ? and mode <> 'reconcile' and whole_since is null`,
    projectId,
    kind,
    id,
  )?.rows ?? 0;
}

/** Whether a first walk that broke off was made with other rights than there are now. */
export function isOfOthers(reader: Reader, projectId: number, kind: ItemKind): boolean {
  return reader.get(
    `select 1 from coverage c join projects p on p.id = c.project_id
     where c.project_id = ? and c.kind = ? and c.whole_since is null
       and c.identity_no <> p.identity_no limit 1`,
    projectId,
    kind,
  ) !== undefined;
}

/** What was walked before the last proof but one says nothing any more. */
const DROP_OLD = `
  delete from coverage where project_id = ?1 and kind = ?2 and id < (
    select id from coverage where project_id = ?1 and kind = ?2 and whole_since is not null
    order by id desc limit 1 offset 1)`;
