/**
 * A forge, its mirror and the one that makes trouble between them.
 *
 * Owns: what is done to the mirror, and whether what lore claims of it is so. Leaves to others: in which
 * order, and what must hold in the end.
 *
 * @module
 */

import assert from "node:assert/strict";
import { LoreError } from "../../lib/errors.ts";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { Random } from "../../lib/forge/demo/random.ts";
import type { Fetch } from "../../lib/platform/fetch.ts";
import { coverageReport, type CoverageVerdict } from "../../lib/sync/coverage.ts";
import { DemoSync, type DemoSyncOptions, smallPages } from "./demo_sync.ts";
import { Mischief } from "./mischief.ts";
import { projectOf } from "./mischief_changes.ts";
import { differing, sameItem, storedTruth, type Truth, truthOf, withoutEvents } from "./truth.ts";

const ROWS_A_PAGE = 5;

/** A forge, its mirror and the one that makes trouble between them. */
export class Trial implements Disposable {
  readonly forge: DemoForge;
  readonly mirror: DemoSync;
  readonly mischief: Mischief;
  readonly random: Random;
  /** Whether events are mirrored, and whether they were by every run since lists were compared. */
  resourceEvents = true;
  #hasEvents = true;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.forge = createDemoForge({ seed: seed % 1000, projects: 2, issues: 16, mergeRequests: 8 });
    this.mirror = new DemoSync(this.forge);
    this.mischief = new Mischief(this.forge, this.random);
  }

  /** Syncs, whatever may come of it. */
  async sync(options: DemoSyncOptions = {}): Promise<void> {
    const { full = false, reconcile = false, signal } = options;
    const how = [full && "full", reconcile && "reconcile", signal && "aborted"].filter(Boolean);
    const failed = await this.#attempt(
      `sync ${how.join(" ")}`,
      () => this.mirror.sync(this.#options(options)),
    );
    if (this.resourceEvents && failed === 0 && (full || reconcile)) this.#hasEvents = true;
  }

  /** Syncs and is stopped when so many requests were made, if it comes to that. */
  async syncAndAbort(requests: number): Promise<void> {
    const controller = new AbortController();
    let asked = 0;
    const fetch: Fetch = (request) => {
      if (++asked === requests) controller.abort(new DOMException("Interrupted", "AbortError"));
      return this.forge.fetch(request);
    };
    await this.sync({ signal: controller.signal, fetch });
  }

  /** Refreshes some items of a project alone. */
  async refresh(): Promise<void> {
    const { mischief, random, mirror } = this;
    const first = mischief.some();
    const others = Array.from(
      { length: random.between(0, 2) },
      () => mischief.some(undefined, Number(first.project)),
    );
    const items = [first, ...others].map(({ kind, iid }) =>
      `${kind === "issue" ? "#" : "!"}${iid}`
    );
    const { path } = projectOf(this.forge, first.project);
    const options = { project: path, skipMissing: random.chance(0.5) };
    await this.#attempt(
      `refresh ${items.join(" ")} of ${path}`,
      () => mirror.surgical([...new Set(items)].join(" "), { ...this.#options(), ...options }),
    );
  }

  verdicts(): readonly CoverageVerdict[] {
    return this.mirror.ask((reader) => coverageReport(reader, { limit: 99, offset: 0 })).coverage;
  }

  /** Asserts that nothing is claimed to be there which is not, nor to be gone. */
  assertHonest(): void {
    const truth = this.#asMirrored(truthOf(this.forge));
    const stored = this.#asMirrored(this.mirror.ask(storedTruth));
    const wrong = new Set(differing(stored, truth));
    for (const verdict of this.verdicts()) {
      const mark = verdict.kind === "issue" ? "#" : "!";
      for (const reference of wrong) {
        if (!reference.startsWith(`${verdict.project}${mark}`)) continue;
        const lie = this.#lie(verdict, reference, { stored, truth });
        assert.equal(lie, undefined, `${lie}\n${stored.get(reference)}\n${truth.get(reference)}`);
      }
    }
    this.#assertGone();
    this.mischief.settle([...truth.keys()].filter((reference) => !wrong.has(reference)));
  }

  /** Asserts that the mirror is as the forge is. */
  assertEqual(): void {
    const [stored, truth] = [this.mirror.ask(storedTruth), truthOf(this.forge)];
    for (const reference of differing(stored, truth)) {
      assert.equal(stored.get(reference), truth.get(reference), reference);
    }
  }

  /** Asserts that nothing is said to be lacking. */
  assertComplete(): void {
    for (const { project, kind, state, gaps } of this.verdicts()) {
      const complete = { project, kind, state: "complete", gaps: [] };
      assert.deepEqual({ project, kind, state, gaps }, complete);
    }
  }

  #options(options: DemoSyncOptions = {}): DemoSyncOptions {
    const { fetch = this.forge.fetch } = options;
    const { resourceEvents } = this;
    if (!resourceEvents) this.#hasEvents = false;
    return { ...options, resourceEvents, fetch: smallPages(fetch, ROWS_A_PAGE) };
  }

  /** How much failed; undefined where all did. */
  async #attempt(
    what: string,
    run: () => Promise<{ readonly failed: number }>,
  ): Promise<number | undefined> {
    try {
      const { failed } = await run();
      this.mischief.done.push(`-- ${what}: ${failed} failed`);
      return failed;
    } catch (error) {
      if (!(error instanceof LoreError || error instanceof DOMException)) throw error;
      this.mischief.done.push(
        `-- ${what}: ${error instanceof LoreError ? error.code : error.name}`,
      );
    }
  }

  /** Without events where they were left out. */
  #asMirrored(truth: Truth): Truth {
    return this.#hasEvents ? truth : withoutEvents(truth);
  }

  /** What a verdict claims of an item that is not mirrored as it is, if anything. */
  #lie(
    verdict: CoverageVerdict,
    reference: string,
    { stored, truth }: { readonly stored: Truth; readonly truth: Truth },
  ): string | undefined {
    // What is not shown and never was is none of the mirror's.
    if (this.mischief.isHidden(reference) && !stored.has(reference)) return undefined;
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

  /** Asserts that nothing was buried that was never deleted. */
  #assertGone(): void {
    const tombstones = this.mirror.ask((reader) =>
      reader.all<{ kind: string; path: string; iid: number; id: number }>(
        `select t.kind, p.path, t.iid, t.forge_id as id from tombstones t
         join projects p on p.id = t.project_id`,
      )
    );
    for (const { kind, path, iid, id } of tombstones) {
      const what = kind === "note" ? id : `${path}${kind === "issue" ? "#" : "!"}${iid}`;
      assert.ok(this.mischief.wasDeleted(what), `${kind} ${what} is said to be gone`);
    }
  }

  [Symbol.dispose](): void {
    this.mirror[Symbol.dispose]();
  }
}
