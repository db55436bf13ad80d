/** What is asked of a search and what it answers: the fields are those of the robot envelope. @module */

import type { AskedIndex, MatchedBy } from "./lexical.ts";

/** How documents are found. */
export type SearchMode = "lexical" | "semantic" | "hybrid";

/** What kind of thing is found. */
export type HitType = "issue" | "mr" | "discussion";

/** A question. */
export interface SearchRequest {
  readonly query: string;
  readonly mode: SearchMode;
  /** Hits at most. */
  readonly limit: number;
  /** Hits to skip, the best ones; 0 by default. */
  readonly offset?: number;
  readonly type?: HitType;
  /** Path of a project, as it is or was. */
  readonly project?: string;
  /** Username, with or without `@`. */
  readonly author?: string;
  /** All of these. */
  readonly labels?: readonly string[];
  /** Changed at that time or later, Unix ms. */
  readonly since?: number;
  /** Tell how each hit was found. */
  readonly explain?: boolean;
  readonly signal?: AbortSignal;
}

/** Stretches of a text that are to stand out: from, and behind, in UTF-16 units. */
export type Highlights = readonly (readonly [number, number])[];

/** A document that was found. */
export interface SearchHit {
  readonly type: HitType;
  readonly project: string;
  /** Number of the item; of a discussion that of its item. */
  readonly iid: number;
  /** `acme/web#12`, `acme/web!34`. */
  readonly reference: string;
  readonly title: string;
  readonly title_highlights: Highlights;
  /** The part of the body that shows best why it was found, on one line. */
  readonly snippet: string;
  readonly snippet_highlights: Highlights;
  readonly web_url: string;
  readonly author: string | null;
  readonly state: string;
  readonly labels: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
  /** bm25, cosine, or the sum of reciprocal ranks, by mode. */
  readonly score: number;
  readonly explain?: HitExplanation;
}

/** Where a hit stood in each list. */
export interface HitExplanation {
  readonly lexical?: {
    readonly rank: number;
    readonly score: number;
    readonly matched_by: MatchedBy;
  };
  readonly semantic?: { readonly rank: number; readonly score: number };
}

/** What `lore search` returns: an answer, and how far it can be trusted. */
export interface SearchAnswer extends SearchResult {
  /** When the project that was synced longest ago was; null where one never was to its end. */
  readonly synced_at: string | null;
}

/** An answer. */
export interface SearchResult {
  readonly query: string;
  readonly mode: SearchMode;
  /** Best first. */
  readonly hits: readonly SearchHit[];
  /** How many better ones were skipped. */
  readonly offset: number;
  /** Whether there are more. */
  readonly truncated: boolean;
  /** Documents in the store; told when nothing was found. */
  readonly documents?: number;
  /** What kept the answer from being as good as could be. */
  readonly notices: readonly string[];
  readonly explain?: {
    /** What was put to the indexes of words, in order. */
    readonly asked: readonly AskedIndex[];
    /** Whose vectors were compared; null when none were. */
    readonly model: string | null;
  };
}
