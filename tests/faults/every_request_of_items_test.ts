/** Syncs of single items, those that go on, and comparisons of lists, broken at each request. @module */

import assert from "node:assert/strict";
import type { ErrorCode } from "../../lib/errors.ts";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { DemoSync, type DemoSyncOptions, type Mishap, MISHAPS } from "../support/demo_sync.ts";
import { tombstonesOf } from "../support/dump.ts";
import { changeInSilence } from "../support/faulted_scene.ts";
import { assertNothingLost } from "../support/nothing_lost.ts";
import { inCase, type Outcome, pick, withMishap } from "../support/mishaps.ts";

const ITEMS = "#1 #4 #5 !1";
const RUN = "5ca1ab1e";

/** What a run is disturbed in. */
interface Scene {
  readonly name: string;
  /** Makes the store as it is before the run. */
  prepare(forge: DemoForge, sync: DemoSync): Promise<void>;
  run(sync: DemoSync, options?: DemoSyncOptions): Promise<{ readonly failed: number }>;
  /** Brings the run to its end once it was disturbed, or makes up for what it lacks at its end. */
  recover(sync: DemoSync, outcome: Told): Promise<{ readonly failed: number }>;
}

/** What a run came to. */
type Told = Outcome<{ readonly failed: number }>;

async function mirrorAndChange(forge: DemoForge, sync: DemoSync): Promise<void> {
  await sync.sync();
  sync.ask((reader) => changeInSilence(forge, reader));
}

const surgical: Scene = {
  name: "a sync of single items",
  prepare: mirrorAndChange,
  run: (sync, options) => sync.surgical(ITEMS, { ...options, runId: RUN }),
  // One that lacks something at its end does not go on: the same is asked for again.
  recover: (sync, outcome) => "error" in outcome ? sync.resume(RUN) : sync.surgical(ITEMS),
};

const resumed: Scene = {
  name: "a sync of single items that goes on",
  async prepare(forge, sync) {
    await mirrorAndChange(forge, sync);
    // Four items, and two answers of what hangs on them.
    const [dropped] = MISHAPS.filter(({ strike }) => strike === "abort");
    assert.ok(dropped);
    await withMishap(
      { sync, forge, n: 7, mishap: dropped },
      (options) => surgical.run(sync, options),
    );
    assert.deepEqual(sync.runs().at(-1)?.phase, "dependents");
  },
  run: (sync, options) => sync.resume(RUN, options),
  recover: surgical.recover,
};

const reconcile: Scene = {
  name: "a comparison of lists",
  prepare: mirrorAndChange,
  run: (sync, options) => sync.sync({ ...options, reconcile: true }),
  recover: (sync) => sync.sync({ reconcile: true }),
};

/** A store as it is before the run of a scene, and the forge that it mirrors. */
async function begin({ prepare }: Scene): Promise<{ forge: DemoForge; sync: DemoSync }> {
  const forge = createDemoForge({ projects: 2, issues: 8, mergeRequests: 4 });
  const sync = new DemoSync(forge);
  await prepare(forge, sync);
  forge.clearRequests();
  return { forge, sync };
}

/** What the store holds, tombstones included. */
function contentOf(sync: DemoSync): Record<string, unknown[]> {
  return { ...sync.dump(), tombstones: sync.ask(tombstonesOf) };
}

/** What an undisturbed run stores, in how many requests, and what a sync after it makes of that. */
async function undisturbed(scene: Scene) {
  const { forge, sync } = await begin(scene);
  using mirror = sync;
  const before = contentOf(mirror);
  assert.equal((await scene.run(mirror)).failed, 0);
  const requests = forge.requests.map(({ path }) => path);
  const clean = contentOf(mirror);
  await mirror.sync();
  return { before, requests, clean, synced: contentOf(mirror) };
}

type Clean = Awaited<ReturnType<typeof undisturbed>>;

const CODES: Readonly<Record<string, readonly ErrorCode[]>> = {
  "401": ["AUTH_FAILED"],
  "429": ["RATE_LIMITED", "FORGE_UNAVAILABLE"],
  interrupted: ["INTERRUPTED"],
};

/** A failure is told by its code, or in the result; where nothing is told nothing is missing. */
function assertTold(
  outcome: Told,
  { sync, mishap, clean }: {
    readonly sync: DemoSync;
    readonly mishap: Mishap;
    readonly clean: Clean;
  },
): void {
  const run = sync.runs().at(-1);
  assert.ok(run !== undefined && run.finished_at !== null, "the run has no end");
  if ("result" in outcome) {
    assert.equal(run.status, "succeeded");
    assert.equal(run.total_errors > 0, outcome.result.failed > 0);
    if (outcome.result.failed === 0) assert.deepEqual(contentOf(sync), clean.clean);
    return;
  }
  const { code, message } = outcome.error;
  assert.ok((CODES[mishap.name] ?? ["FORGE_UNAVAILABLE"]).includes(code), `${code}: ${message}`);
  assert.equal(run.status, mishap.strike === "abort" ? "interrupted" : "failed");
}

/**
 * A token that may not be told its scopes is no longer the one that saw what is stored: nothing is
 * buried then, which is as it should be and another story.
 */
function mishapAt(n: number, path: string): Mishap {
  const isAboutToken = path.includes("personal_access_tokens");
  return pick(MISHAPS.filter(({ name }) => !isAboutToken || name !== "401"), n);
}

for (const scene of [surgical, resumed, reconcile]) {
  Deno.test(`Whatever request of ${scene.name} fails, nothing is lost, and it comes to its end`, async () => {
    const clean = await undisturbed(scene);
    assert.ok(clean.requests.length > 8, `${clean.requests.length} requests`);
    for (const [index, path] of clean.requests.entries()) {
      const n = index + 1;
      const mishap = mishapAt(n, path);
      await inCase(`request ${n}: ${mishap.name}`, async () => {
        const { forge, sync } = await begin(scene);
        using mirror = sync;
        const outcome = await withMishap(
          { sync, forge, n, mishap },
          (options) => scene.run(sync, options),
        );
        assertTold(outcome, { sync, mishap, clean });
        assertNothingLost(clean, { store: contentOf(sync), said: [] });
        // Every other time an ordinary sync comes first.
        if (n % 2 === 0) {
          assert.equal((await scene.recover(mirror, outcome)).failed, 0);
          assert.deepEqual(contentOf(mirror), clean.clean);
        }
        assert.equal((await mirror.sync()).failed, 0);
        if (n % 2 !== 0) assert.equal((await scene.recover(mirror, outcome)).failed, 0);
        assert.deepEqual(contentOf(mirror), clean.synced);
      });
    }
  });
}
