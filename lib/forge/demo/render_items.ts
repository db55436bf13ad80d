/**
 * Issues and merge requests in GitLab's words.
 *
 * @module
 */

import type { Item, MergeRequestPart, Project } from "./model.ts";
import { personOf } from "./people.ts";
import { baseSha } from "./remarks.ts";
import {
  type Frame,
  renderLabel,
  renderMilestone,
  renderPerson,
  time,
  timeOrNull,
} from "./render.ts";

/** How much of an item is told. */
export interface ItemView extends Frame {
  readonly project: Project;
  /** Labels as objects rather than names. */
  readonly labelDetails: boolean;
}

const NO_TIME = {
  time_estimate: 0,
  total_time_spent: 0,
  human_time_estimate: null,
  human_total_time_spent: null,
};

/** An item as lists have it. */
export function renderItem(item: Item, view: ItemView): Record<string, unknown> {
  return item.mergeRequest === null
    ? renderIssue(item, view)
    : renderMergeRequest(item, item.mergeRequest, view);
}

function person(id: number | null, view: ItemView): Record<string, unknown> | null {
  return id === null ? null : renderPerson(personOf(id), view);
}

function people(ids: readonly number[], view: ItemView): unknown[] {
  return ids.map((id) => person(id, view));
}

/** What issues and merge requests have in common. */
function common(item: Item, view: ItemView): Record<string, unknown> {
  const { project, labelDetails } = view;
  const labels = item.labels.flatMap((id) =>
    project.labels.find((label) => label.id === id && !label.deleted) ?? []
  );
  const milestone = project.milestones.find(({ id }) => id === item.milestone);
  const mark = item.kind === "issue" ? "#" : "!";
  const assignees = people(item.assignees, view);
  return {
    id: item.id,
    iid: item.iid,
    project_id: project.id,
    title: item.title,
    description: item.description,
    state: item.state,
    created_at: time(item.createdAt),
    updated_at: time(item.updatedAt),
    closed_at: timeOrNull(item.closedAt),
    closed_by: person(item.closedBy, view),
    labels: labels.map((label) => (labelDetails ? renderLabel(label) : label.name)),
    milestone: milestone === undefined ? null : renderMilestone(milestone, project, view),
    assignees,
    author: person(item.author, view),
    assignee: assignees[0] ?? null,
    user_notes_count: item.noteCount,
    upvotes: item.upvotes,
    downvotes: item.downvotes,
    discussion_locked: item.discussionLocked,
    time_stats: NO_TIME,
    task_completion_status: tasksOf(item.description),
    references: {
      short: `${mark}${item.iid}`,
      relative: `${mark}${item.iid}`,
      full: `${project.path}${mark}${item.iid}`,
    },
    imported: false,
    imported_from: "none",
  };
}

function tasksOf(description: string | null): { count: number; completed_count: number } {
  if (description === null || !description.includes("- [")) return { count: 0, completed_count: 0 };
  const tasks = description.match(/^- \[[ x]\]/gm) ?? [];
  return { count: tasks.length, completed_count: tasks.filter((task) => task[3] === "x").length };
}

function renderIssue(item: Item, view: ItemView): Record<string, unknown> {
  const { webUrl, project } = view;
  const api = `${webUrl}/api/v4/projects/${project.id}`;
  return {
    ...common(item, view),
    type: item.issueType.toUpperCase(),
    merge_requests_count: 0,
    due_date: item.dueDate,
    confidential: item.confidential,
    issue_type: item.issueType,
    web_url: `${webUrl}/${project.path}/-/issues/${item.iid}`,
    has_tasks: item.description?.includes("- [") ?? false,
    severity: "UNKNOWN",
    moved_to_id: item.movedToId,
    service_desk_reply_to: null,
    _links: {
      self: `${api}/issues/${item.iid}`,
      notes: `${api}/issues/${item.iid}/notes`,
      award_emoji: `${api}/issues/${item.iid}/award_emoji`,
      project: api,
      closed_as_duplicate_of: null,
    },
  };
}

function renderMergeRequest(
  item: Item,
  part: MergeRequestPart,
  view: ItemView,
): Record<string, unknown> {
  const { webUrl, project } = view;
  const mergeUser = person(part.mergedBy, view);
  return {
    ...common(item, view),
    merged_by: mergeUser,
    merge_user: mergeUser,
    merged_at: timeOrNull(part.mergedAt),
    target_branch: part.targetBranch,
    source_branch: part.sourceBranch,
    reviewers: people(part.reviewers, view),
    source_project_id: part.sourceProjectId,
    target_project_id: project.id,
    draft: part.draft,
    work_in_progress: part.draft,
    title: part.draft ? `Draft: ${item.title}` : item.title,
    merge_when_pipeline_succeeds: false,
    merge_status: item.state === "opened" ? "can_be_merged" : "cannot_be_merged",
    detailed_merge_status: mergeStatus(item, part),
    merge_after: null,
    sha: part.sha,
    merge_commit_sha: part.mergeCommitSha,
    squash_commit_sha: part.squashCommitSha,
    should_remove_source_branch: null,
    force_remove_source_branch: part.forceRemoveSourceBranch,
    prepared_at: part.sha === null ? null : time(item.createdAt),
    reference: `!${item.iid}`,
    web_url: `${webUrl}/${project.path}/-/merge_requests/${item.iid}`,
    squash: part.squash,
    squash_on_merge: part.squash,
    has_conflicts: false,
    blocking_discussions_resolved: true,
  };
}

function mergeStatus(item: Item, part: MergeRequestPart): string {
  if (item.state !== "opened") return "not_open";
  if (part.draft) return "draft_status";
  return part.sha === null ? "preparing" : "mergeable";
}

/** What only the answer for a single issue has. */
export function renderIssueDetails(item: Item, view: ItemView): Record<string, unknown> {
  return { ...renderItem(item, view), subscribed: false };
}

/** What only the answer for a single merge request has. */
export function renderMergeRequestDetails(
  item: Item,
  files: number,
  view: ItemView,
): Record<string, unknown> {
  const sha = item.mergeRequest?.sha ?? null;
  const base = baseSha(item);
  return {
    ...renderItem(item, view),
    subscribed: false,
    changes_count: sha === null ? null : String(files),
    latest_build_started_at: null,
    latest_build_finished_at: null,
    first_deployed_to_production_at: null,
    pipeline: null,
    head_pipeline: null,
    diff_refs: sha === null ? null : { base_sha: base, head_sha: sha, start_sha: base },
    merge_error: null,
    first_contribution: false,
    user: { can_merge: false },
  };
}
