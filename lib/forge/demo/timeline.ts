/**
 * When each generated item was opened and last changed, and what became of it.
 *
 * Kept apart from the rest of an item because the orders by time need it of every item, and must not
 * cost more than a few numbers each.
 *
 * @module
 */

import type { Kind, State } from "./model.ts";
import { hash, Random } from "./random.ts";

/** Two years of history. */
export const HISTORY_MS = 730 * 86_400_000;

/** Nothing generated happened later than this before the world's present. */
const QUIET_MS = 3_600_000;

/** Where in the world an item is. */
export interface Place {
  readonly seed: number;
  readonly projectIndex: number;
  readonly kind: Kind;
  readonly iid: number;
}

/** The stream of numbers for one aspect of an item. */
export function randomAt({ seed, projectIndex, kind, iid }: Place, aspect: number): Random {
  return new Random(hash(seed, projectIndex, kind === "issue" ? 1 : 2, iid, aspect));
}

/** When an item was opened and last changed. */
export interface Timing {
  readonly createdAt: number;
  /** Equal to `createdAt` when nothing ever happened to it. */
  readonly updatedAt: number;
  readonly state: State;
}

/** What the timing of an item depends on beside its place. */
export interface Era {
  /** Unix ms: the world's present at the start. */
  readonly endsAt: number;
  /** How many items of the kind the project has. */
  readonly total: number;
  /** Whether the history of files needs this merge request to be merged. */
  readonly mustBeMerged: boolean;
}

/** The timing of one item. */
export function timingOf(place: Place, { endsAt, total, mustBeMerged }: Era): Timing {
  const random = randomAt(place, 1);
  const span = HISTORY_MS - 3 * 86_400_000;
  const share = (place.iid - random.next()) / total;
  const createdAt = Math.floor(endsAt - HISTORY_MS + share * span);
  const untouched = random.chance(place.kind === "issue" ? 0.34 : 0.12);
  const delay = random.spread(600_000, 60 * 86_400_000);
  const squeeze = random.next();
  const outcome = random.next();
  if (untouched && !mustBeMerged) return { createdAt, updatedAt: createdAt, state: "opened" };
  const room = endsAt - QUIET_MS - createdAt;
  const updatedAt = Math.floor(createdAt + (delay < room ? delay : room * (0.2 + 0.8 * squeeze)));
  return { createdAt, updatedAt, state: stateOf(place.kind, outcome, mustBeMerged) };
}

function stateOf(kind: Kind, outcome: number, mustBeMerged: boolean): State {
  if (mustBeMerged) return "merged";
  if (kind === "issue") return outcome < 0.65 ? "closed" : "opened";
  if (outcome < 0.78) return "merged";
  return outcome < 0.88 ? "closed" : "opened";
}
