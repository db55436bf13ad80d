/**
 * What documents are made of: the dirty entities with everything that their text names.
 *
 * Owns: reading them in batches that fit in memory. Leaves to others: the text (`documents/`), where
 * it is kept (`documents.ts`).
 *
 * @module
 */

import type { Reader } from "./database.ts";
import type { DocumentKind } from "./dirty_documents.ts";

/** Which dirty rows, and how many at once. */
export interface SourceBatch {
  /** Only what this run made dirty. */
  readonly runId?: string;
  /** Rows at most. */
  readonly limit: number;
  /** Characters of text after which the batch ends. */
  readonly maxChars: number;
}

/** A dirty row and the document that there is for it. */
interface Claimed {
  readonly entityId: number;
  readonly documentId: number | null;
  readonly contentHash: number | null;
}

/** What is left of an entity that is gone. */
export interface VanishedSource extends Claimed {
  readonly projectId: null;
}

/** An issue or merge request. Times in Unix ms. */
export interface ItemSource extends Claimed {
  readonly projectId: number;
  readonly projectPath: string;
  readonly iid: number;
  readonly title: string;
  readonly description: string | null;
  readonly state: string;
  readonly author: string | null;
  /** Username and name of all who have a role, one a line. */
  readonly people: string | null;
  /** JSON array, sorted. */
  readonly labels: string;
  readonly milestone: string | null;
  /** Source and target branch. */
  readonly branches: string | null;
  /** Changed files, one a line, sorted, at most 200. */
  readonly paths: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly webUrl: string;
}

/** A note: by a person, or by the forge itself if it may name an item. */
export interface NoteSource {
  readonly discussionId: number;
  readonly forgeId: number;
  readonly body: string;
  readonly author: string | null;
  readonly path: string | null;
  readonly line: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** 1 where the forge itself wrote it. */
  readonly system: number;
}

/** A discussion, its item, and its notes in order. */
export interface DiscussionSource extends Claimed {
  readonly projectId: number;
  readonly projectPath: string;
  readonly parentKind: "issue" | "merge_request";
  readonly parentId: number;
  readonly iid: number;
  readonly title: string;
  readonly state: string;
  readonly labels: string;
  /** Of the item. */
  readonly webUrl: string;
  /** Notes by people. */
  readonly notes: readonly NoteSource[];
  /** The forge's own notes that may name an item. */
  readonly systemNotes: readonly NoteSource[];
}

/** How many entities wait for their document. */
export function countDirty(reader: Reader, runId?: string): number {
  const sql = "select count(*) as n from dirty_documents";
  const row = runId === undefined
    ? reader.get<{ n: number }>(sql)
    : reader.get<{ n: number }>(`${sql} where origin_run_id = ?`, runId);
  return row?.n ?? 0;
}

/** The next dirty issues or merge requests, in order of their keys. */
export function dirtyItems(
  reader: Reader,
  kind: "issue" | "merge_request",
  batch: SourceBatch,
): (ItemSource | VanishedSource)[] {
  const sql = kind === "issue" ? issueSql(batch) : mergeRequestSql(batch);
  const rows = reader.iterate<ItemSource | VanishedSource>(sql, ...claim(kind, batch), batch.limit);
  return takeChars(
    rows,
    batch.maxChars,
    (row) => row.projectId === null ? 0 : (row.description?.length ?? 0) + (row.paths?.length ?? 0),
  );
}

/** The next dirty discussions, in order of their keys. */
export function dirtyDiscussions(
  reader: Reader,
  batch: SourceBatch,
): (DiscussionSource | VanishedSource)[] {
  const values = claim("discussion", batch);
  type Row = Omit<DiscussionSource, "notes" | "systemNotes"> | VanishedSource;
  const rows = reader.all<Row>(discussionSql(batch), ...values, batch.limit);
  const last = rows.at(-1);
  if (last === undefined) return [];
  const { notes, readUpTo } = notesByDiscussion(
    reader.iterate<NoteSource>(noteSql(batch), ...values, last.entityId),
    batch.maxChars,
  );
  return rows
    .filter(({ entityId }) => readUpTo === undefined || entityId <= readUpTo)
    // Adding to a row is half as dear as copying it.
    .map((row) => Object.assign(row, notes.get(row.entityId) ?? SILENT));
}

/** Notes of one discussion, by who wrote them. */
interface Notes {
  readonly notes: NoteSource[];
  readonly systemNotes: NoteSource[];
}

const SILENT: Notes = { notes: [], systemNotes: [] };

/** Reads notes until there are too many; then the discussion at hand is the last one. */
function notesByDiscussion(
  rows: Iterable<NoteSource>,
  maxChars: number,
): { readonly notes: ReadonlyMap<number, Notes>; readonly readUpTo: number | undefined } {
  const notes = new Map<number, Notes>();
  let chars = 0;
  let present: number | undefined;
  for (const row of rows) {
    if (row.discussionId !== present && chars > maxChars) return { notes, readUpTo: present };
    present = row.discussionId;
    let own = notes.get(present);
    if (own === undefined) notes.set(present, own = { notes: [], systemNotes: [] });
    (row.system === 0 ? own.notes : own.systemNotes).push(row);
    chars += row.body.length;
  }
  return { notes, readUpTo: undefined };
}

function takeChars<Row>(rows: Iterable<Row>, maxChars: number, count: (row: Row) => number): Row[] {
  const taken: Row[] = [];
  let chars = 0;
  for (const row of rows) {
    taken.push(row);
    chars += count(row);
    if (chars > maxChars) break;
  }
  return taken;
}

function claim(kind: DocumentKind, { runId }: SourceBatch): string[] {
  return runId === undefined ? [kind] : [kind, runId];
}

function claimed({ runId }: SourceBatch): string {
  return `q.kind = ?${runId === undefined ? "" : " and q.origin_run_id = ?"}`;
}

const CLAIMED = `q.entity_id as entityId, d.id as documentId, d.content_hash as contentHash`;

const KNOWN = `left join documents d on d.kind = q.kind and d.entity_id = q.entity_id`;

const ITEM = `p.id as projectId, p.path as projectPath, i.iid, i.title, i.description, i.state,
    u.username as author, m.title as milestone, i.created_at as createdAt,
    i.updated_at as updatedAt, i.web_url as webUrl`;

const JOINS = `left join projects p on p.id = i.project_id
  left join users u on u.id = i.author_id
  left join milestones m on m.id = i.milestone_id`;

const ISSUE_LABELS = (id: string): string =>
  `(select json_group_array(l.name order by l.name) from issue_labels x
      join labels l on l.id = x.label_id where x.issue_id = ${id})`;

const MERGE_REQUEST_LABELS = (id: string): string =>
  `(select json_group_array(l.name order by l.name) from merge_request_labels x
      join labels l on l.id = x.label_id where x.merge_request_id = ${id})`;

/** Names of the people whose ids a query gives. */
const PEOPLE = (ids: string): string =>
  `(select group_concat(username || ' ' || name, char(10) order by username)
      from users where id in (${ids}))`;

function issueSql(batch: SourceBatch): string {
  const people = PEOPLE(`select i.author_id union all
        select user_id from issue_assignees where issue_id = i.id`);
  return `
  select ${CLAIMED}, ${ITEM}, ${ISSUE_LABELS("i.id")} as labels, ${people} as people,
    null as branches, null as paths
  from dirty_documents q left join issues i on i.id = q.entity_id ${JOINS} ${KNOWN}
  where ${claimed(batch)} order by q.entity_id limit ?`;
}

function mergeRequestSql(batch: SourceBatch): string {
  const people = PEOPLE(`select i.author_id union all
        select user_id from merge_request_assignees where merge_request_id = i.id union all
        select user_id from merge_request_reviewers where merge_request_id = i.id`);
  return `
  select ${CLAIMED}, ${ITEM}, ${MERGE_REQUEST_LABELS("i.id")} as labels, ${people} as people,
    i.source_branch || ' ' || i.target_branch as branches,
    (select group_concat(path, char(10) order by path) from (
      select new_path as path from merge_request_files where merge_request_id = i.id union
      select old_path from merge_request_files where merge_request_id = i.id
      order by 1 limit 200)) as paths
  from dirty_documents q left join merge_requests i on i.id = q.entity_id ${JOINS} ${KNOWN}
  where ${claimed(batch)} order by q.entity_id limit ?`;
}

function discussionSql(batch: SourceBatch): string {
  return `
  select ${CLAIMED}, p.id as projectId, p.path as projectPath,
    iif(t.issue_id is null, 'merge_request', 'issue') as parentKind,
    coalesce(t.issue_id, t.merge_request_id) as parentId,
    coalesce(i.iid, r.iid) as iid, coalesce(i.title, r.title) as title,
    coalesce(i.state, r.state) as state, coalesce(i.web_url, r.web_url) as webUrl,
    case when not exists (select 1 from notes n where n.discussion_id = t.id and n.system = 0)
      then '[]' when t.issue_id is null then ${MERGE_REQUEST_LABELS("t.merge_request_id")}
      else ${ISSUE_LABELS("t.issue_id")} end as labels
  from dirty_documents q
  left join discussions t on t.id = q.entity_id
  left join projects p on p.id = t.project_id
  left join issues i on i.id = t.issue_id
  left join merge_requests r on r.id = t.merge_request_id ${KNOWN}
  where ${claimed(batch)} order by q.entity_id limit ?`;
}

function noteSql(batch: SourceBatch): string {
  return `
  select n.discussion_id as discussionId, n.forge_id as forgeId, n.body, u.username as author,
    coalesce(n.new_path, n.old_path) as path, coalesce(n.new_line, n.old_line) as line,
    n.created_at as createdAt, n.updated_at as updatedAt, n.system
  from dirty_documents q
  cross join notes n on n.discussion_id = q.entity_id
  left join users u on u.id = n.author_id
  where ${claimed(batch)} and q.entity_id <= ?
    and (n.system = 0 or instr(n.body, '#') > 0 or instr(n.body, '!') > 0)
  order by q.entity_id, n.created_at, n.forge_id`;
}
