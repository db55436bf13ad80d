/** Gaps of a mirror in two or three words each. Light to import: help loads it. @module */

import type { Gap, GapKind } from "./coverage_gaps.ts";

/** How many of what is lacking; `n` is empty where that cannot be known. */
const WORDS: Readonly<Record<GapKind, (n: string) => string>> = {
  project_gone: () => "project gone",
  never_walked: () => "not walked to its end yet",
  interrupted: () => "last walk broken off",
  not_walked: () => "changes never walked",
  list_cut_short: (n) => `${n} left out of the list`,
  unreadable_items: (n) => `${n} not readable`,
  unreadable_parts: (n) => `${n} not readable in part`,
  never_fetched: (n) => `${n} without discussions or files`,
  queued: (n) => `${n} queued`,
  unsettled: (n) => `${n} changed just before`,
  notes_missing: (n) => `${n} without all notes`,
  notes_hidden: (n) => `${n} with hidden notes`,
  files_cut_short: (n) => `${n} with a cut file list`,
  other_rights: () => "walked with other rights",
  hidden: (n) => `${n} hidden`,
};

/** What is lacking, as in `2 queued, 1 not readable`. */
export function gapWords(gaps: readonly Pick<Gap, "kind" | "items">[]): string {
  return gaps.map(({ kind, items }) => WORDS[kind](String(items ?? ""))).join(", ");
}
