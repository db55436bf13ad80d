/** Issues and merge requests. @module */

import { z } from "zod";
import type { Issue, Item, MergeRequest } from "../../port.ts";
import { toUser, toUserOrNull, userSchema } from "./people.ts";
import { labelSchema, milestoneSchema, toLabel, toMilestone } from "./projects.ts";
import { optionalFlag, optionalNumber, optionalText, time } from "./time.ts";

const itemFields = {
  id: z.number(),
  iid: z.number(),
  title: z.string(),
  description: optionalText,
  state: z.string(),
  author: userSchema.nullish(),
  assignee: userSchema.nullish(),
  assignees: z.array(userSchema).nullish(),
  labels: z.array(z.union([labelSchema, z.string()])).nullish(),
  milestone: milestoneSchema.nullish(),
  created_at: time,
  updated_at: time,
  closed_at: time.nullish(),
  closed_by: userSchema.nullish(),
  user_notes_count: optionalNumber,
  upvotes: optionalNumber,
  downvotes: optionalNumber,
  discussion_locked: optionalFlag,
  web_url: z.string(),
  references: z.object({ full: optionalText }).nullish(),
};

/** An issue; `weight` and `health_status` exist in the Enterprise Edition alone. */
export const issueSchema = z.object({
  ...itemFields,
  confidential: optionalFlag,
  issue_type: optionalText,
  due_date: optionalText,
  weight: optionalNumber,
  health_status: optionalText,
  moved_to_id: optionalNumber,
});

/** A merge request; `draft`, `merge_user` and `detailed_merge_status` were named otherwise once. */
export const mergeRequestSchema = z.object({
  ...itemFields,
  reviewers: z.array(userSchema).nullish(),
  source_branch: z.string(),
  target_branch: z.string(),
  source_project_id: optionalNumber,
  target_project_id: optionalNumber,
  draft: optionalFlag,
  work_in_progress: optionalFlag,
  sha: optionalText,
  merge_commit_sha: optionalText,
  squash_commit_sha: optionalText,
  merged_at: time.nullish(),
  merged_by: userSchema.nullish(),
  merge_user: userSchema.nullish(),
  merge_status: optionalText,
  detailed_merge_status: optionalText,
});

/** The issue in lore's words. */
export function toIssue(issue: z.infer<typeof issueSchema>): Issue {
  return {
    ...toItem(issue),
    confidential: issue.confidential ?? false,
    issueType: issue.issue_type ?? null,
    dueDate: issue.due_date ?? null,
    weight: issue.weight ?? null,
    healthStatus: issue.health_status ?? null,
    movedToId: issue.moved_to_id ?? null,
  };
}

/** The merge request in lore's words. */
export function toMergeRequest(request: z.infer<typeof mergeRequestSchema>): MergeRequest {
  return {
    ...toItem(request),
    reviewers: (request.reviewers ?? []).map(toUser),
    sourceBranch: request.source_branch,
    targetBranch: request.target_branch,
    sourceProjectId: request.source_project_id ?? null,
    targetProjectId: request.target_project_id ?? null,
    draft: request.draft ?? request.work_in_progress ?? false,
    sha: request.sha ?? null,
    mergeCommitSha: request.merge_commit_sha ?? null,
    squashCommitSha: request.squash_commit_sha ?? null,
    mergedAt: request.merged_at ?? null,
    mergedBy: toUserOrNull(request.merge_user ?? request.merged_by),
    mergeStatus: request.detailed_merge_status ?? request.merge_status ?? null,
  };
}

type Common = Pick<z.infer<typeof issueSchema>, keyof typeof itemFields>;

function toItem(item: Common): Item {
  return {
    id: item.id,
    iid: item.iid,
    title: item.title,
    description: item.description ?? null,
    state: item.state,
    author: toUserOrNull(item.author),
    assignees: assigneesOf(item).map(toUser),
    labels: (item.labels ?? []).map(toLabel),
    milestone: item.milestone ? toMilestone(item.milestone) : null,
    createdAt: item.created_at,
    updatedAt: item.updated_at,
    closedAt: item.closed_at ?? null,
    closedBy: toUserOrNull(item.closed_by),
    noteCount: item.user_notes_count ?? 0,
    upvotes: item.upvotes ?? 0,
    downvotes: item.downvotes ?? 0,
    discussionLocked: item.discussion_locked ?? false,
    webUrl: item.web_url,
    projectPath: projectPath(item.references?.full),
  };
}

/** Old servers know one assignee only. */
function assigneesOf({ assignees, assignee }: Common): readonly z.infer<typeof userSchema>[] {
  return assignees ?? (assignee ? [assignee] : []);
}

/** `group/repo#12` and `group/repo!12` name the project before the mark. */
function projectPath(reference: string | null | undefined): string | null {
  return /^(.+)[#!]\d+$/.exec(reference ?? "")?.[1] ?? null;
}
