/** Whether memory grows with the forge. @module */

import { join } from "node:path";
import { startForge } from "./forge.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import type { Bench } from "./harness.ts";

const SMALL = { issues: 5_000, mrs: 100 };
const LARGE = { issues: 50_000, mrs: 100 };

/** Memory. */
export const bench: Bench = {
  name: "memory",
  async measure() {
    const small = await peakOf(SMALL);
    const large = await peakOf(LARGE);
    const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;
    return [{
      name: `peak memory of an ingest of ${LARGE.issues} issues against ${SMALL.issues}`,
      value: large / small,
      unit: "×",
      reach: 1.3,
      better: "lower",
      detail: `${mib(large)} against ${mib(small)}, without resource events`,
    }];
  },
};

/** Bytes that a process held at most while it mirrored a forge of this size. */
async function peakOf(size: { readonly issues: number; readonly mrs: number }): Promise<number> {
  await using forge = await startForge(size);
  return await inFreshFolder(async (folder) => {
    // By way of a shell: what a process held at most includes what its parent held when it was made.
    const { success, stdout } = await new Deno.Command("sh", {
      args: [
        ...["-c", '"$0" "$@"; exit $?', Deno.execPath()],
        ...["run", "-q", "-P=bench", "--frozen", "tests/bench/ingest_process.ts"],
        ...[forge.url, forge.token, join(folder, "lore.db"), ...forge.projects],
      ],
      stdin: "null",
      stderr: "inherit",
    }).output();
    if (!success) throw new Error(`the ingest of ${size.issues} issues failed`);
    const told: { issues: number; peak: number } = JSON.parse(new TextDecoder().decode(stdout));
    if (told.issues !== size.issues) throw new Error(`only ${told.issues} issues were mirrored`);
    return told.peak;
  });
}
