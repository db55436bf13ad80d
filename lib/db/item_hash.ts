/**
 * Whether an item is still the same, in two numbers.
 *
 * Owns: what of an item means that something happened to it, and what is merely shown differently.
 *
 * @module
 */

import { FieldHash } from "../content_hash.ts";
import type { Issue, Label, MergeRequest, User } from "../model.ts";

/** 53-bit hashes of an item. */
export interface ItemHashes {
  /** See {@link itemHash}. */
  readonly content: number;
  /** Of everything that is stored of it. */
  readonly row: number;
}

/**
 * Hash of what happened to an item. Leaves out what changes behind its back and means nothing for what
 * hangs on it: how people, labels and milestones describe themselves, addresses, votes, and whether it
 * can be merged at the moment.
 */
export function itemHash(item: Issue | MergeRequest): number {
  return takeContent(item).end();
}

/** Hash of everything that is stored of an item, but for how others describe themselves. */
export function rowHash(item: Issue | MergeRequest): number {
  return takeShown(takeContent(item), item).end();
}

/** Both hashes of an item. */
export function itemHashes(item: Issue | MergeRequest): ItemHashes {
  const hash = takeContent(item);
  const content = hash.end();
  return { content, row: takeShown(hash, item).end() };
}

function takeContent(item: Issue | MergeRequest): FieldHash {
  const hash = new FieldHash()
    .number(item.id).number(item.iid).number(item.createdAt).number(item.updatedAt)
    .number(item.closedAt).number(item.noteCount).number(item.discussionLocked ? 1 : 0)
    .text(item.title).text(item.description).text(item.state)
    .number(idOf(item.author)).number(idOf(item.closedBy)).number(item.milestone?.id ?? null)
    .each(item.assignees, takeUser).each(item.labels, takeLabel);
  return "sourceBranch" in item ? takeRequest(hash, item) : takeIssue(hash, item);
}

function takeShown(hash: FieldHash, item: Issue | MergeRequest): FieldHash {
  return hash.text(item.webUrl).number(item.upvotes).number(item.downvotes)
    .text("mergeStatus" in item ? item.mergeStatus : null);
}

function takeIssue(hash: FieldHash, issue: Issue): FieldHash {
  return hash.number(issue.confidential ? 1 : 0).text(issue.issueType).text(issue.dueDate)
    .number(issue.weight).text(issue.healthStatus).number(issue.movedToId);
}

function takeRequest(hash: FieldHash, request: MergeRequest): FieldHash {
  return hash.each(request.reviewers, takeUser)
    .text(request.sourceBranch).text(request.targetBranch)
    .number(request.sourceProjectId).number(request.targetProjectId)
    .number(request.draft ? 1 : 0).text(request.sha).text(request.mergeCommitSha)
    .text(request.squashCommitSha).number(request.mergedAt).number(idOf(request.mergedBy));
}

function idOf(user: User | null): number | null {
  return user === null ? null : user.id;
}

function takeUser(hash: FieldHash, { id }: User): void {
  hash.number(id);
}

function takeLabel(hash: FieldHash, { name }: Label): void {
  hash.text(name);
}
