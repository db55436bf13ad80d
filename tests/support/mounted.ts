/**
 * lore with its data directory, or another folder, on a small file system of its own, whose size and
 * rights change from run to run.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { type Database, openStore } from "../../lib/db/mod.ts";
import { ROOT } from "../gate/deno_command.ts";
import { denoArguments, type LoreHome, type LoreOutput, loreVariables } from "./lore_process.ts";

/** Whether a process may mount file systems of its own. */
export const canMount: boolean = await new Deno.Command("unshare", {
  args: ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
  stdout: "null",
  stderr: "null",
}).output().then(({ success }) => success, () => false);

/** What runs the rest of its arguments with a tmpfs of these options at `path`, made where missing. */
export function onDisk(path: string, options: string): string[] {
  const script = 'mkdir -p "$1" && mount -t tmpfs -o "$2" tmpfs "$1" && shift 2 && exec "$@"';
  return ["unshare", "-rm", "sh", "-c", script, "sh", path, options];
}

/** What a run left behind, with a copy of the disk as it was then. */
export interface MountedOutput extends LoreOutput {
  readonly disk: string;
  /** Opens the store, if that is there. */
  openStore(): Database;
}

/** Each line of `$MOUNTS` is how the file system is mounted for one run. */
const SCRIPT = `set -e
  mkdir -p "$DISK"
  RUN=0
  for OPTIONS in $MOUNTS; do
    if [ $RUN = 0 ]
    then mount -t tmpfs -o "$OPTIONS" tmpfs "$DISK"
    else mount -o "remount,$OPTIONS" "$DISK"
    fi
    "$@" >"$HERE/$RUN.out" 2>"$HERE/$RUN.err" && CODE=0 || CODE=$?
    echo $CODE
    cp -a "$DISK" "$HERE/$RUN.disk"
    RUN=$((RUN + 1))
  done`;

/**
 * Runs `lore ARGV` once for each of `mounts`, the options with which the file system is mounted then,
 * as in `size=64m`. It is the data directory unless told otherwise.
 */
export async function runMounted(
  home: LoreHome,
  argv: readonly string[],
  { mounts, at = home.dataDir }: { readonly mounts: readonly string[]; readonly at?: string },
): Promise<MountedOutput[]> {
  const here = Deno.makeTempDirSync({ dir: home.path });
  const { stdout, stderr, success } = await new Deno.Command("unshare", {
    args: ["-rm", "sh", "-c", SCRIPT, "sh", Deno.execPath(), ...denoArguments(home, argv)],
    cwd: ROOT,
    env: loreVariables({ DISK: at, HERE: here, MOUNTS: mounts.join(" ") }),
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const codes = new TextDecoder().decode(stdout).trim().split("\n").map(Number);
  assert.equal(codes.length, mounts.length);
  return codes.map((code, run) => {
    const disk = join(here, `${run}.disk`);
    return {
      code,
      signal: null,
      out: Deno.readTextFileSync(join(here, `${run}.out`)),
      err: Deno.readTextFileSync(join(here, `${run}.err`)),
      disk,
      openStore: () => openStore(join(disk, "lore.db"), { mode: "read" }),
    };
  });
}
