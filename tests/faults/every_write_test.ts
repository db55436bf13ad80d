/** Each write to the store fails in turn, it alone: what a disk that has a bad moment does. @module */

import assert from "node:assert/strict";
import { seedOfRun } from "../support/killing.ts";
import { hasStrace } from "../support/strace.ts";
import { assertHarmless, everyFault, SCENE_NAMES, summaryOf } from "../support/trials.ts";
import { countWrites, failWrites, type WriteError } from "../support/write_trials.ts";

const ERRORS: readonly WriteError[] = ["EIO", "ENOSPC"];

const seed = seedOfRun();

/** The writes that fail with an error: half of them, by turns and by the seed, or every one. */
function shareOf(error: WriteError, total: number): number[] {
  const writes = Array.from({ length: total }, (_, index) => index + 1);
  if (everyFault) return writes;
  // In pairs: a page in the log is a short write and a long one.
  return writes.filter((n) => (Math.floor(n / 2) + seed) % 2 === ERRORS.indexOf(error));
}

for (const scene of SCENE_NAMES) {
  Deno.test({
    name: `A ${scene} each of whose writes fails in turn loses nothing`,
    ignore: !hasStrace,
    async fn(t) {
      const total = await countWrites(scene);
      const shares = await Promise.all(
        ERRORS.map((error) => failWrites(scene, { error, total, writes: shareOf(error, total) })),
      );
      const trials = shares.flat();
      const hits = trials.filter(({ hit }) => hit).length;
      const counts = ERRORS.map((error, index) => `${shares[index]?.length} with ${error}`);
      await t.step(
        `seed ${seed}: ${hits} of ${trials.length} faults hit, of ${total} writes ${
          counts.join(", ")
        }`,
        () => assert.equal(hits, trials.length),
      );
      await t.step(
        "no failure goes unnoticed but that of the last write, made at the store's closing",
        () => {
          const unnoticed = trials.filter(({ outcome }) => outcome === "ok");
          assert.deepEqual(
            unnoticed.filter(({ where }) => !where.startsWith(`write ${total}:`)),
            [],
          );
        },
      );
      await t.step(summaryOf(trials), () => assertHarmless(trials));
    },
  });
}
