/**
 * Blocks of vectors' signs: 1,024 to a row, so that all can be read quickly.
 *
 * Owns: which place of which block belongs to which document. Places that become free are taken
 * again. Leaves to others: the vectors (`embeddings.ts`).
 *
 * @module
 */

import type { Reader, Transaction } from "./database.ts";

/** Vectors in a block. */
export const BLOCK_PLACES = 1024;

/** A block as it is stored. */
export interface VectorBlock {
  readonly id: number;
  /** `documents.id` of each place, 0 for a free one. */
  readonly documents: Uint32Array<ArrayBuffer>;
  /** Bits of all vectors, place after place. */
  readonly signs: Uint8Array<ArrayBuffer>;
}

/** A block that is being changed. */
interface OpenBlock extends VectorBlock {
  used: number;
}

interface Row {
  readonly id: number;
  readonly used: number;
  readonly documents: Uint8Array<ArrayBuffer>;
  readonly signs: Uint8Array<ArrayBuffer>;
}

/** Every block, one by one. */
export function* vectorBlocks(reader: Reader): Generator<VectorBlock> {
  const rows = reader.iterate<Row>("select id, used, documents, signs from vector_blocks");
  for (const row of rows) yield open(row);
}

/** Makes the places of documents free; returns them. */
export function freePlacesOf(tx: Transaction, documentIds: ReadonlySet<number>): number[] {
  const freed: number[] = [];
  for (const { id, documents } of blockDocuments(tx)) {
    const before = freed.length;
    for (const at of placesIn(documents, documentIds)) freed.push(id * BLOCK_PLACES + at);
    const block = freed.length === before ? undefined : readBlock(tx, id);
    if (block === undefined) continue;
    for (const place of freed.slice(before)) block.documents[place % BLOCK_PLACES] = 0;
    block.used -= freed.length - before;
    writeBlock(tx, block);
  }
  return freed;
}

/** For so few documents it is faster to look for each than to look at each place. */
const FEW_DOCUMENTS = 16;

/** Where in a block some documents have their places. */
function placesIn(documents: VectorBlock["documents"], wanted: ReadonlySet<number>): number[] {
  const places: number[] = [];
  if (wanted.size > FEW_DOCUMENTS) {
    for (let at = 0; at < BLOCK_PLACES; at++) if (wanted.has(documents[at] ?? 0)) places.push(at);
    return places;
  }
  for (const id of wanted) {
    for (let at = documents.indexOf(id); at !== -1; at = documents.indexOf(id, at + 1)) {
      places.push(at);
    }
  }
  return places;
}

/** Whose places there are, block by block, without what is large. */
function blockDocuments(reader: Reader): Pick<VectorBlock, "id" | "documents">[] {
  const rows = reader.all<Pick<Row, "id" | "documents">>(
    "select id, documents from vector_blocks where used > 0",
  );
  return rows.map(({ id, documents }) => ({ id, documents: words(documents) }));
}

/** Stores vectors' signs where there is room; returns the place of each. */
export function takePlaces(
  tx: Transaction,
  vectors: readonly { readonly documentId: number; readonly signs: Uint8Array }[],
): number[] {
  const places: number[] = [];
  const bytes = vectors[0]?.signs.length ?? 0;
  let block: OpenBlock | undefined;
  let position = 0;
  for (const { documentId, signs } of vectors) {
    if (block === undefined || block.used === BLOCK_PLACES) {
      if (block !== undefined) writeBlock(tx, block);
      block = roomyBlock(tx) ?? newBlock(tx, bytes);
      position = 0;
    }
    position = block.documents.indexOf(0, position);
    block.documents[position] = documentId;
    block.signs.set(signs, position * bytes);
    block.used++;
    places.push(block.id * BLOCK_PLACES + position);
  }
  if (block !== undefined) writeBlock(tx, block);
  return places;
}

function roomyBlock(tx: Transaction): OpenBlock | undefined {
  const row = tx.get<Row>(
    `select id, used, documents, signs from vector_blocks where used < ${BLOCK_PLACES}
     order by id limit 1`,
  );
  return row === undefined ? undefined : open(row);
}

function newBlock(tx: Transaction, bytes: number): OpenBlock {
  const row = tx.get<{ id: number }>(
    "select coalesce(max(id) + 1, 0) as id from vector_blocks",
  );
  return {
    id: row?.id ?? 0,
    used: 0,
    documents: new Uint32Array(BLOCK_PLACES),
    signs: new Uint8Array(BLOCK_PLACES * bytes),
  };
}

function readBlock(tx: Transaction, id: number): OpenBlock | undefined {
  const row = tx.get<Row>("select id, used, documents, signs from vector_blocks where id = ?", id);
  return row === undefined ? undefined : open(row);
}

function writeBlock(tx: Transaction, { id, used, documents, signs }: OpenBlock): void {
  tx.run(
    `insert into vector_blocks (id, used, documents, signs) values (?, ?, ?, ?)
     on conflict (id) do update set used = excluded.used, documents = excluded.documents,
       signs = excluded.signs`,
    id,
    used,
    new Uint8Array(documents.buffer),
    signs,
  );
}

function open({ id, used, documents, signs }: Row): OpenBlock {
  return { id, used, documents: words(documents), signs };
}

/** What SQLite hands out need not begin at a multiple of four. */
function words(bytes: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  return new Uint32Array(bytes.slice().buffer);
}
