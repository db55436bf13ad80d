/**
 * Scripts that put no spaces between words: Han, Kana, Hangul.
 *
 * Owns: the form in which they are indexed and asked for, pairs of characters. Leaves to others: the
 * index (`db/documents.ts`), the question (`search/match_query.ts`).
 *
 * @module
 */

/** One character of these scripts. */
const CHARACTER = "[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}ー々〆]";

const ANY = new RegExp(CHARACTER, "u");

const RUN = new RegExp(`${CHARACTER}+`, "gu");

/** Nothing of these scripts stands before this code unit: most texts are told apart by it. */
const MAYBE = /[\u1100-\uffff]/;

/** Whether a text has characters of these scripts. */
export function hasUnspaced(text: string): boolean {
  return MAYBE.test(text) && ANY.test(text);
}

/**
 * A text as the index of words wants it: `検索機能` becomes `検索 索機 機能 能`. Any part of such a
 * run is then found: a pair as a word, more as a phrase, one character as the beginning of a word.
 */
export function spaceOut(text: string): string {
  if (!hasUnspaced(text)) return text;
  return text.replaceAll(RUN, (run) => ` ${pairs(run).join(" ")} `);
}

/** Pairs of neighbours, and the last character alone. */
function pairs(run: string): string[] {
  const characters = [...run];
  return characters.map((character, at) => character + (characters[at + 1] ?? ""));
}

/** A text cut into runs of these scripts and what is between them. */
export function splitRuns(text: string): { readonly text: string; readonly unspaced: boolean }[] {
  const parts: { text: string; unspaced: boolean }[] = [];
  let end = 0;
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (index > end) parts.push({ text: text.slice(end, index), unspaced: false });
    parts.push({ text: run, unspaced: true });
    end = index + run.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), unspaced: false });
  return parts;
}
