/**
 * Words of a text and the hashes of their parts, without making a string of either.
 *
 * Owns: what a word is, and the hash of words and character trigrams. Leaves to others: what they
 * weigh (`builtin.ts`).
 *
 * @module
 */

/** A text in the form in which words are compared: small letters, accents apart from them. */
export function foldText(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  // NFD of the whole would take Hangul and Kana apart, too.
  return text.normalize("NFKC").toLowerCase()
    .replaceAll(ACCENTED, (run) => run.normalize("NFD"));
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** Latin and Greek letters with accents. */
const ACCENTED = /[\u00c0-\u024f\u0370-\u03ff\u1e00-\u1fff]+/g;

/** What a code unit is. */
export const UNIT = { other: 0, letter: 1, mark: 2, unspaced: 3 } as const;

/** By code unit: part of a word, an accent, a character of a script without spaces. */
export const UNIT_CLASSES: Uint8Array = unitClasses();

/** What a code unit is. */
export function unitClass(unit: number): number {
  return UNIT_CLASSES[unit] ?? UNIT.other;
}

function unitClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000).fill(UNIT.letter);
  const fill = (value: number, ...ranges: [number, number][]): void => {
    for (const [first, last] of ranges) classes.fill(value, first, last + 1);
  };
  fill(UNIT.other, [0x00, 0x2f], [0x3a, 0x60], [0x7b, 0xa9], [0xab, 0xb4], [0xb6, 0xb9]);
  fill(UNIT.other, [0xbb, 0xbf], [0xd7, 0xd7], [0xf7, 0xf7], [0x2000, 0x206f], [0x3000, 0x3004]);
  fill(UNIT.other, [0x3008, 0x3020], [0xe000, 0xf8ff], [0xfe00, 0xfe0f], [0xfe30, 0xfe4f]);
  fill(UNIT.other, [0xff00, 0xff0f], [0xff1a, 0xff20], [0xfff0, 0xffff]);
  fill(UNIT.mark, [0x300, 0x36f]);
  fill(UNIT.unspaced, [0x1100, 0x11ff], [0x3005, 0x3007], [0x3040, 0x30ff], [0x3400, 0x4dbf]);
  fill(UNIT.unspaced, [0x4e00, 0x9fff], [0xac00, 0xd7af], [0xf900, 0xfaff]);
  return classes;
}

/** Begins the hash of a word. */
export const HASH_START: number = 0x811c9dc5 | 0;

/** Goes on with the hash of a word (FNV-1a). Hashes are signed: V8 keeps those in a register. */
export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** Spreads a hash over all its bits. */
export function finishHash(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  const whole = Math.imul(half ^ (half >>> 12), 0x297a2d39);
  return whole ^ (whole >>> 15);
}

/** The hash of three neighbouring code units. */
export function hashTrigram(first: number, second: number, third: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) ^
    Math.imul(third, 0xc2b2ae35);
  const spread = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return spread ^ (spread >>> 13);
}

/** The hash of a whole word, which {@link foldText} has folded. */
export function hashWord(word: string): number {
  let hash = HASH_START;
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i);
    if (unitClass(unit) !== UNIT.mark) hash = hashUnit(hash, unit);
  }
  return finishHash(hash);
}
