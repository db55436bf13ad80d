/**
 * From the config's paths and wildcards to projects keyed by their numeric ids.
 *
 * Owns: finding, refreshing and following projects across renames. A project that is known is not
 * asked for again within a day: its id is what requests need, and items tell of a new path.
 *
 * @module
 */

import {
  markRefreshed,
  milestoneId,
  projectById,
  projectByPath,
  saveIdentity,
  saveLabels,
  saveProject,
  saveProjectPath,
  saveSource,
  type StoredProject,
} from "../db/projects.ts";
import { LoreError } from "../errors.ts";
import type { Project, Unparsed } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import type { SyncContext, SyncProject, SyncSource } from "./context.ts";
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
    throw new LoreError("NOT_FOUND", `No source of the config has the project "${project}"`, {
      hint: "Add it to a source's projects, or check its spelling",
      details: { project },
    });
  }
  return found;
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
  const search = { source, sourceId, stage, refreshed: false };
  const found: StoredProject[][] = [];
  const look = async ([place, pattern]: readonly [number, string]): Promise<void> => {
    if (context.closed(source) !== undefined) return;
    try {
      found[place] = await find(context, search, pattern);
    } catch (error) {
      context.survive(error, { source, stage, project: pattern });
    }
  };
  const [first, ...others] = source.projects.filter((pattern) => wanted(context, pattern))
    .entries();
  const { concurrency, signal } = context.options;
  // The first alone: a token that is refused is then refused once.
  if (first !== undefined) await look(first);
  await pool(others.values(), { workers: concurrency, signal }, look);
  if (search.refreshed && context.closed(source) === undefined) await identify(context, search);
  const projects = new Map(found.flat().map((stored) => [stored.id, stored]));
  return [...projects.values()].map(({ id, forgeId, path }) => ({
    source,
    sourceId,
    id,
    forgeId,
    path,
    failure: undefined,
  }));
}

/** Keeps who the token belongs to: what a mirror holds depends on it. */
async function identify(context: SyncContext, { source, sourceId, stage }: Search): Promise<void> {
  const { database, clock, signal } = context.options;
  try {
    const identity = await source.forge.identity({ signal });
    const other = database.transaction((tx) =>
      saveIdentity(tx, sourceId, { identity, now: clock.now() })
    );
    if (other === undefined) return;
    const now = identity.user.username;
    log.warn("The token belongs to somebody else than before", {
      source: source.name,
      before: other,
      now,
    });
  } catch (error) {
    context.survive(error, { source, stage });
  }
}

/** Whether a path or wildcard of the config can lead to the project that is asked for. */
function wanted({ options: { project } }: SyncContext, pattern: string): boolean {
  if (project === undefined || project === pattern) return true;
  return pattern.endsWith("/*") && project.startsWith(pattern.slice(0, -1));
}

/** Where to look for which projects. */
interface Search {
  readonly source: SyncSource;
  readonly sourceId: number;
  /** The stage that looks: where a failure is counted. */
  readonly stage: string;
  /** Whether anything was not fresh. */
  refreshed: boolean;
}

async function find(
  context: SyncContext,
  search: Search,
  pattern: string,
): Promise<StoredProject[]> {
  const { source, stage } = search;
  const { signal, project } = context.options;
  if (!pattern.endsWith("/*")) return [await findOne(context, search, pattern)];
  const group = await source.forge.groupProjects(pattern.slice(0, -2), { signal });
  const chosen = group.filter(({ path }) => project === undefined || path === project);
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

async function findOne(
  context: SyncContext,
  search: Search,
  pattern: string,
): Promise<StoredProject> {
  const { database, clock, full, signal } = context.options;
  const known = projectByPath(database, search.sourceId, pattern);
  if (known !== undefined && full !== true && isFresh(known, clock.now())) return known;
  const project = await search.source.forge.project(pattern, { signal });
  return await refresh(context, search, { project, alias: pattern });
}

function isFresh({ refreshedAt }: StoredProject, now: number): boolean {
  return refreshedAt !== null && Math.abs(now - refreshedAt) < FRESH_MS;
}

/** Stores a project and, when they are not fresh, its labels, milestones and who is asking. */
async function refresh(
  context: SyncContext,
  search: Search,
  { project, alias }: { readonly project: Project; readonly alias: string },
): Promise<StoredProject> {
  const { database, clock, full, signal } = context.options;
  const { source, sourceId, stage } = search;
  const stored = database.transaction((tx) => {
    const id = saveProject(tx, sourceId, project);
    if (alias !== project.path) saveProjectPath(tx, sourceId, { path: alias, projectId: id });
    return projectById(tx, id);
  });
  if (stored === undefined) throw new Error(`project ${project.path} was stored and is not there`);
  if (full !== true && isFresh(stored, clock.now())) return stored;
  search.refreshed = true;
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
