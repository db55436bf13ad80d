/**
 * The phases of a surgical run: what each does, and what it leaves for the next.
 *
 * A phase ends in the transaction that makes the next one's work known, so that a run that dies goes
 * on exactly there. The pipeline lock is taken between the first phase and the first write.
 *
 * Owns: the order of phases. Leaves to others: asking (`preflight.ts`), storing items
 * (`save_items.ts`), what hangs on them (`dependents.ts`), documents and vectors, the answer
 * (`outcome.ts`).
 *
 * @module
 */

import { claimItem, releaseScoped } from "../../db/dependents_queue.ts";
import type { Transaction } from "../../db/mod.ts";
import { saveSource } from "../../db/projects.ts";
import {
  markDependents,
  markIngested,
  markUnfit,
  type RunItem,
  runItems,
  settleRunItems,
  storedAnswer,
} from "../../db/run_items.ts";
import { forgetUnparsed } from "../../db/unparsed_items.ts";
import type { ItemKind } from "../../forge/port.ts";
import { record, span } from "../../spans/mod.ts";
import { confirmSight } from "../access.ts";
import {
  type ItemWatch,
  STAGE,
  SyncContext,
  type SyncProject,
  type SyncSource,
} from "../context.ts";
import { drainJobs } from "../dependents.ts";
import { isUntouched, jobsOf } from "../due.ts";
import { identify } from "../identity.ts";
import type { LaterStages } from "../pipeline.ts";
import type { SyncHost } from "../run_sync.ts";
import { saveItem } from "../save_items.ts";
import { markLeftovers } from "./outcome.ts";
import { knownPaths, nearestPath } from "../known_paths.ts";
import type { Place } from "./place.ts";
import { checkItems, type Found, type Preflight, preflight } from "./preflight.ts";
import { preflightError } from "./preflight_error.ts";
import { projectAt, saveProjectAt } from "./project.ts";
import type { SurgicalLedger } from "./surgical_ledger.ts";
import { Sightings } from "./sightings.ts";
import {
  type EntityFailure,
  type ItemKey,
  type Phase,
  PHASES,
  type SurgicalRequest,
} from "./types.ts";

/** What the phases work with. */
export interface WorkOptions {
  readonly host: SyncHost;
  readonly run: SurgicalLedger;
  readonly place: Place;
  readonly source: SyncSource;
  readonly request: SurgicalRequest;
  readonly later: LaterStages;
}

/** A surgical run at work. */
export class SurgicalWork {
  readonly context: SyncContext;
  /** Documents written and chunks embedded. */
  readonly made = { documents: 0, chunks: 0 };
  renamedTo: string | null = null;
  readonly #options: WorkOptions;

  constructor(options: WorkOptions) {
    const { host, run, source } = options;
    const { sync } = host.config.config;
    this.#options = options;
    this.context = new SyncContext({
      database: run.database,
      sources: [source],
      clock: host.clock,
      signal: host.signal,
      runId: run.id,
      concurrency: sync.concurrency,
      overlapMs: sync.overlap_secs * 1000,
      resourceEvents: sync.resource_events,
      watch: this.#watch(),
    });
  }

  /** Everything, from a phase on. */
  async from(phase: Phase): Promise<void> {
    const { run, place, request } = this.#options;
    const begin = PHASES.indexOf(phase);
    if (begin <= PHASES.indexOf("ingest")) {
      const before = new Sightings(run.database, place.known?.id, request.items);
      const checked = await this.#phase("preflight", () => this.#preflight());
      await run.lock();
      await this.#phase("ingest", () => this.#ingest(checked, before));
    } else {
      await run.lock();
    }
    if (begin <= PHASES.indexOf("dependents")) {
      await this.#phase("dependents", () => this.#dependents());
    }
    if (begin <= PHASES.indexOf("docs")) await this.#phase("docs", () => this.#docs());
    await this.#phase("embed", () => this.#embed());
    run.database.transaction((tx) => this.#settle(tx));
  }

  #phase<T>(phase: Phase, body: () => Promise<T>): Promise<T> {
    this.#options.run.enterPhase(phase);
    const stage = phase === "docs" ? "generate_docs" : phase;
    const { known, path } = this.#options.place;
    return span(stage, { project: known?.path ?? path }, body);
  }

  async #preflight(): Promise<Preflight> {
    const { host, place, request, run, source } = this.#options;
    const { signal } = host;
    const checked = await preflight({
      forge: source.forge,
      path: place.path,
      known: place.known,
      items: request.items,
      nearest: (path) => nearestPath(path, knownPaths([place.source], run.database)),
      concurrency: this.context.options.concurrency,
      signal,
    });
    this.#refuse(checked);
    this.renamedTo = checked.renamedTo;
    return checked;
  }

  /** Notes what cannot be refreshed; that is the end of it, unless it may be skipped. */
  #refuse({ found, failures }: Pick<Preflight, "found" | "failures">): void {
    if (failures.length === 0) return;
    const { host, run, request, place } = this.#options;
    const skips = request.skipMissing && found.length > 0;
    run.database.transaction((tx) => {
      for (const failure of failures) this.#markUnfit(tx, failure, skips ? "skipped" : "failed");
    });
    if (skips) return;
    throw preflightError({
      request,
      failures,
      found,
      sources: host.config.config.sources,
      isStored: (item) => place.known !== undefined && this.#stored(place.known.id, item),
    });
  }

  #stored(projectId: number, { kind, iid }: ItemKey): boolean {
    return storedAnswer(this.#options.run.database, { projectId, kind, iid }) !== undefined;
  }

  #markUnfit(tx: Transaction, failure: EntityFailure, status: "skipped" | "failed"): void {
    const { kind, iid, reason, message, moved_to: movedTo } = failure;
    const { id: runId } = this.#options.run;
    markUnfit(tx, { runId, kind, iid }, { status, reason, message, movedTo });
  }

  async #ingest(checked: Preflight, before: Sightings): Promise<void> {
    const { run } = this.#options;
    const found = await this.#refreshed(checked, before);
    await this.#identify(found);
    run.database.transaction((tx) => {
      const project = saveProjectAt(tx, this.#options, checked);
      for (const each of found) this.#saveItem(tx, project, each);
      run.enterPhase("dependents", tx);
    });
    record({ items_processed: found.length });
  }

  /** What is stored counts as seen by whoever has the token. */
  async #identify(found: readonly Found[]): Promise<void> {
    const { host: { signal }, run: { database }, source, place } = this.#options;
    const { name, url, forge: { kind: forge } } = source;
    const sourceId = database.transaction((tx) => saveSource(tx, { name, forge, url }));
    const project = place.known?.path ?? place.path;
    await identify(this.context, { source, sourceId, stage: "ingest", project });
    const stored = projectAt(database, this.#options);
    if (stored === undefined) return;
    const items = found.map(({ item }) => item);
    await confirmSight(this.context, stored, { items, signal });
  }

  /**
   * Until the lock was taken others wrote: what they stored of an answer that is as late or later is
   * not overwritten by an earlier one, but asked for again.
   */
  async #refreshed(
    { found, forgeId }: Preflight,
    before: Sightings,
  ): Promise<readonly Found[]> {
    const { host: { signal }, run, source: { forge } } = this.#options;
    const outdone = found.filter((each) => before.isOutdone(run.database, each));
    if (outdone.length === 0) return found;
    const { concurrency } = this.context.options;
    const items = outdone.map(({ kind, iid }) => ({ kind, iid }));
    const again = await checkItems({ forge, items, concurrency, signal }, forgeId);
    const all = [...found.filter((each) => !outdone.includes(each)), ...again.found];
    this.#refuse({ found: all, failures: again.failures });
    return all;
  }

  #saveItem(tx: Transaction, project: SyncProject, { kind, iid, item, page }: Found): void {
    const { id: runId } = this.#options.run;
    const stored = () => storedAnswer(tx, { projectId: project.id, kind, iid })?.contentHash;
    const before = stored();
    const wanted = jobsOf(this.context.options, kind);
    // What was not read until now is stored whatever its age: with it the gap is closed.
    const anyAge = forgetUnparsed(tx, { projectId: project.id, kind, what: "item", iid });
    const { saved } = saveItem(tx, this.context, {
      ...{ project, item, serverTime: page.serverTime, anyAge, scopeRunId: runId },
      jobs: (saved) => wanted.filter((job) => !isUntouched(job, saved, item)),
    });
    // An answer that is older than what is stored changes nothing.
    markIngested(tx, { runId, kind, iid }, { itemId: saved.id, changed: before !== stored() });
  }

  /** Fetches what waits for this run; after an interruption also what others took over from it. */
  async #dependents(): Promise<void> {
    const { host, run } = this.#options;
    const project = projectAt(run.database, this.#options);
    if (project === undefined) return;
    run.database.transaction((tx) => {
      for (const { kind, iid } of this.#ingested()) {
        const stored = storedAnswer(tx, { projectId: project.id, kind, iid });
        if (stored !== undefined) claimItem(tx, { kind, id: stored.id }, run.id);
      }
    });
    const { signal } = host;
    const kinds = new Set(this.#ingested().map(({ kind }) => kind));
    for (const kind of kinds) {
      for (const job of jobsOf({ resourceEvents: true }, kind)) {
        await drainJobs(this.context, project, { kind, job, signal, scopeRunId: run.id });
      }
    }
  }

  #ingested(): readonly RunItem[] {
    const { run } = this.#options;
    return runItems(run.database, run.id).filter(({ itemId, status }) =>
      itemId !== null && status === "pending"
    );
  }

  async #docs(): Promise<void> {
    const { host, run, later } = this.#options;
    const { signal } = host;
    this.made.documents = await later.generateDocs(run.database, { signal, runId: run.id });
  }

  /** A provider of embeddings that cannot be reached leaves the items refreshed and searchable. */
  async #embed(): Promise<void> {
    const { host, run, later } = this.#options;
    const { signal } = host;
    try {
      this.made.chunks = await later.embed(run.database, { signal, runId: run.id });
    } catch (error) {
      this.context.surviveEmbedding(error);
    }
  }

  /** The last word on each item; what could not be fetched waits for any sync. */
  #settle(tx: Transaction): void {
    const { run } = this.#options;
    const project = projectAt(run.database, this.#options);
    const forbidden = ({ kind, iid }: ItemKey): boolean =>
      this.context.failures.some((failure) =>
        failure.code === "AUTH_FAILED" && failure.iid === iid && failure.stage === STAGE[kind]
      );
    if (project !== undefined) {
      markLeftovers(tx, { runId: run.id, projectId: project.id, forbidden });
    }
    settleRunItems(tx, run.id);
    releaseScoped(tx, run.id);
  }

  #watch(): ItemWatch {
    const { run } = this.#options;
    const key = (kind: ItemKind, iid: number) => ({ runId: run.id, kind, iid });
    return {
      stored: (tx, { kind, iid, ...what }) => markDependents(tx, key(kind, iid), what),
      vanished: (tx, { kind, iid }) => {
        const message = "It vanished before what hangs on it was fetched";
        this.#markUnfit(tx, { kind, iid, reason: "missing", message, moved_to: null }, "failed");
      },
    };
  }
}
