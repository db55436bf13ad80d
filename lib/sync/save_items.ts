/**
 * Stores items as a forge gave them.
 *
 * Owns: what of each item is to be fetched next, and which documents may be out of date. Leaves to
 * others: where items come from (`walk.ts`, `surgical/`), fetching (`dependents.ts`).
 *
 * @module
 */

import { enqueue, type Job } from "../db/dependents_queue.ts";
import { markDirty, markDiscussionsDirty, markProjectDirty } from "../db/dirty_documents.ts";
import { saveIssue } from "../db/issues.ts";
import { forgetEventsAt, type SaveScope, type UpdatedItem } from "../db/items.ts";
import { saveMergeRequest } from "../db/merge_requests.ts";
import type { Transaction } from "../db/mod.ts";
import { displaceOthers, projectById, renameProject } from "../db/projects.ts";
import type { Issue, ItemKind, MergeRequest, Page } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import type { SyncContext, SyncProject } from "./context.ts";
import { isDue, isUntouched, jobsOf } from "./due.ts";
import type { Reconciliation } from "./reconcile.ts";

const log = logger("lore::sync");

/** A page of either kind. */
export type ItemPage = Page<Issue> | Page<MergeRequest>;

/** A page of a project's items. */
export interface PageOf {
  readonly project: SyncProject;
  readonly kind: ItemKind;
  readonly page: ItemPage;
}

/** Stores a page's items and queues what hangs on them; returns how many needed nothing. */
export function saveItems(
  tx: Transaction,
  context: SyncContext,
  of: PageOf & {
    /** Those of the page that are to be stored; all of them when absent. */
    readonly items?: readonly (Issue | MergeRequest)[];
    readonly whole?: Reconciliation;
    readonly anyAge?: boolean;
  },
): number {
  const { project, kind, page, whole, anyAge = false } = of;
  const { full } = context.options;
  const wanted = jobsOf(context.options, kind);
  const items: readonly (Issue | MergeRequest)[] = of.items ?? page.items;
  whole?.saveNews(tx);
  let skipped = page.items.length - items.length;
  for (const item of items) {
    const { jobs } = saveItem(tx, context, {
      ...{ project, item, serverTime: page.serverTime, anyAge },
      jobs(saved) {
        const other = whole?.isOther(item, saved) === true;
        const anew = full === true || anyAge || saved.silent === 1 || other;
        const due = { item, now: page.serverTime };
        return wanted.filter((job) =>
          anew ? !isUntouched(job, saved, item) : isDue(job, saved, due)
        );
      },
      scopeRunId: null,
    });
    if (jobs.length === 0) skipped += 1;
  }
  followRename(tx, context, of);
  return skipped;
}

/** An item to be stored. */
export interface ItemToSave {
  readonly project: SyncProject;
  readonly item: Issue | MergeRequest;
  /** When the forge gave it, by its own clock, Unix ms. */
  readonly serverTime: number;
  /** Whether it stands although it looks older than what is stored. */
  readonly anyAge?: boolean;
  /** What of it is to be fetched. */
  jobs(saved: UpdatedItem): readonly Job[];
  /** The run that alone fetches that; null for any. */
  readonly scopeRunId: string | null;
}

/** Stores an item, queues what hangs on it, and notes which documents may be out of date. */
export function saveItem(
  tx: Transaction,
  context: SyncContext,
  { project, item, serverTime, anyAge, jobs, scopeRunId }: ItemToSave,
): { readonly saved: UpdatedItem; readonly jobs: readonly Job[] } {
  const { runId } = context.options;
  const { sourceId, id: projectId } = project;
  const scope: SaveScope = { sourceId, projectId, serverTime, anyAge };
  const isMergeRequest = "sourceBranch" in item;
  const saved = isMergeRequest ? saveMergeRequest(tx, scope, item) : saveIssue(tx, scope, item);
  const kind: ItemKind = isMergeRequest ? "merge_request" : "issue";
  const stored = { kind, id: saved.id };
  const queued = jobs(saved);
  if (queued.length > 0) {
    enqueue(tx, project.id, { item: stored, iid: item.iid, jobs: queued, runId: scopeRunId });
    if (!context.options.resourceEvents) forgetEventsAt(tx, stored);
  }
  markDirty(tx, kind, { entityId: saved.id, runId });
  if (saved.discussionsAt !== null) markDiscussionsDirty(tx, stored, runId);
  return { saved, jobs: queued };
}

/** The path by which items name their project, where it is another than when the run began. */
export function renamedTo({ path }: SyncProject, page: ItemPage): string | undefined {
  const named = page.items.at(-1)?.projectPath ?? null;
  return named === null || named === path ? undefined : named;
}

function followRename(tx: Transaction, context: SyncContext, { project, page }: PageOf): void {
  const path = renamedTo(project, page);
  if (path === undefined) return;
  const stored = projectById(tx, project.id);
  if (stored === undefined || stored.path === path) return;
  log.info("Project was renamed", { before: stored.path, project: path });
  renameProject(tx, stored, path);
  displaceOthers(tx, stored.id, context.options.clock.now());
  markProjectDirty(tx, stored.id, context.options.runId);
}
