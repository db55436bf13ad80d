/**
 * Issues and merge requests as rows of a list.
 *
 * Owns: filters, order and pages, and what a row shows. Leaves to others: one item in full
 * (`item_view.ts`), names to keys (`known_names.ts`).
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import type { Reader, SqlValue } from "./database.ts";

/** Which items are wanted, by lore's keys; all that is given must hold. */
export interface ItemFilter {
  readonly state?: string;
  readonly projectIds?: readonly number[];
  readonly authorIds?: readonly number[];
  readonly assigneeIds?: readonly number[];
  /** Of merge requests. */
  readonly reviewerIds?: readonly number[];
  /** For each wanted label its keys, one of which the item must carry. */
  readonly labelIds?: readonly (readonly number[])[];
  readonly milestoneIds?: readonly number[];
  /** Unix ms: changed at that time or later. */
  readonly since?: number;
  /** Unix ms: changed before. */
  readonly until?: number;
}

/** By which time, the latest first unless it ends in `-asc`. */
export type ItemOrder = "updated" | "created" | "updated-asc" | "created-asc";

/** Part of a list. */
export interface ItemPage {
  readonly filter: ItemFilter;
  readonly order: ItemOrder;
  readonly limit: number;
  readonly offset: number;
}

/** A row. Times in Unix ms. */
export interface ListedItem {
  readonly id: number;
  /** Present path of the project. */
  readonly project: string;
  readonly iid: number;
  readonly title: string;
  readonly state: string;
  readonly author: string | null;
  readonly assignees: readonly string[];
  /** Empty for issues. */
  readonly reviewers: readonly string[];
  readonly labels: readonly string[];
  readonly milestone: string | null;
  /** False for merge requests. */
  readonly confidential: boolean;
  /** False for issues. */
  readonly draft: boolean;
  /** null for issues. */
  readonly sourceBranch: string | null;
  /** null for issues. */
  readonly targetBranch: string | null;
  /** Comments by people, as the forge counts them. */
  readonly comments: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly closedAt: number | null;
  /** null for issues. */
  readonly mergedAt: number | null;
  readonly webUrl: string;
}

/** Which table is asked, and what it is named with in those that link to it. */
const TABLES = {
  issue: { items: "issues", prefix: "issue" },
  merge_request: { items: "merge_requests", prefix: "merge_request" },
} as const satisfies Readonly<Record<ItemKind, unknown>>;

const ORDERS = {
  updated: "i.updated_at desc, i.id desc",
  created: "i.created_at desc, i.id desc",
  "updated-asc": "i.updated_at, i.id",
  "created-asc": "i.created_at, i.id",
} as const satisfies Readonly<Record<ItemOrder, string>>;

/** The rows of a page, in order. */
export function listItems(reader: Reader, kind: ItemKind, page: ItemPage): ListedItem[] {
  const { sql, values } = conditions(kind, page.filter);
  const ids = reader.all<{ id: number }>(
    `select i.id from ${TABLES[kind].items} i where true${sql}
     order by ${ORDERS[page.order]} limit ? offset ?`,
    ...values,
    page.limit,
    page.offset,
  ).map(({ id }) => id);
  const found = new Map(listedItems(reader, kind, ids).map((row) => [row.id, row]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Whether there is any item of a kind. */
export function hasItems(reader: Reader, kind: ItemKind): boolean {
  return reader.get(`select 1 from ${TABLES[kind].items} limit 1`) !== undefined;
}

type Row =
  & Omit<ListedItem, "assignees" | "reviewers" | "labels" | "confidential" | "draft">
  & Readonly<Record<"assignees" | "reviewers" | "labels", string>>
  & Readonly<Record<"confidential" | "draft", number>>;

const OWN_COLUMNS = {
  issue: `i.confidential, 0 as draft, null as sourceBranch, null as targetBranch,
    null as mergedAt, '[]' as reviewers`,
  merge_request: `0 as confidential, i.draft, i.source_branch as sourceBranch,
    i.target_branch as targetBranch, i.merged_at as mergedAt,
    (select json_group_array(u.username order by u.username) from merge_request_reviewers r
     join users u on u.id = r.user_id where r.merge_request_id = i.id) as reviewers`,
} as const satisfies Readonly<Record<ItemKind, string>>;

/** Items by lore's key, in no order. */
export function listedItems(
  reader: Reader,
  kind: ItemKind,
  ids: readonly number[],
): ListedItem[] {
  const { items, prefix } = TABLES[kind];
  return reader.all<Row>(
    `select i.id, p.path as project, i.iid, i.title, i.state, u.username as author,
       m.title as milestone, i.note_count as comments, i.created_at as createdAt,
       i.updated_at as updatedAt, i.closed_at as closedAt, i.web_url as webUrl,
       (select json_group_array(l.name order by l.name) from ${prefix}_labels x
        join labels l on l.id = x.label_id where x.${prefix}_id = i.id) as labels,
       (select json_group_array(a.username order by a.username) from ${prefix}_assignees x
        join users a on a.id = x.user_id where x.${prefix}_id = i.id) as assignees,
       ${OWN_COLUMNS[kind]}
     from json_each(?) j cross join ${items} i on i.id = j.value
     join projects p on p.id = i.project_id
     left join users u on u.id = i.author_id
     left join milestones m on m.id = i.milestone_id`,
    JSON.stringify(ids),
  ).map((row) => ({
    ...row,
    labels: JSON.parse(row.labels),
    assignees: JSON.parse(row.assignees),
    reviewers: JSON.parse(row.reviewers),
    confidential: row.confidential === 1,
    draft: row.draft === 1,
  }));
}

/** A filter as conditions on the table of items `i`. */
function conditions(
  kind: ItemKind,
  filter: ItemFilter,
): { readonly sql: string; readonly values: SqlValue[] } {
  const { prefix } = TABLES[kind];
  let sql = "";
  const values: SqlValue[] = [];
  const holds = (condition: string, value: SqlValue | readonly number[] | undefined): void => {
    if (value === undefined) return;
    sql += ` and ${condition}`;
    values.push(Array.isArray(value) ? JSON.stringify(value) : value as SqlValue);
  };
  const among = "in (select value from json_each(?))";
  const linked = (role: string, column: string): string =>
    `exists (select 1 from ${prefix}_${role} x
       where x.${prefix}_id = i.id and x.${column} ${among})`;
  const { projectIds, labelIds = [] } = filter;
  holds("i.state = ?", filter.state);
  // One project leads to the index of its items. Of several the order by time is worth more.
  if (projectIds?.length === 1) holds("i.project_id = ?", projectIds[0]);
  else holds(`+i.project_id ${among}`, projectIds);
  holds(`i.author_id ${among}`, filter.authorIds);
  holds(linked("assignees", "user_id"), filter.assigneeIds);
  holds(linked("reviewers", "user_id"), filter.reviewerIds);
  for (const ids of labelIds) holds(linked("labels", "label_id"), ids);
  holds(`i.milestone_id ${among}`, filter.milestoneIds);
  holds("i.updated_at >= ?", filter.since);
  holds("i.updated_at < ?", filter.until);
  return { sql, values };
}
