/**
 * Walks a project's issues or merge requests and stores what it meets.
 *
 * Owns: where a walk begins, and that each page and its cursor commit together. Leaves to others:
 * paging (`forge/`), storing items (`save_items.ts`), fetching what hangs on them (`dependents.ts`).
 *
 * @module
 */

import { advanceCursor, completeCursor, cursor, saveCoverage } from "../db/cursors.ts";
import { enqueueUnsettled } from "../db/dependents_queue.ts";
import type { Transaction } from "../db/mod.ts";
import {
  forgetNameless,
  forgetUnparsed,
  saveUnparsed,
  unparsedIids,
  unparsedWalkFrom,
} from "../db/unparsed_items.ts";
import { toLoreError } from "../errors.ts";
import type { ItemKind, Unparsed } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import { record } from "../spans/mod.ts";
import { COUNTED, STAGE, type StageWork, type SyncContext, type SyncProject } from "./context.ts";
import { jobsOf } from "./due.ts";
import { reconcileAsked, reconcileDue, Reconciliation } from "./reconcile.ts";
import { type ItemPage, type PageOf, saveItems } from "./save_items.ts";

const log = logger("lore::sync");

/** How a walk stands. */
interface WalkState {
  /** Where the whole list is compared with the store. */
  readonly whole: Reconciliation | undefined;
  readonly from: number | undefined;
  /** Greatest `updated_at` so far. */
  to: number | undefined;
  rows: number;
  /** Items met whose very number could not be read. */
  nameless: number;
  total: number | null;
  /** Server time of the first page. */
  beganAt: number | undefined;
  serverTime: number;
  /** Items of this run that could not be read, alone or in the list: each is counted once. */
  readonly unparsed: Set<number>;
}

/** Walks one kind of items of one project. Runs inside the stage `fetch_pages`. */
export async function walkItems(
  context: SyncContext,
  project: SyncProject,
  work: StageWork,
): Promise<void> {
  const { kind } = work;
  const { database } = context.options;
  const jobs = jobsOf(context.options, kind);
  database.transaction((tx) => enqueueUnsettled(tx, project.id, { kind, jobs }));
  const unparsed = await retryUnparsed(context, project, work);
  const whole = (): Reconciliation => new Reconciliation(context, { project, kind });
  const list = { ...work, unparsed };
  if (reconcileAsked(context, project, kind)) {
    await walkList(context, project, { ...list, whole: whole() });
  } else if (await walkList(context, project, list) === "overdue") {
    await walkList(context, project, { ...list, whole: whole() });
  }
}

/**
 * Walks a list from where it was left, or all of it to compare it with the store. `overdue` when its
 * first answer says that it is time for that: nothing was stored then.
 */
async function walkList(
  context: SyncContext,
  project: SyncProject,
  { kind, signal, unparsed, whole }:
    & StageWork
    & Pick<WalkState, "unparsed">
    & Partial<Pick<WalkState, "whole">>,
): Promise<"walked" | "overdue"> {
  const state: WalkState = {
    whole,
    from: whole === undefined ? walkFrom(context, project, kind) : undefined,
    to: undefined,
    rows: 0,
    nameless: 0,
    total: null,
    beganAt: undefined,
    serverTime: 0,
    unparsed,
  };
  const walk = { updatedAfter: state.from, signal };
  const pages: AsyncIterable<ItemPage> = kind === "issue"
    ? project.source.forge.issues(project.forgeId, walk)
    : project.source.forge.mergeRequests(project.forgeId, walk);
  let finished = false;
  try {
    for await (const page of pages) {
      const { serverTime: now } = page;
      const isFirst = state.beganAt === undefined;
      if (isFirst && !whole && reconcileDue(context, project, { kind, now })) return "overdue";
      if (state.rows === 0 && page.total !== null) {
        state.total = page.total;
        record({ total: page.total });
      }
      savePage(context, { project, kind, page, state });
    }
    const save = (page: ItemPage): void => saveFound(context, { project, kind, page });
    await whole?.finish({ total: state.total, serverTime: state.serverTime, save, signal });
    finished = true;
    return "walked";
  } finally {
    if (finished || state.rows > 0) finishWalk(context, { project, kind, state, finished });
  }
}

function walkFrom(context: SyncContext, project: SyncProject, kind: ItemKind): number | undefined {
  const { database, full, overlapMs } = context.options;
  const known = cursor(database, project.id, kind);
  if (full === true || known === undefined) return undefined;
  const nameless = unparsedWalkFrom(database, project.id, kind) ?? Infinity;
  return Math.max(0, Math.min(known.updatedAt - overlapMs, nameless));
}

/** Asks again for the items that could not be read before; returns those that still cannot. */
async function retryUnparsed(
  context: SyncContext,
  project: SyncProject,
  { kind, signal }: StageWork,
): Promise<Set<number>> {
  const { database } = context.options;
  const { forge } = project.source;
  const still = new Set<number>();
  for (const iid of unparsedIids(database, project.id, kind)) {
    try {
      const page: ItemPage = kind === "issue"
        ? await forge.issue(project.forgeId, iid, { signal })
        : await forge.mergeRequest(project.forgeId, iid, { signal });
      database.transaction((tx) => {
        forgetUnparsed(tx, { projectId: project.id, kind, what: "item", iid });
        saveItems(tx, context, { project, kind, page });
        for (const unparsed of page.unparsed) {
          noteUnparsed(tx, context, { project, kind, page, unparsed, walkFrom: null });
          still.add(iid);
        }
      });
    } catch (error) {
      if (toLoreError(error).code !== "NOT_FOUND") throw error;
      log.warn("An item that could not be read is gone", { project: project.path, iid });
      database.transaction((tx) =>
        forgetUnparsed(tx, { projectId: project.id, kind, what: "item", iid })
      );
    }
  }
  return still;
}

function savePage(context: SyncContext, of: PageOf & { readonly state: WalkState }): void {
  const { project, kind, page, state } = of;
  const before = state.to ?? state.from ?? 0;
  let skipped = 0;
  context.options.database.transaction((tx) => {
    skipped = saveItems(tx, context, { ...of, whole: state.whole });
    for (const unparsed of page.unparsed) {
      if (unparsed.iid === null) state.nameless += 1;
      else if (state.unparsed.has(unparsed.iid)) continue;
      else state.unparsed.add(unparsed.iid);
      noteUnparsed(tx, context, { ...of, unparsed, walkFrom: before });
    }
    const last = page.items.at(-1);
    if (last === undefined) return;
    state.to = Math.max(before, last.updatedAt);
    advanceCursor(tx, { projectId: project.id, kind, updatedAt: state.to });
  });
  state.rows += page.items.length;
  state.beganAt ??= page.serverTime;
  state.serverTime = page.serverTime;
  context.counts[COUNTED[kind]] += page.items.length - skipped;
  context.skipped[kind] += skipped;
  record({ items_processed: page.items.length - skipped, items_skipped: skipped });
  log.debug("Stored page", { rows: page.items.length, skipped, cursor: state.to });
}

/** Stores an item that the list left out. It says nothing about how far the walk has come. */
function saveFound(context: SyncContext, of: PageOf): void {
  const { kind, page } = of;
  context.options.database.transaction((tx) => {
    saveItems(tx, context, of);
    for (const unparsed of page.unparsed) {
      noteUnparsed(tx, context, { ...of, unparsed, walkFrom: null });
    }
  });
  context.counts[COUNTED[kind]] += page.items.length;
  record({ items_processed: page.items.length });
}

function noteUnparsed(
  tx: Transaction,
  context: SyncContext,
  { project, kind, page, unparsed, walkFrom }: PageOf & {
    readonly unparsed: Unparsed;
    readonly walkFrom: number | null;
  },
): void {
  const { iid, path, message } = unparsed;
  saveUnparsed(tx, { projectId: project.id, what: "item", kind, iid, path, message }, {
    runId: context.options.runId,
    now: page.serverTime,
    walkFrom: iid === null ? walkFrom : null,
  });
  context.note({
    source: project.source.name,
    project: project.path,
    stage: STAGE[kind],
    ...(iid === null ? {} : { iid }),
    code: "PARTIAL",
    message: `Cannot read ${kind} ${iid ?? "without a number"}: ${path}: ${message}`,
  });
  log.error("Cannot read an item", { project: project.path, kind, iid, path, error: message });
}

/** Keeps what a walk covered, to its end or as far as it came. */
function finishWalk(
  context: SyncContext,
  { project, kind, state, finished }: Omit<PageOf, "page"> & {
    readonly state: WalkState;
    readonly finished: boolean;
  },
): void {
  const { database, runId } = context.options;
  if (finished) context.walked += 1;
  database.transaction((tx) => {
    if (finished) {
      completeCursor(tx, project.id, kind);
      forgetNameless(tx, { projectId: project.id, kind, runId });
    }
    saveCoverage(tx, {
      runId,
      projectId: project.id,
      kind,
      mode: context.options.full === true
        ? "full"
        : state.whole !== undefined
        ? "reconcile"
        : state.from === undefined
        ? "full"
        : "incremental",
      updatedFrom: state.from ?? null,
      updatedTo: state.to ?? null,
      rowsSeen: state.rows,
      forgeTotal: state.total,
      unparsed: state.nameless + state.unparsed.size,
      beganAt: state.beganAt ?? state.serverTime,
      found: state.whole?.found,
      serverTime: state.serverTime,
      finished,
    });
  });
}
