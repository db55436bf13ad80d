/**
 * The pipeline lock: only one run at a time changes a store.
 *
 * The lock itself is one on the file `lore.lock`, so that the kernel frees it when its holder dies,
 * however it dies. Who holds it stands beside it in `lore.lock.json`, for the message alone.
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import { logger } from "../log/logger.ts";
import type { Clock } from "../platform/clock.ts";
import { processId } from "../platform/environment.ts";
import {
  type FileLock,
  fileLocked,
  makeFolder,
  readText,
  remove,
  tryLockFile,
  writeText,
} from "../platform/files.ts";
import { join } from "../platform/paths.ts";

const log = logger("lore::lock");

/** Who holds the lock. Times in Unix ms. */
export interface LockHolder {
  readonly pid: number;
  readonly runId: string;
  readonly command: string;
  readonly startedAt: number;
  readonly heartbeatAt: number;
}

/** What taking the lock needs. */
export interface LockOptions {
  readonly clock: Clock;
  readonly runId: string;
  readonly command: string;
  /** Milliseconds without a heartbeat after which the holder is said to hang. */
  readonly staleMs: number;
}

/** The lock, held until disposed. */
export interface PipelineLock extends Disposable {
  /** A sign of life for those who wait. */
  beat(): void;
}

/** How the lock stands. */
export type LockState =
  | { readonly held: false }
  | { readonly held: true; readonly holder: LockHolder | undefined };

/**
 * Milliseconds after which a lock that was refused is asked for once more: whoever looks at it (see
 * {@link lockState}) holds it for an instant.
 */
export const SECOND_TRY_MS = 15;

/**
 * Takes the pipeline lock of a data directory, which is made when it is not there. Does not wait for
 * another run.
 *
 * @throws LoreError `LOCK_HELD` with who holds it; `DB_READONLY`, `DISK_FULL`
 */
export async function takeLock(dataDir: string, options: LockOptions): Promise<PipelineLock> {
  const { clock } = options;
  let lock = lockFile(dataDir);
  if (lock === undefined) {
    await clock.sleep(SECOND_TRY_MS);
    lock = lockFile(dataDir);
  }
  if (lock === undefined) throw lockHeld(readHolder(dataDir), options);
  return held(lock, dataDir, options);
}

/** Whether a run holds the lock of a data directory, and which. Changes nothing. */
export function lockState(dataDir: string): LockState {
  if (!fileLocked(join(dataDir, "lore.lock"))) return { held: false };
  return { held: true, holder: readHolder(dataDir) };
}

function held(lock: FileLock, dataDir: string, options: LockOptions): PipelineLock {
  const { clock, runId, command } = options;
  const path = holderPath(dataDir);
  const startedAt = clock.now();
  const beat = (): void => {
    const holder = { pid: processId(), runId, command, startedAt, heartbeatAt: clock.now() };
    attempt("Cannot write down who holds the lock", path, () => {
      writeText(path, JSON.stringify(holder) + "\n");
    });
  };
  beat();
  return {
    beat,
    [Symbol.dispose](): void {
      using _freed = lock;
      attempt("Cannot remove who held the lock", path, () => remove(path));
    },
  };
}

/** The lock counts, whoever it says that it belongs to: a run does not fail over that. */
function attempt(failure: string, path: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    log.warn(failure, { path, error });
  }
}

function lockFile(dataDir: string): FileLock | undefined {
  try {
    makeFolder(dataDir);
    return tryLockFile(join(dataDir, "lore.lock"));
  } catch (error) {
    throw unwritable(error, dataDir);
  }
}

/** A missing Deno permission is told by its own error, with the flag to give. */
export function unwritable(thrown: unknown, dataDir: string): unknown {
  if (!(thrown instanceof Error) || thrown.name === "NotCapable") return thrown;
  if ("code" in thrown && thrown.code === "ENOSPC") {
    return new LoreError("DISK_FULL", `The disk is full: cannot lock "${dataDir}"`, {
      hint: "Free some space and run the command again: nothing that was stored is lost",
      details: { path: dataDir },
      cause: thrown,
    });
  }
  return new LoreError("DB_READONLY", `Cannot write to the data directory "${dataDir}"`, {
    hint: "Check its owner and permissions, or give another by LORE_DATA_DIR",
    actions: ["lore doctor"],
    details: { path: dataDir },
    cause: thrown,
  });
}

function lockHeld(holder: LockHolder | undefined, options: LockOptions): LoreError {
  const { clock, command, staleMs } = options;
  if (holder === undefined) {
    return new LoreError("LOCK_HELD", `Cannot start "${command}": another run holds the lock`, {
      hint: "Wait for it to finish and run the command again",
      actions: ["lore sync-status"],
    });
  }
  const silentMs = Math.max(0, clock.now() - holder.heartbeatAt);
  const stale = silentMs > staleMs;
  return new LoreError(
    "LOCK_HELD",
    `Cannot start "${command}": run ${holder.runId} ("${holder.command}", pid ${holder.pid}) ` +
      `has held the lock since ${new Date(holder.startedAt).toISOString()}, ` +
      `last heartbeat ${seconds(silentMs)} ago`,
    {
      hint: stale
        ? `It seems to hang: end it with "kill ${holder.pid}" and run the command again`
        : "Wait for it to finish and run the command again",
      actions: ["lore sync-status"],
      details: {
        pid: holder.pid,
        run_id: holder.runId,
        command: holder.command,
        started_at: new Date(holder.startedAt).toISOString(),
        heartbeat_at: new Date(holder.heartbeatAt).toISOString(),
        heartbeat_age_ms: silentMs,
        stale,
      },
    },
  );
}

function seconds(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

function holderPath(dataDir: string): string {
  return join(dataDir, "lore.lock.json");
}

/** The holder as it wrote itself down; undefined when it has not yet, or not readably. */
function readHolder(dataDir: string): LockHolder | undefined {
  try {
    const holder: unknown = JSON.parse(readText(holderPath(dataDir)));
    return isHolder(holder) ? holder : undefined;
  } catch (error) {
    log.debug("Cannot tell who holds the lock", { error });
    return undefined;
  }
}

function isHolder(value: unknown): value is LockHolder {
  if (typeof value !== "object" || value === null) return false;
  const { pid, runId, command, startedAt, heartbeatAt } = value as Record<string, unknown>;
  return typeof runId === "string" && typeof command === "string" &&
    [pid, startedAt, heartbeatAt].every(Number.isFinite);
}
