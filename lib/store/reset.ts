/**
 * `lore reset`: the store goes, and nothing else.
 *
 * Owns: which files are a store, that no run is at work on it, that somebody said yes, and an order in
 * which a removal that is cut off leaves either the store or something that is none: the file itself
 * goes first, and SQLite discards a log without its file. Leaves to others: the lock (`db/lock.ts`),
 * the question (`ask/`).
 *
 * @module
 */

import { join } from "node:path";
import { type Asker, leftQuestion } from "../ask/asker.ts";
import { takeLock } from "../db/lock.ts";
import { openStore } from "../db/mod.ts";
import { refuseLiveRuns } from "../db/run_lock.ts";
import { type StoreTotals, storeTotals } from "../db/stats.ts";
import { LoreError } from "../errors.ts";
import { logger } from "../log/logger.ts";
import type { Clock } from "../platform/clock.ts";
import { entryKind, realPath } from "../platform/entries.ts";
import { fileInfo, openRead, removeFile } from "../platform/files.ts";
import { removalRemarks } from "./removal_remarks.ts";
import type { ResetResult } from "./store_types.ts";

const log = logger("lore::reset");

/** What removing a store needs. */
export interface ResetRequest {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Of this run, for whoever meets its lock. */
  readonly runId: string;
  /** Milliseconds without a heartbeat after which the holder of the lock is said to hang. */
  readonly staleMs: number;
  /** Whether nothing is to be asked. */
  readonly yes: boolean;
  /** Whom to ask; undefined where there is nobody. */
  readonly asker: Asker | undefined;
}

/**
 * Removes the store.
 *
 * @throws LoreError `USAGE` where nobody said yes, `LOCK_HELD`, `FAILED`, `INTERRUPTED`
 */
export async function reset(request: ResetRequest): Promise<ResetResult> {
  const { dataDir, signal, yes } = request;
  const path = join(dataDir, "lore.db");
  const store = storeAt(path);
  if (store.files.length === 0) return nothing(path);
  const totals = totalsOf(path);
  if (!yes) {
    if (request.asker === undefined) throw nobodyToAsk(path);
    // Nobody is asked for what another run would refuse. That one may run while the answer is awaited.
    (await takeEveryLock(request))[Symbol.dispose]();
    await confirmRemoval(request.asker, { path, bytes: store.bytes, totals });
  }
  using _lock = await takeEveryLock(request);
  signal.throwIfAborted();
  // What there is now: a run may have come and gone while the question stood.
  const { files, bytes } = storeAt(path);
  for (const file of files) removeOne(file);
  log.info("Store removed", { path, bytes });
  return { ...nothing(path), removed: files, bytes, totals };
}

/** The pipeline lock, where no run lives by a lock of its own either. */
async function takeEveryLock(
  { dataDir, clock, runId, staleMs }: ResetRequest,
): Promise<Disposable> {
  const lock = await takeLock(dataDir, { clock, runId, staleMs, command: "reset" });
  try {
    refuseLiveRuns(dataDir);
    return lock;
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

function nothing(path: string): ResetResult {
  return { path, removed: [], bytes: 0, totals: null, next: ["lore sync"] };
}

/** The files of a store, in the order in which they are removed. */
interface StoreFiles {
  readonly files: readonly string[];
  readonly bytes: number;
}

const ENDS = ["", "-journal", "-wal", "-shm"];

/** What is there of a store. SQLite keeps its other files beside the file that a link leads to. */
function storeAt(path: string): StoreFiles {
  const real = entryKind(path) === "link" ? realPath(path) ?? path : path;
  if (real !== path) refuseStranger(path, real);
  const files = ENDS.map((end) => `${real}${end}`).filter((file) => isFileToRemove(file));
  return { files, bytes: files.reduce((sum, file) => sum + (fileInfo(file)?.size ?? 0), 0) };
}

/** A link that leads nowhere stays, for the next store. */
function isFileToRemove(file: string): boolean {
  const kind = entryKind(file);
  if (kind === undefined || kind === "link") return false;
  if (kind === "file") return true;
  throw new LoreError("FAILED", `"${file}" is no file: nothing was removed`, {
    hint: "Look what it is, and move it away by hand",
    actions: [],
    details: { path: file },
  });
}

const MAGIC = "SQLite format 3\0";

/** Behind a link may be anything. */
function refuseStranger(path: string, real: string): void {
  if (entryKind(real) === "file") {
    using file = openRead(real);
    const head = new Uint8Array(MAGIC.length);
    const read = file?.readAt(0, head) ?? 0;
    if (read === 0 || new TextDecoder().decode(head) === MAGIC) return;
  }
  throw new LoreError(
    "FAILED",
    `"${path}" leads to "${real}", which is no store: it was left alone`,
    {
      hint: "Remove the link by hand",
      actions: [],
      details: { path, target: real },
    },
  );
}

/** What would be lost; null where it cannot be read, which is one reason to start over. */
function totalsOf(path: string): StoreTotals | null {
  try {
    using database = openStore(path, { mode: "read" });
    return storeTotals(database);
  } catch (error) {
    if (!(error instanceof LoreError)) throw error;
    log.debug("Cannot count what is removed", { error });
    return null;
  }
}

function nobodyToAsk(path: string): LoreError {
  return new LoreError(
    "USAGE",
    `Removing the store "${path}" wants a yes, and nobody can be asked`,
    {
      hint: "Give --yes; lore backup PATH keeps a copy before",
      // Not the command with --yes: whoever runs actions as they are shall not lose a store by that.
      actions: ["lore stats", "lore reset --help"],
      details: { path },
    },
  );
}

async function confirmRemoval(
  asker: Asker,
  removal: Pick<ResetResult, "path" | "bytes" | "totals">,
): Promise<void> {
  for (const remark of removalRemarks(removal)) asker.say(remark);
  if (!await asker.confirm("Remove it?", { standard: false })) throw leftQuestion("reset");
}

/** A missing permission of Deno keeps its own words, which name the flag. */
function removeOne(file: string): void {
  try {
    removeFile(file);
  } catch (error) {
    if (!(error instanceof Error) || error.name === "NotCapable") throw error;
    throw new LoreError("FAILED", `Cannot remove "${file}": ${error.message}`, {
      hint: "Close what has it open, check owner and permissions, and run lore reset again",
      actions: [],
      details: { path: file },
      cause: error,
    });
  }
}
