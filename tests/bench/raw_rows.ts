/** The demo forge's answers, as far as the floor of an ingest takes them. @module */

/** A person. */
export interface RawUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly web_url: string;
  readonly avatar_url: string | null;
  readonly state: string;
}

/** A label. */
export interface RawLabel {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

/** What issues and merge requests have in common. */
export interface RawItem {
  readonly id: number;
  readonly iid: number;
  readonly project_id: number;
  readonly title: string;
  readonly description: string | null;
  readonly state: string;
  readonly author: RawUser | null;
  readonly milestone: { readonly id: number } | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly closed_at: string | null;
  readonly closed_by: RawUser | null;
  readonly user_notes_count: number;
  readonly upvotes: number;
  readonly downvotes: number;
  readonly web_url: string;
  readonly labels: readonly RawLabel[];
  readonly assignees: readonly RawUser[];
}

/** An issue. */
export interface RawIssue extends RawItem {
  readonly confidential: boolean;
  readonly issue_type: string;
  readonly due_date: string | null;
}

/** A merge request. */
export interface RawMergeRequest extends RawItem {
  readonly source_branch: string;
  readonly target_branch: string;
  readonly source_project_id: number | null;
  readonly target_project_id: number | null;
  readonly draft: boolean;
  readonly sha: string | null;
  readonly merge_commit_sha: string | null;
  readonly squash_commit_sha: string | null;
  readonly detailed_merge_status: string;
  readonly merged_at: string | null;
  readonly merge_user: RawUser | null;
  readonly reviewers: readonly RawUser[];
}

/** Where in a diff a note stands. */
export interface RawPosition {
  readonly old_path: string;
  readonly new_path: string;
  readonly old_line: number | null;
  readonly new_line: number | null;
  readonly base_sha: string;
  readonly start_sha: string;
  readonly head_sha: string;
}

/** A note. */
export interface RawNote {
  readonly id: number;
  readonly type: string | null;
  readonly body: string;
  readonly author: RawUser | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly system: boolean;
  readonly internal: boolean;
  readonly resolvable: boolean;
  readonly resolved?: boolean;
  readonly resolved_by?: RawUser | null;
  readonly resolved_at?: string | null;
  readonly position?: RawPosition;
}

/** A thread. */
export interface RawDiscussion {
  readonly id: string;
  readonly individual_note: boolean;
  readonly notes: readonly RawNote[];
}

/** A change of state, label or milestone. */
export interface RawEvent {
  readonly id: number;
  readonly user: RawUser | null;
  readonly created_at: string;
  readonly action?: string;
  readonly state?: string;
  readonly label?: RawLabel | null;
  readonly milestone?: { readonly title: string } | null;
}

/** A changed file. */
export interface RawFile {
  readonly old_path: string;
  readonly new_path: string;
  readonly diff: string;
  readonly new_file: boolean;
  readonly renamed_file: boolean;
  readonly deleted_file: boolean;
  readonly collapsed: boolean;
  readonly too_large: boolean;
  readonly generated_file: boolean;
}
