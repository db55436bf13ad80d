/**
 * Labels and milestones that have another name by now, or are gone.
 *
 * The items that bear them show it. Events of items that bear them no more show it as well, and nothing
 * but the lists of labels and milestones tells of which.
 *
 * @module
 */

import { milestoneId, saveLabels } from "../db/projects.ts";
import { type FormerNames, formerNames } from "../db/resource_events.ts";
import type { Listing } from "../forge/port.ts";
import type { SyncContext, SyncProject } from "./context.ts";

/** What is known of the names in a project. */
export interface Names {
  /** Those that nothing is called by any more. */
  readonly former: FormerNames;
  /** By the forge's clock, Unix ms. */
  readonly serverTime: number;
}

/** Labels and milestones of projects, asked for at most once in a run. */
export class NamesAsked {
  readonly #asked = new Map<number, Promise<Names>>();

  /** What is known of the names in a project; stores them. */
  of(context: SyncContext, project: SyncProject, signal: AbortSignal): Promise<Names> {
    const asked = this.#asked.get(project.id) ?? ask(context, project, signal);
    this.#asked.set(project.id, asked);
    return asked;
  }
}

async function ask(
  { options: { database } }: SyncContext,
  { source: { forge }, id, forgeId }: SyncProject,
  signal: AbortSignal,
): Promise<Names> {
  const [labels, milestones] = await Promise.all([
    forge.labels(forgeId, { signal }),
    forge.milestones(forgeId, { signal }),
  ]);
  database.transaction((tx) => {
    saveLabels(tx, id, labels.items);
    for (const milestone of milestones.items) milestoneId(tx, id, milestone);
  });
  const names = labels.items.map(({ name }) => name);
  return {
    // A list that is not whole would pass labels off as gone.
    former: formerNames(database, id, isWhole(labels) ? names : null),
    serverTime: Math.min(labels.serverTime, milestones.serverTime),
  };
}

function isWhole({ items, unparsed, total }: Listing<unknown>): boolean {
  return unparsed.length === 0 && items.length >= (total ?? 0);
}
