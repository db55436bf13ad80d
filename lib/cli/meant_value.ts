/** Which of a few words was meant. @module */

import { nearest } from "../nearest.ts";
import { VALUE_SYNONYMS } from "./synonyms.ts";

/** The one of the values that was meant by a word that is none of them; undefined if that is open. */
export function meantValue(word: string, values: readonly string[]): string | undefined {
  if (values.includes(word)) return undefined;
  const same = values.filter((value) => value.toLowerCase() === word.toLowerCase());
  const known = (VALUE_SYNONYMS[word.toLowerCase()] ?? []).filter((each) => values.includes(each));
  const near = [same, known, nearest(word, values)].find((list) => list.length > 0) ?? [];
  return near.length === 1 ? near[0] : undefined;
}
