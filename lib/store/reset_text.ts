/** `lore reset` in words. Light to import: help loads it. @module */

import { heldWords } from "./count_words.ts";
import type { ResetResult } from "./store_types.ts";

/** What the words are made with. */
export interface ResetWords {
  bytes(size: number): string;
  count(number: number, one: string, many?: string): string;
  printable(text: string): string;
  wrap(text: string, indent?: string): string;
}

/** What is gone. */
export function resetText(result: ResetResult, words: ResetWords): string {
  const path = words.printable(result.path);
  if (result.removed.length === 0) return `There is no store at ${path}: nothing was removed`;
  const held = result.totals === null ? "" : `; ${heldWords(result.totals, words.count)}`;
  return [
    `Removed: ${path}`,
    words.wrap(`  ${words.bytes(result.bytes)}${held}`, "  "),
    "lore sync mirrors anew",
  ].join("\n");
}
