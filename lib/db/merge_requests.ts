/** Merge requests with their labels, assignees and reviewers. @module */

import type { MergeRequest } from "../model.ts";
import type { Transaction } from "./database.ts";
import { SETTLE_MS } from "./dependents_queue.ts";
import { itemHashes } from "./item_hash.ts";
import { linkLabels, linkUsers, type SaveScope, type UpdatedItem } from "./items.ts";
import { milestoneId } from "./projects.ts";
import { userId } from "./users.ts";

/** Stores a merge request as `saveIssue` stores an issue. */
export function saveMergeRequest(tx: Transaction, scope: SaveScope, mr: MergeRequest): UpdatedItem {
  const { projectId, sourceId } = scope;
  const hashes = itemHashes(mr);
  const saved = tx.get<UpdatedItem>(
    UPSERT,
    projectId,
    mr.id,
    mr.iid,
    mr.title,
    mr.description,
    mr.state,
    userId(tx, sourceId, mr.author),
    milestoneId(tx, projectId, mr.milestone),
    mr.sourceBranch,
    mr.targetBranch,
    mr.sourceProjectId,
    mr.targetProjectId,
    mr.draft ? 1 : 0,
    mr.sha,
    mr.mergeCommitSha,
    mr.squashCommitSha,
    mr.mergeStatus,
    mr.createdAt,
    mr.updatedAt,
    mr.mergedAt,
    userId(tx, sourceId, mr.mergedBy),
    mr.closedAt,
    userId(tx, sourceId, mr.closedBy),
    mr.noteCount,
    mr.upvotes,
    mr.downvotes,
    mr.discussionLocked ? 1 : 0,
    mr.webUrl,
    scope.serverTime,
    hashes.content,
    hashes.row,
    projectId,
    scope.anyAge === true ? 1 : 0,
  );
  if (saved === undefined) return storedMergeRequest(tx, projectId, mr.iid);
  const itemId = saved.id;
  linkLabels(tx, projectId, { table: "merge_request", itemId, labels: mr.labels });
  linkUsers(tx, sourceId, { table: "merge_request_assignees", itemId, users: mr.assignees });
  linkUsers(tx, sourceId, { table: "merge_request_reviewers", itemId, users: mr.reviewers });
  return saved;
}

function storedMergeRequest(tx: Transaction, projectId: number, iid: number): UpdatedItem {
  const stored = tx.get<UpdatedItem>(
    `select id, discussions_at as discussionsAt, events_at as eventsAt, files_at as filesAt,
       0 as silent
     from merge_requests where project_id = ? and iid = ?`,
    projectId,
    iid,
  );
  if (stored === undefined) throw new Error(`merge request ${iid} was neither stored nor there`);
  return stored;
}

const UPSERT = `
  insert into merge_requests (project_id, forge_id, iid, title, description, state, author_id,
    milestone_id, source_branch, target_branch, source_project_forge_id, target_project_forge_id,
    draft, sha, merge_commit_sha, squash_commit_sha, merge_status, created_at, updated_at,
    merged_at, merged_by_id, closed_at, closed_by_id, note_count, upvotes, downvotes,
    discussion_locked, web_url, seen_at, content_hash, row_hash, seen_identity)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    (select identity_no from projects where id = ?))
  on conflict (project_id, iid) do update set
    forge_id = excluded.forge_id, title = excluded.title, description = excluded.description,
    state = excluded.state, author_id = excluded.author_id, milestone_id = excluded.milestone_id,
    source_branch = excluded.source_branch, target_branch = excluded.target_branch,
    source_project_forge_id = excluded.source_project_forge_id,
    target_project_forge_id = excluded.target_project_forge_id, draft = excluded.draft,
    sha = excluded.sha, merge_commit_sha = excluded.merge_commit_sha,
    squash_commit_sha = excluded.squash_commit_sha, merge_status = excluded.merge_status,
    created_at = excluded.created_at, updated_at = excluded.updated_at,
    merged_at = excluded.merged_at, merged_by_id = excluded.merged_by_id,
    closed_at = excluded.closed_at, closed_by_id = excluded.closed_by_id,
    note_count = excluded.note_count, upvotes = excluded.upvotes, downvotes = excluded.downvotes,
    discussion_locked = excluded.discussion_locked, web_url = excluded.web_url,
    seen_at = excluded.seen_at, content_hash = excluded.content_hash, row_hash = excluded.row_hash,
    seen_identity = excluded.seen_identity,
    silent = excluded.content_hash <> merge_requests.content_hash
      and (excluded.updated_at <= merge_requests.updated_at
        or excluded.updated_at + ${SETTLE_MS} <= max(coalesce(merge_requests.discussions_at, 0),
          coalesce(merge_requests.events_at, 0), coalesce(merge_requests.files_at, 0)))
  where ? or excluded.updated_at >= merge_requests.updated_at
    or merge_requests.updated_at > excluded.seen_at + 1000
  returning id, discussions_at as discussionsAt, events_at as eventsAt, files_at as filesAt,
    silent`;
