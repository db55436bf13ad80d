/** Issues, merge requests and the like with every field set; tests change what they are about. @module */

import type {
  Discussion,
  FileChange,
  Issue,
  MergeRequest,
  Note,
  Project,
  ResourceEvent,
  User,
} from "../../lib/model.ts";

/** Server time in tests: 2026-01-15, noon, UTC. */
export const NOON = Date.UTC(2026, 0, 15, 12);

/** A person. */
export function aUser(username: string, change: Partial<User> = {}): User {
  const id = [...username].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 100_000;
  const name = username.toUpperCase();
  return { id, username, name, webUrl: null, avatarUrl: null, state: "active", ...change };
}

/** A project. */
export function aProject(change: Partial<Project> = {}): Project {
  return {
    id: 7,
    path: "acme/web",
    name: "web",
    description: null,
    defaultBranch: "main",
    webUrl: "https://forge.test/acme/web",
    visibility: "private",
    access: { issues: null, mergeRequests: null, role: null },
    archived: false,
    createdAt: NOON - 1e9,
    lastActivityAt: NOON,
    ...change,
  };
}

/** An issue, unchanged since it was opened. */
export function anIssue(iid: number, change: Partial<Issue> = {}): Issue {
  return {
    id: 1000 + iid,
    iid,
    title: `Issue ${iid}`,
    description: null,
    state: "opened",
    author: aUser("ada"),
    assignees: [],
    labels: [],
    milestone: null,
    createdAt: NOON - 1e6,
    updatedAt: NOON - 1e6,
    closedAt: null,
    closedBy: null,
    noteCount: 0,
    upvotes: 0,
    downvotes: 0,
    discussionLocked: false,
    webUrl: `https://forge.test/acme/web/-/issues/${iid}`,
    projectPath: "acme/web",
    confidential: false,
    issueType: "issue",
    dueDate: null,
    weight: null,
    healthStatus: null,
    movedToId: null,
    ...change,
  };
}

/** A merge request, unchanged since it was opened. */
export function aMergeRequest(iid: number, change: Partial<MergeRequest> = {}): MergeRequest {
  const { confidential: _c, issueType: _t, dueDate: _d, weight: _w, healthStatus: _h, ...item } =
    anIssue(iid);
  const { movedToId: _m, ...common } = item;
  return {
    ...common,
    title: `Merge request ${iid}`,
    reviewers: [],
    sourceBranch: `topic-${iid}`,
    targetBranch: "main",
    sourceProjectId: 7,
    targetProjectId: 7,
    draft: false,
    sha: "a".repeat(40),
    mergeCommitSha: null,
    squashCommitSha: null,
    mergedAt: null,
    mergedBy: null,
    mergeStatus: "mergeable",
    webUrl: `https://forge.test/acme/web/-/merge_requests/${iid}`,
    ...change,
  };
}

/** A note by a person. */
export function aNote(id: number, change: Partial<Note> = {}): Note {
  return {
    id,
    type: null,
    body: `Note ${id}`,
    author: aUser("bob"),
    createdAt: NOON,
    updatedAt: NOON,
    system: false,
    internal: false,
    resolvable: false,
    resolved: false,
    resolvedBy: null,
    resolvedAt: null,
    position: null,
    ...change,
  };
}

/** A discussion of some notes. */
export function aDiscussion(id: string, notes: readonly Note[]): Discussion {
  return { id, individual: notes.length === 1, notes };
}

/** An event that adds a label. */
export function anEvent(id: number, change: Partial<ResourceEvent> = {}): ResourceEvent {
  return {
    kind: "label",
    id,
    user: aUser("ada"),
    createdAt: NOON,
    action: "add",
    label: { id: 1, name: "bug", color: null, description: null },
    milestone: null,
    ...change,
  };
}

/** A changed file. */
export function aFile(path: string, change: Partial<FileChange> = {}): FileChange {
  return {
    oldPath: path,
    newPath: path,
    change: "modified",
    collapsed: false,
    tooLarge: false,
    generated: false,
    additions: 1,
    deletions: 1,
    ...change,
  };
}
