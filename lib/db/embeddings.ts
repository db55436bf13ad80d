/**
 * Vectors of documents: whole for the few that are looked at closely, one bit a number for all.
 *
 * Owns: chunks, their places in blocks, the queue of what is to be embedded. Leaves to others: what
 * a vector says (`embedding/`), what is near to what (`search/`).
 *
 * @module
 */

import type { Reader, SqlValue, Transaction } from "./database.ts";
import { freePlacesOf, takePlaces } from "./vector_blocks.ts";

/** How the stored vectors were made. */
export interface EmbeddingModel {
  /** Provider, model and version. */
  readonly model: string;
  /** Numbers in a vector, as the provider gives them. */
  readonly dimensions: number;
}

/** A document that waits for its vectors; without a title when it is gone. */
export interface QueuedDocument {
  readonly documentId: number;
  readonly kind: string | null;
  readonly title: string | null;
  /** JSON array. */
  readonly labels: string | null;
  readonly body: string | null;
}

/** A chunk's vector, encoded. */
export interface EncodedChunk {
  readonly documentId: number;
  readonly seq: number;
  /** Where in the document's body, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** The rotated vector is `scale * codes`. */
  readonly scale: number;
  /** One signed byte a number. */
  readonly codes: Uint8Array;
  /** One bit a number. */
  readonly signs: Uint8Array;
}

/** How the stored vectors were made; undefined while there are none. */
export function embeddingModel(reader: Reader): EmbeddingModel | undefined {
  return reader.get<EmbeddingModel>("select model, dimensions from embedding_model");
}

/** Drops all vectors and queues every document: they will be made by another model, or anew. */
export function restartEmbeddings(tx: Transaction, model: EmbeddingModel): void {
  tx.exec(`delete from chunks; delete from vector_blocks; delete from embedding_model;
    delete from embedding_queue;
    insert into embedding_queue (document_id) select id from documents`);
  startEmbeddings(tx, model);
}

/** Notes how vectors are made from now on, while there are none: every document waits for its own. */
export function startEmbeddings(tx: Transaction, model: EmbeddingModel): void {
  tx.run(
    "insert into embedding_model (id, model, dimensions) values (1, ?, ?)",
    model.model,
    model.dimensions,
  );
}

/** How many documents wait for their vectors: all, or those that a run put there. */
export function countQueued(reader: Reader, runId?: string): number {
  const sql = "select count(*) as n from embedding_queue";
  const row = runId === undefined
    ? reader.get<{ n: number }>(sql)
    : reader.get<{ n: number }>(`${sql} where origin_run_id = ?`, runId);
  return row?.n ?? 0;
}

/** The next documents to be embedded: rows and characters at most, but at least one. */
export function queuedDocuments(
  reader: Reader,
  { limit, maxChars, runId }: {
    readonly limit: number;
    readonly maxChars: number;
    /** Only what this run put there. */
    readonly runId?: string;
  },
): QueuedDocument[] {
  const taken: QueuedDocument[] = [];
  let chars = 0;
  const rows = reader.iterate<QueuedDocument>(
    `select q.document_id as documentId, d.kind, d.title, d.labels, d.body
     from embedding_queue q left join documents d on d.id = q.document_id
     ${runId === undefined ? "" : "where q.origin_run_id = ?"}
     order by q.document_id limit ?`,
    ...(runId === undefined ? [] : [runId]),
    limit,
  );
  for (const row of rows) {
    taken.push(row);
    chars += row.body?.length ?? 0;
    if (chars > maxChars) break;
  }
  return taken;
}

/** Gives documents these chunks instead of what they had, and takes them off the queue. */
export function saveChunks(
  tx: Transaction,
  documentIds: readonly number[],
  chunks: readonly EncodedChunk[],
): void {
  const freed = freePlacesOf(tx, new Set(documentIds));
  if (freed.length > 0) tx.run(DELETE_CHUNKS, JSON.stringify(freed));
  tx.run(DEQUEUE, JSON.stringify(documentIds));
  const places = takePlaces(tx, chunks);
  let at = 0;
  for (; at + ROWS_AT_ONCE <= chunks.length; at += ROWS_AT_ONCE) {
    const rows = chunks.slice(at, at + ROWS_AT_ONCE);
    tx.run(INSERT_CHUNKS, ...rows.flatMap((chunk, i) => chunkValues(chunk, places[at + i])));
  }
  for (; at < chunks.length; at++) {
    const chunk = chunks[at];
    if (chunk !== undefined) tx.run(INSERT_CHUNK, ...chunkValues(chunk, places[at]));
  }
}

function chunkValues(chunk: EncodedChunk, place: number | undefined): SqlValue[] {
  const { documentId, seq, start, end, scale, codes } = chunk;
  return [place ?? null, documentId, seq, start, end, scale, codes];
}

const DELETE_CHUNKS = "delete from chunks where id in (select value from json_each(?))";

const DEQUEUE = "delete from embedding_queue where document_id in (select value from json_each(?))";

/** Rows a statement: what a call costs counts for more than what a row costs. */
const ROWS_AT_ONCE = 16;

const INTO_CHUNKS =
  "insert into chunks (id, document_id, seq, start_at, end_at, scale, codes) values";

const INSERT_CHUNK = `${INTO_CHUNKS} (?, ?, ?, ?, ?, ?, ?)`;

const INSERT_CHUNKS = `${INTO_CHUNKS} ${
  Array(ROWS_AT_ONCE).fill("(?, ?, ?, ?, ?, ?, ?)").join(", ")
}`;
