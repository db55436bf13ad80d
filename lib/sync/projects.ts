/**
 * From the config's paths and wildcards to projects keyed by their numeric ids.
 *
 * Owns: finding, refreshing and following projects across renames. A project that is known is not
 * asked for again within a day: its id is what requests need, and items tell of a new path.
 *
 * @module
 */

import { markProjectDirty } from "../db/dirty_documents.ts";
import {
  displaceOthers,
  markProjectGone,
  markRefreshed,
  milestoneId,
  pathsOf,
  projectById,
  projectByPath,
  projectsBelow,
  saveLabels,
  saveProject,
  saveProjectPath,
  saveSource,
  storedPath,
  type StoredProject,
} from "../db/projects.ts";
import { LoreError, toLoreError } from "../errors.ts";
import type { Project, Unparsed } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import { noteAccess } from "./access.ts";
import type { SyncContext, SyncProject, SyncSource } from "./context.ts";
import { identify } from "./identity.ts";
import { hintForUnknown, knownPaths, nearestPath } from "./known_paths.ts";
import { pool } from "./pool.ts";

const log = logger("lore::sync");

/** How long project, labels and milestones count as fresh, ms. */
const FRESH_MS = 24 * 60 * 60 * 1000;

/** Finds all projects of all sources; what cannot be found is noted as a failure. */
export async function findProjects(context: SyncContext, stage: string): Promise<SyncProject[]> {
  const perSource = await Promise.all(
    context.options.sources.map((source) => projectsOfSource(context, source, stage)),
  );
  const found = perSource.flat();
  const { project } = context.options;
  if (project !== undefined && found.length === 0 && context.failures.length === 0) {
    throw unknownProject(context, project);
  }
  return found;
}

function unknownProject({ options: { sources, database } }: SyncContext, path: string): LoreError {
  const known = knownPaths(sources, database);
  const near = nearestPath(path, known);
  return new LoreError("NOT_FOUND", `No source of the config has the project "${path}"`, {
    hint: hintForUnknown(near, sources),
    actions: ["lore doctor"],
    details: { project: path, known: known.slice(0, 50) },
    meant: { what: "project", given: path, names: near === undefined ? [] : [near] },
  });
}

async function projectsOfSource(
  context: SyncContext,
  source: SyncSource,
  stage: string,
): Promise<SyncProject[]> {
  const { database } = context.options;
  const sourceId = database.transaction((tx) =>
    saveSource(tx, { name: source.name, forge: source.forge.kind, url: source.url })
  );
  const asked = askedPaths(context, sourceId);
  const search: Search = { source, sourceId, stage, asked };
  const found: StoredProject[][] = [];
  const look = async ([place, pattern]: readonly [number, string]): Promise<void> => {
    if (context.closed(source) !== undefined) return;
    try {
      found[place] = await find(context, search, pattern);
    } catch (error) {
      context.survive(error, { source, stage, project: pattern });
    }
  };
  const [first, ...others] = source.projects.filter((pattern) => leadsTo(pattern, asked)).entries();
  const { concurrency, signal } = context.options;
  // The first alone: a token that is refused is then refused once.
  if (first !== undefined) await look(first);
  await pool(others.values(), { workers: concurrency, signal }, look);
  const projects = new Map(found.flat().map((stored) => [stored.id, stored]));
  if (projects.size > 0) await identify(context, { source, sourceId, stage });
  return [...projects.values()].map(({ id, forgeId, path }) => ({
    source,
    sourceId,
    id,
    forgeId,
    path,
    failure: undefined,
  }));
}

/** The paths, present and former, of the project that is asked for; undefined when all are. */
function askedPaths(context: SyncContext, sourceId: number): ReadonlySet<string> | undefined {
  const { database, project } = context.options;
  if (project === undefined) return undefined;
  const known = projectByPath(database, sourceId, project);
  return new Set([project, ...known === undefined ? [] : pathsOf(database, known)]);
}

/** Whether a path or wildcard of the config can lead to what is asked for. */
function leadsTo(pattern: string, asked: ReadonlySet<string> | undefined): boolean {
  if (asked === undefined || asked.has(pattern)) return true;
  const group = pattern.endsWith("/*") ? pattern.slice(0, -1) : undefined;
  return group !== undefined && [...asked].some((path) => path.startsWith(group));
}

/** Where to look for which projects. */
interface Search {
  readonly source: SyncSource;
  readonly sourceId: number;
  /** The stage that looks: where a failure is counted. */
  readonly stage: string;
  /** The paths of the only project that is wanted; all are when undefined. */
  readonly asked: ReadonlySet<string> | undefined;
}

async function find(
  context: SyncContext,
  search: Search,
  pattern: string,
): Promise<StoredProject[]> {
  const { source, stage, asked } = search;
  const { signal } = context.options;
  if (!pattern.endsWith("/*")) return [await findOne(context, search, pattern)];
  const name = pattern.slice(0, -2);
  const group = await source.forge.groupProjects(name, { signal });
  if (asked === undefined) noteVanished(context, search, { name, group });
  const chosen = group.filter(({ path }) => asked === undefined || asked.has(path));
  const stored = await Promise.all(chosen.map(async (each) => {
    try {
      return await refresh(context, search, { project: each, alias: each.path });
    } catch (error) {
      context.survive(error, { source, stage, project: each.path });
      return undefined;
    }
  }));
  return stored.filter((each) => each !== undefined);
}

/** A group's list says nothing of a project that was deleted, moved away or hidden. */
function noteVanished(
  context: SyncContext,
  { sourceId, source }: Search,
  { name, group }: { readonly name: string; readonly group: readonly Project[] },
): void {
  const { database, clock } = context.options;
  const there = new Set(group.map(({ id }) => id));
  const gone = projectsBelow(database, sourceId, name).filter(({ forgeId }) => !there.has(forgeId));
  for (const { id, path } of gone) {
    log.warn("A project is not in its group any more", { source: source.name, project: path });
    database.transaction((tx) => markProjectGone(tx, id, clock.now()));
  }
}

async function findOne(
  context: SyncContext,
  search: Search,
  pattern: string,
): Promise<StoredProject> {
  const { database, clock, full, signal } = context.options;
  const known = projectByPath(database, search.sourceId, pattern);
  if (known !== undefined && full !== true && isFresh(known.refreshedAt, clock.now())) return known;
  const project = await search.source.forge.project(pattern, { signal }).catch((thrown) => {
    if (known !== undefined && toLoreError(thrown).code === "NOT_FOUND") {
      database.transaction((tx) => markProjectGone(tx, known.id, clock.now()));
    }
    throw thrown;
  });
  return await refresh(context, search, { project, alias: pattern });
}

function isFresh(askedAt: number | null, now: number): boolean {
  return askedAt !== null && Math.abs(now - askedAt) < FRESH_MS;
}

/** Stores a project and, when they are not fresh, its labels, milestones and who is asking. */
async function refresh(
  context: SyncContext,
  search: Search,
  { project, alias }: { readonly project: Project; readonly alias: string },
): Promise<StoredProject> {
  const { database, clock, full, runId, signal } = context.options;
  const { source, sourceId, stage } = search;
  const stored = database.transaction((tx) => {
    const before = storedPath(tx, sourceId, project.id);
    const id = saveProject(tx, sourceId, project);
    if (before !== undefined && before !== project.path) markProjectDirty(tx, id, runId);
    displaceOthers(tx, id, clock.now());
    if (alias !== project.path) saveProjectPath(tx, sourceId, { path: alias, projectId: id });
    return projectById(tx, id);
  });
  if (stored === undefined) throw new Error(`project ${project.path} was stored and is not there`);
  noteAccess(context, stored, project.access);
  if (full !== true && isFresh(stored.refreshedAt, clock.now())) return stored;
  const [labels, milestones] = await Promise.all([
    source.forge.labels(project.id, { signal }),
    source.forge.milestones(project.id, { signal }),
  ]);
  const unparsed = [...labels.unparsed, ...milestones.unparsed];
  database.transaction((tx) => {
    saveLabels(tx, stored.id, labels.items);
    for (const milestone of milestones.items) milestoneId(tx, stored.id, milestone);
    // What could not be read is asked for again by the next sync.
    markRefreshed(tx, stored.id, unparsed.length === 0 ? clock.now() : null);
  });
  for (const fault of unparsed) noteUnparsed(context, { source, stage, project, fault });
  return stored;
}

function noteUnparsed(
  context: SyncContext,
  { source, stage, project: { path: project }, fault: { path, message } }: {
    readonly source: SyncSource;
    readonly stage: string;
    readonly project: Project;
    readonly fault: Unparsed;
  },
): void {
  log.error("Cannot read a label or milestone", { project, path, error: message });
  context.note({
    source: source.name,
    project,
    stage,
    code: "PARTIAL",
    message: `Cannot read labels and milestones of "${project}" in full: ${path}: ${message}`,
  });
}
