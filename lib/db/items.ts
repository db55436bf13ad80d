/** What issues and merge requests have in common as rows. @module */

import { contentHash } from "../content_hash.ts";
import type { Issue, ItemKind, Label, MergeRequest, User } from "../model.ts";
import type { Transaction } from "./database.ts";
import { labelId } from "./projects.ts";
import { userId } from "./users.ts";

/** Where an answer belongs and when it was given. */
export interface SaveScope {
  /** lore's key of the source. */
  readonly sourceId: number;
  /** lore's key of the project. */
  readonly projectId: number;
  /** When the forge gave the answer, by its own clock, Unix ms. */
  readonly serverTime: number;
}

/** A stored item, and when what hangs on it was last fetched in full (server time). */
export interface SavedItem {
  /** lore's key. */
  readonly id: number;
  readonly discussionsAt: number | null;
  readonly eventsAt: number | null;
  readonly filesAt: number | null;
}

/** 53-bit hash of an item as the forge gave it: whether it is still the same. */
export function itemHash(item: Issue | MergeRequest): number {
  return contentHash(JSON.stringify(item));
}

/** An item that is stored. */
export interface StoredItem {
  readonly kind: ItemKind;
  /** lore's key. */
  readonly id: number;
}

const LABEL_LINKS = {
  issue: {
    clear: "delete from issue_labels where issue_id = ?",
    add: "insert or ignore into issue_labels (issue_id, label_id) values (?, ?)",
  },
  merge_request: {
    clear: "delete from merge_request_labels where merge_request_id = ?",
    add: "insert or ignore into merge_request_labels (merge_request_id, label_id) values (?, ?)",
  },
} as const;

/** Makes an item carry exactly these labels. */
export function linkLabels(
  tx: Transaction,
  projectId: number,
  { table, itemId, labels }: {
    readonly table: ItemKind;
    readonly itemId: number;
    readonly labels: readonly Label[];
  },
): void {
  const sql = LABEL_LINKS[table];
  tx.run(sql.clear, itemId);
  for (const label of labels) tx.run(sql.add, itemId, labelId(tx, projectId, label));
}

const USER_LINKS = {
  issue_assignees: {
    clear: "delete from issue_assignees where issue_id = ?",
    add: "insert or ignore into issue_assignees (issue_id, user_id) values (?, ?)",
  },
  merge_request_assignees: {
    clear: "delete from merge_request_assignees where merge_request_id = ?",
    add: "insert or ignore into merge_request_assignees (merge_request_id, user_id) values (?, ?)",
  },
  merge_request_reviewers: {
    clear: "delete from merge_request_reviewers where merge_request_id = ?",
    add: "insert or ignore into merge_request_reviewers (merge_request_id, user_id) values (?, ?)",
  },
} as const;

/** Makes an item have exactly these people in a role. */
export function linkUsers(
  tx: Transaction,
  sourceId: number,
  { table, itemId, users }: {
    readonly table: keyof typeof USER_LINKS;
    readonly itemId: number;
    readonly users: readonly User[];
  },
): void {
  const sql = USER_LINKS[table];
  tx.run(sql.clear, itemId);
  for (const user of users) tx.run(sql.add, itemId, userId(tx, sourceId, user));
}

const FETCHED_AT = {
  issue: {
    discussions: markDiscussions("issues"),
    events: "update issues set events_at = ? where id = ?",
  },
  merge_request: {
    discussions: markDiscussions("merge_requests"),
    events: "update merge_requests set events_at = ? where id = ?",
  },
} as const;

/** Whoever the token belongs to by now has seen them all. */
function markDiscussions(table: string): string {
  return `update ${table} set discussions_at = ?, discussions_identity =
      (select s.identity_no from projects p join sources s on s.id = p.source_id
       where p.id = project_id)
    where id = ?`;
}

/** Notes that what hangs on an item was fetched in full at `serverTime`. */
export function markFetched(
  tx: Transaction,
  item: StoredItem,
  { job, serverTime }: {
    readonly job: "discussions" | "events";
    readonly serverTime: number;
  },
): void {
  tx.run(FETCHED_AT[item.kind][job], serverTime, item.id);
}
