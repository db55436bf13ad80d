/** A sync of single items that is killed, or told to stop, in the middle of its work. @module */

import assert from "node:assert/strict";
import { Random } from "../../lib/forge/demo/random.ts";
import { type Scene, surgical } from "../support/faulted_scene.ts";
import {
  assertConverges,
  assertNothingLost,
  type Content,
  contentOf,
} from "../support/nothing_lost.ts";
import { type Killed, killRuns } from "../support/killed_scene.ts";
import { killAfter, seedOfRun, signalAtRequest } from "../support/killing.ts";
import { type LoreHome, runLoreProcess } from "../support/lore_process.ts";

const KILLS = 8;
const MOMENTS = 6;

const seed = seedOfRun();

/** The runs of single items: how each stands, and how often it was begun. */
function surgicalRuns(home: LoreHome) {
  using store = home.openStore();
  return store.all<{ run_id: string; status: string; phase: string; attempts: number }>(
    "select run_id, status, phase, attempts from sync_runs where mode = 'surgical' order by id",
  );
}

/** What there is after the run, and a whole sync after it, when nothing disturbs them. */
async function contentOnceSynced(scene: Scene): Promise<Content> {
  using home = scene.home();
  await runWell(scene, home, scene.argv);
  await runWell(scene, home, ["sync"]);
  return contentOf(home);
}

async function runWell(scene: Scene, home: LoreHome, argv: readonly string[]): Promise<void> {
  const { code, err } = await scene.run(home, argv);
  assert.equal(code, 0, err);
}

Deno.test("A sync of single items that is killed at random moments goes on, or leaves the rest to any sync", async (t) => {
  await using scene = await surgical();
  const { forge } = scene;
  const synced = await contentOnceSynced(scene);
  const check = async ({ home, attempt, afterMs }: Killed): Promise<void> => {
    // Every third is killed a second time, as it goes on.
    if (attempt % 3 === 0) {
      await killAfter(afterMs / 2, scene.recovery(home), { home, forge });
      forge.setFaults([]);
      assertNothingLost(scene, { store: contentOf(home), said: [] });
    }
    const recovery = scene.recovery(home);
    if (attempt % 2 === 0) await assertConverges(scene, home);
    await runWell(scene, home, ["sync"]);
    // What any sync took over is not asked for again.
    if (attempt % 2 !== 0) await runWell(scene, home, recovery);
    assert.deepEqual(contentOf(home), synced);
    const [run, ...others] = surgicalRuns(home);
    assert.deepEqual([run?.status, run?.phase, others], ["succeeded", "done", []]);
  };
  await killRuns(t, scene, { kills: KILLS, seed, check });
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
        assertNothingLost(scene, { store: contentOf(home), said: [] });
        await assertConverges(scene, home);
        assert.deepEqual(
          surgicalRuns(home).map(({ run_id, status, attempts }) => [run_id, status, attempts]),
          [[meta.run_id, "succeeded", 2]],
        );
      });
    }
  });
}
