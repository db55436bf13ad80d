/**
 * What `lore backup` and `lore reset` come to. Light to import: help loads the commands' files.
 *
 * CONTRACT: fields are added, never renamed.
 *
 * @module
 */

import type { StoreTotals } from "../db/stats.ts";

/** A backup that was made. */
export interface BackupResult {
  /** Its absolute path. */
  readonly path: string;
  readonly bytes: number;
  /** Version of its schema. */
  readonly schema_version: number;
  /** What it holds; null where its schema is not the one that this lore counts. */
  readonly totals: StoreTotals | null;
  /** Whether a file that was there before was replaced. */
  readonly replaced: boolean;
  readonly elapsed_ms: number;
  /** Commands that put it in the place of the store, one after the other. */
  readonly restore: readonly string[];
}

/** A store that was removed. */
export interface ResetResult {
  /** Absolute path of the store. */
  readonly path: string;
  /** What was removed; nothing where there was no store. */
  readonly removed: readonly string[];
  /** What it took. */
  readonly bytes: number;
  /** What it held; null where that could not be read. */
  readonly totals: StoreTotals | null;
  /** Commands to run next. */
  readonly next: readonly string[];
}
