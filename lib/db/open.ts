/** Opens the store's file. @module */

import { DatabaseSync } from "node:sqlite";
import { LoreError } from "../errors.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { entryKind, linkTarget } from "../platform/entries.ts";
import { fileInfo, makeFolder, openAppend } from "../platform/files.ts";
import { dirname } from "../platform/paths.ts";
import { Database } from "./database.ts";
import { migrate, refuseNewer, SCHEMA_VERSION, schemaVersion } from "./migrate.ts";
import { mapSqliteError } from "./sqlite_error.ts";

/** How to open the store. */
export interface OpenOptions {
  /** `write` makes the file and brings its schema up to date; `read` changes nothing. */
  readonly mode: "read" | "write";
  readonly clock?: Clock;
}

/** Milliseconds that a statement waits for another process's write to end. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the store at `path` (`:memory:` for one that is gone when closed). Needs `--allow-read` and
 * `--allow-write` for the file and its folder.
 *
 * @throws LoreError `NOT_FOUND` (reading, and there is none yet), `DB_TOO_NEW`, `DB_CORRUPT`,
 * `DB_READONLY`, `DISK_FULL`
 */
export function openStore(path: string, options: OpenOptions): Database {
  const reading = options.mode === "read";
  if (path !== ":memory:") prepareFolder(path, reading);
  const database = connect(path, reading);
  try {
    if (reading) refuseOlder(database);
    else writable(database, options.clock ?? systemClock);
    return database;
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
}

function prepareFolder(path: string, reading: boolean): void {
  if (!reading) {
    try {
      makeFolder(dirname(path), { mode: 0o700 });
      // SQLite gives its other files the mode of this one: confidential issues are for the owner.
      if (fileInfo(path) === undefined) openAppend(meant(path), { mode: 0o600 })[Symbol.dispose]();
      return;
    } catch (error) {
      throw new LoreError("DB_READONLY", `Cannot make the store "${path}"`, {
        hint: "Check the folder's owner and permissions, or give another by LORE_DATA_DIR",
        cause: error,
      });
    }
  }
  if (fileInfo(path) === undefined) throw noStore(path);
}

/** A link may lead to where a store is still to be made, which Deno makes only by its own name. */
function meant(path: string): string {
  return entryKind(path) === "link" ? linkTarget(path) : path;
}

/** The error for a store that nobody has made yet. */
export function noStore(path: string): LoreError {
  return new LoreError("NOT_FOUND", `There is no store at "${path}" yet`, {
    hint: "Run lore sync to make one",
    actions: ["lore sync"],
  });
}

function connect(path: string, readOnly: boolean): Database {
  try {
    const sqlite = new DatabaseSync(path, { readOnly });
    sqlite.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}; pragma foreign_keys = on`);
    return new Database(path, sqlite);
  } catch (error) {
    throw mapSqliteError(error, path);
  }
}

function writable(database: Database, clock: Clock): void {
  refuseNewer(database, database.path);
  database.exec("pragma journal_mode = wal; pragma synchronous = normal");
  database.exec("pragma temp_store = memory; pragma cache_size = -8000");
  migrate(database, { now: clock.now() });
}

function refuseOlder(database: Database): void {
  refuseNewer(database, database.path);
  const version = schemaVersion(database);
  if (version === SCHEMA_VERSION) return;
  throw new LoreError(
    "FAILED",
    `The store "${database.path}" has schema version ${version}, this lore reads ${SCHEMA_VERSION}`,
    { hint: "Run lore sync once: it brings the store up to date", actions: ["lore sync"] },
  );
}
