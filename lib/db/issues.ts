/** Issues with their labels and assignees. @module */

import type { Issue } from "../model.ts";
import type { Transaction } from "./database.ts";
import { SETTLE_MS } from "./dependents_queue.ts";
import { itemHashes } from "./item_hash.ts";
import { linkLabels, linkUsers, type SaveScope, type UpdatedItem } from "./items.ts";
import { milestoneId } from "./projects.ts";
import { userId } from "./users.ts";

/**
 * Stores an issue as the forge gave it at `scope.serverTime`. An answer that is older than what is
 * stored changes nothing: a list can lag behind the item itself. It stands where `scope.anyAge` says
 * so, and where what is stored is dated later than the answer was given: the forge's clock was set
 * back since, or the item's was wrong.
 */
export function saveIssue(tx: Transaction, scope: SaveScope, issue: Issue): UpdatedItem {
  const { projectId, sourceId } = scope;
  const hashes = itemHashes(issue);
  const saved = tx.get<UpdatedItem>(
    UPSERT,
    projectId,
    issue.id,
    issue.iid,
    issue.title,
    issue.description,
    issue.state,
    userId(tx, sourceId, issue.author),
    milestoneId(tx, projectId, issue.milestone),
    issue.confidential ? 1 : 0,
    issue.issueType,
    issue.dueDate,
    issue.weight,
    issue.healthStatus,
    issue.createdAt,
    issue.updatedAt,
    issue.closedAt,
    userId(tx, sourceId, issue.closedBy),
    issue.noteCount,
    issue.upvotes,
    issue.downvotes,
    issue.discussionLocked ? 1 : 0,
    issue.movedToId,
    issue.webUrl,
    scope.serverTime,
    hashes.content,
    hashes.row,
    projectId,
    scope.anyAge === true ? 1 : 0,
  );
  if (saved === undefined) return storedIssue(tx, projectId, issue.iid);
  linkLabels(tx, projectId, { table: "issue", itemId: saved.id, labels: issue.labels });
  linkUsers(tx, sourceId, { table: "issue_assignees", itemId: saved.id, users: issue.assignees });
  return saved;
}

function storedIssue(tx: Transaction, projectId: number, iid: number): UpdatedItem {
  const stored = tx.get<UpdatedItem>(
    `select id, discussions_at as discussionsAt, events_at as eventsAt, null as filesAt,
       0 as silent
     from issues where project_id = ? and iid = ?`,
    projectId,
    iid,
  );
  if (stored === undefined) throw new Error(`issue ${iid} was neither stored nor there`);
  return stored;
}

const UPSERT = `
  insert into issues (project_id, forge_id, iid, title, description, state, author_id, milestone_id,
    confidential, issue_type, due_date, weight, health_status, created_at, updated_at, closed_at,
    closed_by_id, note_count, upvotes, downvotes, discussion_locked, moved_to_forge_id, web_url,
    seen_at, content_hash, row_hash, seen_identity)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    (select identity_no from projects where id = ?))
  on conflict (project_id, iid) do update set
    forge_id = excluded.forge_id, title = excluded.title, description = excluded.description,
    state = excluded.state, author_id = excluded.author_id, milestone_id = excluded.milestone_id,
    confidential = excluded.confidential, issue_type = excluded.issue_type,
    due_date = excluded.due_date, weight = excluded.weight,
    health_status = excluded.health_status, created_at = excluded.created_at,
    updated_at = excluded.updated_at, closed_at = excluded.closed_at,
    closed_by_id = excluded.closed_by_id, note_count = excluded.note_count,
    upvotes = excluded.upvotes, downvotes = excluded.downvotes,
    discussion_locked = excluded.discussion_locked,
    moved_to_forge_id = excluded.moved_to_forge_id, web_url = excluded.web_url,
    seen_at = excluded.seen_at, content_hash = excluded.content_hash, row_hash = excluded.row_hash,
    seen_identity = excluded.seen_identity,
    silent = excluded.content_hash <> issues.content_hash
      and (excluded.updated_at <= issues.updated_at
        or excluded.updated_at + ${SETTLE_MS} <= max(coalesce(issues.discussions_at, 0),
          coalesce(issues.events_at, 0)))
  where ? or excluded.updated_at >= issues.updated_at
    or issues.updated_at > excluded.seen_at + 1000
  returning id, discussions_at as discussionsAt, events_at as eventsAt, null as filesAt,
    silent`;
