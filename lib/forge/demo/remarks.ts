/** Lines that GitLab writes itself, and places in diffs that people remark on. @module */

import type { FileChange, Item, Position, Project } from "./model.ts";
import { PEOPLE } from "./people.ts";
import { hexId, type Random } from "./random.ts";

/** Text of a system note. */
export function systemBody(item: Item, project: Project, random: Random): string {
  const person = random.pick(PEOPLE).username;
  const other = random.between(1, item.iid + 5);
  if (item.kind === "issue") {
    return random.pick([
      `assigned to @${person}`,
      `mentioned in merge request !${other}`,
      "changed the description",
      `marked this issue as related to #${other}`,
      `mentioned in commit ${hexId(project.id, item.iid, other)}`,
      `changed title from **{-${item.title.slice(0, 12)}-}** to **${item.title.slice(0, 12)}**`,
    ]);
  }
  return random.pick([
    `requested review from @${person}`,
    "approved this merge request",
    `mentioned in issue #${other}`,
    "marked this merge request as **ready**",
    `added 1 commit\n\n<ul><li>${hexId(item.id, other).slice(0, 8)} - ${item.title}</li></ul>`,
    "changed this line in [version 2 of the diff](#)",
  ]);
}

/** The commit that a merge request's branch left the target at. */
export function baseSha(item: Item): string {
  return hexId(item.id, 11);
}

/** A place in one of the files, at a line that the diff shows; null when none shows lines. */
export function positionIn(
  files: readonly FileChange[],
  item: Item,
  random: Random,
): Position | null {
  const shown = files.filter((file) => file.diff !== "");
  if (shown.length === 0 || item.mergeRequest === null) return null;
  const file = random.pick(shown);
  const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(file.diff);
  const [oldStart, newStart] = [Number(hunk?.[1] ?? 1), Number(hunk?.[2] ?? 1)];
  return {
    oldPath: file.oldPath,
    newPath: file.newPath,
    oldLine: file.change === "added" ? null : oldStart,
    newLine: file.change === "deleted" ? null : newStart + (file.change === "added" ? 2 : 0),
    startLine: file.change === "added" && random.chance(0.3) ? newStart : null,
    baseSha: baseSha(item),
    startSha: baseSha(item),
    headSha: item.mergeRequest.sha ?? hexId(item.id, 12),
  };
}
