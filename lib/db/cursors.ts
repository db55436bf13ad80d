/** How far walks have come, and what they covered. @module */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";

/** How far the walk of one kind of items of one project has come. */
export interface Cursor {
  /** Greatest `updated_at` stored, by the forge's clock, Unix ms. */
  readonly updatedAt: number;
  /** Whether a walk from the beginning has reached the end. */
  readonly complete: boolean;
}

/** The cursor of a project's kind; undefined before the first page. */
export function cursor(reader: Reader, projectId: number, kind: ItemKind): Cursor | undefined {
  const row = reader.get<{ updatedAt: number; complete: number }>(
    `select updated_at as updatedAt, complete from sync_cursors where project_id = ? and kind = ?`,
    projectId,
    kind,
  );
  return row && { updatedAt: row.updatedAt, complete: row.complete === 1 };
}

/** Moves a cursor forward; it never goes back. */
export function advanceCursor(
  tx: Transaction,
  { projectId, kind, updatedAt }: {
    readonly projectId: number;
    readonly kind: ItemKind;
    readonly updatedAt: number;
  },
): void {
  tx.run(
    `insert into sync_cursors (project_id, kind, updated_at) values (?, ?, ?)
     on conflict (project_id, kind) do update set
       updated_at = max(updated_at, excluded.updated_at)`,
    projectId,
    kind,
    updatedAt,
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

/** What one walk covered. */
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
  /** Server time of the first page, Unix ms. */
  readonly beganAt: number;
  /** Server time of the last page, Unix ms. */
  readonly serverTime: number;
  /** Whether the walk reached the end of the list. */
  readonly finished: boolean;
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

/** Keeps what a walk covered. */
export function saveCoverage(tx: Transaction, walk: WalkCoverage): void {
  tx.run(
    `insert into coverage (run_id, project_id, kind, mode, updated_from, updated_to, rows_seen,
       forge_total, unparsed, began_at, server_time, finished, found_gone, found_changed,
       found_left_out, found_hidden, token_username, token_scopes)
     select ?, p.id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, s.token_username, s.token_scopes
     from projects p join sources s on s.id = p.source_id where p.id = ?`,
    walk.runId,
    walk.kind,
    walk.mode,
    walk.updatedFrom,
    walk.updatedTo,
    walk.rowsSeen,
    walk.forgeTotal,
    walk.unparsed,
    walk.beganAt,
    walk.serverTime,
    walk.finished ? 1 : 0,
    walk.found?.gone ?? 0,
    walk.found?.changed ?? 0,
    walk.found?.leftOut ?? 0,
    walk.found?.hidden ?? 0,
    walk.projectId,
  );
}
