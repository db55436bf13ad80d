/** A comparison of whole lists that is killed in the middle of its work. */

import assert from "node:assert/strict";
import { coverageReport } from "../../lib/sync/coverage.ts";
import { reconcile, type Scene } from "../support/faulted_scene.ts";
import { assertConverges } from "../support/nothing_lost.ts";
import { killRuns } from "../support/killed_scene.ts";
import { seedOfRun } from "../support/killing.ts";
import { type LoreHome } from "../support/lore_process.ts";
import { differing, storedTruth, truthOf } from "../support/truth.ts";

const KILLS = 6;
/** The scene changes the forge and then lets an hour pass. */
const HOUR_MS = 3_600_000;

/** Asserts that no list is said to be complete since the changes unless all of it is mirrored. */
function assertHonest({ forge }: Scene, home: LoreHome): void {
  using store = home.openStore();
  const wrong = differing(storedTruth(store), truthOf(forge));
  const changedBefore = forge.now() - HOUR_MS;
  for (
    const { project, kind, state, proved_at } of coverageReport(store, { limit: 99, offset: 0 })
      .coverage
  ) {
    if (state !== "complete" || Date.parse(proved_at ?? "") < changedBefore) continue;
    const mark = kind === "issue" ? "#" : "!";
    assert.deepEqual(wrong.filter((reference) => reference.startsWith(project + mark)), []);
  }
}

const seed = seedOfRun();

Deno.test("A comparison that is killed at random moments claims nothing, and the next one ends it", async (t) => {
  await using scene = await reconcile();
  await killRuns(t, scene, {
    kills: KILLS,
    seed,
    async check({ home }) {
      assertHonest(scene, home);
      await assertConverges(scene, home);
      assertHonest(scene, home);
    },
  });
});
