/** A sync of single items that is killed, or told to stop, in the middle of its work. @module */

import assert from "node:assert/strict";
import { Random } from "../../lib/forge/demo/random.ts";
import { type Scene, surgical } from "../support/faulted_scene.ts";
import { assertConverges, assertNothingLost, contentOf } from "../support/nothing_lost.ts";
import { killAfter, seedOfRun, signalAtRequest, timed } from "../support/killing.ts";
import { type LoreHome, runLoreProcess } from "../support/lore_process.ts";

const KILLS = 10;
const MOMENTS = 6;

const seed = seedOfRun();

/** The runs of single items: how each stands, and how often it was begun. */
function surgicalRuns(home: LoreHome) {
  using store = home.openStore();
  return store.all<{ run_id: string; status: string; phase: string; attempts: number }>(
    "select run_id, status, phase, attempts from sync_runs where mode = 'surgical' order by id",
  );
}

/** The store is sound, and has all that was there. */
function assertSound(scene: Scene, home: LoreHome): void {
  assertNothingLost(scene, { store: contentOf(home), said: [] });
}

Deno.test("A sync of single items that is killed at random moments goes on, or leaves the rest to any sync", async (t) => {
  await using scene = await surgical();
  using timedHome = scene.home();
  const { output, workMs } = await timed(scene.argv, { home: timedHome, forge: scene.forge });
  assert.equal(output.code, 0, output.err);
  assert.equal((await runLoreProcess(timedHome, ["sync"])).code, 0);
  const synced = contentOf(timedHome);
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
      assertSound(scene, home);
      // Every third is killed a second time, as it goes on.
      if (kill % 3 === 0) {
        await killAfter(share * workMs / 2, scene.recovery(home), { home, forge });
        forge.setFaults([]);
        assertSound(scene, home);
      }
      const recovery = scene.recovery(home);
      if (kill % 2 === 0) await assertConverges(scene, home);
      assert.equal((await runLoreProcess(home, ["sync"])).code, 0);
      if (kill % 2 !== 0) {
        // What any sync took over is not asked for again.
        const { code, err } = await runLoreProcess(home, recovery);
        assert.equal(code, 0, err);
      }
      assert.deepEqual(contentOf(home), synced);
      const [run, ...others] = surgicalRuns(home);
      assert.deepEqual([run?.status, run?.phase, others], ["succeeded", "done", []]);
    });
  }
  // On a busy machine a run may take half as long as the one that was timed.
  await t.step(`${killed} of ${KILLS} were killed in time`, () => assert.ok(killed >= KILLS / 5));
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`A sync of single items that gets ${signal} says so, and goes on from there`, async (t) => {
    await using scene = await surgical();
    const { forge } = scene;
    using counted = scene.home();
    forge.clearRequests();
    assert.equal((await runLoreProcess(counted, scene.argv)).code, 0);
    const requests = forge.requests.length;
    const random = new Random(seed);
    for (let moment = 1; moment <= MOMENTS; moment++) {
      const n = random.between(1, requests);
      await t.step(`seed ${seed}, request ${n}`, async () => {
        using home = scene.home();
        const argv = [...scene.argv, "--robot"];
        const { code, out, err } = await signalAtRequest(n, argv, { home, forge, signal });
        forge.setFaults([]);
        assert.equal(code, 130, err);
        const { ok, error, meta } = JSON.parse(out);
        assert.deepEqual([ok, error.code], [false, "INTERRUPTED"]);
        assert.deepEqual(error.actions.slice(0, 1), [`lore sync --resume ${meta.run_id}`]);
        assert.deepEqual(surgicalRuns(home).map(({ status }) => status), ["interrupted"]);
        assertSound(scene, home);
        await assertConverges(scene, home);
        assert.deepEqual(
          surgicalRuns(home).map(({ run_id, status, attempts }) => [run_id, status, attempts]),
          [[meta.run_id, "succeeded", 2]],
        );
      });
    }
  });
}
