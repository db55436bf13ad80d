/**
 * What a path names in the mirror: a file, a folder, or files that fit a pattern.
 *
 * Owns: that a path which no merge request touched is an error with the paths near it, and never an
 * empty list. Leaves to others: how paths are written (`written_path.ts`), patterns (`glob.ts`), the
 * look-ups (`db/file_paths.ts`).
 *
 * @module
 */

import { type FileName, hasPathIn, namesOfPath, pathsIn, projectsAt } from "../db/file_paths.ts";
import { unlistedTouches } from "../db/file_history.ts";
import type { Reader } from "../db/mod.ts";
import { LoreError } from "../errors.ts";
import { quoted } from "../quoted.ts";
import { isGlob, parseGlob } from "./glob.ts";
import { nearPaths } from "./near_paths.ts";
import { isAddress, pathsAt, pathsMeant } from "./written_path.ts";

/** What a path names. */
export interface FoundPaths {
  readonly kind: "file" | "folder" | "pattern";
  /** The path or pattern as it is understood. */
  readonly path: string;
  /** Each file in each project; at least one. */
  readonly names: readonly FileName[];
}

/** Where a path is looked for. */
export interface PathScope {
  /** lore's keys; undefined for all projects. */
  readonly projectIds?: readonly number[];
  /** Path of the project as it was given. */
  readonly project?: string;
}

/** Paths that are shown and offered as commands, and paths that details hold, at most. */
const SHOWN = 3;
const DETAILED = 50;

/**
 * Finds the files that a path means.
 *
 * @throws {LoreError} `NOT_FOUND` where no merge request touched any
 */
export function findPaths(reader: Reader, input: string, scope: PathScope): FoundPaths {
  const meant = isAddress(input)
    ? meantByAddress(reader, input, scope)
    : { ...scope, paths: pathsMeant(input) };
  for (const find of [fileAt, folderAt, filesFitting]) {
    for (const path of meant.paths) {
      const found = find(reader, path, meant);
      if (found !== undefined) return found;
    }
  }
  throw unknownPath(reader, meant.paths.at(-1) ?? input, { input, scope: meant });
}

function meantByAddress(
  reader: Reader,
  url: string,
  { projectIds }: PathScope,
): PathScope & { readonly paths: readonly string[] } {
  for (const { projectId, webUrl } of projectsAt(reader, url)) {
    const paths = pathsAt(url, webUrl);
    if (paths === undefined) continue;
    if (projectIds === undefined || projectIds.includes(projectId)) {
      return { projectIds: [projectId], paths };
    }
  }
  throw new LoreError("NOT_FOUND", `No project of the mirror has a file at "${url}"`, {
    hint: "Give the file's path as it is in its repository",
    actions: ["lore sync-status"],
    details: { path: url },
  });
}

function fileAt(
  reader: Reader,
  path: string,
  { projectIds }: PathScope,
): FoundPaths | undefined {
  if (path.endsWith("/")) return undefined;
  const names = namesOfPath(reader, { path, projectIds });
  return names.length === 0 ? undefined : { kind: "file", path, names };
}

function folderAt(
  reader: Reader,
  path: string,
  { projectIds }: PathScope,
): FoundPaths | undefined {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  if (!hasPathIn(reader, { projectIds, prefix })) return undefined;
  return { kind: "folder", path: prefix, names: pathsIn(reader, { projectIds, prefix }) };
}

function filesFitting(
  reader: Reader,
  path: string,
  { projectIds }: PathScope,
): FoundPaths | undefined {
  if (!isGlob(path)) return undefined;
  const { prefix, fits } = parseGlob(path);
  const names = pathsIn(reader, { projectIds, prefix }).filter((name) => fits(name.path));
  return names.length === 0 ? undefined : { kind: "pattern", path, names };
}

function unknownPath(
  reader: Reader,
  path: string,
  { input, scope }: { readonly input: string; readonly scope: PathScope },
): LoreError {
  const { projectIds, project } = scope;
  const known = [...new Set(pathsIn(reader, { projectIds, prefix: "" }).map((name) => name.path))];
  const near = nearPaths(path, known);
  const unlisted = unlistedTouches(reader, [], { projectIds, filter: { merged: false } }).length;
  const within = project === undefined ? "" : ` -p ${quoted(project)}`;
  const word = (each: string): string => `${each.startsWith("-") ? "-- " : ""}${quoted(each)}`;
  const actions = near.slice(0, SHOWN).map((each) => `lore file-history${within} ${word(each)}`);
  return new LoreError(
    "NOT_FOUND",
    `No merge request of the mirror is known to have touched "${input}"`,
    {
      hint: [hintFor(near, known), ...unlistedHint(unlisted)].join("; "),
      actions: actions.length > 0
        ? actions
        : [known.length > 0 ? `lore mrs --state all${within}` : "lore sync"],
      details: { path: input, known: near.slice(0, DETAILED), incomplete: unlisted },
    },
  );
}

function hintFor(near: readonly string[], known: readonly string[]): string {
  if (near.length > 0) return `Did you mean ${listed(near.slice(0, SHOWN))}?`;
  return known.length > 0
    ? "Paths are as in the repository, from its top; a folder or a pattern like '*.md' does as well"
    : "No merge request's files are mirrored yet: lore sync";
}

/** Where files are not all known, that none touched it is not said. */
function unlistedHint(unlisted: number): string[] {
  if (unlisted === 0) return [];
  return [
    unlisted === 1
      ? "the files of one merge request are not all known: lore coverage"
      : `the files of ${unlisted} merge requests are not all known: lore coverage`,
  ];
}

function listed(paths: readonly string[]): string {
  return paths.map((path) => `"${path}"`).join(", ").replace(/, ("[^"]*")$/, " or $1");
}
