/** Opens the store's file to read it, without what only a writer needs. @module */

import { DatabaseSync } from "node:sqlite";
import { LoreError } from "../errors.ts";
import { fileInfo } from "../platform/files.ts";
import { Database } from "./database.ts";
import { refuseNewer, SCHEMA_VERSION, schemaVersion } from "./schema_version.ts";
import { mapSqliteError } from "./sqlite_error.ts";

/** Milliseconds that a statement waits for another process's write to end. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the store at `path` and changes nothing.
 *
 * @throws LoreError `NOT_FOUND` when there is none yet, `DB_TOO_NEW`, `DB_CORRUPT`, `FAILED` when its
 * schema is to be brought up to date first
 */
export function openForReading(path: string): Database {
  if (path !== ":memory:" && fileInfo(path) === undefined) throw noStore(path);
  return opened(connect(path, { readOnly: true }), refuseOlder);
}

/** The error for a store that nobody has made yet. */
export function noStore(path: string): LoreError {
  return new LoreError("NOT_FOUND", `There is no store at "${path}" yet`, {
    hint: "Run lore sync to make one",
    actions: ["lore sync"],
  });
}

/** A connection to the store's file. @throws LoreError what SQLite says of the file */
export function connect(path: string, options: { readonly readOnly: boolean }): Database {
  try {
    const sqlite = new DatabaseSync(path, options);
    sqlite.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}; pragma foreign_keys = on`);
    return new Database(path, sqlite);
  } catch (error) {
    throw mapSqliteError(error, path);
  }
}

/** The database once it is fit for use; closed where it is not. */
export function opened(database: Database, prepare: (database: Database) => void): Database {
  try {
    prepare(database);
    return database;
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
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
