/**
 * Lists of issues and merge requests from the mirror alone: the answer of `lore issues` and `lore mrs`.
 *
 * Owns: filters by name and the shape of a row. Leaves to others: finding rows (`db/item_list.ts`),
 * one item in full (`item_view.ts`), words (`items_text.ts`).
 *
 * CONTRACT: fields are added, never renamed. Times are ISO 8601 in UTC.
 *
 * @module
 */

import { hasItems, type ItemOrder, type ListedItem, listItems } from "../db/item_list.ts";
import type { Reader } from "../db/mod.ts";
import { LoreError } from "../errors.ts";
import type { ItemKind } from "../model.ts";
import { type AnswerFreshness, freshnessOf } from "./freshness.ts";
import { idsOf, projectIdsOf, type Scope } from "../names.ts";

/** What is asked for, in the words of the command line. */
export interface ItemsRequest extends Scope {
  /** `all` for every state. */
  readonly state: string;
  readonly author?: string;
  readonly assignee?: string;
  /** Of merge requests. */
  readonly reviewer?: string;
  /** All of these. */
  readonly label: readonly string[];
  readonly milestone?: string;
  /** Unix ms: changed at that time or later. */
  readonly since?: number;
  /** Unix ms: changed before. */
  readonly until?: number;
  readonly sort: ItemOrder;
  readonly limit: number;
  readonly offset: number;
  /** Unix ms. */
  readonly now: number;
}

/** What a row says of an issue as well as of a merge request. */
export interface ItemRow {
  /** `acme/web#12`, `acme/web!34`. */
  readonly reference: string;
  readonly project: string;
  readonly iid: number;
  readonly title: string;
  readonly state: string;
  readonly author: string | null;
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  readonly milestone: string | null;
  /** By people, as the forge counts them. */
  readonly comments: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly closed_at: string | null;
  readonly web_url: string;
}

/** An issue in a list. */
export interface IssueRow extends ItemRow {
  readonly confidential: boolean;
}

/** A merge request in a list. */
export interface MergeRequestRow extends ItemRow {
  readonly draft: boolean;
  readonly reviewers: readonly string[];
  readonly source_branch: string;
  readonly target_branch: string;
  readonly merged_at: string | null;
}

/** What every list says beside its rows. */
export interface ListAnswer extends AnswerFreshness {
  /** Rows that were skipped. */
  readonly offset: number;
  /** Whether there are more than these. */
  readonly truncated: boolean;
  /** Said where the mirror holds no item of this kind at all. */
  readonly empty?: true;
}

/** Issues. */
export interface IssueList extends ListAnswer {
  readonly issues: readonly IssueRow[];
}

/** Merge requests. */
export interface MergeRequestList extends ListAnswer {
  readonly merge_requests: readonly MergeRequestRow[];
}

/**
 * Lists issues.
 *
 * @throws {LoreError} `NOT_FOUND` for a name that the mirror does not know, `USAGE` for times that
 * leave nothing
 */
export function findIssues(reader: Reader, request: ItemsRequest): IssueList {
  const { rows, ...answer } = find(reader, "issue", request);
  return { issues: rows.map(issueRow), ...answer };
}

/**
 * Lists merge requests.
 *
 * @throws {LoreError} `NOT_FOUND` for a name that the mirror does not know, `USAGE` for times that
 * leave nothing
 */
export function findMergeRequests(reader: Reader, request: ItemsRequest): MergeRequestList {
  const { rows, ...answer } = find(reader, "merge_request", request);
  return { merge_requests: rows.map(mergeRequestRow), ...answer };
}

/** Nothing changed since a time that comes after the one before which it changed. */
function refuseNoTime({ since, until }: Pick<ItemsRequest, "since" | "until">): void {
  if (since === undefined || until === undefined || since < until) return;
  throw new LoreError("USAGE", "No time is both since --since and before --until", {
    hint: "--since takes the earlier one, as in --since 30d --until 7d",
  });
}

function find(
  reader: Reader,
  kind: ItemKind,
  request: ItemsRequest,
): ListAnswer & { readonly rows: readonly ListedItem[] } {
  const { state, author, assignee, reviewer, milestone, since, until } = request;
  const { sort, limit, offset, now } = request;
  refuseNoTime(request);
  const users = (name: string | undefined): readonly number[] | undefined =>
    name === undefined ? undefined : idsOf(reader, "user", name);
  if (!hasItems(reader, kind)) {
    const freshness = freshnessOf(reader, { kind, now });
    return { rows: [], offset, truncated: false, empty: true, ...freshness };
  }
  const projectIds = projectIdsOf(reader, request);
  const filter = {
    ...(state === "all" ? {} : { state }),
    projectIds,
    authorIds: users(author),
    assigneeIds: users(assignee),
    reviewerIds: users(reviewer),
    labelIds: request.label.map((name) => idsOf(reader, "label", name)),
    milestoneIds: milestone === undefined ? undefined : idsOf(reader, "milestone", milestone),
    since,
    until,
  };
  // One more than is shown tells whether there are more.
  const page = { filter, order: sort, limit: limit + 1, offset };
  const rows = listItems(reader, kind, page);
  return {
    rows: rows.slice(0, limit),
    offset,
    truncated: rows.length > limit,
    ...freshnessOf(reader, { kind, projectIds, now }),
  };
}

function itemRow(item: ListedItem, mark: "#" | "!"): ItemRow {
  const { project, iid, title, state, author, assignees, labels, milestone, comments } = item;
  return {
    reference: `${project}${mark}${iid}`,
    ...{ project, iid, title, state, author, assignees, labels, milestone, comments },
    created_at: iso(item.createdAt),
    updated_at: iso(item.updatedAt),
    closed_at: isoOrNull(item.closedAt),
    web_url: item.webUrl,
  };
}

/** An issue as a row of a list. */
export function issueRow(item: ListedItem): IssueRow {
  return { ...itemRow(item, "#"), confidential: item.confidential };
}

/** A merge request as a row of a list. */
export function mergeRequestRow(item: ListedItem): MergeRequestRow {
  return {
    ...itemRow(item, "!"),
    draft: item.draft,
    reviewers: item.reviewers,
    source_branch: item.sourceBranch ?? "",
    target_branch: item.targetBranch ?? "",
    merged_at: isoOrNull(item.mergedAt),
  };
}

/** A time in Unix ms as ISO 8601 in UTC. */
export function iso(time: number): string {
  return new Date(time).toISOString();
}

/** The same of a time that may be missing. */
export function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}
