/**
 * What one sync works with, and the failures that it goes on after.
 *
 * @module
 */

import type { Job } from "../db/dependents_queue.ts";
import type { Database, Transaction } from "../db/mod.ts";
import { type ErrorCode, LoreError, toLoreError } from "../errors.ts";
import type { Forge, ItemKind } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import type { Clock } from "../platform/clock.ts";
import { record } from "../spans/mod.ts";
import { AccessAsked } from "./access.ts";
import { Identities } from "./identity.ts";
import { NamesAsked } from "./renamed.ts";

const log = logger("lore::sync");

/** A configured source with the client for its forge. */
export interface SyncSource {
  readonly name: string;
  readonly url: string;
  readonly forge: Forge;
  /** Paths (`group/repo`) and wildcards (`group/*`). */
  readonly projects: readonly string[];
}

/** What was stored of what hangs on an item. */
export interface StoredDependents {
  readonly kind: ItemKind;
  readonly iid: number;
  readonly job: Job;
  /** Discussions, events or files. */
  readonly size: number;
  /** Whether any of them was not stored before, or not so. */
  readonly changed: boolean;
}

/** Is told what comes of single items. */
export interface ItemWatch {
  /** In the transaction that stores it. */
  stored(tx: Transaction, of: StoredDependents): void;
  /** An item that was gone before what hangs on it was fetched. */
  vanished(tx: Transaction, item: { readonly kind: ItemKind; readonly iid: number }): void;
}

/** What to sync, from where, into what. */
export interface SyncOptions {
  readonly database: Database;
  readonly sources: readonly SyncSource[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The run that this sync belongs to. */
  readonly runId: string;
  /** Requests under way at once, per source. */
  readonly concurrency: number;
  /** How far a walk steps back behind its cursor, ms. */
  readonly overlapMs: number;
  /** Whether to fetch state, label and milestone events. */
  readonly resourceEvents: boolean;
  /** Walk from the beginning and fetch everything that hangs on every item. */
  readonly full?: boolean;
  /** Compare every list with the store, whether that is due or not. */
  readonly reconcile?: boolean;
  /** After how long a list is compared by itself, ms; never when absent. */
  readonly reconcileAfterMs?: number;
  /** In which time comparisons read all that hangs on items anew, ms; never when absent. */
  readonly rereadWithinMs?: number;
  /** Only the project of this path. */
  readonly project?: string;
  /** Told what comes of single items. */
  readonly watch?: ItemWatch;
}

/** Something that could not be synced, while the rest could. */
export interface Failure {
  readonly source: string;
  readonly project?: string;
  readonly stage: string;
  readonly iid?: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/** What a sync did, by kind of thing. */
export interface SyncCounts {
  issues: number;
  merge_requests: number;
  discussions: number;
  events: number;
  files: number;
}

/** Items that were met as they were stored already, by kind. */
export type SkippedItems = Record<ItemKind, number>;

/** A project that is being synced. */
export interface SyncProject {
  readonly source: SyncSource;
  /** lore's key of the source. */
  readonly sourceId: number;
  /** lore's key. */
  readonly id: number;
  /** The forge's id. */
  readonly forgeId: number;
  /** As known when the run began. */
  readonly path: string;
  /** Why no more is asked of this project in this run. */
  failure: LoreError | undefined;
}

/** What a stage does with each project. */
export interface StageWork {
  readonly kind: ItemKind;
  /** Aborts when the run is interrupted, or when a failure elsewhere leaves no use in going on. */
  readonly signal: AbortSignal;
}

/** How many failures are kept in full; the rest is counted. */
const MOST_FAILURES = 50;

/** A sync under way. */
export class SyncContext {
  readonly options: SyncOptions;
  readonly failures: Failure[] = [];
  /** Failures in all, also those beyond the ones kept. */
  failed = 0;
  /** The first failure as it was thrown. */
  firstError: LoreError | undefined;
  readonly counts: SyncCounts = {
    issues: 0,
    merge_requests: 0,
    discussions: 0,
    events: 0,
    files: 0,
  };
  /** Lists that were walked to their end. */
  walked = 0;
  readonly skipped: SkippedItems = { issue: 0, merge_request: 0 };
  readonly identities = new Identities();
  readonly access = new AccessAsked();
  readonly names = new NamesAsked();
  /** Sources that no more is asked of: token refused, rate limit outlasted. */
  readonly #closedSources = new Map<string, LoreError>();

  constructor(options: SyncOptions) {
    this.options = options;
  }

  /** Why nothing more is asked of a source, if so. */
  closed(source: SyncSource): LoreError | undefined {
    return this.#closedSources.get(source.name);
  }

  /**
   * Notes a failure that the rest of the sync survives: counted in the present stage and reported at
   * the end. Rethrows what it does not survive.
   */
  survive(
    thrown: unknown,
    at: {
      readonly source: SyncSource;
      readonly stage: string;
      readonly project?: string;
      readonly iid?: number;
    },
  ): LoreError {
    const error = toLoreError(thrown);
    if (!SURVIVABLE.has(error.code)) throw thrown;
    // What was under way when the source was closed ends the same way: that is said once.
    const closed = this.closed(at.source);
    if (closed?.code === error.code) return closed;
    if (closesSource(error)) this.#closedSources.set(at.source.name, error);
    const { source, ...where } = at;
    log.error("Sync failed in part", { source: source.name, ...where, error });
    this.note({
      source: source.name,
      ...where,
      code: error.code,
      message: error.message,
      hint: error.hint,
    });
    this.firstError ??= error;
    return error;
  }

  /** Notes that documents could not be embedded. Rethrows what the run does not survive. */
  surviveEmbedding(thrown: unknown): void {
    const error = toLoreError(thrown);
    if (error.code !== "PARTIAL" && !SURVIVABLE.has(error.code)) throw thrown;
    log.error("Embedding failed", { error });
    const { code, message, hint } = error;
    this.note({ source: "embedding", stage: "embed", code, message, hint });
  }

  /** Notes a failure that nothing was thrown for: an answer that could not be read. */
  note(failure: Failure): void {
    this.failed += 1;
    if (this.failures.length < MOST_FAILURES) this.failures.push(failure);
    record({ errors: 1 });
  }
}

/** Failures of one project or one forge; all others are failures of the run. */
const SURVIVABLE: ReadonlySet<ErrorCode> = new Set([
  "NOT_FOUND",
  "AUTH_FAILED",
  "TOKEN_MISSING",
  "FORGE_UNAVAILABLE",
  "RATE_LIMITED",
]);

/** Failures after which nothing more is asked of a source. */
function closesSource(error: LoreError): boolean {
  if (error.code === "AUTH_FAILED") return !isForbidden(error);
  return error.code === "TOKEN_MISSING" || error.code === "RATE_LIMITED";
}

/** Whether the token was taken, but may not see this: it may see other things. */
export function isForbidden({ code, details }: LoreError): boolean {
  return code === "AUTH_FAILED" && details.status === 403;
}

/** The count that each kind of items adds to. */
export const COUNTED: Readonly<Record<ItemKind, "issues" | "merge_requests">> = {
  issue: "issues",
  merge_request: "merge_requests",
};

/** Stage of each kind. */
export const STAGE: Readonly<Record<ItemKind, string>> = {
  issue: "ingest_issues",
  merge_request: "ingest_mrs",
};
