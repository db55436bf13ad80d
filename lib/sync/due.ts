/** What of an item is to be fetched. @module */

import { type Job, SETTLE_MS } from "../db/dependents_queue.ts";
import type { SavedItem } from "../db/items.ts";
import type { Issue, ItemKind, MergeRequest } from "../forge/port.ts";
import type { SyncOptions } from "./context.ts";

/** Everything that hangs on items of a kind, as far as it is wanted. */
export function jobsOf(
  { resourceEvents }: Pick<SyncOptions, "resourceEvents">,
  kind: ItemKind,
): Job[] {
  const jobs: Job[] = ["discussions"];
  if (resourceEvents) jobs.push("events");
  if (kind === "merge_request") jobs.push("files");
  return jobs;
}

/** Forges tell their time in whole seconds, and that of items in milliseconds. */
export const CLOCK_STEP_MS = 1000;

/**
 * Whether something of an item may have changed since it was last fetched. `now` is the forge's time:
 * where that is before the last fetch its clock was set back, and nobody knows.
 */
export function isDue(
  job: Job,
  saved: SavedItem,
  { item, now }: { readonly item: Issue | MergeRequest; readonly now: number },
): boolean {
  if (isUntouched(job, saved, item)) return false;
  const fetchedAt = {
    discussions: saved.discussionsAt,
    events: saved.eventsAt,
    files: saved.filesAt,
  }[job];
  if (fetchedAt === null || fetchedAt > now + CLOCK_STEP_MS) return true;
  return fetchedAt < item.updatedAt + SETTLE_MS;
}

/** An item that was never touched has no events but those of its creation: none are asked for. */
export function isUntouched(
  job: Job,
  { eventsAt }: SavedItem,
  { updatedAt, createdAt }: Issue | MergeRequest,
): boolean {
  return job === "events" && eventsAt === null && updatedAt === createdAt;
}
