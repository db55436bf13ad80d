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
import { MAX_WORDS, WordCounter } from "./word_counter.ts";
import { foldText, hashTrigram, hashWord } from "./words.ts";

/** Numbers in a vector. */
export const BUILTIN_DIMENSIONS = 512;

/** Changes whenever the vector of any text does. */
const VERSION = 1;

/** What all trigrams of a word weigh together, against the word: they find it misspelt. */
const TRIGRAM_WEIGHT = 1.5;

/** Chance alone gives cosines of up to 0.2 among 100,000 texts. */
const LEAST_SCORE = 0.2;

/** Masks a hash to a number of the vector. */
const BUCKETS = BUILTIN_DIMENSIONS - 1;

/** `1 + ln n` for small n. */
const DAMPED = Float64Array.from({ length: 256 }, (_, n) => n === 0 ? 0 : 1 + Math.log(n));

/** Embeds texts without any model. */
export class BuiltinProvider implements EmbeddingProvider {
  readonly model = `builtin/${VERSION}`;
  readonly dimensions: number = BUILTIN_DIMENSIONS;
  readonly batchSize = 2048;
  readonly leastScore: number = LEAST_SCORE;
  readonly #wordWeights = new Float32Array(MAX_WORDS);
  readonly #trigramWeights = new Float32Array(MAX_WORDS);
  readonly #counter = new WordCounter(
    new Map(commonWords().map((word) => [hashWord(foldText(word)), COMMON_WEIGHT])),
  );

  embedTexts(texts: readonly string[]): Promise<Float32Array[]> {
    return Promise.resolve(texts.map((text) => this.embedText(text)));
  }

  /** The vector of one text, of whatever length; all zeros when it has no words. */
  embedText(text: string): Float32Array {
    const counter = this.#counter;
    counter.count(text);
    const { words, weights, counts } = counter;
    for (let word = 0; word < words; word++) {
      const weight = (weights[word] as number) * damped(counts[word] as number);
      this.#wordWeights[word] = weight;
      this.#trigramWeights[word] = weight;
    }
    return this.#accumulate();
  }

  embedQuery(
    text: string,
    { statistics }: EmbedQueryOptions,
  ): Promise<Float32Array | undefined> {
    const counter = this.#counter;
    counter.count(text);
    for (let word = 0; word < counter.words; word++) {
      const { frequency, idf } = inverseFrequency(counter, word, statistics);
      const weight = idf * idf / (counter.weights[word] || 1);
      // A word that no document has only meets others by chance; its trigrams find what it resembles.
      this.#wordWeights[word] = frequency === 0 ? 0 : weight;
      this.#trigramWeights[word] = weight;
    }
    const vector = this.#accumulate();
    return Promise.resolve(vector.some((value) => value !== 0) ? vector : undefined);
  }

  /**
   * The counted words and their trigrams as a vector: which number, and whether up or down, by the
   * hash. The innermost loop of embedding: it keeps to integers and to arithmetic without branches,
   * of which one on a hash would be foretold wrongly half of the time.
   */
  #accumulate(): Float32Array {
    const { words, hashes, units, unitStarts, unitEnds } = this.#counter;
    const wordWeights = this.#wordWeights;
    const trigramWeights = this.#trigramWeights;
    const vector = new Float32Array(BUILTIN_DIMENSIONS);
    for (let word = 0; word < words; word++) {
      const hash = hashes[word] as number;
      const bucket = hash & BUCKETS;
      vector[bucket] = (vector[bucket] as number) + (wordWeights[word] as number) * signOf(hash);
      const start = unitStarts[word] as number;
      const end = unitEnds[word] as number;
      const trigrams = end - start - 2;
      if (trigrams <= 0) continue;
      const each = TRIGRAM_WEIGHT * (trigramWeights[word] as number) / Math.sqrt(trigrams);
      let first = units[start] as number;
      let second = units[start + 1] as number;
      for (let i = start + 2; i < end; i++) {
        const third = units[i] as number;
        const trigram = hashTrigram(first, second, third);
        const at = trigram & BUCKETS;
        vector[at] = (vector[at] as number) + each * signOf(trigram);
        first = second;
        second = third;
      }
    }
    return vector;
  }
}

/** 1 or -1 by the highest bit. */
function signOf(hash: number): number {
  return 1 + ((hash >> 31) << 1);
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
