/**
 * How much the store holds, by project and in all, and how many bytes that takes.
 *
 * Each count is of an index, so that none reads a whole table of items, notes or texts. What a table
 * takes on disk is another matter: {@link tableSizes} reads the whole file. Chunks are counted in all
 * and not by project: they have no index, and their table holds every vector.
 *
 * @module
 */

import type { Reader } from "./database.ts";
import { summarize } from "./status.ts";

/** How many items there are in each state, as the forge names it; states without any are left out. */
export type StateCounts = Readonly<Record<string, number>>;

/** Rows of all kinds. */
export interface StoreTotals {
  readonly projects: number;
  readonly issues: StateCounts;
  readonly merge_requests: StateCounts;
  readonly discussions: number;
  readonly notes: number;
  readonly resource_events: number;
  readonly merge_request_files: number;
  readonly users: number;
  readonly references: number;
  readonly tombstones: number;
  readonly documents: number;
  readonly chunks: number;
  readonly runs: number;
}

/** Counts everything. */
export function storeTotals(reader: Reader): StoreTotals {
  const counted = summarize(reader);
  const more = reader.get<Pick<StoreTotals, "users" | "references" | "tombstones" | "runs">>(
    `select (select count(*) from users) as users,
       (select count(*) from entity_references) as "references",
       (select count(*) from tombstones) as tombstones,
       (select count(*) from sync_runs) as runs`,
  );
  if (more === undefined) throw new Error("a count returned no row");
  return {
    projects: counted.projects,
    issues: states(reader, "issues"),
    merge_requests: states(reader, "merge_requests"),
    discussions: counted.discussions,
    notes: counted.notes,
    resource_events: counted.resource_events,
    merge_request_files: counted.merge_request_files,
    users: more.users,
    references: more.references,
    tombstones: more.tombstones,
    documents: counted.documents,
    chunks: counted.embedded_chunks,
    runs: more.runs,
  };
}

type ItemTable = "issues" | "merge_requests";

function states(reader: Reader, table: ItemTable): StateCounts {
  const rows = reader.all<{ state: string; rows: number }>(
    `select state, count(*) as rows from ${table} group by state order by state`,
  );
  return Object.fromEntries(rows.map(({ state, rows }) => [state, rows]));
}

/** What one project holds. Times in Unix ms. */
export interface ProjectCounts {
  /** Present path. */
  readonly project: string;
  readonly source: string;
  readonly issues: StateCounts;
  readonly mergeRequests: StateCounts;
  readonly discussions: number;
  readonly notes: number;
  readonly resourceEvents: number;
  readonly mergeRequestFiles: number;
  /** In the texts of its items and in what the forge notes on them. */
  readonly references: number;
  readonly tombstones: number;
  readonly documents: number;
  /** `updated_at` of the item that has been left alone the longest; null without items. */
  readonly oldestUpdate: number | null;
  /** `updated_at` of the item that changed last. */
  readonly newestUpdate: number | null;
  /** When the kind that was walked to its end longest ago was; null where one never was. */
  readonly syncedAt: number | null;
}

/** Which projects are wanted, by path. */
export interface ProjectPage {
  /** lore's keys; all without it. */
  readonly projectIds?: readonly number[];
  readonly limit: number;
  readonly offset: number;
}

/** Counts project by project, by path. */
export function projectCounts(reader: Reader, page: ProjectPage): ProjectCounts[] {
  const { projectIds, limit, offset } = page;
  const chosen = projectIds === undefined ? "" : "where p.id in (select value from json_each(?))";
  const notes = notesByProject(reader);
  return reader.all<Row>(
    `select p.id, p.path as project, s.name as source, ${COUNTS},
       (select min(at) from (select min(updated_at) as at from issues where project_id = p.id
          union all select min(updated_at) from merge_requests where project_id = p.id))
         as oldestUpdate,
       (select max(at) from (select max(updated_at) as at from issues where project_id = p.id
          union all select max(updated_at) from merge_requests where project_id = p.id))
         as newestUpdate,
       (select case count(at) when 2 then min(at) end from (select ${lastWalk("issue")} as at
          union all select ${lastWalk("merge_request")})) as syncedAt
     from projects p join sources s on s.id = p.source_id
     ${chosen} order by p.path, p.id limit ? offset ?`,
    ...(projectIds === undefined ? [] : [JSON.stringify(projectIds)]),
    limit,
    offset,
  ).map(({ id, ...row }) => ({
    ...row,
    notes: notes.get(id) ?? 0,
    issues: statesOf(reader, "issues", id),
    mergeRequests: statesOf(reader, "merge_requests", id),
  }));
}

type Row = Omit<ProjectCounts, "issues" | "mergeRequests" | "notes"> & { readonly id: number };

const COUNTS = `
  (select count(*) from discussions d where d.project_id = p.id) as discussions,
  (select count(*) from resource_events e where e.project_id = p.id) as resourceEvents,
  (select count(*) from merge_requests m cross join merge_request_files f
     on f.merge_request_id = m.id where m.project_id = p.id) as mergeRequestFiles,
  (select count(*) from issues i cross join entity_references r on r.issue_id = i.id
     where i.project_id = p.id)
   + (select count(*) from merge_requests m cross join entity_references r
     on r.merge_request_id = m.id where m.project_id = p.id) as "references",
  (select count(*) from tombstones t where t.project_id = p.id) as tombstones,
  (select count(*) from documents d where d.project_id = p.id) as documents`;

/**
 * Notes in the order of their index, which is that of discussions: from there each project is a step
 * to a neighbour. The other way round each discussion is a search, which takes three times as long.
 */
function notesByProject(reader: Reader): ReadonlyMap<number, number> {
  const rows = reader.all<{ projectId: number; rows: number }>(
    `select d.project_id as projectId, count(*) as rows
     from notes n cross join discussions d on d.id = n.discussion_id group by d.project_id`,
  );
  return new Map(rows.map(({ projectId, rows }) => [projectId, rows]));
}

function lastWalk(kind: "issue" | "merge_request"): string {
  return `(select c.server_time from coverage c where c.project_id = p.id and c.kind = '${kind}'
     and c.finished = 1 order by c.id desc limit 1)`;
}

function statesOf(reader: Reader, table: ItemTable, projectId: number): StateCounts {
  const rows = reader.all<{ state: string; rows: number }>(
    `select state, count(*) as rows from ${table} where project_id = ? group by state
     order by state`,
    projectId,
  );
  return Object.fromEntries(rows.map(({ state, rows }) => [state, rows]));
}

/** What SQLite says of its file. */
export interface FilePages {
  readonly page_size: number;
  readonly page_count: number;
  /** Pages that what was deleted has left behind: used again before the file grows. */
  readonly free_pages: number;
}

/** The pages of the file. */
export function filePages(reader: Reader): FilePages {
  const row = reader.get<FilePages>(
    `select (select page_size from pragma_page_size) as page_size,
       (select page_count from pragma_page_count) as page_count,
       (select freelist_count from pragma_freelist_count) as free_pages`,
  );
  if (row === undefined) throw new Error("a pragma returned no row");
  return { ...row };
}

/** What one table takes on disk. */
export interface TableSize {
  readonly table: string;
  /** Of its rows. */
  readonly bytes: number;
  /** Of its indexes. */
  readonly index_bytes: number;
}

/**
 * What each table takes, the largest first; undefined where this SQLite was built without `dbstat`.
 * The tables behind an FTS5 index count as it. Reads the whole file.
 */
export function tableSizes(reader: Reader): TableSize[] | undefined {
  const isThere = reader.get("select 1 from pragma_module_list where name = 'dbstat'");
  if (isThere === undefined) return undefined;
  return reader.all<TableSize>(
    `with owner as (
       select s.name, s.type, coalesce((select v.name from sqlite_schema v
           where v.sql like 'create virtual table%' and s.tbl_name like v.name || '\\_%' escape '\\'
           order by length(v.name) desc limit 1), s.tbl_name) as owner
       from sqlite_schema s where s.type in ('table', 'index')
     )
     select coalesce(o.owner, d.name) as "table",
       sum(case when o.type = 'index' then 0 else d.pgsize end) as bytes,
       sum(case when o.type = 'index' then d.pgsize else 0 end) as index_bytes
     from dbstat d left join owner o on o.name = d.name where d.aggregate = 1
     group by 1 order by sum(d.pgsize) desc, 1`,
  ).map((row) => ({ ...row }));
}
