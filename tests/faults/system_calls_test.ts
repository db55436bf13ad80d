/** A disk that does not keep what was written, that fails for good, a process that dies as it writes. */

import assert from "node:assert/strict";
import { Random } from "../../lib/forge/demo/random.ts";
import { firstSync, reconcile, resume, type Scene, surgical } from "../support/faulted_scene.ts";
import {
  assertConverges,
  assertNothingLost,
  assertTypedError,
  contentSoFar,
  saidToBeStored,
  TELLING,
} from "../support/nothing_lost.ts";
import { seedOfRun } from "../support/killing.ts";
import { everyFault } from "../support/trials.ts";
import type { LoreHome } from "../support/lore_process.ts";
import { type CallFault, hasStrace, runTraced, type WritingCall } from "../support/strace.ts";

const SCENES = [
  { name: "first sync", makeScene: firstSync },
  { name: "reconcile", makeScene: reconcile },
  { name: "surgical sync", makeScene: surgical },
  { name: "resumed sync", makeScene: resume },
];

/** Writes of each run that go wrong, unless every one is to. */
const WRITES = 6;

const seed = seedOfRun();

/** What goes wrong with a write, taken in turn. That it fails alone is for `every_write_test.ts`. */
const WAYS: readonly Pick<CallFault, "outcome" | "andAfter">[] = [
  { outcome: "EIO", andAfter: true },
  { outcome: "killed", andAfter: false },
  { outcome: "ENOSPC", andAfter: true },
];

/** Faults spread over all writes of a run, and at every other call that it makes. */
function faultsOf(calls: readonly WritingCall[], random: Random): CallFault[] {
  const count = (call: WritingCall): number => calls.filter((made) => made === call).length;
  const writes = everyFault ? count("pwrite64") : WRITES;
  const share = count("pwrite64") / writes;
  const faults = Array.from({ length: writes }, (_, index): CallFault => {
    const [from, to] = [index * share, (index + 1) * share];
    const n = random.between(Math.floor(from) + 1, Math.floor(to));
    return { call: "pwrite64", n, ...way(index) };
  });
  for (const call of ["fsync", "fdatasync", "ftruncate"] as const) {
    for (let n = 1; n <= count(call); n++) {
      faults.push({ call, n, outcome: "EIO", andAfter: n % 2 === 0 });
    }
  }
  return faults;
}

function way(index: number): Pick<CallFault, "outcome" | "andAfter"> {
  const chosen = WAYS[(index + seed) % WAYS.length];
  assert.ok(chosen);
  return chosen;
}

/** Runs the scene with a fault in it, and again without. Whether the fault came about. */
async function disturb(scene: Scene, fault: CallFault): Promise<boolean> {
  using home = scene.home();
  const output = await runTraced(home, [...scene.argv, ...TELLING], fault);
  const hit = fault.outcome === "killed" ? output.signal === "SIGKILL" : output.injected > 0;
  if (output.code !== 0 && output.signal === null) {
    assertTypedError(output, ["DISK_FULL", "DB_READONLY"]);
  }
  assertNothingLost(scene, {
    store: contentSoFar(home),
    said: saidToBeStored(output, scene.clean),
  });
  await assertConverges(scene, home);
  return hit;
}

for (const makeScene of [reconcile, surgical]) {
  Deno.test({
    name:
      `A run whose writes the disk does not keep does not say that it succeeded: ${makeScene.name}`,
    ignore: !hasStrace,
    async fn() {
      await using scene = await makeScene();
      using home = scene.home();
      // The first is of the log's beginning, without which no transaction is written.
      const fault: CallFault = { call: "fsync", n: 2, outcome: "EIO", andAfter: true };
      const output = await runTraced(home, [...scene.argv, ...TELLING], fault);
      assertTypedError(output, ["DB_READONLY"]);
      assert.deepEqual(statusesOf(home), ["succeeded", "failed"]);
      await assertConverges(scene, home);
    },
  });
}

Deno.test({
  name: "A store for which the disk refuses a write-ahead log is not gone on with",
  ignore: !hasStrace,
  async fn() {
    await using scene = await firstSync();
    // The end of the journal in which it is turned to such a log, and its first page.
    for (const n of [2, 3]) {
      using home = scene.home();
      const fault: CallFault = { call: "pwrite64", n, outcome: "EIO", andAfter: false };
      const output = await runTraced(home, [...scene.argv, ...TELLING], fault);
      assertTypedError(output, ["DB_READONLY"]);
      await assertConverges(scene, home);
    }
  },
});

function statusesOf(home: LoreHome): string[] {
  using store = home.openStore();
  const runs = store.all<{ status: string }>("select status from sync_runs order by id");
  return runs.map(({ status }) => status);
}

function nameOf({ call, n, outcome, andAfter }: CallFault): string {
  return `${call} ${n}${andAfter ? " and all after" : ""}: ${outcome}`;
}

for (const { name, makeScene } of SCENES) {
  Deno.test({
    name: `A ${name} on a disk that fails for good, or keeps nothing, loses nothing`,
    ignore: !hasStrace,
    async fn(t) {
      await using scene = await makeScene();
      using home = scene.home();
      const { calls, code, err } = await runTraced(home, scene.argv);
      assert.equal(code, 0, err);
      const faults = faultsOf(calls, new Random(seed));
      let hits = 0;
      for (const fault of faults) {
        await t.step(`seed ${seed}, ${nameOf(fault)}`, async () => {
          if (await disturb(scene, fault)) hits += 1;
        });
      }
      await t.step(`${hits} of ${faults.length} faults hit, of ${calls.length} calls`, () => {
        assert.ok(hits > 0.8 * faults.length);
      });
    },
  });
}
