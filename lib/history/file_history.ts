/**
 * Which merge requests touched a file, from the mirror alone: the answer of `lore file-history`.
 *
 * Owns: the answer and what may be missing from it. Leaves to others: which files are meant
 * (`find_paths.ts`), the names they had (`rename_chain.ts`), the rows (`db/file_history.ts`), words
 * (`file_history_text.ts`).
 *
 * CONTRACT: fields are added, never renamed. Times are ISO 8601 in UTC.
 *
 * @module
 */

import {
  type FileThread,
  listTouches,
  threadsOnDiffs,
  type Touch,
  type TouchedFile,
  touchedFiles,
} from "../db/file_history.ts";
import type { Reader } from "../db/mod.ts";
import { freshnessOf } from "../reading/freshness.ts";
import { iso, isoOrNull } from "../reading/items.ts";
import { projectIdsOf } from "../names.ts";
import { OPEN_AT, type Place } from "../db/file_paths.ts";
import { projectPathsOf } from "../db/projects.ts";
import type {
  ChangedFile,
  FileHistory,
  FileHistoryRequest,
  FileHistoryRow,
  FileThreadRow,
} from "./file_history_types.ts";
import { findPaths } from "./find_paths.ts";
import { type Chain, followRenames, withoutRenames } from "./rename_chain.ts";
import { incompleteLists } from "./unlisted.ts";

/** Of each merge request at most so many files and threads are told. */
const MOST_FILES = 20;
const MOST_THREADS = 20;

/** Of each answer at most so many names and renames: they are no rows, which --max-chars leaves out. */
const MOST_NAMES = 20;

/**
 * Lists the merge requests that touched a file.
 *
 * @throws {LoreError} `NOT_FOUND` for a path, a project or a source that the mirror does not know
 */
export function fileHistory(reader: Reader, request: FileHistoryRequest): FileHistory {
  const { limit, offset, now, merged, since } = request;
  const scope = { projectIds: projectIdsOf(reader, request), project: request.project };
  const found = findPaths(reader, request.path, scope);
  const chain = request.followRenames
    ? followRenames(reader, found.names)
    : withoutRenames(found.names);
  const filter = { merged, since };
  // One more than is shown tells whether there are more.
  const touches = listTouches(reader, chain.spans, { filter, limit: limit + 1, offset });
  const projectIds = [...new Set(found.names.map(({ projectId }) => projectId))];
  const paths = projectPathsOf(reader, projectIds);
  const { synced_at, notices } = freshnessOf(reader, { kind: "merge_request", projectIds, now });
  const incomplete = incompleteLists(reader, { chain, projectIds, paths, filter });
  return {
    path: found.path,
    kind: found.kind,
    projects: [...paths.values()].sort(),
    matches: found.names.length,
    merge_requests: rowsOf(reader, touches.slice(0, limit), { paths, request }),
    ...namesAndRenames(chain, paths),
    incomplete: incomplete.told,
    offset,
    truncated: touches.length > limit,
    synced_at,
    notices: [...notices, ...incomplete.notices, ...chain.cut ? [CUT] : []],
  };
}

const CUT = "There are more renames than are followed: some names of the file are missing";

function rowsOf(
  reader: Reader,
  touches: readonly Touch[],
  { paths, request }: {
    /** Paths of projects by lore's keys. */
    readonly paths: ReadonlyMap<number, string>;
    readonly request: FileHistoryRequest;
  },
): FileHistoryRow[] {
  const { discussions } = request;
  const depths = touches.map(({ files }) => depthsOf(files));
  // Threads may stand on any of the files, and not only on those that are told.
  const most = discussions ? Infinity : MOST_FILES;
  const wanted = depths.flatMap((each) => [...each.keys()].slice(0, most));
  const files = new Map(touchedFiles(reader, wanted).map((file) => [file.id, file]));
  const threads = discussions ? threadsOnDiffs(reader, touches.map(({ id }) => id)) : [];
  const threadsOf = Map.groupBy(threads, ({ mergeRequestId }) => mergeRequestId);
  return touches.map((touch, index) => {
    const touched = depths[index] ?? new Map<number, number>();
    const changed = [...touched].flatMap(([id, depth]) => changedFile(files.get(id), depth));
    return {
      ...mergeRequestOf(touch, paths.get(touch.projectId) ?? ""),
      files: changed.slice(0, MOST_FILES),
      file_count: touched.size,
      files_complete: touch.complete === 1,
      ...(discussions ? discussionsOn(changed, threadsOf.get(touch.id) ?? []) : {}),
    };
  });
}

/** `7 0,9 2` as the depth of each file: the least, where a rename has two names of a chain. */
function depthsOf(files: string): Map<number, number> {
  const depths = new Map<number, number>();
  for (const each of files.split(",")) {
    const space = each.indexOf(" ");
    const id = Number(each.slice(0, space));
    const depth = Number(each.slice(space + 1));
    depths.set(id, Math.min(depth, depths.get(id) ?? depth));
  }
  return depths;
}

function mergeRequestOf(
  touch: Touch,
  project: string,
): Omit<FileHistoryRow, "files" | "file_count" | "files_complete"> {
  const { iid, title, state, author, comments } = touch;
  return {
    reference: `${project}!${iid}`,
    ...{ project, iid, title, state },
    draft: touch.draft === 1,
    author,
    merged_by: touch.mergedBy,
    source_branch: touch.sourceBranch,
    target_branch: touch.targetBranch,
    comments,
    created_at: iso(touch.createdAt),
    merged_at: isoOrNull(touch.mergedAt),
    touched_at: iso(touch.shownAt),
    web_url: touch.webUrl,
  };
}

function changedFile(file: TouchedFile | undefined, depth: number): ChangedFile[] {
  if (file === undefined) return [];
  const { oldPath, newPath, change, additions, deletions } = file;
  return [{ old_path: oldPath, new_path: newPath, change, additions, deletions, depth }];
}

function discussionsOn(
  files: readonly ChangedFile[],
  threads: readonly FileThread[],
): Pick<FileHistoryRow, "discussions" | "discussion_count"> {
  const paths = new Set(files.flatMap(({ old_path, new_path }) => [old_path, new_path]));
  const here = threads.filter(({ path }) => paths.has(path));
  return { discussions: here.slice(0, MOST_THREADS).map(threadRow), discussion_count: here.length };
}

function threadRow(thread: FileThread): FileThreadRow {
  const { id, path, line, resolved, notes, author, body, createdAt, webUrl } = thread;
  return {
    ...{ id, path, line, notes, author, body },
    resolved: resolved === null ? null : resolved === 1,
    created_at: iso(createdAt),
    web_url: webUrl,
  };
}

function namesAndRenames(
  { spans, renames }: Chain,
  paths: ReadonlyMap<number, string>,
): Pick<FileHistory, "names" | "name_count" | "renames" | "rename_count"> {
  const project = (id: number): string => paths.get(id) ?? "";
  const time = (place: Place | null): string | null =>
    isoOrNull(place === null || place.at === OPEN_AT ? null : place.at);
  return {
    names: spans.slice(0, MOST_NAMES).map(({ projectId, path, depth, direction, from, until }) => ({
      ...{ project: project(projectId), path, depth, direction },
      since: time(from),
      until: time(until),
    })),
    name_count: spans.length,
    renames: renames.slice(0, MOST_NAMES).map((rename) => ({
      project: project(rename.projectId),
      old_path: rename.oldPath,
      new_path: rename.newPath,
      merge_request: `${project(rename.projectId)}!${rename.place.iid}`,
      renamed_at: iso(rename.place.at),
      depth: rename.depth,
      followed: rename.followed,
    })),
    rename_count: renames.length,
  };
}
