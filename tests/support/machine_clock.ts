/** The clock of a process that a test sets: by `libfaketime`, where it is installed. @module */

import { existsSync } from "node:fs";
import { join } from "node:path";

/** Debian has it in the folder of the processor, others beside it. */
const LIBRARY = [
  ...foldersOf("/usr/lib").map((folder) => join(folder, "faketime")),
  "/usr/lib/faketime",
  "/usr/local/lib/faketime",
].map((folder) => join(folder, "libfaketimeMT.so.1")).find((path) => existsSync(path));

function foldersOf(path: string): string[] {
  return existsSync(path) ? [...Deno.readDirSync(path)].map(({ name }) => join(path, name)) : [];
}

/** Whether a process can be given another clock. */
export const hasMachineClock: boolean = LIBRARY !== undefined;

const SUCCESS = 0;
const SEGMENTATION_FAULT = 139;

/**
 * Whether a process with a clock of its own ended as it should, by its exit code. At its very end the
 * library goes while threads still ask it for the time: of 600 processes that ran a plain server four
 * ended with a segmentation fault, and without it none of 360. What the process did is done by then.
 */
export function endedWell(code: number): boolean {
  return code === SUCCESS || code === SEGMENTATION_FAULT;
}

/** A wall clock; what a process measures and waits for goes on as it does. */
export interface MachineClock {
  /** The environment of a process that has it. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets it, also for processes that run: `+1y`, `-1y`, `+0`. */
  set(offset: string): void;
}

/** A clock that is kept in a file of that path. */
export function machineClock(path: string): MachineClock {
  // A process reads the file at any moment, and must never find it empty.
  const set = (offset: string): void => {
    Deno.writeTextFileSync(`${path}.new`, offset);
    Deno.renameSync(`${path}.new`, path);
  };
  set("+0");
  return {
    env: {
      LD_PRELOAD: LIBRARY ?? "",
      FAKETIME_TIMESTAMP_FILE: path,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    },
    set,
  };
}
