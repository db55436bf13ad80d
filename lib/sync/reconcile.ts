/**
 * Compares the forge's whole list of items with what is stored.
 *
 * A walk by `updated_at` finds what changed and said so. It does not find what was deleted, what
 * changed in silence, notes that went, or what a list leaves out. A reconcile does: it reads every
 * row, stores what differs, asks one by one for what the list did not name, and gives tombstones to
 * what is gone.
 *
 * Owns: what differs, and that nothing is buried which this token may just not see. Leaves to others:
 * when it is due (`reconcile_due.ts`), the walk itself (`walk.ts`), tombstones (`db/tombstones.ts`).
 *
 * @module
 */

import type { Found } from "../db/cursors.ts";
import { identitiesWithin } from "../db/identity.ts";
import { rowHash } from "../db/item_hash.ts";
import type { UpdatedItem } from "../db/items.ts";
import { MentionedSaver } from "../db/mentioned.ts";
import {
  type HashesByIid,
  loadHashes,
  loadStamps,
  type Stamp,
  type StampScope,
} from "../db/reconcile.ts";
import type { Transaction } from "../db/mod.ts";
import { enqueueEventsNaming } from "../db/resource_events.ts";
import { buryItem } from "../db/tombstones.ts";
import { toLoreError } from "../errors.ts";
import type { Issue, ItemKind, MergeRequest, Page } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import { askAccess } from "./access.ts";
import {
  isForbidden,
  STAGE,
  type StageWork,
  type SyncContext,
  type SyncProject,
} from "./context.ts";
import { jobsOf } from "./due.ts";
import { pool } from "./pool.ts";
import { Probes } from "./probes.ts";
import { queueLongestUnread } from "./reconcile_due.ts";
import type { Names } from "./renamed.ts";

const log = logger("lore::sync");

/** What the end of a comparison needs. */
export interface FinishOptions {
  /** Rows that the forge counted on the pages of the list and did not give. */
  readonly withheld: number;
  /** Of the last page, by the forge's clock, Unix ms. */
  readonly serverTime: number;
  /** Stores the answer about one item, `anyAge` also where the stored one looks newer. */
  save(page: Page<Issue> | Page<MergeRequest>, options: { readonly anyAge: boolean }): void;
  readonly signal: AbortSignal;
}

/** What came of a comparison beside what it found. */
export interface Compared {
  /** Rows that the forge counts and that could not be had. */
  readonly withheld: number;
  /** As of when it is known what everything is called, Unix ms; undefined where that is no matter. */
  readonly namesAt: number | undefined;
}

/** One list being compared. */
export class Reconciliation {
  readonly found: { -readonly [K in keyof Found]: Found[K] } = {
    gone: 0,
    changed: 0,
    leftOut: 0,
    hidden: 0,
  };
  readonly #context: SyncContext;
  readonly #project: SyncProject;
  readonly #kind: ItemKind;
  readonly #scope: StampScope;
  /** Loaded with the first page, while the second is on its way. */
  #hashes: HashesByIid | undefined;
  /** Of those that differ. */
  readonly #stamps = new Map<number, Stamp>();
  readonly #seen = new Set<number>();
  readonly #unread = new Set<number>();
  /** Rows that were listed without a number that can be read. */
  #nameless = 0;
  /** Listed as older than they are stored: the list lags, or the forge was set back. */
  readonly #older = new Set<number>();
  readonly #mentioned: MentionedSaver;
  readonly #identified: Promise<unknown>;
  /** Labels and milestones; undefined where all events are fetched anew, or none. */
  readonly #names: Promise<Names> | undefined;

  /** Asks beside the first page for what the comparison needs to know. */
  constructor(
    context: SyncContext,
    { project, kind, signal }: { readonly project: SyncProject } & StageWork,
  ) {
    this.#context = context;
    this.#project = project;
    this.#kind = kind;
    const { full, resourceEvents } = context.options;
    this.#scope = { projectId: project.id, kind, jobs: jobsOf(context.options, kind) };
    this.#mentioned = new MentionedSaver(project);
    this.#identified = begun(this.#identify());
    this.#names = full === true || !resourceEvents
      ? undefined
      : begun(context.names.of(context, project, signal));
  }

  /** Whether the stored identity is that of the token at hand. */
  #identify(): Promise<boolean> {
    const { source, sourceId, path } = this.#project;
    const question = { source, sourceId, stage: STAGE[this.#kind], project: path };
    return this.#context.identities.confirm(this.#context, question);
  }

  get #stored(): HashesByIid {
    return this.#hashes ??= loadHashes(this.#context.options.database, this.#scope);
  }

  /** Resolves when it is stored whose token sees the pages: none is to be stored before. */
  get identified(): Promise<unknown> {
    return this.#identified;
  }

  /** Items of a page that are not stored. */
  unknown({ items }: Page<Issue> | Page<MergeRequest>): readonly (Issue | MergeRequest)[] {
    const hashes = this.#stored;
    return items.filter(({ iid }) => !hashes.has(iid));
  }

  /** Whether pages mentioned people or milestones that are still to be stored. */
  get hasNews(): boolean {
    return this.#mentioned.hasNew;
  }

  /** Stores whom and what the pages mention. */
  saveNews(tx: Transaction): void {
    this.#mentioned.save(tx);
  }

  /** Takes in a page: passes over what is stored just so, and returns what is to be stored. */
  sort(page: Page<Issue> | Page<MergeRequest>): readonly (Issue | MergeRequest)[] {
    const others: (Issue | MergeRequest)[] = [];
    const hashes = this.#stored;
    const { full } = this.#context.options;
    for (const item of page.items) {
      this.#seen.add(item.iid);
      if (full !== true && hashes.get(item.iid) === rowHash(item)) this.#mentioned.note(item);
      else others.push(item);
    }
    for (const { iid } of page.unparsed) {
      if (iid === null) this.#nameless += 1;
      else this.#unread.add(iid);
    }
    this.#load(others.map(({ iid }) => iid));
    return others.filter(({ iid, updatedAt }) => {
      const isOlder = updatedAt < (this.#stamps.get(iid)?.updatedAt ?? 0);
      if (isOlder) this.#older.add(iid);
      return !isOlder;
    });
  }

  /** Loads what was stored of items before this comparison stored any of them. */
  #load(iids: readonly number[]): void {
    const unknown = iids.filter((iid) => !this.#stamps.has(iid));
    for (const stamp of loadStamps(this.#context.options.database, this.#scope, unknown)) {
      this.#stamps.set(stamp.iid, stamp);
    }
  }

  /** Whether an item is another than the one that was stored, so that all of it is to be fetched. */
  isOther(item: Issue | MergeRequest, { silent }: Pick<UpdatedItem, "silent">): boolean {
    const stamp = this.#stamps.get(item.iid);
    if (stamp === undefined) return false;
    const isSilent = silent === 1 || stamp.otherNotes === 1;
    if (isSilent) this.found.changed += 1;
    return isSilent || stamp.updatedAt !== item.updatedAt;
  }

  /**
   * Asks one by one for what the list did not name or named strangely: stores what is there, and
   * buries what is gone.
   */
  async finish(options: FinishOptions): Promise<Compared> {
    const { serverTime, signal } = options;
    const missing = [...this.#stored.keys()].filter((iid) =>
      !this.#seen.has(iid) && !this.#unread.has(iid)
    );
    this.#load(missing);
    const known = new Set([...this.#seen, ...this.#unread, ...missing]);
    const gone = await this.#askFor([...missing, ...this.#older].values(), options);
    await this.#bury(gone, { serverTime, signal });
    const withheld = await this.#probe(known, options);
    const names = await this.#names;
    if (names !== undefined) {
      const about = { kind: this.#kind, names: names.former };
      this.#context.options.database.transaction((tx) =>
        enqueueEventsNaming(tx, this.#project.id, about)
      );
    }
    queueLongestUnread(this.#context, this.#scope, { serverTime, stored: this.#stored.size });
    return { withheld, namesAt: names?.serverTime };
  }

  /** Asks for what the forge counts and no list named; returns how much of it could not be had. */
  async #probe(known: ReadonlySet<number>, options: FinishOptions): Promise<number> {
    // What was found beside the list may have been in it, without a number.
    const short = options.withheld - Math.max(0, this.found.leftOut - this.#nameless);
    if (short <= 0) return 0;
    const before = this.found.leftOut;
    const probes = new Probes(known, () => this.found.leftOut - before >= short, short);
    await this.#askFor(probes.numbers(), options);
    // Where every number was asked for nothing can be missing, whatever was counted.
    return probes.askedAll ? 0 : Math.max(0, short - (this.found.leftOut - before));
  }

  /** Asks for items by number, stores what is there, and returns what is stored and gone. */
  async #askFor(iids: Iterator<number>, { save, signal }: FinishOptions): Promise<Stamp[]> {
    const { concurrency: workers } = this.#context.options;
    const gone: Stamp[] = [];
    await pool(iids, { workers, signal }, async (iid, stop) => {
      const answer = await this.#ask(iid, stop);
      const stamp = this.#stamps.get(iid);
      if (answer === "gone" && stamp !== undefined) gone.push(stamp);
      if (answer === "hidden") this.found.hidden += 1;
      if (typeof answer === "string") return;
      if (!this.#older.has(iid)) this.found.leftOut += 1;
      const [item] = answer.items;
      // A list may lag behind; the item itself does not.
      save(answer, { anyAge: (item?.updatedAt ?? 0) < (stamp?.updatedAt ?? 0) });
    });
    return gone;
  }

  async #ask(
    iid: number,
    signal: AbortSignal,
  ): Promise<Page<Issue> | Page<MergeRequest> | "gone" | "hidden"> {
    const { source: { forge }, forgeId } = this.#project;
    try {
      return this.#kind === "issue"
        ? await forge.issue(forgeId, iid, { signal })
        : await forge.mergeRequest(forgeId, iid, { signal });
    } catch (thrown) {
      const error = toLoreError(thrown);
      if (error.code === "NOT_FOUND") return "gone";
      if (isForbidden(error)) return "hidden";
      throw thrown;
    }
  }

  /**
   * A forge answers the same for what is gone and for what the token may not see. So only that is
   * buried which was seen by whoever looks now, while they might see no more of the project.
   */
  async #bury(
    stamps: readonly Stamp[],
    { serverTime, signal }: Pick<FinishOptions, "serverTime" | "signal">,
  ): Promise<void> {
    if (stamps.length === 0) return;
    const { database, runId } = this.#context.options;
    const { id, path } = this.#project;
    await askAccess(this.#context, this.#project, signal);
    const isSure = await this.#identify();
    const within = identitiesWithin(database, id);
    const own = stamps.filter(({ seenIdentity }) => isSure && within.has(seenIdentity));
    this.found.hidden += stamps.length - own.length;
    this.found.gone += own.length;
    database.transaction((tx) => {
      for (const stamp of own) {
        buryItem(tx, { kind: this.#kind, id: stamp.id }, { serverTime, runId });
      }
    });
    for (const { iid } of own) {
      log.info("An item is gone from the forge", { project: path, kind: this.#kind, iid });
    }
    if (own.length === stamps.length) return;
    log.warn("Items that were seen with other rights are not shown to this token", {
      project: path,
      kind: this.#kind,
      items: stamps.length - own.length,
    });
  }
}

/** What is begun now and waited for later: until then its failure is nobody's. */
function begun<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
