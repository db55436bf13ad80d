/**
 * Counts the words of a text in tables that are used again for the next text.
 *
 * @module
 */

import { finishHash, foldText, HASH_START, hashUnit, UNIT, UNIT_CLASSES } from "./words.ts";

/** Different words of one text at most; texts are pieces of 1,600 units. */
export const MAX_WORDS = 3072;

/** Slots of the hash table: a power of two, never full. */
const SLOTS = 4096;

/** Units of a word that its trigrams are made of; the rest only counts for its hash. */
const MAX_UNITS = 62;

/** Stands before the first and after the last unit of a word in its trigrams. */
const EDGE = 1;

/** Weight of a single character of a script without spaces: pairs say more. */
const SINGLE_WEIGHT = 0.3;

/** Weights by length of words that are in no list: short ones are common in every language. */
const SHORT_WEIGHTS: readonly number[] = [0, 0.35, 0.35, 0.6];

/** The words of a text, each once, in order of their first appearance. */
export class WordCounter {
  /** Different words. */
  words = 0;
  readonly hashes = new Int32Array(MAX_WORDS);
  readonly counts = new Int32Array(MAX_WORDS);
  /** What a word weighs by itself. */
  readonly weights = new Float32Array(MAX_WORDS);
  /** Where in {@link units} a word's units are, edges included; none for pairs of characters. */
  readonly unitStarts = new Int32Array(MAX_WORDS);
  readonly unitEnds = new Int32Array(MAX_WORDS);
  units = new Uint16Array(1 << 14);
  /** Where the word is in {@link text}. */
  readonly textStarts = new Int32Array(MAX_WORDS);
  readonly textEnds = new Int32Array(MAX_WORDS);
  /** The folded text. */
  text = "";

  readonly #common: ReadonlyMap<number, number>;
  readonly #slots = new Uint16Array(SLOTS);
  #unitsUsed = 0;

  /** @param common Weights of words by their hash. */
  constructor(common: ReadonlyMap<number, number>) {
    this.#common = common;
  }

  /** Forgets the text before and counts the words of this one. */
  count(text: string): void {
    this.words = 0;
    this.#unitsUsed = 0;
    this.#slots.fill(0);
    const folded = this.text = foldText(text);
    // A word of one unit needs two edges beside it.
    if (this.units.length < folded.length * 3) this.units = new Uint16Array(folded.length * 4);
    for (let i = 0; i < folded.length;) {
      const kind = UNIT_CLASSES[folded.charCodeAt(i)];
      if (kind === UNIT.letter) i = this.#word(folded, i);
      else if (kind === UNIT.unspaced) i = this.#run(folded, i);
      else i++;
    }
  }

  /** Reads a word that begins at `start`; returns where it ends. */
  #word(text: string, start: number): number {
    const first = this.#unitsUsed;
    const { units } = this;
    const full = first + 1 + MAX_UNITS;
    let used = first;
    units[used++] = EDGE;
    let hash = HASH_START;
    let i = start;
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const kind = UNIT_CLASSES[unit];
      if (kind !== UNIT.letter) {
        if (kind === UNIT.mark) continue;
        break;
      }
      hash = hashUnit(hash, unit);
      if (used < full) units[used++] = unit;
    }
    const length = used - first - 1;
    units[used++] = EDGE;
    hash = finishHash(hash);
    const word = this.#add(hash, start, i);
    if (this.counts[word] !== 1) return i;
    this.weights[word] = this.#common.get(hash) ?? SHORT_WEIGHTS[length] ?? 1;
    this.unitStarts[word] = first;
    this.unitEnds[word] = used;
    this.#unitsUsed = used;
    return i;
  }

  /** Reads a run of a script without spaces: its characters and their pairs. */
  #run(text: string, start: number): number {
    let i = start;
    let before = 0;
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (UNIT_CLASSES[unit] !== UNIT.unspaced) break;
      this.#character(hashUnit(HASH_START, unit), { start: i, end: i + 1, weight: SINGLE_WEIGHT });
      if (before !== 0) {
        const hash = hashUnit(hashUnit(HASH_START, before), unit);
        this.#character(hash, { start: i - 1, end: i + 1, weight: 1 });
      }
      before = unit;
    }
    return i;
  }

  #character(
    hash: number,
    { start, end, weight }: {
      readonly start: number;
      readonly end: number;
      readonly weight: number;
    },
  ): void {
    const word = this.#add(finishHash(hash), start, end);
    this.weights[word] = weight;
    this.unitStarts[word] = this.unitEnds[word] = 0;
  }

  /** Counts a word; returns its number. */
  #add(hash: number, start: number, end: number): number {
    const slots = this.#slots;
    let slot = hash & (SLOTS - 1);
    for (;; slot = (slot + 1) & (SLOTS - 1)) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) break;
      if (this.hashes[entry - 1] === hash) {
        this.counts[entry - 1] = (this.counts[entry - 1] ?? 0) + 1;
        return entry - 1;
      }
    }
    // The last number is overwritten again and again where a text has more words than fit.
    const word = Math.min(this.words, MAX_WORDS - 1);
    if (this.words < MAX_WORDS) {
      slots[slot] = word + 1;
      this.words++;
    }
    this.hashes[word] = hash;
    this.counts[word] = 1;
    this.textStarts[word] = start;
    this.textEnds[word] = end;
    return word;
  }
}
