/**
 * What the demo forge knows, before it is put into GitLab's words.
 *
 * Owns: the shapes of projects, items and what hangs on them; times are Unix ms, people, labels and
 * milestones are named by id. Leaves to others: making them (`world.ts`), changing them
 * (`changes.ts`), answering with them (`render*.ts`).
 *
 * @module
 */

/** Issues and merge requests are numbered apart. */
export type Kind = "issue" | "merge_request";

/** `merged` is for merge requests alone. */
export type State = "opened" | "closed" | "merged";

/** A person or bot. */
export interface Person {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly state: "active" | "blocked";
  readonly hasAvatar: boolean;
}

/** A label of a project, or of the group above it. */
export interface Label {
  readonly id: number;
  name: string;
  /** The name it was made with: what items were generated from. */
  readonly topic: string;
  readonly color: string;
  readonly textColor: string;
  readonly description: string | null;
  readonly ofGroup: boolean;
  deleted: boolean;
}

/** A milestone of a project, or of the group above it. */
export interface Milestone {
  readonly id: number;
  readonly iid: number;
  title: string;
  readonly description: string | null;
  readonly state: "active" | "closed";
  /** `2026-01-31` */
  readonly startDate: string | null;
  readonly dueDate: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly ofGroup: boolean;
}

/** A group; paths of subgroups contain slashes. */
export interface Group {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly parentId: number | null;
}

/** A project. */
export interface Project {
  /** Position in the world: part of every seed. */
  readonly index: number;
  readonly id: number;
  /** `acme/tools/cli` */
  path: string;
  name: string;
  readonly description: string | null;
  readonly archived: boolean;
  readonly visibility: "private" | "internal" | "public";
  readonly createdAt: number;
  readonly labels: Label[];
  readonly milestones: Milestone[];
  /** Paths it had before; they redirect. */
  readonly formerPaths: string[];
  /** `hidden` answers 404 to the token, `forbidden` answers 403 for its items. */
  access: "full" | "forbidden" | "hidden";
  /** Folder of the sources. */
  readonly root: string;
  /** File extension of the sources. */
  readonly extension: string;
  /** How many items were generated; later ones come from changes. */
  readonly generated: Readonly<Record<Kind, number>>;
}

/** What only merge requests have. */
export interface MergeRequestPart {
  reviewers: readonly number[];
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** Null when the fork was deleted. */
  readonly sourceProjectId: number | null;
  draft: boolean;
  sha: string | null;
  mergeCommitSha: string | null;
  squashCommitSha: string | null;
  mergedAt: number | null;
  mergedBy: number | null;
  readonly squash: boolean;
  readonly forceRemoveSourceBranch: boolean | null;
}

/** An issue or merge request without what hangs on it. */
export interface Item {
  readonly kind: Kind;
  readonly id: number;
  readonly iid: number;
  title: string;
  description: string | null;
  state: State;
  readonly author: number;
  assignees: readonly number[];
  labels: readonly number[];
  milestone: number | null;
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  closedBy: number | null;
  /** Notes by people; system notes do not count. */
  noteCount: number;
  readonly upvotes: number;
  readonly downvotes: number;
  readonly discussionLocked: boolean | null;
  readonly confidential: boolean;
  readonly issueType: "issue" | "incident" | "task";
  readonly dueDate: string | null;
  movedToId: number | null;
  /** What the item is about: the index of its theme, for text that belongs together. */
  readonly theme: number;
  readonly mergeRequest: MergeRequestPart | null;
}

/** Where in a diff a note stands. */
export interface Position {
  readonly oldPath: string;
  readonly newPath: string;
  readonly oldLine: number | null;
  readonly newLine: number | null;
  /** First line of a note on several lines; null for one line. */
  readonly startLine: number | null;
  readonly baseSha: string;
  readonly startSha: string;
  readonly headSha: string;
}

/** A comment, or a line that GitLab wrote itself. */
export interface Note {
  readonly id: number;
  readonly type: "DiffNote" | "DiscussionNote" | null;
  body: string;
  readonly author: number;
  readonly createdAt: number;
  updatedAt: number;
  readonly system: boolean;
  readonly internal: boolean;
  readonly resolvable: boolean;
  resolved: boolean;
  resolvedBy: number | null;
  resolvedAt: number | null;
  readonly position: Position | null;
}

/** A thread, or a single comment. */
export interface Discussion {
  readonly id: string;
  readonly individual: boolean;
  readonly notes: Note[];
}

/** A change of state, label or milestone. */
export interface ResourceEvent {
  readonly kind: "state" | "label" | "milestone";
  readonly id: number;
  readonly user: number;
  readonly createdAt: number;
  /** `add`, `remove`, or the new state (`closed`, `reopened`, `merged`). */
  readonly action: string;
  /** The label's or milestone's id; null once that was deleted, and for states. */
  readonly subject: number | null;
}

/** A file that a merge request changes. */
export interface FileChange {
  readonly oldPath: string;
  readonly newPath: string;
  readonly change: "added" | "modified" | "renamed" | "deleted";
  readonly diff: string;
  readonly collapsed: boolean;
  readonly tooLarge: boolean;
  readonly generated: boolean;
}

/** What hangs on an item. */
export interface Dependents {
  readonly discussions: Discussion[];
  readonly events: ResourceEvent[];
  /** Empty for issues. */
  files: FileChange[];
}
