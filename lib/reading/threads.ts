/**
 * Which threads wait for somebody, from the mirror alone.
 *
 * Owns: the answer and its bounds. Leaves to others: finding them (`db/threads.ts`), words
 * (`threads_text.ts`).
 *
 * CONTRACT: fields are added, never renamed. Times are ISO 8601 in UTC.
 *
 * @module
 */

import type { Reader } from "../db/mod.ts";
import { listThreads, type Thread } from "../db/threads.ts";
import type { ItemKind } from "../model.ts";
import { type AnswerFreshness, freshnessOfBoth } from "./freshness.ts";
import { iso } from "./items.ts";
import { idsOf, projectIdsOf, type Scope } from "../names.ts";

/** What is asked for. */
export interface ThreadsRequest extends Scope {
  readonly unresolved: boolean;
  /** Username: opened the item or wrote in the thread. */
  readonly mine?: string;
  /** Threads at most. */
  readonly limit: number;
  /** Threads to skip. */
  readonly offset: number;
  /** Unix ms. */
  readonly now: number;
}

/** A thread on an open item. */
export interface ThreadRow {
  /** The forge's id of the discussion. */
  readonly id: string;
  /** The item it is on: `acme/web#12`, `acme/web!34`. */
  readonly reference: string;
  readonly kind: ItemKind;
  readonly project: string;
  readonly iid: number;
  /** Title of the item. */
  readonly title: string;
  /** Where in the diff it stands; null where it is about the item as a whole. */
  readonly path: string | null;
  readonly line: number | null;
  /** null where there is nothing to resolve. */
  readonly resolved: boolean | null;
  /** Notes by people. */
  readonly notes: number;
  /** Who began it; null where the forge does not say. */
  readonly author: string | null;
  /** What it begins with, at most 300 characters. */
  readonly body: string;
  /** When it was last written in. */
  readonly updated_at: string;
  readonly web_url: string;
}

/** The answer. */
export interface ThreadsResult extends AnswerFreshness {
  readonly threads: readonly ThreadRow[];
  /** Threads that were skipped. */
  readonly offset: number;
  /** Whether there are more than these. */
  readonly truncated: boolean;
}

/**
 * Lists threads on open items.
 *
 * @throws {LoreError} `NOT_FOUND` for a name that the mirror does not know
 */
export function findThreads(reader: Reader, request: ThreadsRequest): ThreadsResult {
  const { unresolved, mine, limit, offset, now } = request;
  const projectIds = projectIdsOf(reader, request);
  const participant = mine?.replace(/^@/, "");
  if (participant !== undefined) idsOf(reader, "user", participant);
  const filter = { unresolved, participant, projectIds };
  // One more than is shown tells whether there are more.
  const threads = listThreads(reader, filter, { limit: limit + 1, offset });
  return {
    threads: threads.slice(0, limit).map(threadRow),
    offset,
    truncated: threads.length > limit,
    ...freshnessOfBoth(reader, { projectIds, now }),
  };
}

function threadRow(thread: Thread): ThreadRow {
  const { updatedAt, webUrl, id, kind, project, iid, ...rest } = thread;
  return {
    id,
    reference: `${project}${kind === "issue" ? "#" : "!"}${iid}`,
    ...{ kind, project, iid, ...rest },
    updated_at: iso(updatedAt),
    web_url: webUrl,
  };
}
