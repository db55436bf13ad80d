/**
 * Makes vectors of the documents that changed.
 *
 * Owns: what text of a document is embedded, batches, and what a change of provider or model means.
 * Leaves to others: the vectors (`builtin.ts`, `ollama.ts`, `openai.ts`), how they are kept (`db/`).
 *
 * @module
 */

import type { Database } from "../db/mod.ts";
import { countDocuments } from "../db/documents.ts";
import {
  countQueued,
  embeddingModel,
  type EncodedChunk,
  type QueuedDocument,
  queuedDocuments,
  restartEmbeddings,
  saveChunks,
  startEmbeddings,
} from "../db/embeddings.ts";
import { type ChunkRange, splitChunks } from "../documents/chunks.ts";
import { labelNames } from "../documents/compose.ts";
import { LoreError } from "../errors.ts";
import { logger } from "../log/logger.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { record } from "../spans/mod.ts";
import type { EmbeddingProvider } from "./provider.ts";
import { Rotation } from "./rotation.ts";

const log = logger("lore::embedding");

/** How documents are embedded. */
export interface EmbedDocumentsOptions {
  readonly provider: EmbeddingProvider;
  /** Embed all documents anew. */
  readonly full?: boolean;
  /** Only what this run queued; the vectors of another model then stay as they are. */
  readonly runId?: string;
  /** Stops between two batches, and requests at once. */
  readonly signal?: AbortSignal;
  /** Lets others have their turn between two batches. */
  readonly clock?: Pick<Clock, "sleep">;
}

/** What was embedded. */
export interface EmbeddedDocuments {
  /** Chunks that got a vector. */
  readonly embedded: number;
  /** Documents that they are of. */
  readonly documents: number;
  /** Documents that are gone, whose vectors went. */
  readonly removed: number;
  /** Whether all documents were embedded anew: asked for, or because the model changed. */
  readonly restarted: boolean;
}

/** UTF-16 units of text after which a batch ends: what bounds memory. */
const BATCH_CHARS = 2_000_000;

/** A chunk before it has a vector. */
interface Piece extends ChunkRange {
  readonly documentId: number;
  readonly seq: number;
  readonly text: string;
}

/**
 * Embeds the documents that are new or changed, all of them after a change of provider or model,
 * and counts their chunks in the present span.
 *
 * @throws LoreError `FORGE_UNAVAILABLE` and what else the provider throws; the signal's reason when
 * it aborts. What is done until then stays, and the next call goes on there.
 */
export async function embedDocuments(
  database: Database,
  { provider, full = false, runId, signal, clock = systemClock }: EmbedDocumentsOptions,
): Promise<EmbeddedDocuments> {
  signal?.throwIfAborted();
  const { dimensions, restarted } = runId === undefined
    ? await prepare(database, { provider, full, signal })
    : await prepareScoped(database, { provider, runId, signal });
  const counts = { embedded: 0, documents: 0, removed: 0 };
  if (dimensions === undefined) return { ...counts, restarted };
  const rotation = new Rotation(dimensions);
  record({ total: countQueued(database, runId) });
  for (;;) {
    signal?.throwIfAborted();
    const limits = { limit: provider.batchSize, maxChars: BATCH_CHARS };
    const batch = queuedDocuments(database, { ...limits, runId });
    if (batch.length === 0) break;
    const pieces = batch.flatMap(piecesOf);
    const vectors = await provider.embedTexts(pieces.map(({ text }) => text), { signal });
    checkVectors(vectors, { expected: pieces.length, dimensions, model: provider.model });
    const chunks = pieces.map((piece, at) => encode(piece, vectors[at], rotation));
    const ids = batch.map(({ documentId }) => documentId);
    database.transaction((tx) => saveChunks(tx, ids, chunks));
    const removed = batch.filter(({ title }) => title === null).length;
    counts.embedded += chunks.length;
    counts.documents += batch.length - removed;
    counts.removed += removed;
    record({ items_processed: chunks.length });
    // Signals and heartbeats only get through when the event loop turns.
    await clock.sleep(0, { signal });
  }
  if (counts.embedded > 0) log.debug("Documents embedded", { ...counts, model: provider.model });
  return { ...counts, restarted };
}

/**
 * Drops the vectors of another model, but not before the new one has shown that it answers. There
 * are no dimensions while there is nothing to embed.
 */
async function prepare(
  database: Database,
  { provider, full, signal }: Required<Pick<EmbedDocumentsOptions, "provider" | "full">> & {
    readonly signal: AbortSignal | undefined;
  },
): Promise<{ readonly dimensions: number | undefined; readonly restarted: boolean }> {
  const present = embeddingModel(database);
  const other = present?.model !== provider.model;
  if (!other && !full) {
    const idle = countQueued(database) === 0;
    return { dimensions: idle ? undefined : present.dimensions, restarted: false };
  }
  if (countDocuments(database) + countQueued(database) === 0) {
    return { dimensions: undefined, restarted: false };
  }
  const dimensions = provider.dimensions ?? await askDimensions(provider, signal);
  const model = { model: provider.model, dimensions };
  database.transaction((tx) => restartEmbeddings(tx, model));
  if (present !== undefined) {
    log.info("Embedding all documents anew", { before: present.model, model: provider.model });
  }
  return { dimensions, restarted: present !== undefined };
}

/**
 * What some documents are embedded with while all others stay as they are. Where there are no vectors
 * at all, every document is in the queue and waits on.
 *
 * @throws LoreError `PARTIAL` where the store's vectors are those of another model
 */
async function prepareScoped(
  database: Database,
  { provider, runId, signal }: {
    readonly provider: EmbeddingProvider;
    readonly runId: string;
    readonly signal: AbortSignal | undefined;
  },
): Promise<{ readonly dimensions: number | undefined; readonly restarted: boolean }> {
  const restarted = false;
  if (countQueued(database, runId) === 0) return { dimensions: undefined, restarted };
  const present = embeddingModel(database);
  if (present?.model === provider.model) return { dimensions: present.dimensions, restarted };
  if (present !== undefined) {
    throw new LoreError(
      "PARTIAL",
      `The store's vectors are those of "${present.model}", not of "${provider.model}"`,
      { hint: "Embed all documents anew: lore embed", actions: ["lore embed"] },
    );
  }
  const dimensions = provider.dimensions ?? await askDimensions(provider, signal);
  database.transaction((tx) => startEmbeddings(tx, { model: provider.model, dimensions }));
  return { dimensions, restarted };
}

async function askDimensions(
  provider: EmbeddingProvider,
  signal: AbortSignal | undefined,
): Promise<number> {
  const [vector] = await provider.embedTexts(["lore"], { signal });
  if (vector !== undefined && vector.length > 0) return vector.length;
  throw new LoreError("FAILED", `Embedding model "${provider.model}" answered an empty vector`, {
    hint: 'Check "embedding.model": is it a model for embeddings?',
  });
}

/** The pieces of a document; its title and labels stand before each. */
function piecesOf({ documentId, kind, title, labels, body }: QueuedDocument): Piece[] {
  if (title === null || body === null) return [];
  const names = kind === "discussion" ? "" : labelNames(labels ?? "[]").join(", ");
  const head = names === "" ? title : `${title}\n${names}`;
  return splitChunks(body).map(({ start, end }, seq) => ({
    documentId,
    seq,
    start,
    end,
    text: `${head}\n${body.slice(start, end)}`,
  }));
}

function encode(
  { documentId, seq, start, end }: Piece,
  vector: Float32Array | undefined,
  rotation: Rotation,
): EncodedChunk {
  const encoded = rotation.encode(vector ?? new Float32Array());
  return { documentId, seq, start, end, ...encoded };
}

function checkVectors(
  vectors: readonly Float32Array[],
  { expected, dimensions, model }: {
    readonly expected: number;
    readonly dimensions: number;
    readonly model: string;
  },
): void {
  if (vectors.length !== expected) {
    throw new LoreError(
      "FAILED",
      `Embedding model "${model}" answered ${vectors.length} vectors for ${expected} texts`,
      { hint: 'Check "embedding.url": the server does not speak the protocol as it should' },
    );
  }
  const wrong = vectors.find((vector) => vector.length !== dimensions);
  if (wrong === undefined) return;
  throw new LoreError(
    "FAILED",
    `Embedding model "${model}" answered a vector of ${wrong.length} numbers, ` +
      `the store holds vectors of ${dimensions}`,
    {
      hint: "If another model answers by that name now, run lore embed --full",
      actions: ["lore embed --full"],
      details: { expected: dimensions, answered: wrong.length },
    },
  );
}
