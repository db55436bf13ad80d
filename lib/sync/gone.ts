/**
 * What was mirrored and is gone from the forge: the answer of `lore coverage --gone`.
 *
 * Leaves to others: finding out that it is gone (`reconcile.ts`, `settle_notes.ts`).
 *
 * CONTRACT: fields are added, never renamed. Times are ISO 8601 in UTC.
 *
 * @module
 */

import type { Reader } from "../db/mod.ts";
import { listTombstones, type Tombstone } from "../db/tombstones.ts";
import { projectIdsOf } from "../names.ts";
import type { CoverageRequest } from "./coverage.ts";

/** Something that is gone. */
export interface GoneRow {
  /** The item, or the one that a note was on: `acme/web#12`, `acme/web!34`. */
  readonly reference: string;
  readonly project: string;
  readonly kind: "issue" | "merge_request" | "note";
  readonly iid: number;
  /** Of a note that of its item. */
  readonly title: string;
  readonly author: string | null;
  /** Description of an item, text of a note. */
  readonly body: string | null;
  /** When it was found gone; it may have been gone before. */
  readonly gone_at: string;
  /** The run that found it. */
  readonly run_id: string;
  readonly web_url: string;
  /** False for an issue that may also have been made confidential: the token would not see it. */
  readonly certain: boolean;
  /** All that was stored of it. */
  readonly content: unknown;
}

/** What is gone. */
export interface GoneReport {
  readonly gone: readonly GoneRow[];
  readonly truncated: boolean;
}

/** Lists what is gone, the last found first. @throws LoreError `NOT_FOUND` for an unknown project */
export function goneReport(
  reader: Reader,
  { project, limit, offset }: CoverageRequest,
): GoneReport {
  const projectIds = projectIdsOf(reader, { project });
  const found = listTombstones(reader, { projectIds, limit: limit + 1, offset });
  return { gone: found.slice(0, limit).map(goneRow), truncated: found.length > limit };
}

function goneRow({ project, kind, iid, itemKind, title, webUrl, ...row }: Tombstone): GoneRow {
  const content: Record<string, unknown> = JSON.parse(row.content);
  const mark = (itemKind ?? kind) === "issue" ? "#" : "!";
  const body = kind === "note" ? content.body : content.description;
  return {
    reference: `${project}${mark}${iid}`,
    ...{ project, kind, iid, title },
    author: typeof content.author === "string" ? content.author : null,
    body: typeof body === "string" ? body : null,
    gone_at: new Date(row.goneAt).toISOString(),
    run_id: row.runId,
    web_url: webUrl,
    certain: row.certain === 1,
    content,
  };
}
