/**
 * The shape of one issue or merge request in full.
 *
 * CONTRACT: fields are added, never renamed. Times are ISO 8601 in UTC.
 *
 * @module
 */

import type { Reference } from "../db/references.ts";
import type { FileChange } from "../model.ts";
import type { AnswerFreshness } from "./freshness.ts";
import type { IssueRow, MergeRequestRow } from "./items.ts";

/** What is said of both kinds beside what a list says. */
interface Details {
  /** Name of the source in the config. */
  readonly source: string;
  /** Markdown, as on the forge. */
  readonly description: string | null;
  readonly closed_by: string | null;
  /** `YYYY-MM-DD`. */
  readonly milestone_due: string | null;
  readonly upvotes: number;
  readonly downvotes: number;
  readonly discussion_locked: boolean;
  readonly unresolved_threads: number;
  /** When its discussions were last fetched in full; null for never. */
  readonly discussions_fetched_at: string | null;
}

/** An issue. */
export interface IssueDetail extends IssueRow, Details {
  /** `issue`, `incident`, `task` and others. */
  readonly type: string | null;
  /** `YYYY-MM-DD`. */
  readonly due_date: string | null;
  readonly weight: number | null;
  readonly health_status: string | null;
}

/** A merge request. */
export interface MergeRequestDetail extends MergeRequestRow, Details {
  readonly merged_by: string | null;
  /** Head commit. */
  readonly sha: string | null;
  readonly merge_commit_sha: string | null;
  readonly merge_status: string | null;
}

/** A note of a thread. */
export interface ThreadNote {
  /** The forge's id. */
  readonly id: number;
  readonly author: string | null;
  /** Markdown. */
  readonly body: string;
  /** Written by the forge itself. */
  readonly system: boolean;
  readonly internal: boolean;
  /** null where there is nothing to resolve. */
  readonly resolved: boolean | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly web_url: string;
}

/** A discussion that can be replied to. */
export interface ThreadEntry {
  readonly type: "thread";
  /** The forge's id. */
  readonly id: string;
  /** Where in the diff it stands; null where it is about the item as a whole. */
  readonly path: string | null;
  readonly line: number | null;
  /** null where there is nothing to resolve. */
  readonly resolved: boolean | null;
  readonly resolved_by: string | null;
  /** When it began. */
  readonly created_at: string;
  readonly web_url: string;
  readonly notes: readonly ThreadNote[];
}

/** A note that stands alone. */
export interface NoteEntry extends Omit<ThreadNote, "resolved"> {
  readonly type: "note";
}

/** A change of state, label or milestone. */
export interface EventEntry {
  readonly type: "event";
  readonly event: "state" | "label" | "milestone";
  /** `add`, `remove`, or the new state. */
  readonly action: string;
  readonly author: string | null;
  /** Of a label event; null where the label is gone. */
  readonly label: string | null;
  /** Of a milestone event; null where the milestone is gone. */
  readonly milestone: string | null;
  readonly created_at: string;
}

/** One thing that happened. */
export type TimelineView = ThreadEntry | NoteEntry | EventEntry;

/** Another item, and what they have to do with each other. */
export interface RelatedItem {
  /** Whether this item says it of the other, or the other of this one. */
  readonly direction: "outgoing" | "incoming";
  readonly relation: Reference["relation"];
  readonly reference: string;
  /** null, as state and page, where the mirror does not have the item. */
  readonly title: string | null;
  readonly state: string | null;
  readonly said_in: Reference["source"];
  readonly said_at: string;
  readonly web_url: string | null;
}

/** A file that a merge request changes. */
export interface ChangedFile {
  readonly path: string;
  /** Where it was; only where it was elsewhere. */
  readonly old_path?: string;
  readonly change: FileChange["change"];
  /** null where the forge left the diff out. */
  readonly additions: number | null;
  readonly deletions: number | null;
}

/** The files that a merge request changes. */
export interface ChangedFilesView {
  readonly total: number;
  /** Whether the forge gave all of them; null where they were never fetched. */
  readonly complete: boolean | null;
  /** As far as the forge showed diffs. */
  readonly additions: number;
  readonly deletions: number;
  /** The first hundred by path. */
  readonly files: readonly ChangedFile[];
}

/** What an answer says beside the item itself. */
export interface ViewAnswer extends AnswerFreshness {
  /** What it refers to and what refers to it, the first hundred. */
  readonly related: readonly RelatedItem[];
  readonly related_total: number;
  /** What happened, oldest first. */
  readonly timeline: readonly TimelineView[];
  /** Entries that the whole timeline has. */
  readonly timeline_total: number;
  /** Entries that were skipped. */
  readonly offset: number;
  /** Whether there are later entries than these. */
  readonly truncated: boolean;
}

/** An issue in full. */
export interface IssueView extends ViewAnswer {
  readonly issue: IssueDetail;
}

/** A merge request in full. */
export interface MergeRequestView extends ViewAnswer {
  readonly merge_request: MergeRequestDetail;
  readonly changed_files: ChangedFilesView;
}
