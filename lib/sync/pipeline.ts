/**
 * The whole of a sync: two stages that mirror, two that make the mirror searchable.
 *
 * Owns: the order of the stages and what a failure of one means for the others. Leaves to others:
 * each stage (`ingest.ts`, `documents/`, `embedding/`), the run ledger and the lock (`ledger_run.ts`).
 *
 * @module
 */

import { adoptScoped } from "../db/dependents_queue.ts";
import type { Database } from "../db/mod.ts";
import { LoreError } from "../errors.ts";
import type { ItemKind } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import { span } from "../spans/mod.ts";
import {
  COUNTED,
  type Failure,
  STAGE,
  SyncContext,
  type SyncCounts,
  type SyncOptions,
} from "./context.ts";
import { ingest, Projects } from "./ingest.ts";

const log = logger("lore::sync");

/** What a stage after mirroring is given. */
export interface StageOptions {
  readonly signal: AbortSignal;
  /** Only what this run left to be done; all that waits when absent. */
  readonly runId?: string;
}

/** The stages after mirroring; they record what they process. */
export interface LaterStages {
  /** Makes documents of what became dirty; returns how many were written. */
  generateDocs(database: Database, options: StageOptions): Promise<number>;
  /** Makes vectors of new documents; returns how many chunks. @throws LoreError `FORGE_UNAVAILABLE` */
  embed(database: Database, options: StageOptions): Promise<number>;
}

/** What a sync is made of. */
export interface PipelineOptions extends SyncOptions {
  /** Kinds of items to mirror; both by default. */
  readonly kinds?: readonly ItemKind[];
  /** What follows; nothing for `ingest`. */
  readonly later?: LaterStages;
  /** Told when a stage begins: the ledger's phase. */
  readonly onPhase?: (phase: string) => void;
}

/** What a sync did. Counts are of what was fetched in this run. */
export interface SyncResult extends Readonly<SyncCounts> {
  readonly projects: number;
  /** Documents written. */
  readonly documents: number;
  /** Chunks embedded. */
  readonly chunks: number;
  /** What failed, at most 50 of them. */
  readonly failures: readonly Failure[];
  /** Failures in all. */
  readonly failed: number;
}

/**
 * Runs the stages. What fails of one project or item is in the result; what no part of the sync
 * survives is thrown.
 *
 * @throws LoreError the first failure when not a single project could be mirrored; `INTERRUPTED`;
 * whatever makes the store unusable
 */
export async function runPipeline(options: PipelineOptions): Promise<SyncResult> {
  const { database, signal, later, onPhase = () => {} } = options;
  const context = new SyncContext(options);
  const projects = new Projects();
  // Whoever holds the lock knows that runs which work off their own rows alone have ended.
  const orphans = database.transaction(adoptScoped);
  if (orphans > 0) log.info("Took over what runs that ended had left to be fetched", { orphans });
  for (const kind of options.kinds ?? ["issue", "merge_request"]) {
    onPhase(STAGE[kind]);
    await ingest(context, projects, kind);
    const [items, skipped] = [context.counts[COUNTED[kind]], context.skipped[kind]];
    log.info("Items mirrored", { stage: STAGE[kind], items, skipped, failed: context.failed });
  }
  refuseTotalFailure(context);
  let documents = 0;
  let chunks = 0;
  if (later !== undefined) {
    onPhase("generate_docs");
    documents = await span("generate_docs", {}, () => later.generateDocs(database, { signal }));
    log.info("Documents written", { stage: "generate_docs", documents });
    onPhase("embed");
    chunks = await span("embed", {}, () => embed(context, later));
    log.info("Chunks embedded", { stage: "embed", chunks });
  }
  return {
    projects: projects.list.length,
    ...context.counts,
    documents,
    chunks,
    failures: context.failures,
    failed: context.failed,
  };
}

/** When not one list could be walked the run has failed, and says why by the first failure's code. */
function refuseTotalFailure(context: SyncContext): void {
  const { firstError, walked } = context;
  if (firstError === undefined || walked > 0) return;
  throw new LoreError(firstError.code, firstError.message, {
    hint: firstError.hint,
    actions: firstError.actions,
    details: { ...firstError.details, failures: context.failures },
    cause: firstError.cause,
  });
}

/** A provider of embeddings that cannot be reached leaves the mirror complete and searchable. */
async function embed(context: SyncContext, later: LaterStages): Promise<number> {
  const { database, signal } = context.options;
  try {
    return await later.embed(database, { signal });
  } catch (error) {
    context.surviveEmbedding(error);
    return 0;
  }
}
