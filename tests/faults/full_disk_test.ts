/** A disk that gets full somewhere in a run: a small file system with less and more room. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { Random } from "../../lib/forge/demo/random.ts";
import {
  assertNothingLost,
  assertTypedError,
  contentOf,
  contentSoFar,
  firstSync,
  reconcile,
  resume,
  saidToBeStored,
  type Scene,
  surgical,
  TELLING,
} from "../support/faulted_scene.ts";
import { seedOfRun } from "../support/killing.ts";
import { canMount, type MountedOutput, runMounted } from "../support/mounted.ts";

const ROOMY = "size=64m";

/** Runs, with the room in bytes beside the store that is about enough: most is SQLite's own log. */
const SCENES = [
  { name: "first sync", makeScene: firstSync, enough: 2_700_000, steps: 7 },
  { name: "reconcile", makeScene: reconcile, enough: 1_400_000, steps: 7 },
  { name: "surgical sync", makeScene: surgical, enough: 420_000, steps: 4 },
  { name: "resumed sync", makeScene: resume, enough: 400_000, steps: 4 },
];

const seed = seedOfRun();

const PAGE = 4096;

/** Bytes that the files below a folder take in memory, where each begins a page. */
function sizeOnDisk(folder: string): number {
  let bytes = 0;
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    bytes += isDirectory
      ? PAGE + sizeOnDisk(path)
      : Math.ceil(Deno.statSync(path).size / PAGE) * PAGE;
  }
  return bytes;
}

/** Runs with so many bytes of room, and recovers with no more, then with enough. Whether it was full. */
async function fill(scene: Scene, room: number): Promise<boolean> {
  using home = scene.home();
  const { dataDir } = scene;
  const size = `size=${room + (dataDir === undefined ? 0 : sizeOnDisk(dataDir))}`;
  const runFull = async (argv: readonly string[], from?: string): Promise<MountedOutput> => {
    const [output] = await runMounted(home, [...argv, ...TELLING], { mounts: [size], from });
    assert.ok(output !== undefined);
    if (output.code !== 0) assertTypedError(output, ["DISK_FULL"]);
    const said = saidToBeStored(output, scene.clean);
    assertNothingLost(scene, { store: contentSoFar(output), said });
    return output;
  };
  const first = await runFull(scene.argv, dataDir);
  const again = await runFull(scene.recovery(first), first.dataDir);
  const [last] = await runMounted(home, scene.recovery(again), {
    mounts: [ROOMY],
    from: again.dataDir,
  });
  assert.ok(last !== undefined);
  assert.equal(last.code, 0, last.err);
  assert.deepEqual(contentOf(last), scene.clean);
  return first.code !== 0;
}

for (const { name, makeScene, enough, steps } of SCENES) {
  Deno.test({
    name: `A ${name} that fills the disk at any point loses nothing`,
    ignore: !canMount,
    async fn(t) {
      await using scene = await makeScene();
      const random = new Random(seed);
      let hits = 0;
      for (let step = 0; step < steps; step++) {
        const room = Math.floor((step + random.next()) * enough / steps);
        await t.step(`seed ${seed}, room for ${room} bytes`, async () => {
          if (await fill(scene, room)) hits += 1;
        });
      }
      await t.step(`${hits} of ${steps} disks were full`, () => {
        assert.ok(hits >= steps / 2);
      });
    },
  });
}
