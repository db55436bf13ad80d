/**
 * Stores what hangs on items.
 *
 * Owns: what of an answer is kept, which documents it makes out of date, and what could not be read.
 * Leaves to others: asking, and when it is stored (`dependents.ts`).
 *
 * @module
 */

import type { QueuedJob, QueueScope } from "../db/dependents_queue.ts";
import { markDirty } from "../db/dirty_documents.ts";
import { saveDiscussion } from "../db/discussions.ts";
import { markFetched, type SaveScope } from "../db/items.ts";
import { filesOf, saveFiles } from "../db/merge_request_files.ts";
import type { Transaction } from "../db/mod.ts";
import { dropOtherEvents, saveResourceEvent } from "../db/resource_events.ts";
import { noteFirstSight } from "../db/tombstones.ts";
import { forgetUnparsed, saveUnparsed } from "../db/unparsed_items.ts";
import type { Discussion, FileListing, Listing, ResourceEvent } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import { STAGE, type SyncContext, type SyncProject } from "./context.ts";
import { settleNotes } from "./settle_notes.ts";

const log = logger("lore::sync");

/** Stores the answers to the jobs of one queue. */
export class DependentsSaver {
  readonly #context: SyncContext;
  readonly #project: SyncProject;
  readonly #queue: QueueScope;

  constructor(
    context: SyncContext,
    { project, queue }: { readonly project: SyncProject; readonly queue: QueueScope },
  ) {
    this.#context = context;
    this.#project = project;
    this.#queue = queue;
  }

  /** Stores an item's discussions; `buries` where those that are missing are gone. */
  discussions(
    tx: Transaction,
    job: QueuedJob,
    listing: Listing<Discussion> & { readonly buries: boolean },
  ): void {
    const item = { kind: this.#queue.kind, id: job.itemId };
    const scope = this.#scope(listing.serverTime);
    const { runId } = this.#context.options;
    let changed = false;
    if (listing.unparsed.length > 0) noteFirstSight(tx, item);
    for (const discussion of listing.items) {
      const saved = saveDiscussion(tx, scope, { item, discussion });
      if (saved.changed) markDirty(tx, "discussion", { entityId: saved.id, runId });
      changed ||= saved.changed;
    }
    this.#context.counts.discussions += listing.items.length;
    if (this.#allRead(tx, job, listing) && settleNotes(tx, item, { listing, runId })) {
      changed = true;
    }
    this.#tell(tx, job, { size: listing.items.length, changed });
  }

  /** Stores an item's resource events. */
  events(tx: Transaction, job: QueuedJob, listing: Listing<ResourceEvent>): void {
    const item = { kind: this.#queue.kind, id: job.itemId };
    const scope = this.#scope(listing.serverTime);
    let changed = false;
    for (const event of listing.items) {
      if (saveResourceEvent(tx, scope, { item, event })) changed = true;
    }
    this.#context.counts.events += listing.items.length;
    if (this.#allRead(tx, job, listing)) {
      // Only a backup takes events away: all that the forge counts are there.
      const isWhole = listing.total === listing.items.length;
      if (isWhole && dropOtherEvents(tx, item, listing.items) > 0) changed = true;
      markFetched(tx, item, { job: "events", serverTime: listing.serverTime });
    }
    this.#tell(tx, job, { size: listing.items.length, changed });
  }

  /** Stores the files that a merge request changes. */
  files(tx: Transaction, job: QueuedJob, listing: FileListing): void {
    const allRead = this.#allRead(tx, job, listing);
    const before = this.#context.options.watch && filesOf(tx, job.itemId);
    saveFiles(tx, job.itemId, {
      files: listing.items,
      complete: listing.complete && allRead,
      serverTime: allRead ? listing.serverTime : null,
    });
    // Its document names the paths, and may have been made without them by a run that broke off.
    const { runId } = this.#context.options;
    markDirty(tx, "merge_request", { entityId: job.itemId, runId });
    this.#context.counts.files += listing.items.length;
    const changed = before !== undefined && before !== filesOf(tx, job.itemId);
    this.#tell(tx, job, { size: listing.items.length, changed });
  }

  #tell(
    tx: Transaction,
    { iid }: QueuedJob,
    stored: { readonly size: number; readonly changed: boolean },
  ): void {
    const { kind, job } = this.#queue;
    this.#context.options.watch?.stored(tx, { kind, iid, job, ...stored });
  }

  #scope(serverTime: number): SaveScope {
    return { sourceId: this.#project.sourceId, projectId: this.#project.id, serverTime };
  }

  /** Whether an answer could be read to its end; else remembers what could not. */
  #allRead(tx: Transaction, { iid }: QueuedJob, listing: Listing<unknown>): boolean {
    const { projectId, kind, job: what } = this.#queue;
    forgetUnparsed(tx, { projectId, kind, what, iid });
    for (const { path, message } of listing.unparsed) {
      saveUnparsed(tx, { projectId, what, kind, iid, path, message }, {
        runId: this.#context.options.runId,
        now: listing.serverTime,
        walkFrom: null,
      });
      this.#context.note({
        source: this.#project.source.name,
        project: this.#project.path,
        stage: STAGE[kind],
        iid,
        code: "PARTIAL",
        message: `Cannot read ${what} of ${kind} ${iid}: ${path}: ${message}`,
      });
      log.error("Cannot read what hangs on an item", { kind, iid, what, path, error: message });
    }
    return listing.unparsed.length === 0;
  }
}
