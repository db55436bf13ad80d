/**
 * A sync as the commands run it: with lock, ledger and clients for the configured forges.
 *
 * @module
 */

import type { LoadedConfig, SyncConfig } from "../config/types.ts";
import type { Database } from "../db/mod.ts";
import type { ItemKind } from "../forge/port.ts";
import { ledgerRun } from "./ledger_run.ts";
import { partialProblem } from "./partial.ts";
import { type LaterStages, runPipeline, type SyncResult } from "./pipeline.ts";
import { openSources, type SourceHost } from "./sources.ts";

/** What a sync needs of the outside world. */
export interface SyncHost extends SourceHost {
  readonly config: LoadedConfig;
  readonly dataDir: string;
  readonly signal: AbortSignal;
  openStore(): Promise<Database>;
}

/** What is asked for. */
export interface SyncRequest {
  /** Name in the ledger. */
  readonly command: string;
  /** Kinds of items to mirror. */
  readonly kinds: readonly ItemKind[];
  /** Walk from the beginning, fetch everything anew. */
  readonly full: boolean;
  /** Compare every list with the store, whether that is due or not. */
  readonly reconcile?: boolean;
  /** Only this project. */
  readonly project?: string;
  /** What follows mirroring, made once the tokens are known to be there. */
  later?(): Promise<LaterStages>;
}

/**
 * Mirrors under the pipeline lock, with a row in the ledger.
 *
 * @throws LoreError `LOCK_HELD`, `TOKEN_MISSING`, and what `runPipeline` throws
 */
export async function runSync(host: SyncHost, request: SyncRequest): Promise<SyncResult> {
  const { clock, config, signal } = host;
  const { kinds, full, reconcile, project } = request;
  const settings = config.config.sync;
  const run = {
    ...host,
    command: request.command,
    mode: full ? "full" : reconcile ? "reconcile" : "incremental",
    requested: {
      kinds: kinds.length,
      sources: config.config.sources.length,
      ...(project ? { project } : {}),
    },
    heartbeatMs: settings.heartbeat_interval_seconds * 1000,
    staleLockMs: settings.stale_lock_minutes * 60_000,
    problem: partialProblem,
  };
  return await ledgerRun<SyncResult>(run, async ({ id, database, enterPhase }) => {
    // Inside the run: a token that is missing at 3 AM is found in the ledger, too.
    const sources = openSources(config, host);
    const later = await request.later?.();
    return await runPipeline({
      database,
      sources,
      clock,
      signal,
      runId: id,
      kinds,
      full,
      reconcile,
      project,
      later,
      onPhase: enterPhase,
      ...howOf(settings),
    });
  });
}

/** How a config has a sync go about its work. */
function howOf(settings: SyncConfig) {
  return {
    concurrency: settings.concurrency,
    overlapMs: settings.overlap_secs * 1000,
    reconcileAfterMs: daysOrNever(settings.reconcile_days),
    rereadWithinMs: daysOrNever(settings.reread_days),
    resourceEvents: settings.resource_events,
  };
}

/** Days in ms; undefined where 0 stands for never. */
function daysOrNever(days: number): number | undefined {
  return days === 0 ? undefined : days * 86_400_000;
}
