/** Runs of a scene that are killed at random moments of their work. @module */

import assert from "node:assert/strict";
import { Random } from "../../lib/forge/demo/random.ts";
import type { Scene } from "./faulted_scene.ts";
import { killAfter, killAtRandom, timed } from "./killing.ts";
import type { LoreHome } from "./lore_process.ts";
import { assertNothingLost, contentOf } from "./nothing_lost.ts";

/** What is made of a killed run. */
export interface Killed {
  /** What it left behind: a sound store that has lost nothing. */
  readonly home: LoreHome;
  /** Which run it was, from 1. */
  readonly attempt: number;
  /** The moment of the kill, in ms of work. */
  readonly afterMs: number;
}

/** Kills runs of a scene, each from the same beginning, until `kills` were hit, and checks each. */
export async function killRuns(
  t: Deno.TestContext,
  scene: Scene,
  { kills, seed, check }: {
    readonly kills: number;
    readonly seed: number;
    check(killed: Killed): Promise<void>;
  },
): Promise<void> {
  const { forge, argv } = scene;
  using timedHome = scene.home();
  const { output, workMs } = await timed(argv, { home: timedHome, forge });
  assert.equal(output.code, 0, output.err);
  const kill = async (afterMs: number, attempt: number): Promise<boolean> => {
    let hit = false;
    const share = (afterMs / workMs).toFixed(3);
    const passed = await t.step(
      `seed ${seed}, run ${attempt}, after ${share} of the work`,
      async () => {
        using home = scene.home();
        const { signal } = await killAfter(afterMs, argv, { home, forge });
        forge.setFaults([]);
        hit = signal === "SIGKILL";
        assertNothingLost(scene, { store: contentOf(home), said: [] });
        await check({ home, attempt, afterMs });
      },
    );
    // One that failed is reported by its step, and not made up for by another.
    return hit || !passed;
  };
  await killAtRandom(kills, { random: new Random(seed), workMs, kill });
}
