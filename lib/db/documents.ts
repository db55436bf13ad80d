/**
 * Documents and the indexes of their words.
 *
 * Owns: the rows of documents, the indexes, and what enters the embedding queue. Leaves to others:
 * what is dirty (`dirty_documents.ts`), what a document says (`documents/`), questions (`search.ts`).
 *
 * @module
 */

import type { Reader, Transaction } from "./database.ts";
import type { DocumentKind } from "./dirty_documents.ts";

/** What is stored of a document. Times in Unix ms. */
export interface DocumentFacts {
  readonly kind: DocumentKind;
  /** lore's key of the issue, merge request or discussion. */
  readonly entityId: number;
  readonly projectId: number;
  readonly parentKind: "issue" | "merge_request" | null;
  readonly parentId: number | null;
  readonly iid: number;
  readonly author: string | null;
  readonly state: string;
  /** JSON array of names. */
  readonly labels: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly webUrl: string;
  readonly title: string;
  readonly keywords: string;
  readonly body: string;
  readonly contentHash: number;
}

/** What the indexes hold of a document. */
export interface IndexedText {
  readonly title: string;
  readonly keywords: string;
  readonly body: string;
  /** What it is about, where that is the title of another document. */
  readonly context: string;
  /** Where parts of words are found; empty for nothing. */
  readonly parts: string;
}

/** A document that is stored already. */
export interface KnownDocument {
  readonly id: number;
  readonly contentHash: number;
}

/** How many documents there are. */
export function countDocuments(reader: Reader): number {
  return reader.get<{ n: number }>("select count(*) as n from documents")?.n ?? 0;
}

/** The greatest key of a document, 0 when there is none: about as many as there are, at no cost. */
export function lastDocumentId(reader: Reader): number {
  return reader.get<{ id: number }>("select coalesce(max(id), 0) as id from documents")?.id ?? 0;
}

/** Stores new documents; returns the key of the first, the others follow. For {@link indexDocuments}. */
export function insertDocuments(tx: Transaction, documents: readonly DocumentFacts[]): number {
  const first = lastDocumentId(tx) + 1;
  let at = 0;
  for (; at + ROWS_AT_ONCE <= documents.length; at += ROWS_AT_ONCE) {
    const rows = documents.slice(at, at + ROWS_AT_ONCE);
    tx.run(INSERT_MANY, ...rows.flatMap((facts, i) => [...values(facts), first + at + i]));
  }
  for (const facts of documents.slice(at)) tx.run(INSERT, ...values(facts), first + at++);
  return first;
}

/** Replaces a document's text. Its words are for {@link indexDocuments}. */
export function replaceDocument(tx: Transaction, id: number, facts: DocumentFacts): void {
  tx.run(UPDATE, ...values(facts), id);
}

/** Removes a document. Its words are for {@link indexDocuments}. */
export function removeDocument(tx: Transaction, id: number): void {
  tx.run("delete from documents where id = ?", id);
}

/** Brings up to date what is stored beside an unchanged text; returns whether anything changed. */
export function updateFacts(tx: Transaction, id: number, facts: DocumentFacts): boolean {
  const { projectId, parentKind, parentId, iid, author, state, labels } = facts;
  const { createdAt, updatedAt, webUrl } = facts;
  return tx.run(
    UPDATE_FACTS,
    ...[projectId, parentKind, parentId, iid, author, state, labels],
    ...[createdAt, updatedAt, webUrl],
    id,
  ) > 0;
}

/** What the indexes are to hold of a document. */
export interface IndexEntry {
  /** Where parts of words are found; empty for nothing. */
  readonly parts: string;
  /** The words; undefined where they are as they stand in the document's row. */
  readonly words?: IndexedText;
}

/** What changed in the indexes of words. */
export interface IndexChanges {
  /** Documents whose words were indexed and are not what they were. */
  readonly outdated: readonly number[];
  /** New entries by document. */
  readonly entries: ReadonlyMap<number, IndexEntry>;
  /** The run that alone embeds them; any when absent. */
  readonly runId?: string;
}

/**
 * Brings the indexes of words up to date and queues the documents for embedding. All of one index at
 * a time, and apart from the rows: SQLite may open a savepoint for a write to another table, and FTS5
 * writes out all it holds in memory for each.
 */
export function indexDocuments(
  tx: Transaction,
  { outdated, entries, runId }: IndexChanges,
): void {
  for (const id of outdated) tx.run("delete from documents_words where rowid = ?", id);
  for (const id of outdated) tx.run("delete from documents_parts where rowid = ?", id);
  const asStored: number[] = [];
  for (const [id, { words }] of entries) {
    if (words === undefined) asStored.push(id);
    else tx.run(INSERT_WORDS, id, words.title, words.keywords, words.body, words.context);
  }
  tx.run(INDEX_AS_STORED, JSON.stringify(asStored));
  for (const [id, { parts }] of entries) {
    if (parts !== "") tx.run("insert into documents_parts (rowid, text) values (?, ?)", id, parts);
  }
  tx.run(
    `insert into embedding_queue (document_id, origin_run_id)
     select value, ? from json_each(?) where true
     on conflict (document_id) do update set origin_run_id = excluded.origin_run_id
       where excluded.origin_run_id is not null`,
    runId ?? null,
    JSON.stringify([...outdated, ...entries.keys()]),
  );
}

/** Lets a run embed what waits for that of these documents, whoever put it there. */
export function claimQueued(tx: Transaction, documentIds: readonly number[], runId: string): void {
  tx.run(
    `update embedding_queue set origin_run_id = ?
     where document_id in (select value from json_each(?))`,
    runId,
    JSON.stringify(documentIds),
  );
}

const INSERT_WORDS = `
  insert into documents_words (rowid, title, keywords, body, context) values (?, ?, ?, ?, ?)`;

/** A discussion has its item's title, which is no more than context for it. */
const INDEX_AS_STORED = `
  insert into documents_words (rowid, title, keywords, body, context)
  select d.id, iif(d.kind = 'discussion', '', d.title), d.keywords, d.body,
    iif(d.kind = 'discussion', d.title, '')
  from json_each(?) j cross join documents d on d.id = j.value`;

/** Notes that the document of everything that is stored, or has a document, may be out of date. */
export function markEverythingDirty(tx: Transaction, runId: string): void {
  tx.run(
    `insert into dirty_documents (kind, entity_id, origin_run_id)
     select kind, entity_id, ? from (
       select 'issue' as kind, id as entity_id from issues union
       select 'merge_request', id from merge_requests union
       select 'discussion', id from discussions union
       select kind, entity_id from documents) where true
     on conflict (kind, entity_id) do nothing`,
    runId,
  );
}

/** Takes entities off the list of the dirty ones. */
export function clearDirty(
  tx: Transaction,
  kind: DocumentKind,
  { first, last, runId }: {
    /** Least key. */
    readonly first: number;
    /** Greatest key. */
    readonly last: number;
    /** Only what this run made dirty. */
    readonly runId?: string;
  },
): void {
  const sql = "delete from dirty_documents where kind = ? and entity_id between ? and ?";
  if (runId === undefined) tx.run(sql, kind, first, last);
  else tx.run(`${sql} and origin_run_id = ?`, kind, first, last, runId);
}

const FACTS = `project_id, parent_kind, parent_id, iid, author, state, labels, created_at,
  updated_at, web_url`;

const TEXT = "title, keywords, body, content_hash";

const PLACES = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const INSERT = `insert into documents (kind, entity_id, ${FACTS}, ${TEXT}, id) values ${PLACES}`;

/** Rows a statement: what a call costs counts for as much as what a row costs. */
const ROWS_AT_ONCE = 8;

const INSERT_MANY = `${INSERT}${`, ${PLACES}`.repeat(ROWS_AT_ONCE - 1)}`;

const UPDATE = `update documents set (kind, entity_id, ${FACTS}, ${TEXT}) =
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) where id = ?`;

const UPDATE_FACTS = `
  update documents set (${FACTS}) = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
  where id = ?11 and (${FACTS}) is not (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`;

function values(facts: DocumentFacts): (string | number | null)[] {
  return [
    facts.kind,
    facts.entityId,
    facts.projectId,
    facts.parentKind,
    facts.parentId,
    facts.iid,
    facts.author,
    facts.state,
    facts.labels,
    facts.createdAt,
    facts.updatedAt,
    facts.webUrl,
    facts.title,
    facts.keywords,
    facts.body,
    facts.contentHash,
  ];
}
