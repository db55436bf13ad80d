/** Mirrors of a forge that misbehaves at random: what coverage claims is so, and a reconcile mends all. */

import assert from "node:assert/strict";
import { LoreError } from "../../../lib/errors.ts";
import { createDemoForge, type DemoForge } from "../../../lib/forge/demo/mod.ts";
import { Random } from "../../../lib/forge/demo/random.ts";
import { coverageReport, type CoverageVerdict } from "../../../lib/sync/coverage.ts";
import { DemoSync, type DemoSyncOptions, smallPages } from "../../support/demo_sync.ts";
import { seedOfRun } from "../../support/killing.ts";
import { Mischief } from "../../support/mischief.ts";
import { differing, sameItem, storedTruth, type Truth, truthOf } from "../../support/truth.ts";

const SEQUENCES = 14;
const STEPS = 7;
const ROWS_A_PAGE = 5;
const MINUTE = 60_000;

/** A forge, its mirror and the one that makes trouble between them. */
class Trial implements Disposable {
  readonly forge: DemoForge;
  readonly mirror: DemoSync;
  readonly mischief: Mischief;
  readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.forge = createDemoForge({ seed: seed % 1000, projects: 2, issues: 16, mergeRequests: 8 });
    this.mirror = new DemoSync(this.forge);
    this.mischief = new Mischief(this.forge, this.random);
  }

  /** Syncs, whatever may come of it. */
  async sync(options: DemoSyncOptions = {}): Promise<void> {
    const fetch = smallPages(this.forge.fetch, ROWS_A_PAGE);
    const how = Object.keys(options).join();
    try {
      const { failed } = await this.mirror.sync({ fetch, ...options });
      this.mischief.done.push(`-- sync ${how}: ${failed} failed`);
    } catch (error) {
      if (!(error instanceof LoreError)) throw error;
      this.mischief.done.push(`-- sync ${how}: ${error.code}`);
    }
  }

  verdicts(): readonly CoverageVerdict[] {
    return this.mirror.ask((reader) => coverageReport(reader, { limit: 99, offset: 0 })).coverage;
  }

  /** Asserts that nothing is claimed to be there which is not. */
  assertHonest(): void {
    const truth = truthOf(this.forge);
    const stored = this.mirror.ask(storedTruth);
    const wrong = new Set(differing(stored, truth));
    for (const verdict of this.verdicts()) {
      const mark = verdict.kind === "issue" ? "#" : "!";
      for (const reference of wrong) {
        if (!reference.startsWith(`${verdict.project}${mark}`)) continue;
        const lie = this.#lie(verdict, reference, { stored, truth });
        assert.equal(lie, undefined, `${lie}\n${stored.get(reference)}\n${truth.get(reference)}`);
      }
    }
    this.mischief.settle([...truth.keys()].filter((reference) => !wrong.has(reference)));
  }

  /** What a verdict claims of an item that is not mirrored as it is, if anything. */
  #lie(
    verdict: CoverageVerdict,
    reference: string,
    { stored, truth }: { readonly stored: Truth; readonly truth: Truth },
  ): string | undefined {
    const { state, proved_at, parts_proved_at, synced_at } = verdict;
    const { changedAt, announcedAt, silent, partsChangedAt } = this.mischief.accountOf(reference);
    const isTraceless = sameItem(stored.get(reference), truth.get(reference)) &&
      partsChangedAt > Date.parse(parts_proved_at ?? "");
    if (state === "complete" && changedAt <= Date.parse(proved_at ?? "") && !isTraceless) {
      return `${reference} is not as it was when the mirror is said to be complete`;
    }
    if (state !== "current" || announcedAt > Date.parse(synced_at ?? "")) return undefined;
    if (!silent) return `${reference} was announced, and the mirror is said to be current`;
  }

  [Symbol.dispose](): void {
    this.mirror[Symbol.dispose]();
  }
}

/** One sequence of changes, faults and syncs. */
async function tryOut(trial: Trial): Promise<void> {
  const { forge, mischief, random } = trial;
  for (let step = 0; step < STEPS; step++) {
    for (let changes = random.between(0, 3); changes > 0; changes--) mischief.change();
    forge.advance(random.pick([3000, MINUTE, 60 * MINUTE]));
    forge.setFaults(mischief.faults());
    await trial.sync(
      random.pick<DemoSyncOptions>([{}, {}, {}, { reconcile: true }, { full: true }]),
    );
    forge.setFaults([]);
    trial.assertHonest();
  }
}

/**
 * Once everything has settled, a comparison without disturbance mends all that has left a trace, and
 * a full sync the rest.
 */
async function assertMends(trial: Trial): Promise<void> {
  const { forge } = trial;
  forge.advance(60 * MINUTE);
  await trial.sync();
  trial.assertHonest();
  forge.advance(MINUTE);
  await trial.sync({ reconcile: true });
  trial.assertHonest();
  assertComplete(trial);
  forge.advance(MINUTE);
  const before = forge.now();
  await trial.sync({ full: true });
  assertComplete(trial);
  assertEqual(trial);
  for (const { parts_proved_at } of trial.verdicts()) {
    assert.ok(Date.parse(parts_proved_at ?? "") >= Math.floor(before / 1000) * 1000);
  }
}

function assertEqual({ mirror, forge }: Trial): void {
  const [stored, truth] = [mirror.ask(storedTruth), truthOf(forge)];
  for (const reference of differing(stored, truth)) {
    assert.equal(stored.get(reference), truth.get(reference), reference);
  }
}

function assertComplete(trial: Trial): void {
  for (const { project, kind, state, gaps } of trial.verdicts()) {
    assert.deepEqual({ project, kind, state, gaps }, {
      project,
      kind,
      state: "complete",
      gaps: [],
    });
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
