/** What a store holds, in words. Light to import: help loads it. @module */

import type { StateCounts, StoreTotals } from "../db/stats.ts";

/** `39971 opened, 30029 closed`: the largest first; nothing where there is no item. */
export function stateWords(states: StateCounts): string {
  return Object.entries(states).sort(([, a], [, b]) => b - a)
    .map(([state, rows]) => `${rows} ${state}`).join(", ");
}

/** How many items there are in all states. */
export function sumOf(states: StateCounts): number {
  return Object.values(states).reduce((sum, rows) => sum + rows, 0);
}

/** `3 projects: 60 issues, 30 merge requests, 235 discussions, 421 notes`. */
export function heldWords(
  totals: StoreTotals,
  count: (number: number, one: string, many?: string) => string,
): string {
  const held = [
    count(sumOf(totals.issues), "issue"),
    count(sumOf(totals.merge_requests), "merge request"),
    count(totals.discussions, "discussion"),
    count(totals.notes, "note"),
  ];
  return `${count(totals.projects, "project")}: ${held.join(", ")}`;
}
