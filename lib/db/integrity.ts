/** Whether a store is sound and can be written. Changes nothing in it. @module */

import { DatabaseSync } from "node:sqlite";
import type { Reader } from "./database.ts";
import { mapSqliteError } from "./sqlite_error.ts";

/** How many problems are named at most. */
const MOST_PROBLEMS = 10;

/** What SQLite finds damaged in the file; nothing when it is sound. Reads the whole file. */
export function integrityProblems(reader: Reader): string[] {
  return reader.all<{ quick_check: string }>(`pragma quick_check(${MOST_PROBLEMS})`)
    .map((row) => row.quick_check).filter((line) => line !== "ok");
}

/**
 * Takes the store's write lock and gives it back.
 *
 * @throws LoreError `DB_READONLY`, `DISK_FULL`, `DB_CORRUPT`; `LOCK_HELD` when another writes
 */
export function tryWriting(path: string): void {
  try {
    using sqlite = new DatabaseSync(path);
    sqlite.exec("pragma busy_timeout = 1000; begin immediate; rollback");
  } catch (error) {
    throw mapSqliteError(error, path);
  }
}
