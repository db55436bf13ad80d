/**
 * Fetches what hangs on items: discussions, events, files.
 *
 * Owns: working off the queue with several workers, and what a failed job means. A job leaves the
 * queue in the transaction that stores what it fetched. Leaves to others: storing
 * (`save_dependents.ts`).
 *
 * @module
 */

import {
  countJobs,
  failedJobs,
  failJob,
  finishJob,
  type Job,
  nextJobs,
  type QueuedJob,
  type QueueScope,
  settleVanished,
} from "../db/dependents_queue.ts";
import type { Transaction } from "../db/mod.ts";
import { hasSeenAllNotes, lostNotes } from "../db/tombstones.ts";
import { LoreError, toLoreError } from "../errors.ts";
import type { Discussion, Forge, ItemRef, Listing } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import { record, span } from "../spans/mod.ts";
import {
  isForbidden,
  STAGE,
  type StageWork,
  type SyncContext,
  type SyncProject,
} from "./context.ts";
import { pool } from "./pool.ts";
import { DependentsSaver } from "./save_dependents.ts";
import { noteIdsOf } from "./settle_notes.ts";
import { WriteBatch } from "./write_batch.ts";

const log = logger("lore::sync");

/** Name of the stage in which each job is done. */
const JOB_STAGE: Readonly<Record<Job, string>> = {
  discussions: "sync_discussions",
  events: "fetch_resource_events",
  files: "fetch_diffs",
};

/** How many rows of the queue are held in memory at once. */
const JOBS_PER_CLAIM = 500;

/** After so many failures in a row the forge is taken to be down. */
const MOST_FAILURES_IN_A_ROW = 3;

/** Works off all jobs of one sort for one project, in a stage of its own when there are any. */
export async function drainJobs(
  context: SyncContext,
  project: SyncProject,
  { kind, job, signal, scopeRunId = null }: StageWork & {
    readonly job: Job;
    /** Only what waits for this run; what any run may fetch when null. */
    readonly scopeRunId?: string | null;
  },
): Promise<void> {
  const { database, concurrency } = context.options;
  const queue: QueueScope = { projectId: project.id, kind, job, runId: scopeRunId };
  const waiting = countJobs(database, queue);
  if (waiting === 0) return;
  await span(JOB_STAGE[job], { project: project.path }, async () => {
    const drain = new Drain(context, { project, queue, waiting });
    try {
      await pool(
        drain.jobs(),
        { workers: concurrency, signal },
        (each, stop) => drain.work(each, stop),
      );
    } finally {
      drain.flush();
    }
  });
}

/** An answer that is to be stored. */
interface Fetched {
  /** How many discussions, events or files it has. */
  readonly size: number;
  readonly save: (tx: Transaction) => void;
}

function sizeOf({ items }: Listing<unknown>): number {
  return items.length;
}

/** One queue being worked off. */
class Drain {
  readonly #context: SyncContext;
  readonly #project: SyncProject;
  readonly #queue: QueueScope;
  readonly #saver: DependentsSaver;
  readonly #batch: WriteBatch;
  #failuresInARow = 0;
  /** Whether so many failed again that the others may wait for the next run. */
  #isSpent = false;
  /** Discussions, events or files so far. */
  #fetched = 0;
  #waiting: number;

  constructor(
    context: SyncContext,
    { project, queue, waiting }: {
      readonly project: SyncProject;
      readonly queue: QueueScope;
      readonly waiting: number;
    },
  ) {
    this.#context = context;
    this.#project = project;
    this.#queue = queue;
    this.#waiting = waiting;
    this.#saver = new DependentsSaver(context, { project, queue });
    // A run that can be resumed loses nothing that it has fetched.
    const size = queue.runId === null ? undefined : 1;
    this.#batch = new WriteBatch(context.options.database, size);
    this.#count({});
  }

  /**
   * The jobs that wait, each once, also when it fails and stays. What failed before comes last: what
   * can never be had must not keep the rest from being fetched.
   */
  *jobs(): Generator<QueuedJob, void> {
    const { database } = this.#context.options;
    const failed = failedJobs(database, this.#queue);
    for (let after = 0;;) {
      const page = nextJobs(database, this.#queue, { after, limit: JOBS_PER_CLAIM });
      yield* page;
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.id;
    }
    for (const job of failed) {
      if (this.#isSpent) return;
      yield job;
    }
  }

  /** Fetches one job's answer and puts it up for storing. */
  async work(job: QueuedJob, signal: AbortSignal): Promise<void> {
    try {
      const { size, save } = await this.#fetch(job, signal);
      this.#failuresInARow = 0;
      this.#batch.add((tx) => {
        save(tx);
        finishJob(tx, job.id);
      });
      this.#waiting -= 1;
      this.#count({ items_processed: size });
    } catch (error) {
      // What others stopped did not fail itself, and carries their failure as its reason.
      if (signal.aborted) throw error;
      if (toLoreError(error).code !== "NOT_FOUND") this.#fail(job, error);
      else if (await this.#isGone(job, signal)) this.#skipVanished(job);
    }
  }

  /** Commits what was fetched. */
  flush(): void {
    this.#batch.flush();
  }

  /**
   * Whether an item is gone of which something was not found. One that is still there waits for what
   * hangs on it. Forges answer the same for everything in a project that the token may not see any
   * more: then no item is gone, and the project has failed.
   *
   * @throws LoreError `NOT_FOUND`
   */
  async #isGone(job: QueuedJob, signal: AbortSignal): Promise<boolean> {
    const { kind, job: what } = this.#queue;
    const { source: { forge }, forgeId } = this.#project;
    try {
      if (!await isThere(forge, { kind, projectId: forgeId, iid: job.iid }, signal)) {
        await forge.project(forgeId, { signal });
        return true;
      }
    } catch (error) {
      if (signal.aborted) throw error;
      this.#fail(job, error);
      return false;
    }
    const message = `The forge shows the item, and answers 404 for its ${what}`;
    this.#fail(job, new LoreError("FORGE_UNAVAILABLE", message));
    return false;
  }

  /** Takes an item that is gone for fetched. */
  #skipVanished(job: QueuedJob): void {
    const { kind, job: what } = this.#queue;
    log.warn("An item vanished before what hangs on it was fetched", { kind, iid: job.iid });
    this.#batch.add((tx) => {
      settleVanished(tx, { kind, id: job.itemId }, what);
      finishJob(tx, job.id);
      this.#context.options.watch?.vanished(tx, { kind, iid: job.iid });
    });
    this.#waiting -= 1;
    this.#count({ items_skipped: 1 });
  }

  /** Counts what was fetched; each item that still waits is taken to have one thing more. */
  #count(counts: { readonly items_processed?: number; readonly items_skipped?: number }): void {
    this.#fetched += counts.items_processed ?? 0;
    record({ ...counts, total: this.#fetched + this.#waiting });
  }

  #fail(job: QueuedJob, thrown: unknown): void {
    const error = toLoreError(thrown);
    if (error.code !== "FORGE_UNAVAILABLE" && !isForbidden(error)) throw thrown;
    this.#batch.add((tx) => failJob(tx, job.id, error.message));
    this.#failuresInARow += 1;
    if (this.#failuresInARow >= MOST_FAILURES_IN_A_ROW) {
      // What failed before says nothing of how the forge is now.
      if (job.attempts === 0) throw thrown;
      this.#isSpent = true;
    }
    const { source, path } = this.#project;
    const stage = STAGE[this.#queue.kind];
    this.#context.survive(thrown, { source, stage, project: path, iid: job.iid });
  }

  async #fetch(job: QueuedJob, signal: AbortSignal): Promise<Fetched> {
    const { forge } = this.#project.source;
    const item = { kind: this.#queue.kind, projectId: this.#project.forgeId, iid: job.iid };
    switch (this.#queue.job) {
      case "discussions": {
        const listing = await forge.discussions(item, { signal });
        const buries = await this.#mayBury(job, listing, signal);
        return {
          size: sizeOf(listing),
          save: (tx) => this.#saver.discussions(tx, job, { ...listing, buries }),
        };
      }
      case "events": {
        const listing = await forge.resourceEvents(item, { signal });
        return { size: sizeOf(listing), save: (tx) => this.#saver.events(tx, job, listing) };
      }
      case "files": {
        const listing = await forge.files(item, { signal });
        return { size: sizeOf(listing), save: (tx) => this.#saver.files(tx, job, listing) };
      }
    }
  }

  /**
   * Whether notes that are missing in a list may be gone. Who has less rights may be blind for them: so
   * it is asked, once in a run, whose the token is and how much of the project it may see.
   */
  async #mayBury(
    job: QueuedJob,
    listing: Listing<Discussion>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { database } = this.#context.options;
    const item = { kind: this.#queue.kind, id: job.itemId };
    if (lostNotes(database, item, noteIdsOf(listing)).length === 0) return false;
    const { source, sourceId, path: project } = this.#project;
    const stage = STAGE[this.#queue.kind];
    const question = { source, sourceId, stage, project };
    const isSure = await this.#context.identities.confirm(this.#context, question);
    await this.#context.access.confirm(this.#context, this.#project, signal);
    return isSure && hasSeenAllNotes(database, item);
  }
}

async function isThere(
  forge: Forge,
  { kind, projectId, iid }: ItemRef,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    if (kind === "issue") await forge.issue(projectId, iid, { signal });
    else await forge.mergeRequest(projectId, iid, { signal });
    return true;
  } catch (error) {
    if (toLoreError(error).code === "NOT_FOUND") return false;
    throw error;
  }
}
