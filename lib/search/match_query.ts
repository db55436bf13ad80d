/**
 * From what a person types to what FTS5 is asked.
 *
 * Every word becomes a quoted string, so that nothing in it is syntax. What stands in quotes is a
 * phrase; everything else is words.
 *
 * @module
 */

import { spaceOut, splitRuns } from "../documents/unspaced.ts";

/** A word or phrase of a question. */
export interface Term {
  /** As it was typed, without quotes. */
  readonly text: string;
  /** In quotes: its words stand together, and it is not taken apart. */
  readonly phrase: boolean;
  /** A run of a script without spaces. */
  readonly unspaced: boolean;
}

/** Words of a question that count; a pasted page has more. */
const MAX_TERMS = 32;

/** Least length of a word that may be the beginning of another. */
const LEAST_PREFIX = 3;

/** What the tokenizer makes words of. */
const WORD_CHARACTER = /[\p{L}\p{N}\p{Co}]/u;

/** The words and phrases of a question, each once. Empty when nothing in it can be looked up. */
export function parseQuery(query: string): Term[] {
  const terms: Term[] = [];
  // An odd quote at the end is none.
  for (const { 1: phrase, 0: other } of query.matchAll(/"([^"]*)"|[^\s"]+/g)) {
    if (phrase !== undefined) terms.push({ text: phrase.trim(), phrase: true, unspaced: false });
    else terms.push(...splitRuns(other).map((part) => ({ ...part, phrase: false })));
  }
  const seen = new Set<string>();
  return terms.filter(({ text }) => {
    const key = text.toLowerCase();
    if (!WORD_CHARACTER.test(text) || seen.has(key)) return false;
    seen.add(key);
    return true;
  }).slice(0, MAX_TERMS);
}

/** Documents that have every term. */
export function allTerms(terms: readonly Term[]): string {
  return terms.map(exactly).join(" AND ");
}

/** Documents that have any term, or a word that begins with one. */
export function anyTerm(terms: readonly Term[]): string {
  return terms.map((term) => {
    const long = [...term.text].length >= LEAST_PREFIX;
    return !term.phrase && !term.unspaced && long ? `${quote(term.text)} *` : exactly(term);
  }).join(" OR ");
}

/** Titles and paths that have every term somewhere, also inside of words; undefined for short ones. */
export function allParts(terms: readonly Term[]): string | undefined {
  const long = terms.every(({ text }) => [...text].length >= LEAST_PREFIX);
  return long && terms.length > 0 ? terms.map(({ text }) => quote(text)).join(" AND ") : undefined;
}

/** Documents that have one word: for its frequency. */
export function oneWord(word: string): string | undefined {
  const terms = parseQuery(word);
  return terms.length === 0 ? undefined : allTerms(terms);
}

function exactly({ text }: Term): string {
  const spaced = spaceOut(text).trim();
  const last = splitRuns(text).at(-1);
  if (last === undefined || !last.unspaced) return quote(spaced);
  // Pairs are indexed: one character is the beginning of those that it begins.
  if ([...last.text].length === 1) return `${quote(spaced)} *`;
  // The last character stands alone where the run ends; where it is longer it does not.
  return quote(spaced.slice(0, spaced.lastIndexOf(" ")));
}

/** A string of FTS5: a quote in it is doubled; a NUL would end it. */
function quote(text: string): string {
  return `"${text.replaceAll('"', '""').replaceAll("\0", " ")}"`;
}
