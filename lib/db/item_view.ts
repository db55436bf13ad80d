/**
 * One issue or merge request with all that hangs on it.
 *
 * Owns: finding it by its number, what it says of itself, its files. Leaves to others: what happened to
 * it (`timeline.ts`), what refers to it (`references.ts`), rows of lists (`item_list.ts`).
 *
 * @module
 */

import type { FileChange, ItemKind } from "../model.ts";
import type { Reader } from "./database.ts";
import { type ListedItem, listedItems } from "./item_list.ts";

/** Where an item is. */
export interface ItemPlace {
  /** lore's key of it. */
  readonly id: number;
  readonly projectId: number;
  /** Present path of its project. */
  readonly project: string;
  /** Name of its source in the config. */
  readonly source: string;
}

/** When the items of a number were found gone from the forge, Unix ms; the last one first. */
export function goneItems(
  reader: Reader,
  kind: ItemKind,
  { iid, projectIds }: { readonly iid: number; readonly projectIds?: readonly number[] },
): { readonly project: string; readonly goneAt: number }[] {
  const chosen = projectIds === undefined ? "" : " and p.id in (select value from json_each(?))";
  return reader.all(
    `select p.path as project, t.gone_at as goneAt
     from projects p cross join tombstones t on t.project_id = p.id and t.kind = ? and t.iid = ?
     where true${chosen} order by t.gone_at desc`,
    kind,
    iid,
    ...(projectIds === undefined ? [] : [JSON.stringify(projectIds)]),
  );
}

/** What an item says of itself beside what a row of a list shows. Times in Unix ms. */
export interface ItemDetails {
  readonly description: string | null;
  readonly closedBy: string | null;
  /** `YYYY-MM-DD`. */
  readonly milestoneDue: string | null;
  readonly upvotes: number;
  readonly downvotes: number;
  readonly discussionLocked: boolean;
  /** When its discussions were last fetched in full, by the forge's clock; null for never. */
  readonly discussionsAt: number | null;
  /** Of issues; null for merge requests. */
  readonly issueType: string | null;
  /** `YYYY-MM-DD`, of issues. */
  readonly dueDate: string | null;
  readonly weight: number | null;
  readonly healthStatus: string | null;
  /** Of merge requests; null for issues. */
  readonly mergedBy: string | null;
  /** Head commit. */
  readonly sha: string | null;
  readonly mergeCommitSha: string | null;
  readonly mergeStatus: string | null;
  /** Whether the list of files is whole; null while there is none. */
  readonly filesComplete: boolean | null;
}

/** An item in full. */
export type ViewedItem = ListedItem & ItemDetails;

/** The items of a number: one in each of the projects that are wanted, or of all. */
export function itemsByNumber(
  reader: Reader,
  kind: ItemKind,
  { iid, projectIds }: { readonly iid: number; readonly projectIds?: readonly number[] },
): ItemPlace[] {
  const chosen = projectIds === undefined ? "" : " where p.id in (select value from json_each(?))";
  return reader.all<ItemPlace>(
    `select i.id, p.id as projectId, p.path as project, s.name as source
     from projects p join sources s on s.id = p.source_id
     cross join ${
      TABLE[kind]
    } i on i.project_id = p.id and i.iid = ?${chosen} order by p.path, p.id`,
    iid,
    ...(projectIds === undefined ? [] : [JSON.stringify(projectIds)]),
  );
}

/** An item by lore's key. @throws when there is none */
export function viewItem(reader: Reader, kind: ItemKind, id: number): ViewedItem {
  const [row] = listedItems(reader, kind, [id]);
  const details = reader.get<DetailsRow>(DETAILS[kind], id);
  if (row === undefined || details === undefined) throw new Error(`there is no ${kind} ${id}`);
  return {
    ...row,
    ...details,
    discussionLocked: details.discussionLocked === 1,
    filesComplete: details.filesComplete === null ? null : details.filesComplete === 1,
  };
}

/** Files of a merge request and what they come to; lines only as far as the forge showed diffs. */
export interface ChangedFiles {
  readonly total: number;
  readonly additions: number;
  readonly deletions: number;
  /** The first ones by path. */
  readonly files: readonly Pick<
    FileChange,
    "oldPath" | "newPath" | "change" | "additions" | "deletions"
  >[];
}

/** The files that a merge request changes, so many of them at most. */
export function changedFiles(reader: Reader, mergeRequestId: number, limit: number): ChangedFiles {
  const sums = reader.get<Omit<ChangedFiles, "files">>(
    `select count(*) as total, coalesce(sum(additions), 0) as additions,
       coalesce(sum(deletions), 0) as deletions
     from merge_request_files where merge_request_id = ?`,
    mergeRequestId,
  ) ?? { total: 0, additions: 0, deletions: 0 };
  const files = reader.all<ChangedFiles["files"][number]>(
    `select old_path as oldPath, new_path as newPath, change, additions, deletions
     from merge_request_files where merge_request_id = ? order by new_path, old_path limit ?`,
    mergeRequestId,
    limit,
  );
  return { ...sums, files };
}

const TABLE = { issue: "issues", merge_request: "merge_requests" } as const;

type DetailsRow = Omit<ItemDetails, "discussionLocked" | "filesComplete"> & {
  readonly discussionLocked: number;
  readonly filesComplete: number | null;
};

const COMMON = `i.description, c.username as closedBy, m.due_date as milestoneDue, i.upvotes,
  i.downvotes, i.discussion_locked as discussionLocked, i.discussions_at as discussionsAt`;

const DETAILS = {
  issue: `select ${COMMON}, i.issue_type as issueType, i.due_date as dueDate, i.weight,
      i.health_status as healthStatus, null as mergedBy, null as sha, null as mergeCommitSha,
      null as mergeStatus, null as filesComplete
    from issues i left join users c on c.id = i.closed_by_id
    left join milestones m on m.id = i.milestone_id where i.id = ?`,
  merge_request: `select ${COMMON}, null as issueType, null as dueDate, null as weight,
      null as healthStatus, b.username as mergedBy, i.sha, i.merge_commit_sha as mergeCommitSha,
      i.merge_status as mergeStatus, i.files_complete as filesComplete
    from merge_requests i left join users c on c.id = i.closed_by_id
    left join users b on b.id = i.merged_by_id
    left join milestones m on m.id = i.milestone_id where i.id = ?`,
} as const satisfies Readonly<Record<ItemKind, string>>;
