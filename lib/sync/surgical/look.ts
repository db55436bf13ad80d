/**
 * What a surgical sync would meet: by asking the forge and changing nothing, or by asking nobody.
 *
 * @module
 */

import type { Reader } from "../../db/mod.ts";
import { storedAnswer } from "../../db/run_items.ts";
import type { LoadedConfig } from "../../config/types.ts";
import { currentStages, span } from "../../spans/mod.ts";
import { jobsOf } from "../due.ts";
import { openForge, type SourceHost } from "../sources.ts";
import { millisOf } from "./outcome.ts";
import { knownPaths, nearestPath } from "../known_paths.ts";
import { findPlace } from "./place.ts";
import { type Found, type Preflight, preflight } from "./preflight.ts";
import { preflightError, recoveryOf, type Refusal } from "./preflight_error.ts";
import {
  type CheckedEntity,
  type DryRunReport,
  type EntityFailure,
  type ItemKey,
  PHASES,
  type PreflightReport,
  type SurgicalRequest,
} from "./types.ts";

/** What a look at the forge needs. It knows no store, and so changes none. */
export interface PreflightHost extends SourceHost {
  readonly config: LoadedConfig;
  readonly signal: AbortSignal;
}

/**
 * Asks the forge for every item and changes nothing: there need not even be a store.
 *
 * @throws LoreError `NOT_FOUND`, `AUTH_FAILED` with every item that cannot be refreshed
 */
export async function preflightOnly(
  { config: { config, environment }, fetch, clock, signal }: PreflightHost,
  request: SurgicalRequest,
): Promise<PreflightReport> {
  const { source } = findPlace(config, request);
  const settings = config.sync;
  const forge = openForge(source, { settings, environment, fetch, clock });
  const { project: path, items } = request;
  const { concurrency } = settings;
  const stages = currentStages();
  const checked = await span(
    "preflight",
    { project: path },
    () =>
      preflight({
        ...{ forge, path, known: undefined, items, concurrency, signal },
        nearest: (path) => nearestPath(path, knownPaths([source])),
      }),
  );
  const { found, failures } = checked;
  const { sources } = config;
  const refusal: Refusal = {
    ...{ request, failures, found, sources, looksOnly: true },
    isStored: () => false,
  };
  const skips = request.skipMissing && found.length > 0;
  if (failures.length > 0 && !skips) throw preflightError(refusal);
  return {
    mode: "preflight",
    project: checked.project?.path ?? path,
    source: source.name,
    renamed_to: checked.renamedTo,
    entities: items.flatMap((item) => entityOf(item, checked)),
    stage_timings_ms: millisOf(stages()),
    recovery_actions: failures.length === 0 ? [] : recoveryOf(refusal),
  };
}

function entityOf(key: ItemKey, { found, failures }: Preflight): CheckedEntity[] {
  const isIt = ({ kind, iid }: ItemKey): boolean => kind === key.kind && iid === key.iid;
  return [...found.filter(isIt).map(fitEntity), ...failures.filter(isIt).map(unfitEntity)];
}

function fitEntity({ kind, iid, item }: Found): CheckedEntity {
  const { title, state, updatedAt } = item;
  const updated_at = new Date(updatedAt).toISOString();
  const nothing = { reason: null, message: null, moved_to: null };
  return { kind, iid, status: "ok", title, state, updated_at, ...nothing };
}

function unfitEntity(failure: EntityFailure): CheckedEntity {
  return { ...failure, status: "skipped", title: null, state: null, updated_at: null };
}

/**
 * Says what would be done, and asks nobody but the store, where there is one.
 *
 * @throws LoreError `NOT_FOUND` for a project that no source leads to
 */
export function dryRun(
  { config }: LoadedConfig,
  request: SurgicalRequest,
  reader: Reader | undefined,
): DryRunReport {
  const { source, known, path } = findPlace(config, request, reader);
  const projectId = known?.id;
  const entities = request.items.map(({ kind, iid }) => {
    const stored = reader === undefined || projectId === undefined
      ? undefined
      : storedAnswer(reader, { projectId, kind, iid });
    const status = stored === undefined ? "unknown" as const : "known" as const;
    return { kind, iid, status, title: stored?.title ?? null };
  });
  const ofItems = request.items.map((item) => requestsOf(item, config.sync.resource_events));
  return {
    mode: "dry_run",
    project: known?.path ?? path,
    source: source.name,
    project_known: known !== undefined,
    phases: PHASES,
    requests_at_least: ofItems.reduce((sum, each) => sum + each, known === undefined ? 1 : 0),
    entities,
    recovery_actions: [],
  };
}

/** The item itself and one page of each list that hangs on it; events have three lists. */
function requestsOf({ kind }: ItemKey, resourceEvents: boolean): number {
  const jobs = jobsOf({ resourceEvents }, kind);
  return 1 + jobs.reduce((sum, job) => sum + (job === "events" ? 3 : 1), 0);
}
