/** Checks of what lies in the data directory: the store, the lock, the log files. @module */

import { join } from "node:path";
import { logDirectory } from "../config/mod.ts";
import type { LoadedConfig } from "../config/types.ts";
import { integrityProblems, tryWriting } from "../db/integrity.ts";
import { lockState } from "../db/lock.ts";
import { openStore, SCHEMA_VERSION, schemaVersion } from "../db/mod.ts";
import { LoreError } from "../errors.ts";
import { logFileStats } from "../log/mod.ts";
import { fileInfo } from "../platform/files.ts";
import type { Environment } from "../platform/environment.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** The store: whether it is there, of this version, sound and writable. */
export function checkStore(dataDir: string): Check {
  const path = join(dataDir, "lore.db");
  const size = fileInfo(path)?.size;
  if (size === undefined) {
    return warn(`No store at "${path}" yet`, "Run lore sync to make one", { path });
  }
  const details = { path, total_bytes: size + (fileInfo(`${path}-wal`)?.size ?? 0) };
  try {
    using database = openStore(path, { mode: "read" });
    const schema_version = schemaVersion(database);
    const problems = integrityProblems(database);
    const [first] = problems;
    if (first !== undefined) {
      throw new LoreError("DB_CORRUPT", `The store "${path}" is damaged: ${first}`, {
        hint: "Move the file away and run lore sync to mirror anew",
      });
    }
    const writable = canWrite(path);
    return ok(`Schema version ${schema_version}, sound${writable ? " and writable" : ""}`, {
      ...details,
      schema_version,
      integrity: "ok",
      writable,
    });
  } catch (error) {
    return storeFailure(error, details);
  }
}

function storeFailure(error: unknown, details: Readonly<Record<string, unknown>>): Check {
  // A store of an older lore works again after the next sync.
  if (error instanceof LoreError && error.code === "FAILED") {
    return warn(error.message, error.hint, { ...details, known_version: SCHEMA_VERSION });
  }
  return fail(error, details);
}

/** Null where Deno does not let this process try. @throws LoreError when the system does not. */
function canWrite(path: string): boolean | null {
  try {
    tryWriting(path);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "NotCapable") return null;
    // Whoever writes at the moment shows that it can be written.
    if (error instanceof LoreError && error.code === "LOCK_HELD") return true;
    throw error;
  }
}

/** The pipeline lock: free, or held by whom. */
export function checkLock(
  dataDir: string,
  { now, staleMs }: { readonly now: number; readonly staleMs: number },
): Check {
  const state = lockState(dataDir);
  if (!state.held) return ok("Free", { held: false });
  const { holder } = state;
  if (holder === undefined) return ok("Held by another run", { held: true });
  const silentMs = Math.max(0, now - holder.heartbeatAt);
  const details = {
    held: true,
    run_id: holder.runId,
    command: holder.command,
    pid: holder.pid,
    started_at: new Date(holder.startedAt).toISOString(),
    heartbeat_age_ms: silentMs,
  };
  const who = `run ${holder.runId} ("${holder.command}", pid ${holder.pid})`;
  if (silentMs <= staleMs) return ok(`Held by ${who}`, details);
  return warn(
    `Held by ${who} without a heartbeat for ${Math.round(silentMs / 60_000)} minutes`,
    `It seems to hang: end it with "kill ${holder.pid}"`,
    details,
  );
}

/** The log files: where, how many, how big. */
export function checkLogging(loaded: LoadedConfig | undefined, environment: Environment): Check {
  const log_dir = logDirectory(loaded?.config, environment);
  const none = { log_dir, file_count: 0, total_bytes: 0, oldest_file: null };
  const { file_logging = true, retention_days = 30 } = loaded?.config.logging ?? {};
  try {
    const stats = logFileStats(log_dir);
    if (!file_logging || retention_days === 0) {
      return warn("No log file is kept", "Set logging.file_logging and logging.retention_days", {
        ...stats,
      });
    }
    const files = stats.file_count === 1 ? "1 file" : `${stats.file_count} files`;
    return ok(`${files} in ${log_dir}`, { ...stats, retention_days });
  } catch (error) {
    return fail(unreadable(error, log_dir), none);
  }
}

function unreadable(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || error.name === "NotCapable") return error;
  return new LoreError("FAILED", `Cannot read the log folder "${folder}": ${error.message}`, {
    hint: "Check its owner and permissions, or set logging.log_dir",
    cause: error,
  });
}
