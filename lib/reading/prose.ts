/** Times and widths of texts that are read, not scanned. @module */

import type { Words } from "./words.ts";

/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 100;

/** Columns that a text may take. */
export function columnsOf({ isTerminal, columns }: Pick<Words, "isTerminal" | "columns">): number {
  return isTerminal ? Math.min(columns, WIDEST) : Infinity;
}

/** `3 days ago (2026-01-12 13:00)`, by the local clock. */
export function when(time: string, { ago }: Pick<Words, "ago">): string {
  const then = new Date(time);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
  return `${ago(then.getTime())} (${day} ${two(then.getHours())}:${two(then.getMinutes())})`;
}
