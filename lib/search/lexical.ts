/**
 * Search by words.
 *
 * Owns: what is asked when the first question finds little. Leaves to others: the questions
 * themselves (`match_query.ts`), the index (`db/search.ts`).
 *
 * @module
 */

import type { Reader } from "../db/mod.ts";
import { type DocumentFilter, matchDocuments, type TextIndex } from "../db/search.ts";
import { commonWords } from "../embedding/common_words.ts";
import { allParts, allTerms, anyTerm, type Term } from "./match_query.ts";

/** How a document was found. */
export type MatchedBy = "all words" | "parts of words" | "some words";

/** A document that was found by its words. */
export interface LexicalMatch {
  readonly id: number;
  /** bm25, greater is better; comparable among documents found in the same way. */
  readonly score: number;
  readonly matchedBy: MatchedBy;
}

/** A question that was put to an index. */
export interface AskedIndex {
  readonly matched_by: MatchedBy;
  /** The FTS5 expression. */
  readonly expression: string;
  readonly found: number;
}

/** What was found, best first, and how. */
export interface LexicalMatches {
  readonly matches: readonly LexicalMatch[];
  readonly asked: readonly AskedIndex[];
}

/** Fewer hits than that are followed by those of a wider question. */
const FEW = 3;

/**
 * Documents with all words; where there are few, titles and paths with all of them as parts of words
 * follow, and then documents with some of the words or with words that begin so.
 */
export function searchWords(
  reader: Reader,
  terms: readonly Term[],
  { filter, limit }: { readonly filter: DocumentFilter; readonly limit: number },
): LexicalMatches {
  const matches = new Map<number, LexicalMatch>();
  const asked: AskedIndex[] = [];
  const ask = (matchedBy: MatchedBy, index: TextIndex, expression: string | undefined): void => {
    if (expression === undefined || expression === "") return;
    if (matches.size >= Math.min(FEW, limit)) return;
    const found = matchDocuments(reader, index, { expression, filter, limit });
    asked.push({ matched_by: matchedBy, expression, found: found.length });
    for (const { id, score } of found) {
      if (!matches.has(id)) matches.set(id, { id, score, matchedBy });
    }
  };
  ask("all words", "words", allTerms(terms));
  ask("parts of words", "parts", allParts(terms));
  ask("some words", "words", anyTerm(telling(terms)));
  return { matches: [...matches.values()].slice(0, limit), asked };
}

/** Without the words that nearly every document has, as long as there are others. */
function telling(terms: readonly Term[]): readonly Term[] {
  const common = new Set(commonWords());
  const rare = terms.filter(({ text }) => !common.has(text.toLowerCase()));
  return rare.length === 0 ? terms : rare;
}
