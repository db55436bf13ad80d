/**
 * Questions to the indexes of words, parts of words and vectors.
 *
 * Owns: that filters hold before limits, and in which rows an answer is found. Leaves to others: what
 * is asked (`search/`), what the rows hold (`documents.ts`, `embeddings.ts`).
 *
 * @module
 */

import type { Reader, SqlValue } from "./database.ts";
import type { DocumentKind } from "./dirty_documents.ts";

/** Which documents may be found; all that is given must hold. */
export interface DocumentFilter {
  readonly kind?: DocumentKind;
  /** lore's keys of projects. */
  readonly projectIds?: readonly number[];
  /** Username: who opened it, or wrote in the discussion. */
  readonly author?: string;
  /** Names of labels: all of them. */
  readonly labels?: readonly string[];
  /** Unix ms: changed at that time or later. */
  readonly since?: number;
}

/** A document that a question found. */
export interface Match {
  readonly id: number;
  /** Greater is better. */
  readonly score: number;
}

/** A document as it is shown. Times in Unix ms. */
export interface FoundDocument {
  readonly id: number;
  readonly kind: DocumentKind;
  readonly parentKind: "issue" | "merge_request" | null;
  readonly project: string;
  readonly iid: number;
  readonly author: string | null;
  readonly state: string;
  /** JSON array. */
  readonly labels: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly webUrl: string;
  readonly title: string;
  readonly keywords: string;
  readonly body: string;
}

/** A chunk with its vector as it is stored. */
export interface ChunkVector {
  readonly id: number;
  readonly documentId: number;
  readonly start: number;
  readonly scale: number;
  readonly codes: Uint8Array;
}

/** The two indexes of text. */
export type TextIndex = "words" | "parts";

/** The best documents for an FTS5 expression. */
export function matchDocuments(
  reader: Reader,
  index: TextIndex,
  { expression, filter, limit }: {
    readonly expression: string;
    readonly filter: DocumentFilter;
    readonly limit: number;
  },
): Match[] {
  const table = `documents_${index}`;
  const { sql, values } = conditions(filter);
  // Without a filter the index alone answers; with one it still leads, best first, and stops at
  // the limit.
  const from = sql === "" ? table : `${table} cross join documents d on d.id = ${table}.rowid`;
  return reader.all<Match>(
    `select ${table}.rowid as id, -${table}.rank as score from ${from}
     where ${table} match ?${sql} order by ${table}.rank limit ?`,
    expression,
    ...values,
    limit,
  );
}

/** How many documents match an FTS5 expression, counted up to `most`. */
export function countMatches(reader: Reader, expression: string, most: number): number {
  return reader.get<{ n: number }>(
    `select count(*) as n from (
       select 1 from documents_words where documents_words match ? limit ?)`,
    expression,
    most,
  )?.n ?? 0;
}

/** Those of some documents that pass a filter. */
export function passing(
  reader: Reader,
  ids: readonly number[],
  filter: DocumentFilter,
): Set<number> {
  const { sql, values } = conditions(filter);
  const rows = reader.all<{ id: number }>(
    `select d.id from json_each(?) j cross join documents d on d.id = j.value where true${sql}`,
    JSON.stringify(ids),
    ...values,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Documents by key. */
export function documentsById(
  reader: Reader,
  ids: readonly number[],
): Map<number, FoundDocument> {
  const rows = reader.all<FoundDocument>(
    `select d.id, d.kind, d.parent_kind as parentKind, p.path as project, d.iid, d.author, d.state,
       d.labels, d.created_at as createdAt, d.updated_at as updatedAt, d.web_url as webUrl, d.title,
       d.keywords, d.body
     from json_each(?) j cross join documents d on d.id = j.value
     join projects p on p.id = d.project_id`,
    JSON.stringify(ids),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Chunks with their vectors by key. */
export function chunksById(reader: Reader, ids: readonly number[]): ChunkVector[] {
  return reader.all<ChunkVector>(
    `select c.id, c.document_id as documentId, c.start_at as start, c.scale, c.codes
     from json_each(?) j cross join chunks c on c.id = j.value`,
    JSON.stringify(ids),
  );
}

/** lore's keys of the projects that are or were known by a path, whatever its case. */
export function projectIdsByPath(reader: Reader, path: string): number[] {
  return reader.all<{ id: number }>(
    `select distinct project_id as id from project_paths where path = ? collate nocase`,
    path,
  ).map(({ id }) => id);
}

/** Paths of all projects, as they are now. */
export function projectPaths(reader: Reader): string[] {
  return reader.all<{ path: string }>("select path from projects order by path")
    .map(({ path }) => path);
}

/** A filter as conditions on `documents d`. */
function conditions(filter: DocumentFilter): { readonly sql: string; readonly values: SqlValue[] } {
  const { kind, projectIds, author, labels = [], since } = filter;
  let sql = "";
  const values: SqlValue[] = [];
  if (kind !== undefined) {
    sql += " and d.kind = ?";
    values.push(kind);
  }
  if (projectIds !== undefined) {
    sql += " and d.project_id in (select value from json_each(?))";
    values.push(JSON.stringify(projectIds));
  }
  if (since !== undefined) {
    sql += " and d.updated_at >= ?";
    values.push(since);
  }
  if (author !== undefined) {
    sql += ` and (d.author = ? collate nocase or (d.kind = 'discussion' and exists (
      select 1 from notes n join users u on u.id = n.author_id
      where n.discussion_id = d.entity_id and n.system = 0 and u.username = ? collate nocase)))`;
    values.push(author, author);
  }
  for (const label of labels) {
    sql += " and exists (select 1 from json_each(d.labels) l where l.value = ? collate nocase)";
    values.push(label);
  }
  return { sql, values };
}
