/**
 * The lock of one run: whoever wants to know whether the run lives asks for it.
 *
 * Most runs live as long as they hold the pipeline lock. A surgical run is in the ledger before it
 * takes that, so it holds a lock on a file of its own from its first moment to its last. The kernel
 * frees it when the run dies, however it dies. Files of runs that have ended are removed by their
 * owner, or by whoever holds the pipeline lock next; never without holding their lock.
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import type { Clock } from "../platform/clock.ts";
import {
  type FileLock,
  fileLocked,
  listFolder,
  makeFolder,
  removeFile,
  tryLockFile,
} from "../platform/files.ts";
import { join } from "../platform/paths.ts";
import { SECOND_TRY_MS, unwritable } from "./lock.ts";

/**
 * Takes the lock of a run, to be held until the run ends; its file goes with it.
 *
 * @throws LoreError `LOCK_HELD` while another process works at that run; `DB_READONLY`, `DISK_FULL`
 */
export async function takeRunLock(
  dataDir: string,
  { runId, clock }: { readonly runId: string; readonly clock: Clock },
): Promise<Disposable> {
  let lock = tryLock(dataDir, runId);
  if (lock === undefined) {
    // Whoever looks at it holds it for an instant.
    await clock.sleep(SECOND_TRY_MS);
    lock = tryLock(dataDir, runId);
  }
  if (lock === undefined) throw underWay(runId);
  const taken = lock;
  return { [Symbol.dispose]: () => removeLocked(taken) };
}

/** Whether a run holds a lock of its own. Changes nothing. */
export function holdsRunLock(dataDir: string, runId: string): boolean {
  return runId !== "" && fileLocked(pathOf(dataDir, runId));
}

/** Removes what runs that died left behind. */
export function sweepRunLocks(dataDir: string): void {
  for (const runId of lockedRuns(dataDir)) {
    const lock = tryLockFile(pathOf(dataDir, runId));
    if (lock !== undefined) removeLocked(lock);
  }
}

/** @throws LoreError `LOCK_HELD` while any run lives that has a lock of its own */
export function refuseLiveRuns(dataDir: string): void {
  const runId = lockedRuns(dataDir).find((each) => holdsRunLock(dataDir, each));
  if (runId !== undefined) throw underWay(runId);
}

/** Ids of runs that have a lock file, whether they live or died. */
function lockedRuns(dataDir: string): string[] {
  return listFolder(folderOf(dataDir)).filter(({ name, isFile }) =>
    isFile && name.endsWith(".lock")
  ).map(({ name }) => name.slice(0, -".lock".length));
}

function underWay(runId: string): LoreError {
  return new LoreError("LOCK_HELD", `Run ${runId} is still under way`, {
    hint: `Wait for it to finish; lore sync-status --run ${runId} shows how far it is`,
    actions: [`lore sync-status --run ${runId}`],
    details: { run_id: runId },
  });
}

function tryLock(dataDir: string, runId: string): FileLock | undefined {
  try {
    makeFolder(folderOf(dataDir));
    return tryLockFile(pathOf(dataDir, runId));
  } catch (error) {
    throw unwritable(error, dataDir);
  }
}

/** While it is still held, so that nobody takes the file for a lock that counts. */
function removeLocked(lock: FileLock): void {
  using held = lock;
  removeFile(held.path);
}

function pathOf(dataDir: string, runId: string): string {
  return join(folderOf(dataDir), `${runId}.lock`);
}

function folderOf(dataDir: string): string {
  return join(dataDir, "runs");
}
