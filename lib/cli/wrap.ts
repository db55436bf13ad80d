/** Breaking text at spaces, so that a terminal need not break it inside words. @module */

import { displayWidth, splitAt } from "./width.ts";

/**
 * The text in lines of at most so many columns; those behind the first of each paragraph begin with
 * `indent`. An address is never broken, since half of one leads nowhere. Words that are longer than
 * a line, as in scripts without spaces, are broken between characters.
 */
export function wrap(text: string, columns: number, indent = ""): string {
  return text.split("\n").map((line) => wrapLine(line, { columns, indent })).join("\n");
}

/**
 * A message in such lines, those behind the first of each paragraph two columns further in than that.
 * What is there to be copied, a command or a flag with its value, is never broken.
 */
export function wrapMessage(text: string, columns: number): string {
  return text.split("\n").map((line) => {
    const indent = `${/^ */.exec(line)?.[0]}  `;
    return wrapLine(line, { columns, indent, split: splitMessage });
  }).join("\n");
}

/** How a line is broken. */
interface LineOptions {
  readonly columns: number;
  readonly indent: string;
  /** What stays in one piece where it fits a line; what has a space in it stays so in any case. */
  split?(line: string): readonly string[];
}

function wrapLine(
  text: string,
  { columns, indent, split = (line) => line.split(" ") }: LineOptions,
): string {
  const room = Math.max(columns, 8);
  if (displayWidth(text) <= room) return text;
  const [, start = "", rest = ""] = /^(\s*)(.*)$/s.exec(text) ?? [];
  const lines: string[] = [];
  let line = start;
  let isEmpty = true;
  const take = (word: string): void => {
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  };
  const next = (): void => {
    lines.push(line.trimEnd());
    line = indent;
    isEmpty = true;
  };
  for (let word of split(rest)) {
    if (!isEmpty && displayWidth(line) + 1 + displayWidth(word) > room) next();
    while (displayWidth(line) + displayWidth(word) > room && !isWhole(word)) {
      const [head, tail] = splitAt(word, room - displayWidth(line));
      if (tail === "" || head === "") break;
      take(head);
      next();
      word = tail;
    }
    take(word);
  }
  return [...lines, line].join("\n");
}

/** Whether half of a word is of no use: of an address, or of a command in one piece. */
function isWhole(word: string): boolean {
  return word.includes("://") || word.includes(" ");
}

/** The words of a message, each command and each flag with its value in one piece. */
function splitMessage(line: string): string[] {
  const pieces: string[] = [];
  for (const word of line.split(" ")) {
    const last = pieces.at(-1);
    if (last !== undefined && goesOn(last, word)) pieces.splice(-1, 1, `${last} ${word}`);
    else pieces.push(word);
  }
  return pieces;
}

const COMMAND = /^(lore$|lore |--?[a-z])/;
/** These take one more word, which looks like any other. */
const WITH_A_WORD = /^lore (ingest|completions|permissions)$/;
const FLAG_LAST = /(^| )--?[a-z][\w-]*$/;

/** Whether a word belongs to the command before it, if there is one: beyond doubt or perhaps. */
function goesOn(piece: string, word: string): boolean {
  if (!COMMAND.test(piece)) return false;
  if (piece.split("'").length % 2 === 0) return true;
  if (/[,;:.?)]$/.test(piece)) return false;
  if (piece === "lore" || WITH_A_WORD.test(piece) || FLAG_LAST.test(piece)) return true;
  // A flag, a number, a path, a name in quotes, a word that stands for a value: no word of a sentence.
  return /[^a-z,;:.?)]/.test(word);
}
