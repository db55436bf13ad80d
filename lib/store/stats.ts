/**
 * `lore stats` as data: how much there is, and what it takes.
 *
 * Owns: the sizes of files. Leaves to others: counting (`db/stats.ts`), words (`stats_text.ts`).
 *
 * @module
 */

import type { Database } from "../db/mod.ts";
import {
  filePages,
  type ProjectCounts,
  projectCounts,
  storeTotals,
  tableSizes,
} from "../db/stats.ts";
import { logFiles } from "../log/log_files.ts";
import { fileInfo } from "../platform/files.ts";
import { join } from "../platform/paths.ts";
import { projectIdsOf } from "../names.ts";
import type { ProjectStats, Stats, StoreFiles } from "./stats_types.ts";

/** What is asked for. */
export interface StatsRequest {
  /** Path of a project, as it is or was. */
  readonly project?: string;
  /** Whether the bytes of each table are wanted, which takes reading the whole file. */
  readonly tables: boolean;
  readonly limit: number;
  readonly offset: number;
  /** Where the log files are; undefined where none are kept. */
  readonly logDir: string | undefined;
}

/** Counts and measures. @throws LoreError `NOT_FOUND` for a project that is not there */
export function stats(database: Database, request: StatsRequest): Stats {
  const { project, limit, offset } = request;
  const projectIds = projectIdsOf(database, { project });
  const rows = projectCounts(database, { projectIds, limit: limit + 1, offset });
  return {
    store: storeFiles(database, request.logDir),
    totals: storeTotals(database),
    projects: rows.slice(0, limit).map(projectStats),
    tables: request.tables ? tableSizes(database) ?? null : null,
    truncated: rows.length > limit,
  };
}

function storeFiles(database: Database, logDir: string | undefined): StoreFiles {
  const { path } = database;
  const { page_size, free_pages } = filePages(database);
  return {
    path,
    bytes: fileInfo(path)?.size ?? 0,
    wal_bytes: fileInfo(`${path}-wal`)?.size ?? 0,
    page_size,
    free_bytes: free_pages * page_size,
    logs: logDir === undefined ? null : logSizes(logDir),
  };
}

function logSizes(path: string): StoreFiles["logs"] {
  const sizes = logFiles(path).map(({ name }) => fileInfo(join(path, name))?.size ?? 0);
  return { path, files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

function projectStats(row: ProjectCounts): ProjectStats {
  return {
    project: row.project,
    source: row.source,
    issues: row.issues,
    merge_requests: row.mergeRequests,
    discussions: row.discussions,
    notes: row.notes,
    resource_events: row.resourceEvents,
    merge_request_files: row.mergeRequestFiles,
    references: row.references,
    tombstones: row.tombstones,
    documents: row.documents,
    oldest_update: iso(row.oldestUpdate),
    newest_update: iso(row.newestUpdate),
    synced_at: iso(row.syncedAt),
  };
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
