/**
 * Which threads wait for somebody, from the mirror alone.
 *
 * Owns: the answer and its bounds. Leaves to others: finding them (`db/threads.ts`).
 *
 * @module
 */

import type { Reader } from "../db/mod.ts";
import { projectIdsByPath, projectPaths } from "../db/search.ts";
import { listThreads, type Thread } from "../db/threads.ts";
import { LoreError } from "../errors.ts";

/** What is asked for. */
export interface ThreadsRequest {
  readonly unresolved: boolean;
  /** Username: opened the item or wrote in the thread. */
  readonly mine?: string;
  readonly project?: string;
  /** Threads at most. */
  readonly limit: number;
}

/** The answer. */
export interface ThreadsResult {
  readonly threads: readonly Thread[];
  /** Whether there are more than these. */
  readonly truncated: boolean;
}

/**
 * Lists threads on open items.
 *
 * @throws {LoreError} `NOT_FOUND` for a project that is not in the mirror
 */
export function findThreads(reader: Reader, request: ThreadsRequest): ThreadsResult {
  const { unresolved, mine: participant, project, limit } = request;
  const projectIds = project === undefined ? undefined : idsOf(reader, project);
  const threads = listThreads(reader, { unresolved, participant, projectIds }, limit + 1);
  return { threads: threads.slice(0, limit), truncated: threads.length > limit };
}

function idsOf(reader: Reader, path: string): number[] {
  const ids = projectIdsByPath(reader, path);
  if (ids.length > 0) return ids;
  const known = projectPaths(reader).slice(0, 5).map((each) => `"${each}"`).join(", ");
  throw new LoreError("NOT_FOUND", `Cannot list threads: the mirror has no project "${path}"`, {
    hint: known === "" ? "Mirror it first: lore sync" : `Among the projects it has: ${known}`,
    actions: ["lore sync-status"],
  });
}
