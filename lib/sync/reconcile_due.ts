/**
 * When a list is compared with the store, and what is read anew with it.
 *
 * @module
 */

import { cursor, isOfOthers } from "../db/cursors.ts";
import {
  enqueueLongestUnread,
  hasItems,
  hasItemsSeenBefore,
  type StampScope,
  wholeSince,
} from "../db/reconcile.ts";
import type { ItemKind } from "../model.ts";
import type { SyncContext, SyncProject } from "./context.ts";
import { CLOCK_STEP_MS } from "./due.ts";

/** Whether a project's whole list is to be compared with the store whenever that was done last. */
export function reconcileAsked(
  { options }: SyncContext,
  { id }: SyncProject,
  kind: ItemKind,
): boolean {
  const { database, full, reconcile } = options;
  const known = cursor(database, id, kind);
  // The first walk is a whole one, and there may be items that came into the store before it.
  if (known === undefined) return hasItems(database, id, kind);
  if (full === true || reconcile === true) return true;
  if (known.complete) return false;
  return hasItemsSeenBefore(database, id, { kind, time: known.beganAt }) ||
    isOfOthers(database, id, kind);
}

/**
 * Whether that was not done for so long, or the forge's clock was set back behind what the next walk
 * would ask for; `now` is the forge's time, as the last one's is.
 */
export function reconcileDue(
  { options }: SyncContext,
  { id }: SyncProject,
  { kind, now }: { readonly kind: ItemKind; readonly now: number },
): boolean {
  const { database, overlapMs, reconcileAfterMs = Infinity } = options;
  const reached = cursor(database, id, kind)?.updatedAt ?? 0;
  if (reached - overlapMs > now + CLOCK_STEP_MS) return true;
  const since = wholeSince(database, id, kind);
  return since !== undefined && Math.abs(now - since) > reconcileAfterMs;
}

/**
 * Queues what hangs on the items of which it was read longest ago, so many as the time since the last
 * comparison asks for: no list tells of a comment that was edited in silence.
 */
export function queueLongestUnread(
  { options: { database, full, rereadWithinMs = Infinity } }: SyncContext,
  scope: StampScope,
  { serverTime, stored }: {
    /** By the forge's clock, Unix ms. */
    readonly serverTime: number;
    /** Items in the store. */
    readonly stored: number;
  },
): void {
  const since = wholeSince(database, scope.projectId, scope.kind);
  if (full === true || since === undefined || rereadWithinMs === Infinity) return;
  const share = Math.min(1, Math.max(0, serverTime - since) / rereadWithinMs);
  const due = { items: Math.floor(stored * share), before: serverTime - rereadWithinMs };
  database.transaction((tx) => enqueueLongestUnread(tx, scope, due));
}
