/**
 * Paths of files, and how merge requests moved them.
 *
 * Owns: which paths there are, renames and additions, lists of files that lack something. Leaves to
 * others: what a file's history is (`history/`), the merge requests themselves (`file_history.ts`).
 *
 * @module
 */

import type { Reader, SqlValue } from "./database.ts";

/** A path in a project: what a file was called there at some time. */
export interface FileName {
  /** lore's key. */
  readonly projectId: number;
  readonly path: string;
}

/** Where a merge request stands among all of its project, by the time at which it took effect. */
export interface Place {
  /** Unix ms; {@link OPEN_AT} while it has not. */
  readonly at: number;
  readonly iid: number;
}

/** That a file was moved by a merge request, which was merged. */
export interface RenameRow extends Place {
  readonly projectId: number;
  readonly oldPath: string;
  readonly newPath: string;
}

/** That a file was added at a path by a merge request, which was merged. */
export interface AdditionRow extends FileName, Place {}

/** Behind everything that has a time. */
export const OPEN_AT = Number.MAX_SAFE_INTEGER - 1;

/** When a merge request `m` took effect: what is open comes last. */
export const PLACED_AT = `iif(m.state in ('merged', 'closed'),
  coalesce(m.merged_at, m.closed_at, m.updated_at), ${OPEN_AT})`;

const NAMES =
  `(select distinct value ->> 0 as project_id, value ->> 1 as path from json_each(?)) n`;

function namesJson(names: readonly FileName[]): string {
  return JSON.stringify(names.map(({ projectId, path }) => [projectId, path]));
}

/** Renames to or from any of these names. */
export function renamesOf(reader: Reader, names: readonly FileName[]): RenameRow[] {
  const json = namesJson(names);
  const renames = (side: "new_path" | "old_path"): string =>
    `select m.project_id as projectId, f.old_path as oldPath, f.new_path as newPath, m.iid,
       ${PLACED_AT} as at
     from ${NAMES}
     cross join merge_request_files f on f.${side} = n.path and f.old_path <> f.new_path
     cross join merge_requests m on m.id = f.merge_request_id and m.project_id = n.project_id
     where f.change = 'renamed' and m.state = 'merged'`;
  return reader.all(`${renames("new_path")} union ${renames("old_path")}`, json, json);
}

/** Files that were added under any of these names. */
export function additionsOf(reader: Reader, names: readonly FileName[]): AdditionRow[] {
  return reader.all(
    `select m.project_id as projectId, f.new_path as path, m.iid, ${PLACED_AT} as at
     from ${NAMES}
     cross join merge_request_files f on f.new_path = n.path
     cross join merge_requests m on m.id = f.merge_request_id and m.project_id = n.project_id
     where f.change = 'added' and m.state = 'merged'`,
    namesJson(names),
  );
}

/** Which paths are asked for. */
export interface PathRange {
  /** lore's keys; undefined for all. */
  readonly projectIds?: readonly number[];
  /** What they begin with; empty for all. */
  readonly prefix: string;
}

/** Behind everything that begins with a prefix, in the order of the indexes. */
const LAST_CHARACTER = "\u{10FFFF}";

/** Every path that a merge request named and that begins with a prefix, by project and path. */
export function pathsIn(reader: Reader, { projectIds, prefix }: PathRange): FileName[] {
  return namedPaths(reader, {
    projectIds,
    holds: (column) => `${column} >= ? and ${column} < ?`,
    values: [prefix, prefix + LAST_CHARACTER],
  });
}

/** A path in each of the projects where a merge request named it. */
export function namesOfPath(
  reader: Reader,
  { path, projectIds }: { readonly path: string; readonly projectIds?: readonly number[] },
): FileName[] {
  return namedPaths(reader, { projectIds, holds: (column) => `${column} = ?`, values: [path] });
}

/** Whether a merge request named a path that begins with a prefix. */
export function hasPathIn(reader: Reader, { projectIds, prefix }: PathRange): boolean {
  const { sql, values } = inProjects(projectIds);
  const side = (column: string, more: string): string =>
    `exists (select 1 from merge_request_files f
       cross join merge_requests m on m.id = f.merge_request_id
       where f.${column} >= ? and f.${column} < ?${more}${sql})`;
  const each = [prefix, prefix + LAST_CHARACTER, ...values];
  return reader.get<{ found: number }>(
    `select ${side("new_path", "")} or ${side("old_path", MOVED)} as found`,
    ...each,
    ...each,
  )?.found === 1;
}

const MOVED = " and f.old_path <> f.new_path";

function namedPaths(
  reader: Reader,
  { projectIds, holds, values }: {
    readonly projectIds?: readonly number[];
    holds(column: string): string;
    readonly values: readonly SqlValue[];
  },
): FileName[] {
  const scope = inProjects(projectIds);
  const side = (column: string, more: string): string =>
    `select m.project_id as projectId, f.${column} as path from merge_request_files f
     cross join merge_requests m on m.id = f.merge_request_id
     where ${holds(`f.${column}`)}${more}${scope.sql}`;
  return reader.all(
    `${side("new_path", "")} union ${side("old_path", MOVED)} order by path, projectId`,
    ...[...values, ...scope.values, ...values, ...scope.values],
  );
}

function inProjects(
  projectIds: readonly number[] | undefined,
): { readonly sql: string; readonly values: readonly SqlValue[] } {
  if (projectIds === undefined) return { sql: "", values: [] };
  return {
    sql: " and m.project_id in (select value from json_each(?))",
    values: [JSON.stringify(projectIds)],
  };
}

/** A project whose page an address is on. */
export interface ProjectPage {
  readonly projectId: number;
  readonly webUrl: string;
}

/** The projects that an address may be of, the longest of their own addresses first. */
export function projectsAt(reader: Reader, url: string): ProjectPage[] {
  return reader.all(
    `select id as projectId, web_url as webUrl from projects
     where lower(substr(?, 1, length(web_url) + 1)) = lower(web_url) || '/'
     order by length(web_url) desc, id`,
    url,
  );
}
