/**
 * What a terminal shows after it was sent text: just enough of one to see torn lines and residue.
 *
 * Knows printable characters, line feed, carriage return, moving up (`A`), erasing to the end of the
 * screen (`J`) and of the line (`K`), and colours, which it drops. Anything else is an error, so that
 * a code it would misread cannot pass.
 *
 * @module
 */

import { displayWidth } from "../../lib/cli/width.ts";

const CODE_OR_CHARACTER = /\p{Cc}\[([0-9;]*)([A-Za-z])|[^]/gu;

/** The rows of an endless screen of so many columns. */
export function screenAfter(text: string, columns: number): string[] {
  const rows: string[][] = [[]];
  let row = 0;
  let column = 0;
  const at = (index: number): string[] => rows[index] ??= [];
  const newLine = (): void => {
    row++;
    at(row);
  };
  const apply = (parameter: string, command: string): void => {
    const number = Number(parameter || "0");
    if (command === "m") return;
    if (command === "A") row = Math.max(0, row - Math.max(1, number));
    else if (command === "J" && number === 0) {
      at(row).length = column;
      rows.length = row + 1;
    } else if (command === "K" && number === 0) at(row).length = column;
    else if (command === "K" && number === 2) at(row).length = 0;
    else throw new Error(`The screen does not know the code "${parameter}${command}"`);
  };
  for (const [part, parameter, command] of text.matchAll(CODE_OR_CHARACTER)) {
    if (command !== undefined) apply(parameter ?? "", command);
    else if (part === "\n") {
      newLine();
      // A terminal's line discipline sends the cursor home as well.
      column = 0;
    } else if (part === "\r") column = 0;
    else if (part < " ") throw new Error(`The screen does not know ${JSON.stringify(part)}`);
    else {
      if (column >= columns) {
        newLine();
        column = 0;
      }
      at(row)[column] = part;
      column += displayWidth(part);
    }
  }
  return rows.map((cells) => Array.from(cells, (cell) => cell ?? " ").join("").trimEnd());
}
