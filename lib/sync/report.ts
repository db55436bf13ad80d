/** What a sync did, in words. @module */

import type { SyncResult } from "./pipeline.ts";

/** What the words are made with. */
export interface Words {
  /** `1 item`, `2 items`. */
  count(number: number, one: string, many?: string): string;
  /** Text on one line and without control characters. */
  printable(text: string): string;
  /** Text broken at spaces to fit a terminal; lines behind the first begin with `indent`. */
  wrap(text: string, indent?: string): string;
}

/** A line on what was fetched, and one for each failure. */
export function syncText(result: SyncResult, words: Words): string {
  const { count, printable, wrap } = words;
  const parts = [
    count(result.issues, "issue"),
    count(result.merge_requests, "merge request"),
    count(result.discussions, "discussion"),
    count(result.events, "event"),
    count(result.files, "changed file"),
  ].filter((part) => !part.startsWith("0 "));
  const made = parts.length === 0 ? "nothing new" : parts.join(", ");
  const lines = [`${count(result.projects, "project")}: ${made}`];
  for (const { project, source, code, message } of result.failures) {
    lines.push(`  ${code} ${printable(project ?? source)}: ${printable(message)}`);
  }
  const rest = result.failed - result.failures.length;
  if (rest > 0) lines.push(`  and ${count(rest, "failure")} more: see the log`);
  return wrap(lines.join("\n"), "    ");
}
