/** Opens the store's file. @module */

import { LoreError } from "../errors.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { entryKind, linkTarget } from "../platform/entries.ts";
import { fileInfo, makeFolder, openAppend } from "../platform/files.ts";
import { dirname } from "../platform/paths.ts";
import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { connect, opened, openForReading } from "./open_reading.ts";
import { refuseNewer } from "./schema_version.ts";

/** How to open the store. */
export interface OpenOptions {
  /** `write` makes the file and brings its schema up to date; `read` changes nothing. */
  readonly mode: "read" | "write";
  readonly clock?: Clock;
}

/**
 * Opens the store at `path` (`:memory:` for one that is gone when closed). Needs `--allow-read` and
 * `--allow-write` for the file and its folder.
 *
 * @throws LoreError `NOT_FOUND` (reading, and there is none yet), `DB_TOO_NEW`, `DB_CORRUPT`,
 * `DB_READONLY`, `DISK_FULL`
 */
export function openStore(path: string, options: OpenOptions): Database {
  if (options.mode === "read") return openForReading(path);
  if (path !== ":memory:") prepareFolder(path);
  const clock = options.clock ?? systemClock;
  return opened(connect(path, { readOnly: false }), (database) => writable(database, clock));
}

function prepareFolder(path: string): void {
  try {
    makeFolder(dirname(path), { mode: 0o700 });
    // SQLite gives its other files the mode of this one: confidential issues are for the owner.
    if (fileInfo(path) === undefined) openAppend(meant(path), { mode: 0o600 })[Symbol.dispose]();
  } catch (error) {
    throw new LoreError("DB_READONLY", `Cannot make the store "${path}"`, {
      hint: "Check the folder's owner and permissions, or give another by LORE_DATA_DIR",
      cause: error,
    });
  }
}

/** A link may lead to where a store is still to be made, which Deno makes only by its own name. */
function meant(path: string): string {
  return entryKind(path) === "link" ? linkTarget(path) : path;
}

function writable(database: Database, clock: Clock): void {
  refuseNewer(database, database.path);
  database.all("pragma journal_mode = wal");
  database.exec("pragma synchronous = normal; pragma temp_store = memory");
  database.exec("pragma cache_size = -8000");
  migrate(database, { now: clock.now() });
}
