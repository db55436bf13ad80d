/**
 * Files that the generated merge requests change.
 *
 * @module
 */

import { themeAt } from "./items.ts";
import type { FileChange, Item, Project } from "./model.ts";
import type { Random } from "./random.ts";
import type { SourceTree, StructuralChange } from "./source_tree.ts";
import { type Place, randomAt } from "./timeline.ts";
import type { Theme } from "./themes.ts";
import { CONTEXT_LINES } from "./words.ts";

/** The files of a merge request; the same place gives the same files. */
export function filesOf(
  project: Project,
  tree: SourceTree,
  { place, item }: { readonly place: Place; readonly item: Item },
): FileChange[] {
  if (item.mergeRequest === null || item.mergeRequest.sha === null) return [];
  const random = randomAt(place, 4);
  const theme = themeAt(item.theme);
  const structural = (tree.changes.get(item.iid) ?? []).map((change) =>
    moved(change, theme, random)
  );
  const paths = random.some(tree.pathsAt(item.iid, theme.area), random.between(1, 3));
  if (random.chance(0.5)) paths.push(...tree.pathsAt(item.iid, "project"));
  const edited = paths.map((path) => modified(path, theme, random));
  return [...structural, ...edited, ...extras(project, { item, theme }, random)];
}

function moved({ oldPath, newPath, change }: StructuralChange, theme: Theme, random: Random) {
  // A rename that changes no line has an empty diff and no flag that says why.
  const diff = change === "renamed" && random.chance(0.5) ? "" : diffOf(change, theme, random);
  return { ...plain(newPath, change, diff), oldPath };
}

function modified(path: string, theme: Theme, random: Random): FileChange {
  return plain(path, "modified", diffOf("modified", theme, random));
}

/** Tests, lock files and snapshots: what comes along with a change. */
function extras(
  project: Project,
  { item, theme }: { readonly item: Item; readonly theme: Theme },
  random: Random,
): FileChange[] {
  const files: FileChange[] = [];
  if (random.chance(0.35)) {
    const name = theme.slug.replaceAll("-", "_");
    const path = `tests/${theme.area}/${name}_${item.iid}_test.${project.extension}`;
    files.push(plain(path, "added", diffOf("added", theme, random)));
  }
  if (random.chance(0.1)) {
    files.push({ ...plain("package-lock.json", "modified", ""), collapsed: true, generated: true });
  }
  if (random.chance(0.04)) {
    files.push({ ...plain(`tests/snapshots/${item.iid}.json`, "added", ""), tooLarge: true });
  }
  return files;
}

/** A file change without anything out of the ordinary. */
export function plain(path: string, change: FileChange["change"], diff: string): FileChange {
  return {
    oldPath: path,
    newPath: path,
    change,
    diff,
    collapsed: false,
    tooLarge: false,
    generated: false,
  };
}

/** A unified diff of one or two hunks, as GitLab gives it: without the lines that name the files. */
function diffOf(change: FileChange["change"], theme: Theme, random: Random): string {
  if (change === "added") return wholeFile("+", [...CONTEXT_LINES, ...theme.after]);
  if (change === "deleted") return wholeFile("-", [...CONTEXT_LINES, ...theme.before]);
  const first = random.between(1, 180);
  const hunks = hunk(first, theme, random);
  return random.chance(0.3) ? hunks + hunk(first + 40, theme, random) : hunks;
}

function wholeFile(sign: "+" | "-", lines: readonly string[]): string {
  const range = sign === "+" ? `@@ -0,0 +1,${lines.length} @@` : `@@ -1,${lines.length} +0,0 @@`;
  return `${range}\n${lines.map((line) => `${sign}${line}\n`).join("")}`;
}

function hunk(start: number, { before, after }: Theme, random: Random): string {
  const [above, below] = [random.pick(CONTEXT_LINES), random.pick(CONTEXT_LINES)];
  const header = `@@ -${start},${before.length + 2} +${start},${after.length + 2} @@`;
  const lines = [
    ` ${above}`,
    ...before.map((line) => `-${line}`),
    ...after.map((line) => `+${line}`),
    ` ${below}`,
  ];
  return `${header}\n${lines.join("\n")}\n`;
}
