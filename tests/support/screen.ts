/**
 * What a terminal shows after it was sent text: just enough of one to see torn lines and residue.
 *
 * Knows printable characters, line feed, carriage return, moving up, down and left (`A`, `B`, `D`), to
 * a column (`G`), erasing to the end of the screen (`J`) and of the line (`K`), colours, and the
 * cursor's look, which it drops. Anything else is an error, so that a code it would misread cannot
 * pass.
 *
 * @module
 */

import { displayWidth } from "../../lib/cli/width.ts";

const CODE_OR_CHARACTER = /\p{Cc}\[(\??[0-9;]*)([A-Za-z])|[^]/gu;

/** A character on the screen. */
export interface Cell {
  readonly text: string;
  /** The colours and weights in force, as their numbers: 1 bold, 2 dim, 31 red. */
  readonly style: readonly number[];
}

/** What ends a colour or weight. */
const ENDS: Readonly<Record<number, (code: number) => boolean>> = {
  0: () => true,
  22: (code) => code === 1 || code === 2,
  39: (code) => code >= 30 && code < 38,
};

/** The rows of an endless screen of so many columns. */
export function screenAfter(text: string, columns: number): string[] {
  return styledScreenAfter(text, columns).map((cells) =>
    Array.from(cells, (cell) => cell?.text ?? " ").join("").trimEnd()
  );
}

/** The same with colours. A wide character leaves the cell behind it empty. */
export function styledScreenAfter(text: string, columns: number): (Cell | undefined)[][] {
  const screen = new Screen(columns);
  for (const [part, parameter, command] of text.matchAll(CODE_OR_CHARACTER)) {
    if (command !== undefined) screen.obey(parameter ?? "", command);
    else screen.put(part);
  }
  return screen.rows;
}

class Screen {
  readonly rows: Cell[][] = [[]];
  readonly #columns: number;
  #row = 0;
  #column = 0;
  #style: readonly number[] = [];

  constructor(columns: number) {
    this.#columns = columns;
  }

  put(part: string): void {
    if (part === "\n") this.#newLine();
    else if (part === "\r") this.#column = 0;
    else if (part < " ") throw new Error(`The screen does not know ${JSON.stringify(part)}`);
    else {
      if (this.#column >= this.#columns) this.#newLine();
      this.#at()[this.#column] = { text: part, style: this.#style };
      this.#column += displayWidth(part);
    }
  }

  obey(parameter: string, command: string): void {
    const number = Number(parameter || "0");
    const cells = this.#at();
    if (command === "m") this.#paint(parameter);
    else if (command === "A") this.#row = Math.max(0, this.#row - Math.max(1, number));
    else if (command === "B") {
      for (let down = Math.max(1, number); down > 0; down--) {
        this.#row++;
        this.#at();
      }
    } else if (command === "D") this.#column = Math.max(0, this.#column - Math.max(1, number));
    else if (command === "G") this.#column = Math.max(1, number) - 1;
    // Whether the cursor is seen.
    else if (parameter === "?25") return;
    else if (command === "J" && number === 0) {
      cells.length = this.#column;
      this.rows.length = this.#row + 1;
    } else if (command === "K" && number === 0) cells.length = this.#column;
    else if (command === "K" && number === 2) cells.length = 0;
    else throw new Error(`The screen does not know the code "${parameter}${command}"`);
  }

  #paint(parameter: string): void {
    for (const code of (parameter || "0").split(";").map(Number)) {
      const ends = ENDS[code];
      this.#style = ends === undefined
        ? [...this.#style, code]
        : this.#style.filter((each) => !ends(each));
    }
  }

  #at(): Cell[] {
    return this.rows[this.#row] ??= [];
  }

  /** A terminal's line discipline sends the cursor home as well. */
  #newLine(): void {
    this.#row++;
    this.#column = 0;
    this.#at();
  }
}
