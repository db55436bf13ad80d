/** Breaking text at spaces, so that a terminal need not break it inside words. @module */

import { displayWidth, splitAt } from "./width.ts";

/**
 * The text in lines of at most so many columns; those behind the first of each paragraph begin with
 * `indent`. An address is never broken, since half of one leads nowhere. Words that are longer than
 * a line, as in scripts without spaces, are broken between characters.
 */
export function wrap(text: string, columns: number, indent = ""): string {
  return text.split("\n").map((line) => wrapLine(line, Math.max(columns, 8), indent)).join("\n");
}

function wrapLine(text: string, columns: number, indent: string): string {
  if (displayWidth(text) <= columns) return text;
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
  for (let word of rest.split(" ")) {
    if (!isEmpty && displayWidth(line) + 1 + displayWidth(word) > columns) next();
    while (displayWidth(line) + displayWidth(word) > columns && !word.includes("://")) {
      const [head, tail] = splitAt(word, columns - displayWidth(line));
      if (tail === "" || head === "") break;
      take(head);
      next();
      word = tail;
    }
    take(word);
  }
  return [...lines, line].join("\n");
}
