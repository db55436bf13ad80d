/** A disk that gets full somewhere in a run: a small file system with less and more room. @module */

import assert from "node:assert/strict";
import { Random } from "../../lib/forge/demo/random.ts";
import {
  assertNothingLost,
  assertTypedError,
  contentOf,
  contentSoFar,
  firstSync,
  reconcile,
  saidToBeStored,
  type Scene,
  TELLING,
} from "../support/faulted_scene.ts";
import { seedOfRun } from "../support/killing.ts";
import { canMount, runMounted } from "../support/mounted.ts";

const STEPS = 7;
const ROOMY = "size=64m";

/** Runs, with the room in bytes beside the store that is about enough: most is SQLite's own log. */
const SCENES = [
  { name: "first sync", makeScene: firstSync, enough: 2_700_000 },
  { name: "reconcile", makeScene: reconcile, enough: 1_400_000 },
];

const seed = seedOfRun();

/** Runs with so many bytes of room, again with no more, and with enough. Whether it was too little. */
async function fill(scene: Scene, room: number): Promise<boolean> {
  using home = scene.home();
  const { storePath, argv } = scene;
  const size = room + (storePath === undefined ? 0 : Deno.statSync(storePath).size);
  const [first, again, last] = await runMounted(home, [...argv, ...TELLING], {
    mounts: [`size=${size}`, `size=${size}`, ROOMY],
    storePath,
  });
  assert.ok(first !== undefined && again !== undefined && last !== undefined);
  for (const output of [first, again]) {
    if (output.code !== 0) assertTypedError(output, ["DISK_FULL"]);
    assertNothingLost(scene, {
      store: contentSoFar(output),
      said: saidToBeStored(output, scene.clean),
    });
  }
  assert.equal(last.code, 0, last.err);
  assert.deepEqual(contentOf(last), scene.clean);
  return first.code !== 0;
}

for (const { name, makeScene, enough } of SCENES) {
  Deno.test({
    name: `A ${name} that fills the disk at any point loses nothing`,
    ignore: !canMount,
    async fn(t) {
      await using scene = await makeScene();
      const random = new Random(seed);
      let hits = 0;
      for (let step = 0; step < STEPS; step++) {
        const room = Math.floor((step + random.next()) * enough / STEPS);
        await t.step(`seed ${seed}, room for ${room} bytes`, async () => {
          if (await fill(scene, room)) hits += 1;
        });
      }
      await t.step(`${hits} of ${STEPS} disks were full`, () => {
        assert.ok(hits >= STEPS / 2);
      });
    },
  });
}
