/** A disk that gets full at each write: with every page of room, from none at all to enough. @module */

import assert from "node:assert/strict";
import { fillDisk } from "../support/disk_trials.ts";
import { canMount } from "../support/mounted.ts";
import { assertHarmless, SCENE_NAMES, summaryOf } from "../support/trials.ts";

/** Processes at work at the same time: one with an even number of pages, one with an odd one. */
const LANES = 2;

for (const scene of SCENE_NAMES) {
  Deno.test({
    name: `A ${scene} that fills the disk at any write loses nothing`,
    ignore: !canMount,
    async fn(t) {
      const lanes = await Promise.all(
        Array.from({ length: LANES }, (_, first) => fillDisk(scene, { first, step: LANES })),
      );
      const trials = lanes.flat();
      const full = trials.filter(({ hit }) => hit).length;
      await t.step(`${full} disks were full, of ${trials.length}`, () => {
        // A run writes more than a hundred pages.
        assert.ok(full > 100);
      });
      await t.step(summaryOf(trials), () => assertHarmless(trials));
    },
  });
}
