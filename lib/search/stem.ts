/**
 * Stems of English words by Porter's algorithm, as FTS5's `porter` makes them: what it found is what
 * is highlighted.
 *
 * @module
 */

const C = "[^aeiou][^aeiouy]*";
const V = "[aeiouy][aeiou]*";
const MORE_THAN_0 = new RegExp(`^(${C})?${V}${C}`);
const EXACTLY_1 = new RegExp(`^(${C})?${V}${C}(${V})?$`);
const MORE_THAN_1 = new RegExp(`^(${C})?${V}${C}${V}${C}`);
const HAS_VOWEL = new RegExp(`^(${C})?[aeiouy]`);
const ENDS_CVC = new RegExp(`^${C}[aeiouy][^aeiouwxy]$`);

const STEP_2: readonly (readonly [string, string])[] = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["logi", "log"],
  ["bli", "ble"],
  ["alli", "al"],
  ["entli", "ent"],
  ["eli", "e"],
  ["ousli", "ous"],
  ["ization", "ize"],
  ["ation", "ate"],
  ["ator", "ate"],
  ["alism", "al"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["biliti", "ble"],
];

const STEP_3: readonly (readonly [string, string])[] = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
];

const STEP_4 = [
  ...["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion"],
  ...["ou", "ism", "ate", "iti", "ous", "ive", "ize"],
].map((ending) => [ending, ""] as const);

/** The stem of a word in small letters; a word that is not plain ASCII is its own stem. */
export function stem(word: string): string {
  if (word.length < 3 || word.length > 64 || !/^[a-z0-9]+$/.test(word)) return word;
  // A y at the beginning is a consonant: a capital is no vowel to the patterns.
  let w = step1(word.replace(/^y/, "Y"));
  w = replaceEnding(w, STEP_2, MORE_THAN_0);
  w = replaceEnding(w, STEP_3, MORE_THAN_0);
  w = replaceEnding(w, STEP_4, MORE_THAN_1);
  if (w.endsWith("e")) {
    const rest = w.slice(0, -1);
    if (MORE_THAN_1.test(rest) || (EXACTLY_1.test(rest) && !ENDS_CVC.test(rest))) w = rest;
  }
  if (w.endsWith("ll") && MORE_THAN_1.test(w)) w = w.slice(0, -1);
  return w.toLowerCase();
}

/** Plurals, past and progressive forms, and a final y. */
function step1(word: string): string {
  let w = word;
  if (/(ss|i)es$/.test(w)) w = w.slice(0, -2);
  else if (/[^s]s$/.test(w)) w = w.slice(0, -1);
  const past = /^(.*)(?:ed|ing)$/.exec(w)?.[1];
  if (w.endsWith("eed")) {
    if (MORE_THAN_0.test(w.slice(0, -3))) w = w.slice(0, -1);
  } else if (past !== undefined && HAS_VOWEL.test(past)) {
    w = past;
    if (/(at|bl|iz)$/.test(w)) w += "e";
    else if (/([^aeiouylsz])\1$/.test(w)) w = w.slice(0, -1);
    else if (EXACTLY_1.test(w) && ENDS_CVC.test(w)) w += "e";
  }
  return w.endsWith("y") && HAS_VOWEL.test(w.slice(0, -1)) ? `${w.slice(0, -1)}i` : w;
}

/** Replaces the longest ending that is there, if what stands before is long enough. */
function replaceEnding(
  word: string,
  endings: readonly (readonly [string, string])[],
  enough: RegExp,
): string {
  let longest: readonly [string, string] | undefined;
  for (const ending of endings) {
    if (!word.endsWith(ending[0]) || ending[0].length <= (longest?.[0].length ?? 0)) continue;
    longest = ending;
  }
  if (longest === undefined) return word;
  const rest = word.slice(0, -longest[0].length);
  if (longest[0] === "ion" && !/[st]$/.test(rest)) return word;
  return enough.test(rest) ? rest + longest[1] : word;
}
