/**
 * The merge requests that touched files, and what was said about these files in them.
 *
 * Owns: from names of files, each for a span of time, to merge requests. Leaves to others: which names
 * a file had and when (`history/`), renames (`file_paths.ts`).
 *
 * @module
 */

import type { Reader, SqlValue } from "./database.ts";
import { type FileName, type Place, PLACED_AT } from "./file_paths.ts";
import { FIRST_NOTE } from "./threads.ts";

/** A name for as long as it meant the file. */
export interface FileSpan extends FileName {
  /** The merge request that gave it the name; null where it is not known. */
  readonly from: Place | null;
  /** The first one for which the name means another file; null where there is none. */
  readonly until: Place | null;
  /** Renames between the name and the one that was asked for. */
  readonly depth: number;
}

/** Which merge requests are wanted. */
export interface TouchFilter {
  readonly merged: boolean;
  /** Unix ms: merged, closed or, while open, changed at that time or later. */
  readonly since?: number;
}

/** A merge request that touched a file. Times in Unix ms. */
export interface Touch extends Place {
  /** lore's key. */
  readonly id: number;
  readonly projectId: number;
  readonly title: string;
  readonly state: string;
  readonly draft: number;
  /** null where the forge does not say. */
  readonly author: string | null;
  readonly mergedBy: string | null;
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** Comments by people, as the forge counts them. */
  readonly comments: number;
  readonly createdAt: number;
  readonly mergedAt: number | null;
  readonly webUrl: string;
  /** When it was merged, closed or, while open, last changed. */
  readonly shownAt: number;
  /** 1 where its list of files is known to the end. */
  readonly complete: number;
  /** What it touched: lore's key of each file, and the depth of the name that it has: `7 0,9 2`. */
  readonly files: string;
}

/** When a merge request `m` was merged, closed or, while open, last changed. */
const SHOWN_AT = `iif(m.state in ('merged', 'closed'),
  coalesce(m.merged_at, m.closed_at, m.updated_at), m.updated_at)`;

const SPANS = `span as materialized (
  select value ->> 0 as project_id, value ->> 1 as path, value ->> 2 as from_at,
    value ->> 3 as from_iid, value ->> 4 as until_at, value ->> 5 as until_iid, value ->> 6 as depth
  from json_each(?))`;

function spansJson(spans: readonly FileSpan[]): string {
  return JSON.stringify(spans.map(({ projectId, path, from, until, depth }) => [
    ...[projectId, path, from?.at ?? null, from?.iid ?? null],
    ...[until?.at ?? null, until?.iid ?? null, depth],
  ]));
}

/** The merge requests that touched a file under one of its names, newest first. */
export function listTouches(
  reader: Reader,
  spans: readonly FileSpan[],
  { filter, limit, offset }: {
    readonly filter: TouchFilter;
    readonly limit: number;
    readonly offset: number;
  },
): Touch[] {
  const { sql, values } = conditions(filter);
  const named = (side: string): string =>
    `select f.id, f.merge_request_id, s.* from span s cross join merge_request_files f on ${side}`;
  return reader.all(
    `with ${SPANS}, named as (
       ${named("f.new_path = s.path")}
       union all ${named("f.old_path = s.path and f.old_path <> f.new_path")}),
     page as materialized (
       select m.id, ${SHOWN_AT} as shown_at, group_concat(n.id || ' ' || n.depth) as files
       from named n
       cross join merge_requests m on m.id = n.merge_request_id and m.project_id = n.project_id
       where (n.from_at is null or (${PLACED_AT}, m.iid) >= (n.from_at, n.from_iid))
         and (n.until_at is null or (${PLACED_AT}, m.iid) < (n.until_at, n.until_iid))${sql}
       group by m.id order by shown_at desc, m.iid desc, m.id desc
       limit ${UNSEEN} offset ${UNSEEN})
     select m.id, m.project_id as projectId, m.iid, m.title, m.state, m.draft, a.username as author,
       b.username as mergedBy, m.source_branch as sourceBranch, m.target_branch as targetBranch,
       m.note_count as comments, m.created_at as createdAt, m.merged_at as mergedAt,
       m.web_url as webUrl, ${PLACED_AT} as at, p.shown_at as shownAt, p.files,
       m.files_at is not null and m.files_complete is not 0 as complete
     from page p cross join merge_requests m on m.id = p.id
     left join users a on a.id = m.author_id
     left join users b on b.id = m.merged_by_id
     order by p.shown_at desc, m.iid desc, m.id desc`,
    spansJson(spans),
    ...values,
    limit,
    offset,
  );
}

/** A limit that SQLite does not see beforehand: for one that it sees it plans anew each time. */
const UNSEEN = "? + 0";

/** A filter as conditions on merge requests `m`. */
function conditions(
  { merged, since }: TouchFilter,
): { readonly sql: string; readonly values: readonly SqlValue[] } {
  // The plus keeps the index of states out of it: what leads to the rows leads to far fewer.
  const state = merged ? " and +m.state = 'merged'" : "";
  if (since === undefined) return { sql: state, values: [] };
  return { sql: `${state} and ${SHOWN_AT} >= ?`, values: [since] };
}

/** What a merge request did to a file. */
export interface TouchedFile {
  /** lore's key. */
  readonly id: number;
  readonly oldPath: string;
  readonly newPath: string;
  readonly change: "added" | "modified" | "renamed" | "deleted";
  /** null where the forge left the diff out. */
  readonly additions: number | null;
  readonly deletions: number | null;
}

/** What was done to files, by lore's keys. */
export function touchedFiles(reader: Reader, ids: readonly number[]): TouchedFile[] {
  return reader.all(
    `select f.id, f.old_path as oldPath, f.new_path as newPath, f.change, f.additions, f.deletions
     from json_each(?) j cross join merge_request_files f on f.id = j.value`,
    JSON.stringify(ids),
  );
}

const WANTED_PATHS = "wanted as materialized (select distinct value as path from json_each(?))";
const IS_WANTED =
  "(f.new_path in (select path from wanted) or f.old_path in (select path from wanted))";

/** A thread on the diff of a file. Times in Unix ms. */
export interface FileThread {
  /** lore's key of the merge request. */
  readonly mergeRequestId: number;
  /** The forge's id of the discussion. */
  readonly id: string;
  readonly path: string;
  readonly line: number | null;
  /** null where there is nothing to resolve. */
  readonly resolved: number | null;
  /** Notes by people. */
  readonly notes: number;
  /** Who began it; null where the forge does not say. */
  readonly author: string | null;
  /** The first 300 characters. */
  readonly body: string;
  readonly createdAt: number;
  readonly webUrl: string;
}

/** The threads on the diffs of merge requests, by lore's keys, in the order in which they began. */
export function threadsOnDiffs(reader: Reader, ids: readonly number[]): FileThread[] {
  return reader.all(
    `with thread as materialized (
       select d.id, count(*) as notes, min(n.id) as first,
         min(case when n.resolvable = 1 then n.resolved end) as resolved
       from json_each(?) j cross join discussions d on d.merge_request_id = j.value
       cross join notes n on n.discussion_id = d.id and n.system = 0
       group by d.id)
     select m.id as mergeRequestId, d.forge_id as id, ${FIRST_NOTE}, t.resolved, t.notes,
       f.created_at as createdAt, m.web_url || '#note_' || f.forge_id as webUrl
     from thread t cross join discussions d on d.id = t.id
     cross join notes f on f.id = t.first
     cross join merge_requests m on m.id = d.merge_request_id
     left join users u on u.id = f.author_id
     where coalesce(f.new_path, f.old_path) is not null
     order by f.created_at, f.id`,
    JSON.stringify(ids),
  );
}

/** Merge requests whose files are not all known. */
export interface Unlisted {
  readonly projectId: number;
  readonly iid: number;
  /** Whether the forge has been asked, and cut its answer short. */
  readonly cut: number;
}

/** Merge requests of projects that may have touched a file of these paths, and do not say so. */
export function unlistedTouches(
  reader: Reader,
  paths: readonly string[],
  { projectIds, filter }: {
    /** lore's keys; undefined for all. */
    readonly projectIds?: readonly number[];
    readonly filter: TouchFilter;
  },
): Unlisted[] {
  const { sql, values } = conditions(filter);
  const projects = projectIds === undefined
    ? "(select id as value from projects) p"
    : "json_each(?) p";
  // Few rows are in these indexes, however many merge requests a state has.
  const lists = (cut: 0 | 1, lacking: string): string =>
    `select m.project_id as projectId, m.iid, ${cut} as cut
     from ${projects} cross join merge_requests m
       indexed by ${cut === 1 ? "merge_requests_cut" : "merge_requests_unfetched"}
       on m.project_id = p.value
     where ${lacking}${sql} and not exists (
       select 1 from merge_request_files f where f.merge_request_id = m.id and ${IS_WANTED})`;
  const each = [...(projectIds === undefined ? [] : [JSON.stringify(projectIds)]), ...values];
  return reader.all(
    `with ${WANTED_PATHS}
     ${lists(1, "m.files_complete = 0 and m.files_at is not null")}
     union all
     ${lists(0, "(m.discussions_at is null or m.files_at is null) and m.files_at is null")}
     order by projectId, iid`,
    JSON.stringify(paths),
    ...each,
    ...each,
  );
}
