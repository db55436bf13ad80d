/**
 * What came of each item of a surgical run, as an answer.
 *
 * @module
 */

import {
  countDocumentsOf,
  markUnfit,
  type RunItem,
  type RunItemReason,
  runItems,
  storedAnswer,
  waitingFor,
} from "../../db/run_items.ts";
import type { Reader, Transaction } from "../../db/mod.ts";
import { unparsedPart } from "../../db/unparsed_items.ts";
import type { StageTiming } from "../../spans/mod.ts";
import type { Failure, SyncContext } from "../context.ts";
import { codeOfReason, recoveryOf } from "./preflight_error.ts";
import { type Place, storedAt } from "./place.ts";
import type {
  EntityResult,
  ItemKey,
  Phase,
  StageMillis,
  SurgicalRequest,
  SurgicalResult,
} from "./types.ts";
import { nameOf, syncCommand } from "./words.ts";
import type { SourceConfig } from "../../config/types.ts";

/** Notes of every item what of it could not be fetched or read. */
export function markLeftovers(
  tx: Transaction,
  { runId, projectId, forbidden }: {
    readonly runId: string;
    readonly projectId: number;
    /** Whether something of an item was refused to the token. */
    forbidden(item: ItemKey): boolean;
  },
): void {
  for (const { kind, iid, status } of runItems(tx, runId)) {
    const stored = storedAnswer(tx, { projectId, kind, iid });
    if (status !== "pending" || stored === undefined) continue;
    const refused = forbidden({ kind, iid });
    const fault = faultOf(tx, { runId, projectId, kind, iid, id: stored.id, refused });
    if (fault === undefined) continue;
    markUnfit(tx, { runId, kind, iid }, { ...fault, status: "failed", movedTo: null });
  }
}

function faultOf(
  reader: Reader,
  { runId, projectId, kind, iid, id, refused }: ItemKey & {
    readonly runId: string;
    readonly projectId: number;
    readonly id: number;
    readonly refused: boolean;
  },
): { readonly reason: RunItemReason; readonly message: string } | undefined {
  const waits = waitingFor(reader, { kind, id });
  if (waits !== undefined) {
    const reason = refused ? "forbidden" : "unavailable";
    const why = waits.error === null ? "" : `: ${waits.error}`;
    return { reason, message: `Its ${waits.jobs} could not be fetched${why}` };
  }
  const part = unparsedPart(reader, { runId, projectId, kind, iid });
  if (part === undefined) return undefined;
  const message = `Its ${part.what} cannot be read: ${part.path}: ${part.message}`;
  return { reason: "unreadable", message };
}

/** What an answer is made of. */
export interface OutcomeOptions {
  readonly reader: Reader;
  readonly runId: string;
  readonly attempts: number;
  readonly place: Place;
  readonly request: SurgicalRequest;
  readonly sources: readonly SourceConfig[];
  readonly renamedTo: string | null;
  readonly made: { readonly documents: number; readonly chunks: number };
  readonly stages: readonly StageTiming[];
  /** Of the run at hand; undefined for one that was done before. */
  readonly context: SyncContext | undefined;
}

/** The answer of a run that came to its end. */
export function surgicalResult(options: OutcomeOptions): SurgicalResult {
  const { reader, runId, place, request, renamedTo, made, context } = options;
  const items = runItems(reader, runId);
  const entities = items.map((item) => entityOf(reader, place, item));
  const failures = [
    ...entities.flatMap((entity) => failureOf(place, entity)),
    ...(context?.failures ?? []).filter(({ iid }) => iid === undefined),
  ];
  const stored = (kind: string): number =>
    entities.filter((entity) =>
      entity.kind === kind && ["refreshed", "unchanged"].includes(entity.status)
    ).length;
  const sum = (count: "discussions" | "events" | "files"): number =>
    items.reduce((total, item) => total + (item[count] ?? 0), 0);
  return {
    mode: "surgical",
    run_id: runId,
    attempts: options.attempts,
    was_done: context === undefined,
    project: storedAt(reader, place)?.path ?? place.path,
    source: place.source.name,
    renamed_to: renamedTo,
    issues: stored("issue"),
    merge_requests: stored("merge_request"),
    discussions: sum("discussions"),
    events: sum("events"),
    files: sum("files"),
    projects: 1,
    ...made,
    entities,
    failures,
    failed: failures.length,
    stage_timings_ms: millisOf(options.stages),
    recovery_actions: recovery(options, { entities, request, failures }),
  };
}

/** Milliseconds of each phase. */
export function millisOf(stages: readonly StageTiming[]): StageMillis {
  const millis: Partial<Record<Phase, number>> = {};
  for (const { name, elapsed_ms } of stages) {
    const phase = PHASE_OF[name];
    if (phase !== undefined) millis[phase] = (millis[phase] ?? 0) + elapsed_ms;
  }
  return millis;
}

const PHASE_OF: Readonly<Record<string, Phase>> = {
  preflight: "preflight",
  ingest: "ingest",
  dependents: "dependents",
  generate_docs: "docs",
  embed: "embed",
};

function entityOf(reader: Reader, place: Place, item: RunItem): EntityResult {
  const { kind, iid, status, reason, message, movedTo, discussions, events, files } = item;
  const project = storedAt(reader, place);
  const stored = project && storedAnswer(reader, { projectId: project.id, kind, iid });
  return {
    kind,
    iid,
    status: status === "pending" ? "failed" : status,
    reason,
    message,
    moved_to: movedTo,
    ...{ discussions, events, files },
    documents: stored === undefined ? 0 : countDocumentsOf(reader, { kind, id: stored.id }),
  };
}

function failureOf(place: Place, entity: EntityResult): Failure[] {
  const { iid, status, reason, message } = entity;
  if (status === "refreshed" || status === "unchanged") return [];
  return [{
    source: place.source.name,
    project: place.path,
    stage: status === "skipped" ? "preflight" : "dependents",
    iid,
    code: reason === null ? "FAILED" : codeOfReason(reason),
    message: `${nameOf(entity)}: ${message ?? "It was not refreshed"}`,
  }];
}

function recovery(
  { reader, sources, place }: OutcomeOptions,
  { entities, request, failures }: {
    readonly entities: readonly EntityResult[];
    readonly request: SurgicalRequest;
    readonly failures: readonly Failure[];
  },
): string[] {
  const skipped = entities.flatMap(({ kind, iid, status, reason, message, moved_to }) =>
    status === "skipped" && reason !== null
      ? [{ kind, iid, reason, message: message ?? "", moved_to }]
      : []
  );
  const failed = entities.filter(({ status }) => status === "failed");
  const project = storedAt(reader, place);
  const isStored = ({ kind, iid }: Pick<EntityResult, "kind" | "iid">): boolean =>
    project !== undefined &&
    storedAnswer(reader, { projectId: project.id, kind, iid }) !== undefined;
  const commands = [
    ...(failed.length > 0 ? [syncCommand({ ...request, items: failed })] : []),
    ...(skipped.length > 0
      ? recoveryOf({ request, failures: skipped, found: [], sources, isStored })
      : []),
    ...(failures.some(({ stage }) => stage === "embed") ? ["lore embed"] : []),
  ];
  return [...new Set(commands)];
}
