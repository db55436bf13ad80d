/**
 * The shapes of `lore sync-status`, and how they are made of what the store says.
 *
 * CONTRACT: fields are added, never renamed. Times are ISO 8601 in UTC.
 *
 * @module
 */

import { DEAD_RUN_ERROR, type RunRecord, type RunStatus } from "../db/runs.ts";
import type { RunItem } from "../db/run_items.ts";
import type { Coverage, CursorStatus, FinishedWalk, StoreSummary } from "../db/status.ts";
import type { ItemKind } from "../model.ts";
import type { CoverageState, CoverageVerdict } from "./coverage.ts";
import type { Gap } from "./coverage_gaps.ts";
import { type StageTiming, stageTotals } from "../spans/mod.ts";

/** A run. */
export interface RunView {
  readonly run_id: string;
  readonly command: string;
  readonly mode: string | null;
  /** As in the ledger, but a run that died is `interrupted` before the next run says so. */
  readonly status: RunStatus;
  /** True for a run that died and that no later run has marked yet. */
  readonly dead?: boolean;
  /** The stage it is in, or was in when it ended. */
  readonly phase: string | null;
  /** The stage it was in when it failed, where its phase says no more than that. */
  readonly failed_phase?: string;
  /** How often it was begun, where that is more than once: it was resumed. */
  readonly attempts?: number;
  readonly started_at: string;
  readonly heartbeat_at: string;
  /** null while it runs. */
  readonly finished_at: string | null;
  /** Up to now for a run that is under way, to its last sign of life for a dead one. */
  readonly elapsed_ms: number;
  readonly total_items_processed: number;
  readonly total_errors: number;
  readonly rate_limit_hits: number;
  readonly retries: number;
  readonly error: string | null;
  readonly requested: unknown;
  readonly stages: readonly StageTiming[];
}

/** How far a walk has come. */
export interface CursorView {
  readonly project: string;
  readonly kind: ItemKind;
  readonly updated_at: string;
  readonly complete: boolean;
}

/** A walk that reached the end of its list. */
export interface WalkView {
  readonly run_id: string;
  /** null from the beginning. */
  readonly updated_from: string | null;
  readonly updated_to: string | null;
  readonly rows_seen: number;
  /** null where the forge gives no total. */
  readonly forge_total: number | null;
  readonly unparsed: number;
  readonly server_time: string;
}

/** What is there of one kind of items of a project, and what is missing. */
export interface CoverageView {
  readonly project: string;
  readonly kind: ItemKind;
  /** Whether nothing is known to be missing. */
  readonly complete: boolean;
  /** The verdict of `lore coverage`. */
  readonly state: CoverageState;
  /** What is missing, with what closes each gap. */
  readonly gaps: readonly Gap[];
  readonly rows_stored: number;
  readonly last_walk: WalkView | null;
  readonly last_full_walk: WalkView | null;
  readonly unparsed: number;
  readonly cut_diffs: number;
  readonly never_fetched: number;
  readonly queued: number;
}

/** An item that a run was asked for by its number, and what came of it. */
export interface RunItemView {
  readonly kind: ItemKind;
  readonly iid: number;
  readonly status: RunItem["status"];
  /** Why it was skipped or failed. */
  readonly reason: RunItem["reason"];
  readonly message: string | null;
  readonly moved_to: string | null;
}

/** Where a run's log lines are. */
export interface RunLog {
  /** Log files of the days on which it ran; older ones may be gone. */
  readonly files: readonly string[];
  /** Prints the run's lines. */
  readonly command: string;
}

/** The answer to `sync-status`. */
export interface SyncStatus {
  readonly runs: readonly RunView[];
  /** Whether there are earlier runs than these. */
  readonly truncated: boolean;
  readonly cursors: readonly CursorView[];
  readonly summary: StoreSummary;
  readonly coverage: readonly CoverageView[];
  /** Only where one run was asked for that refreshed single items: what came of each. */
  readonly items?: readonly RunItemView[];
  /** Only where one run was asked for: its log, or null where none is kept. */
  readonly log?: RunLog | null;
}

/** A run as it is shown; `now` in Unix ms. */
export function runView(
  run: RunRecord,
  { now, dead }: { readonly now: number; readonly dead: boolean },
): RunView {
  const end = run.finishedAt ?? (dead ? run.heartbeatAt : now);
  const totals = stageTotals(run.stages);
  return {
    run_id: run.runId,
    command: run.command,
    mode: run.mode,
    status: dead ? "interrupted" : run.status,
    ...(dead ? { dead } : {}),
    phase: run.phase,
    ...(run.failedPhase === null ? {} : { failed_phase: run.failedPhase }),
    ...(run.attempts === 1 ? {} : { attempts: run.attempts }),
    started_at: iso(run.startedAt),
    heartbeat_at: iso(run.heartbeatAt),
    finished_at: run.finishedAt === null ? null : iso(run.finishedAt),
    elapsed_ms: Math.max(0, end - run.startedAt),
    total_items_processed: run.items,
    total_errors: run.errors,
    rate_limit_hits: totals.rateLimitHits,
    retries: totals.retries,
    error: dead ? DEAD_RUN_ERROR : run.error,
    requested: run.requested,
    stages: run.stages,
  };
}

/** An item of a run as it is shown. */
export function runItemView(item: RunItem): RunItemView {
  const { kind, iid, status, reason, message, movedTo } = item;
  return { kind, iid, status, reason, message, moved_to: movedTo };
}

/** Coverage as it is shown. */
export function coverageView(
  coverage: Coverage,
  { state, gaps, rows_stored }: Pick<CoverageVerdict, "state" | "gaps" | "rows_stored">,
): CoverageView {
  const { project, kind, lastWalk, lastFullWalk } = coverage;
  const { unparsed, cutDiffs, neverFetched, queued } = coverage;
  return {
    project,
    kind,
    complete: state !== "incomplete",
    state,
    gaps,
    rows_stored,
    last_walk: walkView(lastWalk),
    last_full_walk: walkView(lastFullWalk),
    unparsed,
    cut_diffs: cutDiffs,
    never_fetched: neverFetched,
    queued,
  };
}

/** A cursor as it is shown. */
export function cursorView({ project, kind, updatedAt, complete }: CursorStatus): CursorView {
  return { project, kind, updated_at: iso(updatedAt), complete };
}

function walkView(walk: FinishedWalk | null): WalkView | null {
  return walk && {
    run_id: walk.runId,
    updated_from: walk.from === null ? null : iso(walk.from),
    updated_to: walk.to === null ? null : iso(walk.to),
    rows_seen: walk.rowsSeen,
    forge_total: walk.forgeTotal,
    unparsed: walk.unparsed,
    server_time: iso(walk.serverTime),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
