/**
 * The provider that needs nothing: signed feature hashing of words and character trigrams.
 *
 * A text's vector is a function of the text alone, so that a store never has to embed anew because
 * it grew: words weigh by a fixed list and their length there. What a word says in this corpus, its
 * inverse document frequency, weighs where the question is asked: the product of question and text
 * has the frequency twice as if each had it once.
 *
 * Owns: weights and buckets. Leaves to others: words (`word_counter.ts`).
 *
 * @module
 */

import { COMMON_WEIGHT, commonWords } from "./common_words.ts";
import type { CorpusStatistics, EmbeddingProvider, EmbedQueryOptions } from "./provider.ts";
import { WordCounter } from "./word_counter.ts";
import { foldText, hashTrigram, hashWord } from "./words.ts";

/** Numbers in a vector. */
export const BUILTIN_DIMENSIONS = 512;

/** Changes whenever the vector of any text does. */
const VERSION = 1;

/** What all trigrams of a word weigh together, against the word: they find it misspelt. */
const TRIGRAM_WEIGHT = 1.5;

/** Chance alone gives cosines of up to 0.2 among 100,000 texts. */
const LEAST_SCORE = 0.2;

/** `1 + ln n` for small n. */
const DAMPED = Float64Array.from({ length: 256 }, (_, n) => n === 0 ? 0 : 1 + Math.log(n));

/** Embeds texts without any model. */
export class BuiltinProvider implements EmbeddingProvider {
  readonly model = `builtin/${VERSION}`;
  readonly dimensions: number = BUILTIN_DIMENSIONS;
  readonly batchSize = 256;
  readonly leastScore: number = LEAST_SCORE;
  readonly #counter = new WordCounter(
    new Map(commonWords().map((word) => [hashWord(foldText(word)), COMMON_WEIGHT])),
  );

  embedTexts(texts: readonly string[]): Promise<Float32Array[]> {
    return Promise.resolve(texts.map((text) => this.embedText(text)));
  }

  /** The vector of one text; all zeros when it has no words. */
  embedText(text: string): Float32Array {
    const counter = this.#counter;
    counter.count(text);
    const vector = new Float32Array(BUILTIN_DIMENSIONS);
    for (let word = 0; word < counter.words; word++) {
      const weight = counter.weights[word] ?? 0;
      const tf = damped(counter.counts[word] ?? 0);
      addWord(vector, counter, { word, weight: weight * tf, trigramWeight: weight * tf });
    }
    normalize(vector);
    return vector;
  }

  embedQuery(
    text: string,
    { statistics }: EmbedQueryOptions,
  ): Promise<Float32Array | undefined> {
    const counter = this.#counter;
    counter.count(text);
    const vector = new Float32Array(BUILTIN_DIMENSIONS);
    for (let word = 0; word < counter.words; word++) {
      const { frequency, idf } = inverseFrequency(counter, word, statistics);
      const weight = idf * idf / (counter.weights[word] || 1);
      // A word that no document has only meets others by chance; its trigrams find what it resembles.
      addWord(vector, counter, {
        word,
        weight: frequency === 0 ? 0 : weight,
        trigramWeight: weight,
      });
    }
    return Promise.resolve(normalize(vector) ? vector : undefined);
  }
}

function inverseFrequency(
  counter: WordCounter,
  word: number,
  statistics: CorpusStatistics,
): { readonly frequency: number; readonly idf: number } {
  const text = counter.text.slice(counter.textStarts[word], counter.textEnds[word]);
  const frequency = statistics.documentFrequency(text);
  return { frequency, idf: Math.log(1 + statistics.documents / (1 + frequency)) };
}

function damped(count: number): number {
  return DAMPED[count] ?? 1 + Math.log(count);
}

/** Adds a word and its trigrams to a vector: which number, and whether up or down, by the hash. */
function addWord(
  vector: Float32Array,
  { hashes, units, unitStarts, unitEnds }: WordCounter,
  { word, weight, trigramWeight }: {
    readonly word: number;
    readonly weight: number;
    readonly trigramWeight: number;
  },
): void {
  add(vector, hashes[word] ?? 0, weight);
  const start = unitStarts[word] ?? 0;
  const end = unitEnds[word] ?? 0;
  const trigrams = end - start - 2;
  if (trigrams <= 0) return;
  const each = TRIGRAM_WEIGHT * trigramWeight / Math.sqrt(trigrams);
  let first = units[start] ?? 0;
  let second = units[start + 1] ?? 0;
  for (let i = start + 2; i < end; i++) {
    const third = units[i] ?? 0;
    add(vector, hashTrigram(first, second, third), each);
    first = second;
    second = third;
  }
}

function add(vector: Float32Array, hash: number, weight: number): void {
  const at = hash & (BUILTIN_DIMENSIONS - 1);
  vector[at] = (vector[at] ?? 0) + (hash >>> 31 === 1 ? -weight : weight);
}

/** Gives a vector length 1; false for one that has none. */
function normalize(vector: Float32Array): boolean {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return false;
  const factor = 1 / Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) * factor;
  return true;
}
