/**
 * A copy of the store as it is at one moment, while other processes may write to it.
 *
 * Owns: that the copy is of one moment, and that it is sound. Leaves to others: where it goes and what
 * becomes of it when something fails (`store/backup.ts`).
 *
 * @module
 */

import { backup, DatabaseSync } from "node:sqlite";
import { causeChain, LoreError } from "../errors.ts";
import { fileInfo } from "../platform/files.ts";
import { Database } from "./database.ts";
import { noStore } from "./open_reading.ts";
import { SCHEMA_VERSION, schemaVersion } from "./schema_version.ts";
import { mapSqliteError } from "./sqlite_error.ts";
import { type StoreTotals, storeTotals } from "./stats.ts";

/** Pages of 4 kB that are copied at a time. */
const STEP_PAGES = 1024;

/** Problems that are named at most. */
const MOST_PROBLEMS = 10;

/**
 * Copies the store at `from` into the empty file `to`, whatever the version of its schema. Blocks the
 * process until it is done: signals are seen afterwards.
 *
 * @throws LoreError `NOT_FOUND`, `DB_CORRUPT`, `LOCK_HELD`; `DISK_FULL` and `FAILED` for the copy
 */
export async function copyStore(from: string, to: string): Promise<void> {
  if (fileInfo(from) === undefined) throw noStore(from);
  try {
    using source = new DatabaseSync(from, { readOnly: true });
    // The snapshot of a transaction: without it each write of another process would begin the copy
    // anew, and one who never stops writing would never let it end.
    source.exec("pragma busy_timeout = 5000; begin; select count(*) from sqlite_schema");
    await backup(source, to, { rate: STEP_PAGES });
    source.exec("rollback");
  } catch (error) {
    throw copyError(error, { from, to });
  }
}

/** What was found in a copy. */
export interface CheckedCopy {
  readonly schemaVersion: number;
  /** What `integrity_check` and `foreign_key_check` found; nothing for a copy that is sound. */
  readonly problems: readonly string[];
  /** What it holds; null where its schema is not the one that this lore counts. */
  readonly totals: StoreTotals | null;
}

/**
 * Looks through a copy, and makes it one file that needs no other beside it.
 *
 * @throws LoreError `DISK_FULL`, `FAILED`
 */
export function checkCopy(path: string): CheckedCopy {
  try {
    using copy = new Database(path, new DatabaseSync(path));
    // Otherwise whoever opens it, if only to read, would put two more files beside it.
    copy.all("pragma journal_mode = delete");
    const version = schemaVersion(copy);
    return {
      schemaVersion: version,
      problems: problemsOf(copy, version),
      totals: version === SCHEMA_VERSION ? storeTotals(copy) : null,
    };
  } catch (error) {
    const failure = copyError(error, { from: path, to: path });
    if (!(failure instanceof LoreError) || failure.code !== "DB_CORRUPT") throw failure;
    // So damaged that SQLite could not even look through it.
    return { schemaVersion: 0, problems: causeChain(failure.cause).slice(0, 1), totals: null };
  }
}

function problemsOf(copy: Database, version: number): string[] {
  if (version === 0) return ["it has no schema of lore"];
  const integrity = copy.all<{ integrity_check: string }>(
    `pragma integrity_check(${MOST_PROBLEMS})`,
  ).map((row) => row.integrity_check).filter((line) => line !== "ok");
  if (integrity.length > 0) return integrity;
  return copy.all<{ table: string; parent: string; rows: number }>(
    `select "table", parent, count(*) as rows from pragma_foreign_key_check group by 1, 2`,
  ).map(({ table, parent, rows }) => `${rows} rows of ${table} belong to no row of ${parent}`);
}

/** Of the copy and not of the store are a full disk and a file that cannot be made or written. */
function copyError(
  thrown: unknown,
  { from, to }: { readonly from: string; readonly to: string },
): unknown {
  const error = mapSqliteError(thrown, from);
  if (!(error instanceof LoreError)) return error;
  const { details, cause } = error;
  switch (error.code) {
    case "DISK_FULL":
      return new LoreError("DISK_FULL", `The disk is full: cannot write the copy "${to}"`, {
        hint: "Free some space or give a place on another disk: nothing was left there",
        details: { ...details, path: to },
        cause,
      });
    case "DB_READONLY":
      return new LoreError("FAILED", `Cannot copy the store "${from}" to "${to}"`, {
        hint: "Check owner and permissions of both files and folders, and the disk",
        details: { ...details, path: to },
        cause,
      });
    default:
      return error;
  }
}
