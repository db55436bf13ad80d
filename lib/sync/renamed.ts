/**
 * Labels and milestones that have another name by now, or are gone.
 *
 * The items that bear them show it. Events of items that bear them no more show it as well, and nothing
 * but the lists of labels and milestones tells of which.
 *
 * @module
 */

import { milestoneId, saveLabels } from "../db/projects.ts";
import { enqueueEventsNamingOthers } from "../db/resource_events.ts";
import type { ItemKind, Listing } from "../forge/port.ts";
import type { SyncContext, SyncProject } from "./context.ts";

/** Queues the events of items that name what is not called so any more. */
export async function followNames(
  { options: { database, resourceEvents } }: SyncContext,
  { source: { forge }, id, forgeId }: SyncProject,
  { kind, signal }: { readonly kind: ItemKind; readonly signal: AbortSignal },
): Promise<void> {
  if (!resourceEvents) return;
  const [labels, milestones] = await Promise.all([
    forge.labels(forgeId, { signal }),
    forge.milestones(forgeId, { signal }),
  ]);
  database.transaction((tx) => {
    saveLabels(tx, id, labels.items);
    for (const milestone of milestones.items) milestoneId(tx, id, milestone);
    // A list that is not whole would pass labels off as gone.
    const names = isWhole(labels) ? labels.items.map(({ name }) => name) : null;
    enqueueEventsNamingOthers(tx, id, { kind, labels: names });
  });
}

function isWhole({ items, unparsed, total }: Listing<unknown>): boolean {
  return unparsed.length === 0 && items.length >= (total ?? 0);
}
