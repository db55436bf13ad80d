/**
 * Walks a project's issues or merge requests and stores what it meets.
 *
 * Owns: where a walk begins, and that each page and its cursor commit together. Leaves to others:
 * paging (`forge/`), storing items (`save_items.ts`), fetching what hangs on them (`dependents.ts`).
 *
 * @module
 */

import { cursor, type WalkMode } from "../db/cursors.ts";
import { enqueueUnsettled } from "../db/dependents_queue.ts";
import type { Transaction } from "../db/mod.ts";
import { enqueueUnparsedParts, unparsedWalkFrom } from "../db/unparsed_items.ts";
import type { ItemKind } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import { record } from "../spans/mod.ts";
import { confirmSight } from "./access.ts";
import { COUNTED, type StageWork, type SyncContext, type SyncProject } from "./context.ts";
import { jobsOf } from "./due.ts";
import { Reconciliation } from "./reconcile.ts";
import { reconcileAsked, reconcileDue } from "./reconcile_due.ts";
import { type ItemPage, type PageOf, renamedTo, saveItems } from "./save_items.ts";
import { noteUnparsed, retryUnread } from "./unread_items.ts";
import { WalkRecord } from "./walk_record.ts";

const log = logger("lore::sync");

/** Walks one kind of items of one project. Runs inside the stage `fetch_pages`. */
export async function walkItems(
  context: SyncContext,
  project: SyncProject,
  work: StageWork,
): Promise<void> {
  const { kind } = work;
  const { database } = context.options;
  const jobs = jobsOf(context.options, kind);
  database.transaction((tx) => {
    enqueueUnsettled(tx, project.id, { kind, jobs });
    enqueueUnparsedParts(tx, project.id, kind);
  });
  const unparsed = await retryUnread(context, project, work);
  const list = { ...work, unparsed };
  if (reconcileAsked(context, project, kind)) {
    await compareList(context, project, list);
  } else if (await walkList(context, project, list) === "overdue") {
    await compareList(context, project, list);
  }
}

/** What a walk works with beside its list. */
interface WalkWork extends StageWork {
  /** Items of this run that could not be read. */
  readonly unparsed: Set<number>;
}

async function compareList(
  context: SyncContext,
  project: SyncProject,
  work: WalkWork,
): Promise<void> {
  const whole = new Reconciliation(context, { project, ...work });
  await walkList(context, project, { ...work, whole });
}

/**
 * Walks a list from where it was left, or all of it to compare it with the store. `overdue` when its
 * first answer says that it is time for that: nothing was stored then.
 */
async function walkList(
  context: SyncContext,
  project: SyncProject,
  { kind, signal, unparsed, whole }: WalkWork & { readonly whole?: Reconciliation },
): Promise<"walked" | "overdue"> {
  const from = whole === undefined ? walkFrom(context, project, kind) : undefined;
  const mode = modeOf(context, { whole, from });
  const start = { project, kind, mode, from, unparsed, found: whole?.found };
  const walked = new WalkRecord(context, start);
  try {
    for await (const page of pagesOf(project, { kind, from, signal })) {
      const { serverTime: now } = page;
      if (walked.isNew && !whole && reconcileDue(context, project, { kind, now })) return "overdue";
      await whole?.identified;
      const unknown = whole?.unknown(page) ?? page.items;
      await confirmSight(context, project, { items: unknown, signal });
      savePage(context, { project, kind, page, walked, whole });
    }
  } catch (error) {
    walked.breakOff();
    throw error;
  }
  if (whole !== undefined) {
    const { withheld, serverTime } = walked;
    const save = (page: ItemPage, { anyAge }: { readonly anyAge: boolean }): void =>
      saveFound(context, { project, kind, page, anyAge });
    walked.compared = await whole.finish({ withheld, serverTime, save, signal });
  }
  walked.finish();
  return "walked";
}

function pagesOf(
  { source: { forge }, forgeId }: SyncProject,
  { kind, from, signal }: StageWork & { readonly from: number | undefined },
): AsyncIterable<ItemPage> {
  const walk = { updatedAfter: from, signal };
  return kind === "issue" ? forge.issues(forgeId, walk) : forge.mergeRequests(forgeId, walk);
}

function modeOf(
  { options }: SyncContext,
  { whole, from }: {
    readonly whole: Reconciliation | undefined;
    readonly from: number | undefined;
  },
): WalkMode {
  if (options.full === true) return "full";
  if (whole !== undefined) return "reconcile";
  return from === undefined ? "full" : "incremental";
}

function walkFrom(context: SyncContext, project: SyncProject, kind: ItemKind): number | undefined {
  const { database, full, overlapMs } = context.options;
  const known = cursor(database, project.id, kind);
  if (full === true || known === undefined) return undefined;
  const nameless = unparsedWalkFrom(database, project.id, kind) ?? Infinity;
  return Math.max(0, Math.min(known.updatedAt - overlapMs, nameless));
}

function savePage(
  context: SyncContext,
  of: PageOf & { readonly walked: WalkRecord; readonly whole: Reconciliation | undefined },
): void {
  const { project, kind, page, walked, whole } = of;
  const before = walked.to ?? walked.start.from ?? 0;
  if (walked.isNew && page.total !== null) record({ total: page.total });
  walked.take(page);
  const items = whole?.sort(page) ?? page.items;
  let skipped = page.items.length;
  const brings = items.length > 0 || page.unparsed.length > 0 || whole?.hasNews === true ||
    renamedTo(project, page) !== undefined;
  // Most pages of a comparison bring nothing, and cost no transaction.
  if (brings || !walked.isKept) {
    context.options.database.transaction((tx) => {
      skipped = saveItems(tx, context, { ...of, items });
      noteUnread(tx, context, { ...of, before });
      walked.keep(tx);
    });
  }
  context.counts[COUNTED[kind]] += page.items.length - skipped;
  context.skipped[kind] += skipped;
  record({ items_processed: page.items.length - skipped, items_skipped: skipped });
  log.debug("Stored page", { rows: page.items.length, skipped, cursor: walked.to });
}

/** Notes which items of a page could not be read, each once. */
function noteUnread(
  tx: Transaction,
  context: SyncContext,
  { before, walked, ...of }: PageOf & { readonly walked: WalkRecord; readonly before: number },
): void {
  const { unparsed: unread } = walked.start;
  for (const unparsed of of.page.unparsed) {
    if (unparsed.iid === null) walked.nameless += 1;
    else if (unread.has(unparsed.iid)) continue;
    else unread.add(unparsed.iid);
    noteUnparsed(tx, context, { ...of, unparsed, walkFrom: before });
  }
}

/** Stores an item that was asked for by itself. It says nothing about how far the walk has come. */
function saveFound(context: SyncContext, of: PageOf & { readonly anyAge: boolean }): void {
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
