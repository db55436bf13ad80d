/** Breaking lines so that a terminal need not. @module */

/** What lines are measured with. */
export interface Measure {
  /** Columns that text takes. */
  width(text: string): number;
}

/**
 * Text on as many lines as it takes, each of so many columns at most; the second and later ones begin
 * with `hang`. Broken at spaces alone: a word that is too long, which mostly is an address, stays
 * whole, so that it can be copied; of a script without spaces a word is broken anywhere.
 */
export function wrap(
  text: string,
  { columns, hang = "", measure }: {
    readonly columns: number;
    readonly hang?: string;
    readonly measure: Measure;
  },
): string[] {
  // Measuring what is not ASCII costs milliseconds when it is done first: not where it is for nothing.
  if (columns === Infinity || measure.width(text) <= columns) return [text];
  const lines: string[] = [];
  let line = "";
  // A line of a table or a list keeps the spaces that it begins with.
  const words = text.trimStart().split(/ +/);
  const lead = text.slice(0, text.length - text.trimStart().length);
  let start = lead;
  for (const word of words.flatMap((each) => pieces(each, columns - hang.length, measure))) {
    const longer = line === "" ? start + word.text : `${line}${word.glued ? "" : " "}${word.text}`;
    if (line !== "" && measure.width(longer) > columns) {
      lines.push(line);
      start = hang;
      line = start + word.text;
    } else line = longer;
  }
  return [...lines, line];
}

interface Piece {
  readonly text: string;
  /** Whether it follows the piece before without a space. */
  readonly glued: boolean;
}

/** East Asian scripts do without spaces, and may be broken between any two characters. */
const UNSPACED = /[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff00-\uff60]/;

function pieces(word: string, columns: number, measure: Measure): Piece[] {
  if (!UNSPACED.test(word) || measure.width(word) <= columns) return [{ text: word, glued: false }];
  const found: Piece[] = [];
  let part = "";
  for (const character of word) {
    const breaks = UNSPACED.test(character) && part !== "" && measure.width(part) >= columns - 2;
    if (breaks) {
      found.push({ text: part, glued: found.length > 0 });
      part = "";
    }
    part += character;
  }
  return [...found, { text: part, glued: found.length > 0 }];
}
