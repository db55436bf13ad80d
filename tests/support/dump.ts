/**
 * A store's content by natural keys: two stores that mirror the same forge give the same dump,
 * whatever way they came about. Keys of lore's own, run ids and times of fetching are left out.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Reader } from "../../lib/db/mod.ts";
import { BLOCK_PLACES, vectorBlocks } from "../../lib/db/vector_blocks.ts";

const ITEM = `(select p.path || case when t.issue_id is null
    then '!' || (select iid from merge_requests where id = t.merge_request_id)
    else '#' || (select iid from issues where id = t.issue_id) end
  from projects p where p.id = t.project_id)`;

const user = (column: string): string =>
  `(select username from users where id = ${column}) as ${column}`;

const MILESTONE = "(select title from milestones where id = milestone_id) as milestone";

/** What a document is about: `issue acme/web#12`, for a discussion with its id at the forge. */
const DOCUMENT = `(d.kind || ' ' || p.path
  || case when 'merge_request' in (d.kind, d.parent_kind) then '!' else '#' end || d.iid
  || case when d.kind = 'discussion'
    then ' ' || (select forge_id from discussions where id = d.entity_id) else '' end)`;

const DOCUMENT_OF_CHUNK = `select ${DOCUMENT} from documents d
  join projects p on p.id = d.project_id where d.id = c.document_id`;

/** What is asked of each table; every query has an order that is the same in equal stores. */
const QUERIES: Readonly<Record<string, string>> = {
  projects: `select s.name as source, p.forge_id, p.path, p.name, p.description, p.default_branch,
      p.web_url, p.visibility, p.archived, p.created_at, p.last_activity_at
    from projects p join sources s on s.id = p.source_id order by p.path`,
  project_paths: `select a.path, p.path as project from project_paths a
    join projects p on p.id = a.project_id order by a.path`,
  users: `select forge_id, username, name, web_url, avatar_url, state from users order by forge_id`,
  labels: `select p.path, l.forge_id, l.name, l.color, l.description from labels l
    join projects p on p.id = l.project_id order by p.path, l.name`,
  milestones: `select p.path, m.forge_id, m.iid, m.title, m.description, m.state, m.start_date,
      m.due_date, m.web_url, m.created_at, m.updated_at
    from milestones m join projects p on p.id = m.project_id order by p.path, m.forge_id`,
  issues: `select p.path, i.forge_id, i.iid, i.title, i.description, i.state,
      ${user("author_id")}, ${MILESTONE}, confidential, issue_type, due_date, weight, health_status,
      i.created_at, i.updated_at, closed_at, ${user("closed_by_id")}, note_count, upvotes,
      downvotes, discussion_locked, moved_to_forge_id, i.web_url,
      discussions_at is not null as discussions, events_at is not null as events,
      (select group_concat(name, ',' order by name) from issue_labels il
        join labels l on l.id = il.label_id where il.issue_id = i.id) as labels,
      (select group_concat(username, ',' order by username) from issue_assignees ia
        join users u on u.id = ia.user_id where ia.issue_id = i.id) as assignees
    from issues i join projects p on p.id = i.project_id order by p.path, i.iid`,
  merge_requests: `select p.path, i.forge_id, i.iid, i.title, i.description, i.state,
      ${user("author_id")}, ${MILESTONE}, source_branch, target_branch, source_project_forge_id,
      target_project_forge_id, draft, sha, merge_commit_sha, squash_commit_sha, merge_status,
      i.created_at, i.updated_at, merged_at, ${user("merged_by_id")}, closed_at,
      ${user("closed_by_id")}, note_count, upvotes, downvotes, discussion_locked, i.web_url,
      discussions_at is not null as discussions, events_at is not null as events, files_complete,
      (select group_concat(name, ',' order by name) from merge_request_labels il
        join labels l on l.id = il.label_id where il.merge_request_id = i.id) as labels,
      (select group_concat(username, ',' order by username) from merge_request_assignees ia
        join users u on u.id = ia.user_id where ia.merge_request_id = i.id) as assignees,
      (select group_concat(username, ',' order by username) from merge_request_reviewers ia
        join users u on u.id = ia.user_id where ia.merge_request_id = i.id) as reviewers
    from merge_requests i join projects p on p.id = i.project_id order by p.path, i.iid`,
  discussions: `select ${ITEM} as item, t.forge_id, t.individual from discussions t
    order by item, t.forge_id`,
  notes: `select ${ITEM} as item, n.forge_id, n.type, n.body, ${user("author_id")}, n.created_at,
      n.updated_at, n.system, n.internal, n.resolvable, n.resolved, ${user("resolved_by_id")},
      n.resolved_at, n.old_path, n.new_path, n.old_line, n.new_line, n.start_line, n.end_line,
      n.position_type, n.base_sha, n.start_sha, n.head_sha
    from notes n join discussions t on t.id = n.discussion_id order by item, n.forge_id`,
  resource_events: `select ${ITEM} as item, t.kind, t.forge_id, ${user("user_id")}, t.created_at,
      t.action, t.label_name, t.milestone_title
    from resource_events t order by item, t.kind, t.forge_id`,
  merge_request_files: `select p.path, m.iid, f.old_path, f.new_path, f.change, f.collapsed,
      f.too_large, f.generated, f.additions, f.deletions
    from merge_request_files f join merge_requests m on m.id = f.merge_request_id
    join projects p on p.id = m.project_id order by p.path, m.iid, f.new_path, f.old_path`,
  cursors: `select p.path, c.kind, c.updated_at, c.complete from sync_cursors c
    join projects p on p.id = c.project_id order by p.path, c.kind`,
  dependents_queue: `select p.path, q.kind, q.iid, q.job from dependents_queue q
    join projects p on p.id = q.project_id order by p.path, q.kind, q.iid, q.job`,
  unparsed_items: `select p.path, q.kind, q.what, q.iid, q.path as place, q.message
    from unparsed_items q join projects p on p.id = q.project_id
    order by p.path, q.kind, q.what, q.iid`,
  dirty_documents: "select kind, count(*) as rows from dirty_documents group by kind order by kind",
  documents: `select ${DOCUMENT} as document, d.author, d.state, d.labels, d.created_at,
      d.updated_at, d.web_url, d.title, d.keywords, d.body, d.content_hash
    from documents d join projects p on p.id = d.project_id order by document`,
  entity_references: `select (select p.path || '#' || i.iid from issues i
        join projects p on p.id = i.project_id where i.id = issue_id) as issue,
      (select p.path || '!' || m.iid from merge_requests m
        join projects p on p.id = m.project_id where m.id = merge_request_id) as merge_request,
      (select forge_id from discussions where id = discussion_id) as discussion, note_forge_id,
      source, relation, incoming, retracted, assumed, other_path, other_kind, other_iid, created_at
    from entity_references
    order by issue, merge_request, note_forge_id, relation, other_path, other_kind, other_iid,
      incoming, retracted`,
  chunks: `select coalesce((${DOCUMENT_OF_CHUNK}), 'none') as document, seq, start_at, end_at,
      scale, codes
    from chunks c order by document, seq`,
  embedding_model: "select model, dimensions from embedding_model",
  embedding_queue: "select count(*) as rows from embedding_queue",
};

/** Terms of the indexes with how many documents hold them, how often, in which column. */
const WORD_INDEXES = ["documents_words", "documents_parts"] as const;

/** The content of a store, table by table. */
export function dumpStore(reader: Reader): Record<string, unknown[]> {
  const tables = Object.entries(QUERIES).map(([table, sql]) => [table, rowsOf(reader, sql)]);
  const words = WORD_INDEXES.map((index) => [index, wordsOf(reader, index)]);
  return { ...Object.fromEntries([...tables, ...words]), vector_places: placesOf(reader) };
}

function rowsOf(reader: Reader, sql: string): unknown[] {
  return reader.all<Record<string, unknown>>(sql).map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, short(value)]))
  );
}

/** Of bytes only a digest, so that a difference can be read. */
function short(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  return createHash("sha256").update(value).digest("hex").slice(0, 12);
}

/** What an index of words holds: it keeps no text, so that its terms are all there is to compare. */
function wordsOf(reader: Reader, index: string): unknown[] {
  const name = `dump_${index}`;
  reader.all(`create virtual table temp.${name} using fts5vocab(main, ${index}, col)`);
  const rows = rowsOf(reader, `select term, col, doc, cnt from ${name} order by term, col`);
  reader.all(`drop table temp.${name}`);
  return rows;
}

/** The signs of each vector, by what it is of. Where in the blocks a vector stands is no content. */
function placesOf(reader: Reader): unknown[] {
  const blocks = new Map([...vectorBlocks(reader)].map((block) => [block.id, block]));
  const chunks = reader.all<{ id: number; documentId: number; document: string; seq: number }>(
    `select id, document_id as documentId, seq, (${DOCUMENT_OF_CHUNK}) as document from chunks c
     order by document, seq`,
  );
  return chunks.map(({ id, documentId, document, seq }) => {
    const block = blocks.get(Math.floor(id / BLOCK_PLACES));
    const place = id % BLOCK_PLACES;
    const size = (block?.signs.length ?? 0) / BLOCK_PLACES;
    return {
      document,
      seq,
      isItsOwn: block?.documents[place] === documentId,
      signs: short(block?.signs.slice(place * size, (place + 1) * size)),
    };
  });
}

/**
 * What is kept of what is gone from the forge, without the times of the look that found it. No part
 * of {@link dumpStore}: it depends on what was mirrored before.
 */
export function tombstonesOf(reader: Reader): unknown[] {
  return rowsOf(
    reader,
    `select p.path, t.kind, t.forge_id, t.iid, t.item_kind, t.title, t.web_url,
       json_remove(t.content, '$.seen_at') as content
     from tombstones t join projects p on p.id = t.project_id
     order by p.path, t.kind, t.iid, t.forge_id`,
  );
}

/** What is not sound about a store: damage that SQLite finds, rows that refer to nothing. */
export function unsoundness(reader: Reader): unknown[] {
  const damage = rowsOf(reader, "pragma integrity_check").map((row) => Object(row).integrity_check);
  return [
    ...damage.filter((line) => line !== "ok"),
    ...rowsOf(reader, "pragma foreign_key_check"),
  ];
}

/** What was fetched: what is not fetched yet, or made of it, changes as a mirror gets complete. */
const FETCHED = [
  "projects",
  "project_paths",
  "users",
  "labels",
  "milestones",
  "issues",
  "merge_requests",
  "discussions",
  "notes",
  "resource_events",
  "merge_request_files",
];

/** Columns that say how far lore has come with a row. */
const PROGRESS = ["discussions", "events", "files_complete"];

/** The rows of one dump that another lacks, table by table: what was stored and is lost. */
export function lostRows(
  before: Record<string, unknown[]>,
  after: Record<string, unknown[]>,
): Record<string, unknown[]> {
  const lost: Record<string, unknown[]> = {};
  for (const table of FETCHED) {
    const there = new Set((after[table] ?? []).map(withoutProgress));
    const missing = (before[table] ?? []).filter((row) => !there.has(withoutProgress(row)));
    if (missing.length > 0) lost[table] = missing;
  }
  return lost;
}

function withoutProgress(row: unknown): string {
  return JSON.stringify(row, (key, value) => PROGRESS.includes(key) ? undefined : value);
}
