/** Mirrors of a forge that misbehaves at random: what coverage claims is so, and a reconcile mends all. */

import assert from "node:assert/strict";
import type { DemoSyncOptions } from "../../support/demo_sync.ts";
import { seedOfRun } from "../../support/killing.ts";
import { Trial } from "../../support/trial.ts";

const SEQUENCES = 14;
const STEPS = 7;
const MINUTE = 60_000;

/** One sequence of changes, faults and syncs. */
async function tryOut(trial: Trial): Promise<void> {
  const { forge, mischief, random } = trial;
  for (let step = 0; step < STEPS; step++) {
    for (let changes = random.between(0, 3); changes > 0; changes--) mischief.change();
    if (step > 0 && random.chance(0.15)) mischief.changeRights();
    if (random.chance(0.1)) trial.resourceEvents = !trial.resourceEvents;
    forge.advance(random.pick([3000, MINUTE, 60 * MINUTE]));
    forge.setFaults(mischief.faults());
    if (random.chance(0.2)) await trial.refresh();
    else if (random.chance(0.15)) await trial.syncAndAbort(random.between(2, 50));
    else await trial.sync(random.pick<DemoSyncOptions>(KINDS));
    forge.setFaults([]);
    trial.assertHonest();
  }
}

const KINDS: readonly DemoSyncOptions[] = [{}, {}, {}, { reconcile: true }, { full: true }];

/**
 * Once everything has settled, a comparison without disturbance mends all that has left a trace, and
 * a full sync the rest.
 */
async function assertMends(trial: Trial): Promise<void> {
  const { forge, mischief } = trial;
  mischief.changeRights(true);
  trial.resourceEvents = true;
  forge.advance(60 * MINUTE);
  await trial.sync();
  trial.assertHonest();
  forge.advance(MINUTE);
  await trial.sync({ reconcile: true });
  trial.assertHonest();
  trial.assertComplete();
  forge.advance(MINUTE);
  const before = forge.now();
  await trial.sync({ full: true });
  trial.assertComplete();
  trial.assertEqual();
  for (const { parts_proved_at } of trial.verdicts()) {
    assert.ok(Date.parse(parts_proved_at ?? "") >= Math.floor(before / 1000) * 1000);
  }
}

const seed = seedOfRun();

for (let sequence = 0; sequence < SEQUENCES; sequence++) {
  const own = (seed + sequence * 7919) >>> 0;
  Deno.test(`coverage is honest through mischief, and a reconcile mends it (${sequence})`, async () => {
    using trial = new Trial(own);
    try {
      await tryOut(trial);
      await assertMends(trial);
    } catch (error) {
      const what = [`LORE_TEST_SEED=${seed}, sequence ${sequence}`, ...trial.mischief.done];
      throw new Error(what.join("\n"), { cause: error });
    }
  });
}
