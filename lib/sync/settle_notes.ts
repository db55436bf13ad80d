/**
 * What a full list of an item's discussions says of the notes that are stored.
 *
 * A note that is stored and not listed is gone, or hidden from whoever asks, or the forge cut the list
 * short. It is buried only where the forge's own counts leave nothing else: all comments by people
 * that the item has are there; and of what the forge wrote itself, every discussion that it counts.
 *
 * Owns: that judgement. Leaves to others: fetching (`dependents.ts`), tombstones (`db/tombstones.ts`).
 *
 * @module
 */

import { markDirty } from "../db/dirty_documents.ts";
import { markFetched, noteCount, type StoredItem } from "../db/items.ts";
import type { Transaction } from "../db/mod.ts";
import { buryNotes, exhumeNotes, type LostNote, lostNotes } from "../db/tombstones.ts";
import type { Discussion, Listing } from "../forge/port.ts";

/** The forge's ids of every note of a list. */
export function noteIdsOf({ items }: Listing<Discussion>): number[] {
  return items.flatMap(({ notes }) => notes.map(({ id }) => id));
}

/** A list that was read to its end. */
export interface ReadList {
  readonly listing: Listing<Discussion> & {
    /** Whether the very token that saw all stored notes has asked. */
    readonly buries: boolean;
  };
  readonly runId: string;
}

/**
 * Buries the notes that are gone, and keeps count of those that are not to be had. Returns whether any
 * are gone.
 */
export function settleNotes(
  tx: Transaction,
  item: StoredItem,
  { listing, runId }: ReadList,
): boolean {
  const { serverTime, buries, total, items } = listing;
  const noteIds = noteIdsOf(listing);
  const lost = lostNotes(tx, item, noteIds);
  const comments = items.flatMap(({ notes }) => notes).filter(({ system }) => !system).length;
  const commentsShort = Math.max(0, noteCount(tx, item) - comments);
  const threadsShort = Math.max(0, (total ?? 0) - items.length);
  const isGone = ({ system }: LostNote): boolean =>
    buries && commentsShort === 0 && (system === 0 || threadsShort === 0);
  const kept = lost.filter((note) => !isGone(note));
  exhumeNotes(tx, item, noteIds);
  const thinned = buryNotes(tx, lost.filter(isGone), { serverTime, runId });
  for (const entityId of thinned) {
    markDirty(tx, "discussion", { entityId, runId });
  }
  const notes = {
    stored: comments + kept.filter(({ system }) => system === 0).length,
    missing: Math.max(commentsShort, threadsShort),
    hidden: kept.length,
  };
  markFetched(tx, item, { job: "discussions", serverTime, notes });
  return thinned.length > 0;
}
