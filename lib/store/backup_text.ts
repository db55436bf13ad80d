/** `lore backup` in words. Light to import: help loads it. @module */

import { heldWords } from "./count_words.ts";
import type { BackupResult } from "./store_types.ts";

/** What the words are made with. */
export interface BackupWords {
  bytes(size: number): string;
  count(number: number, one: string, many?: string): string;
  duration(ms: number): string;
  printable(text: string): string;
  wrap(text: string, indent?: string): string;
}

/** Where it is, what it holds and how it is put back. */
export function backupText(result: BackupResult, words: BackupWords): string {
  const { bytes, count, duration, printable, wrap } = words;
  const held = result.totals === null
    ? `schema version ${result.schema_version}`
    : heldWords(result.totals, count);
  const facts = `${bytes(result.bytes)} in ${duration(result.elapsed_ms)}, checked: ${held}`;
  return [
    `${result.replaced ? "Replaced" : "Written"}: ${printable(result.path)}`,
    wrap(`  ${facts}`, "  "),
    "To restore it:",
    ...result.restore.map((line) => `  ${printable(line)}`),
  ].join("\n");
}
