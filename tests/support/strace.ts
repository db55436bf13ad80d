/**
 * System calls that fail: lore under `strace`, which makes the n-th call of a kind on the store's
 * files go wrong.
 *
 * @module
 */

import { join } from "node:path";
import { temporaryFolder } from "./temporary_folder.ts";
import { type LoreHome, type LoreOutput, runLoreProcess } from "./lore_process.ts";

/** The files of a store, and the folder, which is synced as well. */
const FILES = ["", "lore.db", "lore.db-wal", "lore.db-shm", "lore.db-journal"];

/** The paths of the files of the store in a data directory. */
export function storeFiles(dataDir: string): string[] {
  return FILES.map((name) => join(dataDir, name));
}

/** System calls by which SQLite writes. */
export type WritingCall = "pwrite64" | "fsync" | "fdatasync" | "ftruncate";

/** What happens to one call, or to all of a kind from one on. */
export interface CallFault {
  readonly call: WritingCall;
  /** What it returns instead of being made; or the process is killed as it is made. */
  readonly outcome: "ENOSPC" | "EIO" | "killed";
  /** Which of these calls on the store's files, from 1. */
  readonly n: number;
  /** Also all that come after. */
  readonly andAfter: boolean;
}

/** What a traced process left behind. */
export interface TracedOutput extends LoreOutput {
  /** The calls that were made, in order. */
  readonly calls: readonly WritingCall[];
  /** Calls that failed because they were made to. */
  readonly injected: number;
}

const CALLS: readonly WritingCall[] = ["pwrite64", "fsync", "fdatasync", "ftruncate"];

/** Whether `strace` is there and may trace and inject. */
export const hasStrace: boolean = await new Deno.Command("strace", {
  args: ["-f", "--seccomp-bpf", "-qq", "-e", "inject=fsync:error=EIO", "-o", "/dev/null", "true"],
  stdout: "null",
  stderr: "null",
}).output().then(({ success }) => success, () => false);

/** Runs `lore ARGV` to its end while a system call on its store fails, or only counts them. */
export async function runTraced(
  home: LoreHome,
  argv: readonly string[],
  fault?: CallFault,
): Promise<TracedOutput> {
  using folder = temporaryFolder();
  const trace = join(folder.path, "trace");
  const through = straceOf(storeFiles(home.dataDir), {
    calls: CALLS,
    trace,
    inject: fault && injection(fault),
    signals: fault?.outcome === "killed",
  });
  const output = await runLoreProcess(home, argv, { through });
  return { ...output, ...readTrace(Deno.readTextFileSync(trace)) };
}

/** What runs the rest of its arguments while it writes down, and spoils, their calls on `files`. */
export function straceOf(
  files: readonly string[],
  { calls, trace, inject, signals = false }: {
    readonly calls: readonly WritingCall[];
    /** Where the calls are written down, a line each. */
    readonly trace: string;
    /** What goes wrong, in the words of `strace`. */
    readonly inject: string | undefined;
    /** Whether that sends signals. */
    readonly signals?: boolean;
  },
): string[] {
  // Three times as fast; but strace 6 sends no signal then.
  const filter = signals ? [] : ["--seccomp-bpf"];
  const paths = files.flatMap((path) => ["-P", path]);
  const form = ["-f", "-qq", "-y", "-s", "0", "-e", "signal=none", "-e", `trace=${calls.join()}`];
  const spoil = inject === undefined ? [] : ["-e", `inject=${inject}`];
  return ["strace", ...filter, ...form, "-o", trace, ...paths, ...spoil];
}

function injection({ call, outcome, n, andAfter }: CallFault): string {
  const effect = outcome === "killed" ? "signal=KILL" : `error=${outcome}`;
  return `${call}:${effect}:when=${n}${andAfter ? "+" : ""}`;
}

function readTrace(text: string): Pick<TracedOutput, "calls" | "injected"> {
  const calls = text.split("\n").flatMap((line) => {
    const name = /^\d+ +(\w+)\(/.exec(line)?.[1];
    return CALLS.filter((call) => call === name);
  });
  return { calls, injected: text.split("(INJECTED)").length - 1 };
}
