/**
 * The part of a text that shows best why it was found.
 *
 * @module
 */

import { foldText } from "../embedding/words.ts";
import type { Term } from "./match_query.ts";
import { stem } from "./stem.ts";

/** A piece of text and what in it is to stand out: from, and behind, in UTF-16 units. */
export interface Snippet {
  readonly text: string;
  readonly highlights: readonly (readonly [number, number])[];
}

/** Where to look for a snippet. */
export interface SnippetOptions {
  /** Greatest length in UTF-16 units. */
  readonly maxChars: number;
  /** Where to begin when no term is found. */
  readonly fallback?: number;
}

/** UTF-16 units of a text that are looked through. */
const SCANNED_CHARS = 100_000;

const WORDS = /[\p{L}\p{N}\p{M}]+/gu;

/** A place where a term is. */
interface Hit {
  readonly start: number;
  readonly end: number;
  /** Which term. */
  readonly term: number;
}

/** Finds the terms of one question in texts. */
export class Highlighter {
  readonly #stems = new Map<string, number>();
  readonly #beginnings: { readonly text: string; readonly term: number }[] = [];
  readonly #runs: { readonly text: string; readonly term: number }[] = [];
  /** First letters of all that is looked for: what begins otherwise need not be stemmed. */
  readonly #initials = new Set<number>();

  constructor(terms: readonly Term[]) {
    for (const [at, { text, unspaced }] of terms.entries()) {
      if (unspaced) {
        this.#runs.push({ text, term: at });
        continue;
      }
      for (const [word] of foldWord(text).matchAll(WORDS)) {
        this.#stems.set(stem(word), at);
        this.#initials.add(word.charCodeAt(0));
        if (word.length >= 3) this.#beginnings.push({ text: word, term: at });
      }
    }
  }

  /** A text in full, on one line, with the terms in it. */
  whole(text: string): Snippet {
    return cut(text, { start: 0, end: text.length, hits: this.#find(text) });
  }

  /** The window of a text that has the most different terms. */
  snippet(text: string, { maxChars, fallback = 0 }: SnippetOptions): Snippet {
    const scanned = text.slice(0, SCANNED_CHARS);
    const hits = this.#find(scanned);
    if (text.length <= maxChars) return cut(text, { start: 0, end: text.length, hits });
    const best = bestWindow(hits, maxChars);
    const first = best?.start ?? fallback;
    // Some words before the first term tell what it is about.
    const lead = best === undefined ? 0 : Math.floor((maxChars - (best.end - best.start)) / 3);
    const start = wordStart(text, Math.max(0, Math.min(first - lead, text.length - maxChars)));
    const end = wordEnd(text, Math.min(text.length, start + maxChars));
    return cut(text, { start, end, hits });
  }

  #find(text: string): Hit[] {
    const hits: Hit[] = [];
    for (const { 0: word, index } of text.matchAll(WORDS)) {
      // 0x20 makes a small letter of a capital one, in ASCII.
      const initial = word.charCodeAt(0);
      if (initial < 0x80 && !this.#initials.has(initial < 0x41 ? initial : initial | 0x20)) {
        continue;
      }
      const term = this.#termOf(foldWord(word));
      if (term !== undefined) hits.push({ start: index, end: index + word.length, term });
    }
    for (const { text: run, term } of this.#runs) {
      for (let at = text.indexOf(run); at !== -1; at = text.indexOf(run, at + run.length)) {
        hits.push({ start: at, end: at + run.length, term });
      }
    }
    return hits.sort((a, b) => a.start - b.start);
  }

  #termOf(word: string): number | undefined {
    return this.#stems.get(stem(word)) ??
      this.#beginnings.find(({ text }) => word.startsWith(text))?.term;
  }
}

/** As words are compared: without case and accents. */
function foldWord(text: string): string {
  return foldText(text).replaceAll(/[\u0300-\u036f]/g, "");
}

/** The stretch from a hit on, no longer than a window, with the most different terms, then hits. */
function bestWindow(
  hits: readonly Hit[],
  maxChars: number,
): { readonly start: number; readonly end: number } | undefined {
  let best: { start: number; end: number; value: number } | undefined;
  for (let first = 0; first < hits.length; first++) {
    const start = hits[first]?.start ?? 0;
    const terms = new Set<number>();
    let last = first;
    for (let hit = hits[last]; hit !== undefined; hit = hits[++last]) {
      if (hit.end - start > maxChars) break;
      terms.add(hit.term);
    }
    if (last === first) continue;
    const value = terms.size * 1000 + Math.min(last - first, 999);
    if (best !== undefined && value <= best.value) continue;
    best = { start, end: hits[last - 1]?.end ?? start, value };
  }
  return best;
}

/** Backward to the start of a word, if it is near. */
function wordStart(text: string, at: number): number {
  for (let i = at; i > Math.max(0, at - 30); i--) if (/\s/.test(text.charAt(i - 1))) return i;
  return at > 0 && isLow(text, at) ? at - 1 : at;
}

/** Backward to the end of a word, if it is near. */
function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  for (let i = at; i > at - 30; i--) if (/\s/.test(text.charAt(i))) return i;
  return isLow(text, at) ? at - 1 : at;
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** A piece with every stretch of white space as one space, and dots where something is missing. */
function cut(
  text: string,
  { start, end, hits }: {
    readonly start: number;
    readonly end: number;
    readonly hits: readonly Hit[];
  },
): Snippet {
  let out = start > 0 ? "…" : "";
  const highlights: [number, number][] = [];
  let at = start;
  const copyTo = (to: number): void => {
    const piece = text.slice(at, to).replaceAll(/\s+/g, " ");
    out += out === "" || out.endsWith(" ") ? piece.trimStart() : piece;
    at = to;
  };
  for (const hit of hits) {
    if (hit.start < at || hit.end > end) continue;
    copyTo(hit.start);
    const from = out.length;
    copyTo(hit.end);
    highlights.push([from, out.length]);
  }
  copyTo(end);
  out = out.trimEnd();
  return { text: end < text.length ? `${out}…` : out, highlights };
}
