/**
 * Runs of which one write fails, each time another one: a process below `strace`, which makes every so
 * many writes fail, counts them, and so arranges which write of which run is the one.
 *
 * @module
 */

import assert from "node:assert/strict";
import { openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { loreHome } from "./lore_process.ts";
import { storeFiles, straceOf } from "./strace.ts";
import { type SceneName, tell, tellingsOf, type Trial, Trials } from "./trials.ts";

/** What a write fails with. */
export type WriteError = "EIO" | "ENOSPC";

/** What the process is told to do. */
interface Task {
  readonly scene: SceneName;
  /** Where the store and the trace are. */
  readonly folder: string;
  readonly error: WriteError;
  /** Every `period`-th write fails. */
  readonly period: number;
  /** Which write of a run is to fail, run by run, from 1; empty for one run of which none is. */
  readonly writes: readonly number[];
}

/** What a run came to that nothing disturbed. */
interface Count {
  readonly code: number;
  readonly writes: number;
}

/** After a failure a run may make more writes than it would have, as many as this. */
const MARGIN = 64;

/** How many writes a run makes that nothing disturbs. */
export async function countWrites(scene: SceneName): Promise<number> {
  const [count] = await perform<Count>({ scene, error: "EIO", period: 0, writes: [] });
  assert.equal(count?.code, 0);
  return count.writes;
}

/** Makes a run for each of `writes` in which that one fails; `total` is what {@link countWrites} says. */
export function failWrites(
  scene: SceneName,
  { error, writes, total }: Pick<Task, "error" | "writes"> & { readonly total: number },
): Promise<Trial[]> {
  return perform({ scene, error, period: total + MARGIN, writes });
}

function perform<Telling>(task: Omit<Task, "folder">): Promise<Telling[]> {
  const { error, period } = task;
  return tellingsOf("write_trials.ts", (folder) => ({
    through: straceOf([...storeFiles(join(folder, "data")), join(folder, "ticks")], {
      calls: ["pwrite64"],
      trace: join(folder, "trace"),
      inject: period === 0 ? undefined : `pwrite64:error=${error}:when=${period}+${period}`,
    }),
    options: { ...task, folder } satisfies Task,
  }));
}

const WRITE = /^\d+ +pwrite64\(.*$/gm;

/** The calls that `strace` has seen so far: a line each, written before the call returns. */
class Trace implements Disposable {
  readonly #file: Deno.FsFile;
  calls = 0;

  constructor(path: string) {
    this.#file = Deno.openSync(path);
  }

  /** Reads on to the present; the calls that failed since the last time. */
  readOn(): string[] {
    const chunks: string[] = [];
    const [buffer, decoder] = [new Uint8Array(65_536), new TextDecoder()];
    for (let size = this.#file.readSync(buffer); size; size = this.#file.readSync(buffer)) {
      chunks.push(decoder.decode(buffer.subarray(0, size), { stream: true }));
    }
    const lines = chunks.join("").match(WRITE) ?? [];
    this.calls += lines.length;
    return lines.filter((line) => line.endsWith("(INJECTED)"));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** One run whose `n`-th write fails, and what becomes of it. */
async function failWrite(
  n: number,
  { trials, trace, ticks, task }: {
    readonly trials: Trials;
    readonly trace: Trace;
    /** A file that is written to only to come nearer to the write that fails. */
    readonly ticks: number;
    readonly task: Task;
  },
): Promise<void> {
  const { error, period, folder } = task;
  trials.begin();
  trace.readOn();
  const failing = Math.ceil((trace.calls + n) / period) * period;
  for (let left = failing - n - trace.calls; left > 0; left--) tick(ticks);
  trace.readOn();
  const output = await trials.run();
  const struck = trace.readOn().map(fileOf);
  // No file of this name is watched: what follows is not disturbed.
  using home = loreHome({ url: "https://forge.test" });
  renameSync(join(folder, "data"), home.dataDir);
  // Of shared memory SQLite only says that there was no room.
  const full = error === "ENOSPC" || struck.includes("lore.db-shm");
  const code = full ? "DISK_FULL" : "DB_READONLY";
  const judged = await trials.judge({ home, outputs: [output], code });
  const where = `write ${n}: ${error} of ${struck.join() || "none"}`;
  tell<Trial>({ where, hit: struck.length === 1, ...judged });
}

const TICK = new Uint8Array(1);

/** One write that is of no matter. */
function tick(file: number): void {
  try {
    // Of a string, or without a place, it would be another system call.
    writeSync(file, TICK, 0, TICK.length, 0);
  } catch {
    // This one failed: it is counted as well.
  }
}

function fileOf(line: string): string {
  return /<.*\/(.*)>/.exec(line)?.[1] ?? line;
}

if (import.meta.main) {
  const task: Task = JSON.parse(Deno.args[0] ?? "");
  const { scene, folder, writes } = task;
  await using trials = await Trials.of(scene, join(folder, "data"));
  using trace = new Trace(join(folder, "trace"));
  const ticks = openSync(join(folder, "ticks"), "w");
  for (const n of writes) await failWrite(n, { trials, trace, ticks, task });
  if (writes.length === 0) {
    trials.begin();
    const { code } = await trials.run();
    trace.readOn();
    tell<Count>({ code, writes: trace.calls });
  }
}
