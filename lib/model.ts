/**
 * What lore mirrors: the words that the forges' clients and the store have in common.
 *
 * Owns: the types of projects, people, items and what hangs on them, whichever forge they come from.
 * Times are Unix ms. Leaves to others: how they are fetched (`forge/`) and kept (`db/`), which know
 * this module and not each other.
 *
 * @module
 */

/** A person as the forge names them. */
export interface User {
  /** The forge's id. */
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly webUrl: string | null;
  readonly avatarUrl: string | null;
  /** `active`, `blocked` and others; null where the forge does not say. */
  readonly state: string | null;
}

/** Who a token belongs to and what it may do. */
export interface Identity {
  readonly user: User;
  /** Scopes of the token; null where the forge does not tell. */
  readonly scopes: readonly string[] | null;
  /** When the token expires, Unix ms; null for never or unknown. */
  readonly expiresAt: number | null;
}

/**
 * How much of a project the token may see: the more, the greater. Null where the forge does not tell.
 */
export interface ProjectAccess {
  /** Issues: 0 when they are switched off, 1 when they are for members, 2 when they are for all. */
  readonly issues: number | null;
  /** Merge requests, likewise. */
  readonly mergeRequests: number | null;
  /** The access level of the token's owner as the forge counts it; 0 for who is no member. */
  readonly role: number | null;
}

/** A project (GitLab) or repository (GitHub). */
export interface Project {
  /** The forge's numeric id: what everything is keyed by. */
  readonly id: number;
  /** `group/sub/repo`, as it is now. */
  readonly path: string;
  readonly name: string;
  readonly description: string | null;
  readonly defaultBranch: string | null;
  readonly webUrl: string;
  readonly visibility: string | null;
  readonly access: ProjectAccess;
  readonly archived: boolean;
  readonly createdAt: number | null;
  readonly lastActivityAt: number | null;
}

/** A label. Lists of items name labels; `id` and the rest are known where the forge gave them. */
export interface Label {
  readonly id: number | null;
  readonly name: string;
  readonly color: string | null;
  readonly description: string | null;
}

/** A milestone. */
export interface Milestone {
  readonly id: number;
  /** Number within its project or group. */
  readonly iid: number;
  readonly title: string;
  readonly description: string | null;
  readonly state: string | null;
  /** `YYYY-MM-DD`. */
  readonly startDate: string | null;
  /** `YYYY-MM-DD`. */
  readonly dueDate: string | null;
  readonly webUrl: string | null;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
}

/** What issues and merge requests have in common. */
export interface Item {
  /** The forge's id, unique in the instance. */
  readonly id: number;
  /** Number within the project. */
  readonly iid: number;
  readonly title: string;
  readonly description: string | null;
  readonly state: string;
  readonly author: User | null;
  readonly assignees: readonly User[];
  readonly labels: readonly Label[];
  readonly milestone: Milestone | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly closedAt: number | null;
  readonly closedBy: User | null;
  /** Comments by people, as the forge counts them. */
  readonly noteCount: number;
  readonly upvotes: number;
  readonly downvotes: number;
  readonly discussionLocked: boolean;
  readonly webUrl: string;
  /** The project's path at the time of the answer, where the answer tells. */
  readonly projectPath: string | null;
}

/** An issue. */
export interface Issue extends Item {
  readonly confidential: boolean;
  /** `issue`, `incident`, `task` and others. */
  readonly issueType: string | null;
  /** `YYYY-MM-DD`. */
  readonly dueDate: string | null;
  readonly weight: number | null;
  readonly healthStatus: string | null;
  /** The issue's id at its new place, after a move. */
  readonly movedToId: number | null;
}

/** A merge request (GitLab) or pull request (GitHub). */
export interface MergeRequest extends Item {
  readonly reviewers: readonly User[];
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly sourceProjectId: number | null;
  readonly targetProjectId: number | null;
  readonly draft: boolean;
  /** Head commit. */
  readonly sha: string | null;
  readonly mergeCommitSha: string | null;
  readonly squashCommitSha: string | null;
  readonly mergedAt: number | null;
  readonly mergedBy: User | null;
  readonly mergeStatus: string | null;
}

/** A place in a diff. */
export interface DiffPosition {
  readonly oldPath: string | null;
  readonly newPath: string | null;
  readonly oldLine: number | null;
  readonly newLine: number | null;
  /** First and last line of a note on several lines, in the new file where known. */
  readonly startLine: number | null;
  readonly endLine: number | null;
  /** `text`, `image` or `file`. */
  readonly type: string | null;
  readonly baseSha: string | null;
  readonly startSha: string | null;
  readonly headSha: string | null;
}

/** A note in a discussion. */
export interface Note {
  readonly id: number;
  /** null, `DiffNote`, `DiscussionNote`, `LegacyDiffNote`. */
  readonly type: string | null;
  readonly body: string;
  readonly author: User | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Written by the forge itself. */
  readonly system: boolean;
  readonly internal: boolean;
  readonly resolvable: boolean;
  readonly resolved: boolean;
  readonly resolvedBy: User | null;
  readonly resolvedAt: number | null;
  readonly position: DiffPosition | null;
}

/** A thread of notes, or one note standing alone. */
export interface Discussion {
  /** The forge's id, a hash on GitLab. */
  readonly id: string;
  /** A note that nobody can reply to in place. */
  readonly individual: boolean;
  readonly notes: readonly Note[];
}

/** A change of state, label or milestone, which the forge does not keep as a note. */
export interface ResourceEvent {
  readonly kind: "state" | "label" | "milestone";
  readonly id: number;
  readonly user: User | null;
  readonly createdAt: number;
  /** `add`, `remove`, or the new state. */
  readonly action: string;
  /** Of a label event; null when the label is gone. */
  readonly label: Label | null;
  /** Of a milestone event; null when the milestone is gone. */
  readonly milestone: Milestone | null;
}

/** A file that a merge request changes. */
export interface FileChange {
  readonly oldPath: string;
  readonly newPath: string;
  readonly change: "added" | "modified" | "renamed" | "deleted";
  /** The forge left the diff out because it is long. */
  readonly collapsed: boolean;
  readonly tooLarge: boolean;
  readonly generated: boolean;
  /** Lines added and removed, counted in the diff; null where the diff was left out. */
  readonly additions: number | null;
  readonly deletions: number | null;
}

/** The two kinds of items. */
export type ItemKind = "issue" | "merge_request";

/** An item within its project. */
export interface ItemRef {
  readonly kind: ItemKind;
  /** The project's id on the forge. */
  readonly projectId: number;
  readonly iid: number;
}

/** Something in an answer that does not have the expected shape. */
export interface Unparsed {
  /** `iid` of the item, or of the item that the thing hangs on; null where even that is unreadable. */
  readonly iid: number | null;
  /** Where in the item, as in `author.username`. */
  readonly path: string;
  /** What is wrong there. */
  readonly message: string;
}
