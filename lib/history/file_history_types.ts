/** What `lore file-history` is asked and answers. @module */

import type { AnswerFreshness } from "../reading/freshness.ts";
import type { Scope } from "../names.ts";

/** What is asked for. */
export interface FileHistoryRequest extends Scope {
  /** A file, a folder, a pattern, or the address of a page of the forge. */
  readonly path: string;
  readonly followRenames: boolean;
  /** Only what was merged. */
  readonly merged: boolean;
  /** Whether the threads on the file's diff are told. */
  readonly discussions: boolean;
  /** Unix ms: merged, closed or, while open, changed at that time or later. */
  readonly since?: number;
  /** Merge requests at most. */
  readonly limit: number;
  /** Merge requests to skip. */
  readonly offset: number;
  /** Unix ms. */
  readonly now: number;
}

/** What a merge request did to a file. */
export interface ChangedFile {
  readonly old_path: string;
  readonly new_path: string;
  readonly change: "added" | "modified" | "renamed" | "deleted";
  /** null where the forge left the diff out. */
  readonly additions: number | null;
  readonly deletions: number | null;
  /** Renames between this name and the one that was asked for. */
  readonly depth: number;
}

/** A thread on a file's diff. */
export interface FileThreadRow {
  /** The forge's id of the discussion. */
  readonly id: string;
  readonly path: string;
  readonly line: number | null;
  readonly author: string | null;
  /** What it begins with, at most 300 characters. */
  readonly body: string;
  /** Notes by people. */
  readonly notes: number;
  /** null where there is nothing to resolve. */
  readonly resolved: boolean | null;
  readonly created_at: string;
  readonly web_url: string;
}

/** A merge request that touched the file. */
export interface FileHistoryRow {
  /** `acme/web!34` */
  readonly reference: string;
  readonly project: string;
  readonly iid: number;
  readonly title: string;
  readonly state: string;
  readonly draft: boolean;
  /** Usernames; null where the forge does not say, or nobody did. */
  readonly author: string | null;
  readonly merged_by: string | null;
  readonly source_branch: string;
  readonly target_branch: string;
  /** By people, as the forge counts them. */
  readonly comments: number;
  readonly created_at: string;
  readonly merged_at: string | null;
  /** When it was merged, closed or, while open, last changed. */
  readonly touched_at: string;
  readonly web_url: string;
  /** What it did to the file, or to the first of several. */
  readonly files: readonly ChangedFile[];
  readonly file_count: number;
  /** False where its list of files may lack some. */
  readonly files_complete: boolean;
  /** The first threads on the file's diff; only where they are asked for. */
  readonly discussions?: readonly FileThreadRow[];
  readonly discussion_count?: number;
}

/** A name that the file had. */
export interface FileNameRow {
  readonly project: string;
  readonly path: string;
  /** Renames between it and the name that was asked for. */
  readonly depth: number;
  readonly direction: "asked" | "before" | "after";
  /** null where it is not known, and for names that were asked for. */
  readonly since: string | null;
  /** When the name began to mean another file; null where it did not. */
  readonly until: string | null;
}

/** A rename of the file. */
export interface RenameOfFile {
  readonly project: string;
  readonly old_path: string;
  readonly new_path: string;
  /** The merge request that renamed it: `acme/web!34`. */
  readonly merge_request: string;
  readonly renamed_at: string;
  readonly depth: number;
  /** False where a file left the name that was asked for, which is another file since. */
  readonly followed: boolean;
}

/** Merge requests whose files are not all known, and which do not name the file. */
export interface IncompleteLists {
  /** Of how many the forge cut the list short. */
  readonly cut: number;
  /** Of how many it was not fetched yet. */
  readonly unfetched: number;
  /** The first of them. */
  readonly merge_requests: readonly string[];
}

/** The answer. */
export interface FileHistory extends AnswerFreshness {
  /** The path or pattern as it was understood. */
  readonly path: string;
  readonly kind: "file" | "folder" | "pattern";
  /** Paths of the projects that have it. */
  readonly projects: readonly string[];
  /** Files that the path means, counted in each project. */
  readonly matches: number;
  readonly merge_requests: readonly FileHistoryRow[];
  /** The names that were asked for first, then by depth; at most 20. */
  readonly names: readonly FileNameRow[];
  readonly name_count: number;
  /** The latest first; at most 20. */
  readonly renames: readonly RenameOfFile[];
  readonly rename_count: number;
  readonly incomplete: IncompleteLists;
  /** Merge requests that were skipped. */
  readonly offset: number;
  /** Whether there are more than these. */
  readonly truncated: boolean;
}
