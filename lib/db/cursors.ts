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

/** What one walk covered. */
export interface WalkCoverage {
  readonly runId: string;
  readonly projectId: number;
  readonly kind: ItemKind;
  /** From which `updated_at` on, Unix ms; null from the beginning. */
  readonly updatedFrom: number | null;
  /** Greatest `updated_at` seen; null when there was no row. */
  readonly updatedTo: number | null;
  readonly rowsSeen: number;
  /** Rows in the list by the forge's own count; null where it gives none. */
  readonly forgeTotal: number | null;
  readonly unparsed: number;
  /** Server time of the last page, Unix ms. */
  readonly serverTime: number;
  /** Whether the walk reached the end of the list. */
  readonly finished: boolean;
}

/** Keeps what a walk covered. */
export function saveCoverage(tx: Transaction, walk: WalkCoverage): void {
  tx.run(
    `insert into coverage (run_id, project_id, kind, updated_from, updated_to, rows_seen,
       forge_total, unparsed, server_time, finished)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    walk.runId,
    walk.projectId,
    walk.kind,
    walk.updatedFrom,
    walk.updatedTo,
    walk.rowsSeen,
    walk.forgeTotal,
    walk.unparsed,
    walk.serverTime,
    walk.finished ? 1 : 0,
  );
}
