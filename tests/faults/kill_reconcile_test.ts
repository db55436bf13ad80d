/** A comparison of whole lists that is killed in the middle of its work. */

import assert from "node:assert/strict";
import { Random } from "../../lib/forge/demo/random.ts";
import { coverageReport } from "../../lib/sync/coverage.ts";
import { reconcile, type Scene } from "../support/faulted_scene.ts";
import { assertConverges, assertNothingLost, contentOf } from "../support/nothing_lost.ts";
import { killAfter, seedOfRun, timed } from "../support/killing.ts";
import { type LoreHome } from "../support/lore_process.ts";
import { differing, storedTruth, truthOf } from "../support/truth.ts";

const KILLS = 8;
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
  using timedHome = scene.home();
  const { output, workMs } = await timed(scene.argv, { home: timedHome, forge: scene.forge });
  assert.equal(output.code, 0, output.err);
  const random = new Random(seed);
  let killed = 0;
  for (let kill = 1; kill <= KILLS; kill++) {
    const share = random.next();
    await t.step(`seed ${seed}, kill ${kill}, after ${share.toFixed(3)} of the work`, async () => {
      using home = scene.home();
      const { forge } = scene;
      const { signal } = await killAfter(share * workMs, scene.argv, { home, forge });
      if (signal === "SIGKILL") killed += 1;
      forge.setFaults([]);
      assertNothingLost(scene, { store: contentOf(home), said: [] });
      assertHonest(scene, home);
      await assertConverges(scene, home);
      assertHonest(scene, home);
    });
  }
  assert.ok(killed > KILLS / 2, `only ${killed} of ${KILLS} kills came in time`);
});
