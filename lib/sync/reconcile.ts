/**
 * Compares the forge's whole list of items with what is stored.
 *
 * A walk by `updated_at` finds what changed and said so. It does not find what was deleted, what
 * changed in silence, notes that went, or what a list leaves out. A reconcile does: it reads every
 * row, stores what differs, asks one by one for what the list did not name, and gives tombstones to
 * what is gone.
 *
 * Owns: when a comparison is due, what differs, and that nothing is buried which this token may just
 * not see. Leaves to others: the walk itself (`walk.ts`), tombstones (`db/tombstones.ts`).
 *
 * @module
 */

import type { Found } from "../db/cursors.ts";
import type { Job } from "../db/dependents_queue.ts";
import { itemHash } from "../db/items.ts";
import { identityNo, lastReconcileAt, loadStamps, markSeen, type Stamp } from "../db/reconcile.ts";
import type { Transaction } from "../db/mod.ts";
import { buryItem } from "../db/tombstones.ts";
import { toLoreError } from "../errors.ts";
import type { Issue, ItemKind, MergeRequest, Page } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import { isForbidden, STAGE, type SyncContext, type SyncProject } from "./context.ts";
import { isDue } from "./due.ts";
import { pool } from "./pool.ts";

const log = logger("lore::sync");

/** Numbers that no list named are asked for one by one, but so many at most. */
const MOST_PROBES = 2000;

/** Whether a project's list is to be compared with the store whenever that was done last. */
export function reconcileAsked(
  { options }: SyncContext,
  { id }: SyncProject,
  kind: ItemKind,
): boolean {
  const { database, full, reconcile } = options;
  if (full !== true && reconcile !== true) return false;
  // The first walk is a whole one anyway, and there is nothing to compare with.
  return lastReconcileAt(database, id, kind) !== undefined;
}

/** Whether that was not done for so long; `now` is the forge's time, as the last one's is. */
export function reconcileDue(
  { options }: SyncContext,
  { id }: SyncProject,
  { kind, now }: { readonly kind: ItemKind; readonly now: number },
): boolean {
  const { database, reconcileAfterMs = Infinity } = options;
  const last = lastReconcileAt(database, id, kind);
  return last !== undefined && Math.abs(now - last) > reconcileAfterMs;
}

/** What the end of a comparison needs. */
export interface FinishOptions {
  /** Rows of the list by the forge's own count; null where it gave none. */
  readonly total: number | null;
  /** Of the last page, by the forge's clock, Unix ms. */
  readonly serverTime: number;
  /** Stores the answer about one item. */
  save(page: Page<Issue> | Page<MergeRequest>): void;
  readonly signal: AbortSignal;
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
  readonly #stamps: Map<number, Stamp>;
  readonly #seen = new Set<number>();
  readonly #unread = new Set<number>();

  constructor(
    context: SyncContext,
    { project, kind }: { readonly project: SyncProject; readonly kind: ItemKind },
  ) {
    this.#context = context;
    this.#project = project;
    this.#kind = kind;
    this.#stamps = loadStamps(context.options.database, project.id, kind);
  }

  /**
   * Takes in a page: notes as seen what is stored just so, and returns the rest.
   */
  sort(
    tx: Transaction,
    page: Page<Issue> | Page<MergeRequest>,
    jobs: readonly Job[],
  ): readonly (Issue | MergeRequest)[] {
    const same: number[] = [];
    const { full } = this.#context.options;
    const items: readonly (Issue | MergeRequest)[] = page.items;
    const others = items.filter((item) => {
      this.#seen.add(item.iid);
      const stamp = this.#stamps.get(item.iid);
      if (full === true || stamp === undefined || !isSame(stamp, item, jobs)) return true;
      same.push(stamp.id);
      return false;
    });
    for (const { iid } of page.unparsed) if (iid !== null) this.#unread.add(iid);
    const { serverTime } = page;
    markSeen(tx, this.#kind, { ids: same, serverTime, sourceId: this.#project.sourceId });
    return others;
  }

  /** Whether all that hangs on an item is to be fetched: it changed, and its time does not say so. */
  changedInSilence(item: Issue | MergeRequest): boolean {
    const stamp = this.#stamps.get(item.iid);
    if (stamp === undefined || stamp.updatedAt !== item.updatedAt) return false;
    if (stamp.hash === itemHash(item) && !notesDiffer(stamp, item)) return false;
    this.found.changed += 1;
    return true;
  }

  /**
   * Asks one by one for what the list did not name: stores what is there all the same, and buries what
   * is gone.
   */
  async finish(options: FinishOptions): Promise<void> {
    const { total, serverTime, signal } = options;
    const missing = [...this.#stamps.keys()].filter((iid) =>
      !this.#seen.has(iid) && !this.#unread.has(iid)
    );
    const named = this.#seen.size + this.#unread.size;
    const known = new Set([...this.#seen, ...this.#unread, ...missing]);
    const gone = await this.#askFor(missing.values(), options);
    await this.#bury(gone, { serverTime, signal });
    // What was deleted since it was counted is not left out.
    const short = (total ?? 0) - named - this.found.leftOut - gone.length;
    if (short > 0) await this.#askFor(this.#unlisted(known, short), options);
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
      this.found.leftOut += 1;
      save(answer);
    });
    return gone;
  }

  /** Numbers that may be those of the items which the list left out, until all are found. */
  *#unlisted(known: ReadonlySet<number>, short: number): Generator<number, void> {
    const before = this.found.leftOut;
    const last = Math.max(0, ...known) + short;
    let probes = 0;
    for (let iid = 1; iid <= last && probes < MOST_PROBES; iid++) {
      if (known.has(iid)) continue;
      if (this.found.leftOut - before >= short) return;
      probes++;
      yield iid;
    }
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
   * A forge answers the same for what is gone and for what the token may not see. So only what this
   * very token has seen before is buried, and only while it can see the project.
   */
  async #bury(
    stamps: readonly Stamp[],
    { serverTime, signal }: Pick<FinishOptions, "serverTime" | "signal">,
  ): Promise<void> {
    if (stamps.length === 0) return;
    const { database, runId } = this.#context.options;
    const { source, sourceId, forgeId, path } = this.#project;
    await source.forge.project(forgeId, { signal });
    const question = { source, sourceId, stage: STAGE[this.#kind], project: path };
    const isSure = await this.#context.identities.confirm(this.#context, question);
    const present = identityNo(database, sourceId);
    const own = stamps.filter(({ seenIdentity }) => isSure && seenIdentity === present);
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
    log.warn("Items that another token saw are not shown to this one", {
      project: path,
      kind: this.#kind,
      items: stamps.length - own.length,
    });
  }
}

/** Whether an item is stored as the forge shows it, with nothing due of what hangs on it. */
function isSame(stamp: Stamp, item: Issue | MergeRequest, jobs: readonly Job[]): boolean {
  return stamp.hash === itemHash(item) && !notesDiffer(stamp, item) &&
    !jobs.some((job) => isDue(job, stamp, item));
}

/** Whether the forge counts other notes than were fetched; before they were, nothing can differ. */
function notesDiffer(
  { discussionsAt, notes }: Stamp,
  { noteCount }: Issue | MergeRequest,
): boolean {
  return discussionsAt !== null && notes !== noteCount;
}
