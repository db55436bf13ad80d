/**
 * How many columns text takes on a terminal, and cutting it to fit.
 *
 * Owns: wide characters (East Asian, emoji), marks without a width, colour codes, and control
 * characters that must not reach a terminal.
 *
 * @module
 */

let segmenter: Intl.Segmenter | undefined;

/**
 * Blocks in which each character stands for itself, whatever it is beside: Latin, Greek, Cyrillic,
 * punctuation, arrows, lines, kana, Han, Hangul syllables. No marks that combine and no emoji.
 */
const SIMPLE = new RegExp(
  "^[\\x20-\\x7e\\u00a1-\\u00ac\\u00ae-\\u02ff\\u0370-\\u0482\\u048a-\\u052f\\u2010-\\u2027" +
    "\\u2030-\\u205e\\u20a0-\\u20bf\\u2190-\\u22ff\\u2500-\\u25ff\\u3001-\\u3029\\u3041-\\u3096" +
    "\\u309b-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uff01-\\uff60]*$",
);

/** What a reader sees as one character. Made at first use: loading its data costs 8 ms. */
function graphemes(text: string): Iterable<{ readonly segment: string }> {
  if (SIMPLE.test(text)) return Array.from(text, (segment) => ({ segment }));
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** Printable ASCII alone: one column each, nothing to take apart. */
const ASCII = /^[\x20-\x7e]*$/;

/** Colour codes: escape, bracket, numbers, m. */
const ANSI = /\p{Cc}\[[0-9;]*m/gu;
const ANSI_SPLIT = /(\p{Cc}\[[0-9;]*m)/u;

/** East Asian Wide and Fullwidth, by block. */
const WIDE = new RegExp(
  "^[\\u1100-\\u115F\\u2E80-\\u303E\\u3041-\\u33FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uA000-\\uA4CF" +
    "\\uA960-\\uA97F\\uAC00-\\uD7A3\\uF900-\\uFAFF\\uFE30-\\uFE6F\\uFF00-\\uFF60\\uFFE0-\\uFFE6" +
    "\\u{1B000}-\\u{1B2FF}\\u{1F200}-\\u{1F2FF}\\u{20000}-\\u{3FFFD}]",
  "u",
);

const EMOJI = /^\p{Emoji_Presentation}|^\p{Extended_Pictographic}\uFE0F|^\p{RI}\p{RI}|\u20E3$/u;

const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;

/** Columns of a text; colour codes take none. */
export function displayWidth(text: string): number {
  const bare = text.replaceAll(ANSI, "");
  if (ASCII.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of graphemes(bare)) width += graphemeWidth(segment);
  return width;
}

/** The text cut to `columns`, with an ellipsis where something is missing. */
export function fit(text: string, columns: number, ellipsis = "…"): string {
  if (displayWidth(text) <= columns) return text;
  const room = columns - ellipsis.length;
  if (room < 0) return ".".repeat(Math.max(0, columns));
  let width = 0;
  let kept = "";
  let coloured = false;
  for (const part of text.split(ANSI_SPLIT)) {
    if (part.startsWith("\x1b[")) {
      coloured = true;
      kept += part;
      continue;
    }
    for (const { segment } of graphemes(part)) {
      const next = graphemeWidth(segment);
      if (width + next > room) return `${kept}${ellipsis}${coloured ? "\x1b[0m" : ""}`;
      width += next;
      kept += segment;
    }
  }
  return kept;
}

/** The text in two: what fits into `columns`, and the rest. Colour codes stay whole. */
export function splitAt(text: string, columns: number): [string, string] {
  let width = 0;
  let at = 0;
  for (const part of text.split(ANSI_SPLIT)) {
    if (part.startsWith("\x1b[")) at += part.length;
    else {
      for (const { segment } of graphemes(part)) {
        width += graphemeWidth(segment);
        if (width > columns) return [text.slice(0, at), text.slice(at)];
        at += segment.length;
      }
    }
  }
  return [text, ""];
}

/** The text filled up with spaces to `columns`. */
export function pad(text: string, columns: number, side: "left" | "right" = "left"): string {
  const fill = " ".repeat(Math.max(0, columns - displayWidth(text)));
  return side === "left" ? text + fill : fill + text;
}

/** The text without control characters: what a forge sends must not steer the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, "");
}

function graphemeWidth(grapheme: string): number {
  if (NO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) || EMOJI.test(grapheme) ? 2 : 1;
}
