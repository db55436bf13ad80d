/**
 * `lore backup`: a sound copy of the store, or nothing.
 *
 * Owns: that the copy has its name only when it is whole and was looked through, and that whatever
 * fails before leaves nothing behind. Leaves to others: copying and checking (`db/backup.ts`), where
 * it goes (`backup_target.ts`).
 *
 * @module
 */

import { checkCopy, type CheckedCopy, copyStore } from "../db/backup.ts";
import { LoreError } from "../errors.ts";
import { logger } from "../log/logger.ts";
import type { Clock } from "../platform/clock.ts";
import { processId } from "../platform/environment.ts";
import { fileInfo, makeNewFile, publishFile, removeFile } from "../platform/files.ts";
import { quoted } from "../quoted.ts";
import { alreadyThere, type BackupTarget } from "./backup_target.ts";
import type { BackupResult } from "./store_types.ts";

const log = logger("lore::backup");

/** What a backup is made of. */
export interface BackupRequest {
  readonly storePath: string;
  readonly target: BackupTarget;
  /** As the target was typed. */
  readonly given: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The value of `--config`. */
  readonly configFlag?: string;
}

/**
 * Makes a backup.
 *
 * @throws LoreError `NOT_FOUND`, `DB_CORRUPT`, `DISK_FULL`, `FAILED`, `INTERRUPTED`: then nothing was
 * left behind
 */
export async function makeBackup(request: BackupRequest): Promise<BackupResult> {
  const { storePath, target, clock } = request;
  const { path, replaces } = target;
  const startedAt = clock.monotonic();
  using temporary = temporaryFile(path);
  const checked = await copyAndCheck(temporary.path, request);
  if (!publishFile(temporary.path, path, { replace: replaces })) {
    throw alreadyThere(path, request.given);
  }
  const bytes = fileInfo(path)?.size ?? 0;
  log.debug("Backup written", { path, bytes });
  return {
    path,
    bytes,
    schema_version: checked.schemaVersion,
    totals: checked.totals,
    replaced: replaces,
    elapsed_ms: Math.round(clock.monotonic() - startedAt),
    restore: restoreLines(path, storePath, request.configFlag),
  };
}

async function copyAndCheck(
  temporary: string,
  { storePath, clock, signal }: BackupRequest,
): Promise<CheckedCopy> {
  // SQLite works without a pause: between its two parts a signal is heard.
  const pause = (): Promise<void> => clock.sleep(0, { signal });
  await pause();
  await copyStore(storePath, temporary);
  await pause();
  const checked = checkCopy(temporary);
  await pause();
  const [problem] = checked.problems;
  if (problem !== undefined) {
    throw new LoreError("DB_CORRUPT", `No backup was made of "${storePath}": ${problem}`, {
      hint:
        "The store itself is damaged: copy its files by hand to keep what is left, then lore reset",
      actions: ["lore doctor"],
      details: { path: storePath, problems: checked.problems },
    });
  }
  return checked;
}

/** An empty file beside the one to be, for its owner alone; gone when disposed, unless renamed. */
function temporaryFile(path: string): Disposable & { readonly path: string } {
  const temporary = `${path}.${processId()}.tmp`;
  try {
    makeNewFile(temporary, { mode: 0o600 });
  } catch (error) {
    throw unwritable(path, error);
  }
  return {
    path: temporary,
    [Symbol.dispose](): void {
      for (const end of ["", "-journal", "-wal", "-shm"]) removeFile(`${temporary}${end}`);
    },
  };
}

/** A missing permission of Deno keeps its own words, which name the flag. */
function unwritable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error.name === "NotCapable") return error;
  const isFull = "code" in error && error.code === "ENOSPC";
  return new LoreError(
    isFull ? "DISK_FULL" : "FAILED",
    `Cannot write "${path}": ${isFull ? "the disk is full" : error.message}`,
    { hint: "Give a place that you may write to", details: { path }, cause: error },
  );
}

/** The old store goes as a whole, its write-ahead log included: it does not fit another file. */
function restoreLines(path: string, storePath: string, configFlag: string | undefined): string[] {
  const config = configFlag === undefined ? "" : ` --config ${quoted(configFlag)}`;
  return [`lore reset --yes${config}`, `cp ${quoted(path)} ${quoted(storePath)}`];
}
