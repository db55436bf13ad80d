/** Files of a merge request. @module */

import { z } from "zod";
import type { FileChange } from "../../port.ts";
import { optionalFlag, optionalText } from "./time.ts";

/** An entry of a merge request's diffs. */
export const fileSchema = z.object({
  old_path: z.string(),
  new_path: z.string(),
  diff: optionalText,
  new_file: optionalFlag,
  renamed_file: optionalFlag,
  deleted_file: optionalFlag,
  collapsed: optionalFlag,
  too_large: optionalFlag,
  generated_file: optionalFlag,
});

/** The file in lore's words. */
export function toFile(file: z.infer<typeof fileSchema>): FileChange {
  const diff = file.diff ?? "";
  const leftOut = diff === "" && (file.collapsed === true || file.too_large === true);
  const lines = leftOut ? { additions: null, deletions: null } : countLines(diff);
  return {
    oldPath: file.old_path,
    newPath: file.new_path,
    change: changeOf(file),
    collapsed: file.collapsed ?? false,
    tooLarge: file.too_large ?? false,
    generated: file.generated_file ?? false,
    ...lines,
  };
}

function changeOf(file: z.infer<typeof fileSchema>): FileChange["change"] {
  if (file.new_file) return "added";
  if (file.deleted_file) return "deleted";
  return file.renamed_file || file.old_path !== file.new_path ? "renamed" : "modified";
}

const PLUS = "+".charCodeAt(0);
const MINUS = "-".charCodeAt(0);

/** Counts within hunks only: before the first one, `---` and `+++` name the files. */
export function countLines(diff: string): { additions: number; deletions: number } {
  let additions = 0;
  let deletions = 0;
  const firstHunk = diff.startsWith("@@") ? 0 : diff.indexOf("\n@@") + 1;
  if (firstHunk === 0 && !diff.startsWith("@@")) return { additions, deletions };
  for (let at = firstHunk; at < diff.length;) {
    const mark = diff.charCodeAt(at);
    if (mark === PLUS) additions++;
    else if (mark === MINUS) deletions++;
    const end = diff.indexOf("\n", at);
    if (end === -1) break;
    at = end + 1;
  }
  return { additions, deletions };
}
