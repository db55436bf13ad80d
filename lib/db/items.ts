/** What issues and merge requests have in common as rows. @module */

import type { ItemKind, Label, User } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";
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
  /** Whether the answer stands although it looks older than what is stored. */
  readonly anyAge?: boolean;
}

/** A stored item, and when what hangs on it was last fetched in full (server time). */
export interface SavedItem {
  /** lore's key. */
  readonly id: number;
  readonly discussionsAt: number | null;
  readonly eventsAt: number | null;
  readonly filesAt: number | null;
}

/** An item that was just stored. */
export interface UpdatedItem extends SavedItem {
  /**
   * 1 when it differs from what was stored before without an `updated_at` that tells so: newer than
   * that, and than what was fetched since.
   */
  readonly silent: number;
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

/** Whoever the token belongs to by now has seen them all, unless some were kept unseen. */
function markDiscussions(table: string): string {
  return `update ${table} set discussions_at = ?1, notes_stored = ?3, notes_missing = ?4,
      notes_hidden = ?5, discussions_identity = iif(?5 > 0, discussions_identity,
        (select p.identity_no from projects p where p.id = project_id))
    where id = ?2`;
}

/** What the last full list of an item's discussions came to, in notes. */
export interface NoteCounts {
  /** Comments by people that are stored since. */
  readonly stored: number;
  /** What the forge counts and did not show. */
  readonly missing: number;
  /** Stored, and not shown. */
  readonly hidden: number;
}

const NO_NOTES: NoteCounts = { stored: 0, missing: 0, hidden: 0 };

/** Notes that what hangs on an item was fetched in full at `serverTime`. */
export function markFetched(
  tx: Transaction,
  item: StoredItem,
  { job, serverTime, notes = NO_NOTES }: {
    readonly job: "discussions" | "events";
    readonly serverTime: number;
    /** Of discussions. */
    readonly notes?: NoteCounts;
  },
): void {
  const sql = FETCHED_AT[item.kind][job];
  if (job === "events") tx.run(sql, serverTime, item.id);
  else tx.run(sql, serverTime, item.id, notes.stored, notes.missing, notes.hidden);
}

/** Lets the events of an item count as never read: they are, once events are mirrored again. */
export function forgetEventsAt(tx: Transaction, { kind, id }: StoredItem): void {
  const table = kind === "issue" ? "issues" : "merge_requests";
  tx.run(`update ${table} set events_at = null where id = ? and events_at is not null`, id);
}

/** Comments by people on an item, as the forge counted them when it last showed the item. */
export function noteCount(reader: Reader, { kind, id }: StoredItem): number {
  const table = kind === "issue" ? "issues" : "merge_requests";
  return reader.get<{ notes: number }>(
    `select note_count as notes from ${table} where id = ?`,
    id,
  )?.notes ?? 0;
}
