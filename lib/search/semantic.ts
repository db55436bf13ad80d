/**
 * Search by meaning, as far as a model knows it: the documents whose vectors are nearest.
 *
 * Owns: the coarse pass over all signs and the exact one over the best of them. Leaves to others:
 * the vectors (`embedding/`), where they are (`db/`).
 *
 * @module
 */

import type { Reader } from "../db/mod.ts";
import { lastDocumentId } from "../db/documents.ts";
import type { EmbeddingModel } from "../db/embeddings.ts";
import { chunksById, countMatches, type DocumentFilter, passing } from "../db/search.ts";
import { BLOCK_PLACES, vectorBlocks } from "../db/vector_blocks.ts";
import type { CorpusStatistics, EmbeddingProvider } from "../embedding/provider.ts";
import {
  productsWithSigns,
  productWithCodes,
  Rotation,
  signTables,
} from "../embedding/rotation.ts";
import { LoreError } from "../errors.ts";
import { oneWord } from "./match_query.ts";

/** A document that was found by its vector. */
export interface SemanticMatch {
  readonly id: number;
  /** Cosine of question and best chunk. */
  readonly score: number;
  /** Where the chunk begins in the body, in UTF-16 units. */
  readonly start: number;
}

/** What to look for. */
export interface SemanticQuestion {
  readonly query: string;
  readonly provider: EmbeddingProvider;
  /** How the stored vectors were made. */
  readonly model: EmbeddingModel;
  readonly filter: DocumentFilter;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** Chunks that the coarse pass leaves to the exact one. */
const CANDIDATES = 400;

/** By how much that grows while a filter leaves too few of them. */
const GROWTH = 10;

/** A word in more than this part of the documents is as common as can be. */
const COMMON_PART = 0.25;

/** The documents nearest to a question, best first. */
export async function searchVectors(
  reader: Reader,
  { query, provider, model, filter, limit, signal }: SemanticQuestion,
): Promise<SemanticMatch[]> {
  const statistics = corpusStatistics(reader);
  const vector = await provider.embedQuery(query, { statistics, signal });
  if (vector === undefined) return [];
  if (vector.length !== model.dimensions) throw otherDimensions(vector.length, model);
  const question = new Rotation(model.dimensions).rotate(vector);
  const candidates = candidatesFor(reader, signTables(question), { filter, limit });
  const best = new Map<number, SemanticMatch>();
  for (const chunk of chunksById(reader, candidates)) {
    const score = productWithCodes(question, chunk);
    if (score < provider.leastScore) continue;
    const { documentId: id, start } = chunk;
    if (score > (best.get(id)?.score ?? -Infinity)) best.set(id, { id, score, start });
  }
  return [...best.values()].sort((a, b) => b.score - a.score || a.id - b.id).slice(0, limit);
}

/** Chunks that may be the nearest and whose documents pass the filter. */
function candidatesFor(
  reader: Reader,
  tables: Float32Array,
  { filter, limit }: { readonly filter: DocumentFilter; readonly limit: number },
): number[] {
  for (let count = Math.max(CANDIDATES, limit * 4);; count *= GROWTH) {
    const coarse = coarsePass(reader, tables, count);
    const documents = passing(reader, [...new Set(coarse.documents)], filter);
    const passed = coarse.chunks.filter((_, at) => documents.has(coarse.documents[at] ?? 0));
    if (passed.length >= Math.min(CANDIDATES, count / 2) || coarse.chunks.length < count) {
      return passed;
    }
  }
}

/** The best chunks by their signs, and their documents. */
function coarsePass(
  reader: Reader,
  tables: Float32Array,
  count: number,
): { readonly chunks: readonly number[]; readonly documents: readonly number[] } {
  const best = new Best(count);
  const products = new Float32Array(BLOCK_PLACES);
  for (const { id, documents, signs } of vectorBlocks(reader)) {
    productsWithSigns(tables, signs, products);
    for (let place = 0; place < BLOCK_PLACES; place++) {
      const score = products[place] ?? 0;
      if (score <= best.least || documents[place] === 0) continue;
      best.add(score, { chunk: id * BLOCK_PLACES + place, document: documents[place] ?? 0 });
    }
  }
  return best.take();
}

/** Keeps the greatest of many scores. */
class Best {
  /** Scores up to this one are of no interest any more. */
  least = -Infinity;
  readonly #count: number;
  #kept: { readonly score: number; readonly chunk: number; readonly document: number }[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  add(
    score: number,
    { chunk, document }: { readonly chunk: number; readonly document: number },
  ): void {
    this.#kept.push({ score, chunk, document });
    if (this.#kept.length >= this.#count * 2) this.#shrink();
  }

  take(): { readonly chunks: readonly number[]; readonly documents: readonly number[] } {
    this.#shrink();
    return {
      chunks: this.#kept.map(({ chunk }) => chunk),
      documents: this.#kept.map(({ document }) => document),
    };
  }

  #shrink(): void {
    this.#kept.sort((a, b) => b.score - a.score || a.chunk - b.chunk);
    this.#kept.length = Math.min(this.#kept.length, this.#count);
    if (this.#kept.length === this.#count) this.least = this.#kept.at(-1)?.score ?? -Infinity;
  }
}

/** Frequencies by the index of words. */
function corpusStatistics(reader: Reader): CorpusStatistics {
  // Counting would read a whole index, and push what is needed out of SQLite's cache.
  const documents = lastDocumentId(reader);
  const most = Math.ceil(documents * COMMON_PART);
  return {
    documents,
    documentFrequency(word) {
      const expression = oneWord(word);
      return expression === undefined ? 0 : countMatches(reader, expression, most);
    },
  };
}

function otherDimensions(length: number, { model, dimensions }: EmbeddingModel): LoreError {
  return new LoreError(
    "FAILED",
    `Embedding model "${model}" answers vectors of ${length} numbers, the store holds ${dimensions}`,
    { hint: "Run lore embed --full", actions: ["lore embed --full"] },
  );
}
