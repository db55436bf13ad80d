/**
 * lore with its data directory on a small file system of its own, whose size and rights change from
 * run to run.
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

/** What a run left behind, with a copy of the data directory as it was then. */
export interface MountedOutput extends LoreOutput {
  readonly dataDir: string;
  openStore(): Database;
}

/**
 * Each line of `$MOUNTS` is how the file system is mounted for one run. The shared memory that a look
 * at `$FROM` has left there is not part of what a disk held, and may not fit.
 */
const SCRIPT = `set -e
  mkdir -p "$DATA"
  RUN=0
  for OPTIONS in $MOUNTS; do
    if [ $RUN = 0 ]
    then
      mount -t tmpfs -o "$OPTIONS" tmpfs "$DATA"
      if [ -n "$FROM" ]; then rm -f "$FROM/lore.db-shm"; cp -a "$FROM/." "$DATA"; fi
    else mount -o "remount,$OPTIONS" "$DATA"
    fi
    "$@" >"$HERE/$RUN.out" 2>"$HERE/$RUN.err" && CODE=0 || CODE=$?
    echo $CODE
    cp -a "$DATA" "$HERE/$RUN.data"
    RUN=$((RUN + 1))
  done`;

/**
 * Runs `lore ARGV` once for each of `mounts`, the options with which the file system is mounted then,
 * as in `size=64m`. It starts with a copy of the data directory `from`, or empty.
 */
export async function runMounted(
  home: LoreHome,
  argv: readonly string[],
  { mounts, from = "" }: { readonly mounts: readonly string[]; readonly from?: string },
): Promise<MountedOutput[]> {
  const here = Deno.makeTempDirSync({ dir: home.path });
  const env = { DATA: home.dataDir, HERE: here, MOUNTS: mounts.join(" "), FROM: from };
  const { stdout, stderr, success } = await new Deno.Command("unshare", {
    args: ["-rm", "sh", "-c", SCRIPT, "sh", Deno.execPath(), ...denoArguments(home, argv)],
    cwd: ROOT,
    env: loreVariables(env),
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const codes = new TextDecoder().decode(stdout).trim().split("\n").map(Number);
  assert.equal(codes.length, mounts.length);
  return codes.map((code, run) => {
    const dataDir = join(here, `${run}.data`);
    return {
      code,
      signal: null,
      out: Deno.readTextFileSync(join(here, `${run}.out`)),
      err: Deno.readTextFileSync(join(here, `${run}.err`)),
      dataDir,
      openStore: () => openStore(join(dataDir, "lore.db"), { mode: "read" }),
    };
  });
}
