/**
 * What `lore stats` comes to. Light to import: help loads the command's file.
 *
 * CONTRACT: fields are added, never renamed.
 *
 * @module
 */

import type { StateCounts, StoreTotals, TableSize } from "../db/stats.ts";

/** The files. */
export interface StoreFiles {
  /** Absolute path of the store. */
  readonly path: string;
  readonly bytes: number;
  /** Of what was written and is not in the file itself yet. */
  readonly wal_bytes: number;
  readonly page_size: number;
  /** Bytes of the file that are free: used again before it grows. */
  readonly free_bytes: number;
  /** The log files; null where none are kept. */
  readonly logs: {
    readonly path: string;
    readonly files: number;
    readonly bytes: number;
  } | null;
}

/** What one project holds. Times in ISO 8601, by the forge's clock. */
export interface ProjectStats {
  readonly project: string;
  readonly source: string;
  /** By state. */
  readonly issues: StateCounts;
  /** By state. */
  readonly merge_requests: StateCounts;
  readonly discussions: number;
  readonly notes: number;
  readonly resource_events: number;
  readonly merge_request_files: number;
  /** In the texts of its items and in what the forge notes on them. */
  readonly references: number;
  /** What is gone from the forge and kept. */
  readonly tombstones: number;
  /** What search finds. */
  readonly documents: number;
  /** When the item that has been left alone the longest was updated; null without items. */
  readonly oldest_update: string | null;
  /** When the item that changed last was updated. */
  readonly newest_update: string | null;
  /** When the kind that was walked longest ago was walked to its end; null where one never was. */
  readonly synced_at: string | null;
}

/** The result of `lore stats`. */
export interface Stats {
  readonly store: StoreFiles;
  /** Of the whole store, whatever is shown of it. */
  readonly totals: StoreTotals;
  readonly projects: readonly ProjectStats[];
  /** Of each table, the largest first; null where they were not asked for or cannot be told. */
  readonly tables: readonly TableSize[] | null;
  readonly truncated: boolean;
}
