/** SQLite's failures as errors that someone can act on. @module */

import { LoreError } from "../errors.ts";

/** Primary result codes, from SQLite's "Result and Error Codes". */
const SQLITE = {
  PERM: 3,
  BUSY: 5,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
};

/** There is no room for the file that the processes at work on a store share. */
const IOERR_SHMSIZE = 4874;

/** SQLite's own texts of these codes: what runs by `exec`, or opens, throws no code with it. */
const TEXTS: readonly (readonly [beginning: string, code: number])[] = [
  ["access permission denied", SQLITE.PERM],
  ["database is locked", SQLITE.BUSY],
  ["attempt to write a readonly database", SQLITE.READONLY],
  ["disk I/O error", SQLITE.IOERR],
  ["database disk image is malformed", SQLITE.CORRUPT],
  ["malformed database schema", SQLITE.CORRUPT],
  ["database or disk is full", SQLITE.FULL],
  ["unable to open database file", SQLITE.CANTOPEN],
  ["file is not a database", SQLITE.NOTADB],
];

/** Turns a failure of SQLite into a typed error; passes anything else through. */
export function mapSqliteError(thrown: unknown, path: string): unknown {
  const code = resultCode(thrown);
  if (code === undefined) return thrown;
  const details = { path, sqlite_code: code };
  switch (code === IOERR_SHMSIZE ? SQLITE.FULL : code & 0xff) {
    case SQLITE.CORRUPT:
    case SQLITE.NOTADB:
      return new LoreError("DB_CORRUPT", `The store "${path}" is damaged or not a lore store`, {
        hint: "Move the file away and run lore sync to mirror anew",
        actions: ["lore doctor"],
        details,
        cause: thrown,
      });
    case SQLITE.FULL:
      return new LoreError("DISK_FULL", `The disk is full: cannot write the store "${path}"`, {
        hint: "Free some space and run the command again: nothing that was stored is lost",
        details,
        cause: thrown,
      });
    case SQLITE.READONLY:
    case SQLITE.PERM:
    case SQLITE.CANTOPEN:
    case SQLITE.IOERR:
      return new LoreError("DB_READONLY", `The store "${path}" cannot be opened or written`, {
        hint: "Check the owner and permissions of the file and its folder, and the disk",
        actions: ["lore doctor"],
        details,
        cause: thrown,
      });
    case SQLITE.BUSY:
      return new LoreError("LOCK_HELD", `Another program is writing to the store "${path}"`, {
        hint: "Wait for it to finish and run the command again",
        actions: ["lore sync-status"],
        details,
        cause: thrown,
      });
    default:
      return thrown;
  }
}

/** The (extended) result code of an error of `node:sqlite`. */
function resultCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ("errcode" in thrown && typeof thrown.errcode === "number") return thrown.errcode;
  if (!("code" in thrown) || thrown.code !== "ERR_SQLITE_ERROR") return undefined;
  return TEXTS.find(([beginning]) => thrown.message.startsWith(beginning))?.[1];
}
