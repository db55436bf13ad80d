/**
 * How much of a project the token may see: who may see less by now, as a member who was demoted or
 * everybody where issues were switched off, takes what is hidden for gone.
 *
 * @module
 */

import { saveAccess } from "../db/identity.ts";
import { loadStamps } from "../db/reconcile.ts";
import type { Issue, MergeRequest, ProjectAccess } from "../model.ts";
import { logger } from "../log/logger.ts";
import type { SyncContext, SyncProject } from "./context.ts";

const log = logger("lore::sync");

/** Access to projects, asked for at most once in a run. */
export class AccessAsked {
  readonly #asked = new Map<number, Promise<void>>();

  /** Resolves when it is stored what the token may see of a project. */
  confirm(context: SyncContext, project: SyncProject, signal: AbortSignal): Promise<void> {
    const asked = this.#asked.get(project.id) ?? askAccess(context, project, signal);
    this.#asked.set(project.id, asked);
    return asked;
  }
}

/**
 * Sees to it that confidential issues which are stored for the first time count as seen by somebody
 * who may: rights that were given for a while would else never have been noticed, and what they showed
 * be taken for gone.
 */
export async function confirmSight(
  context: SyncContext,
  project: SyncProject,
  { items, signal }: {
    readonly items: readonly (Issue | MergeRequest)[];
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const confidential = items.filter((item) => "confidential" in item && item.confidential)
    .map(({ iid }) => iid);
  if (confidential.length === 0) return;
  const { database } = context.options;
  const scope = { projectId: project.id, kind: "issue" } as const;
  if (loadStamps(database, scope, confidential).length === confidential.length) return;
  await context.access.confirm(context, project, signal);
}

/**
 * Asks for a project, and stores what the token may see of it by now.
 *
 * @throws LoreError `NOT_FOUND` when it may not see the project at all
 */
export async function askAccess(
  context: SyncContext,
  project: SyncProject,
  signal: AbortSignal,
): Promise<void> {
  const { access } = await project.source.forge.project(project.forgeId, { signal });
  noteAccess(context, project, access);
}

/** Stores what the token may see of a project by now. */
export function noteAccess(
  { options: { database } }: SyncContext,
  { id, path }: Pick<SyncProject, "id" | "path">,
  access: ProjectAccess,
): void {
  if (!database.transaction((tx) => saveAccess(tx, id, access))) return;
  log.warn("The token may see less of a project than before: what it lost is kept", {
    project: path,
    ...access,
  });
}
