/**
 * The one owner of stderr: log lines, progress and summaries all pass here, so that none tears
 * another.
 *
 * Owns: what stands on the screen below the last whole line (the live lines), and that they are
 * cleared and drawn anew around every line. The cursor is never hidden, so nothing need be restored
 * when the process is killed. Leaves to others: what the live lines say (`progress.ts`).
 *
 * @module
 */

import type { Terminal } from "../platform/terminal.ts";
import { displayWidth, fit } from "./width.ts";

/** Writes whole lines and keeps the live lines below them. */
export class Stderr implements Disposable {
  readonly #terminal: Pick<Terminal, "columns" | "writeErr">;
  #live: readonly string[] = [];
  /** Widths of the live lines as they stand on the screen. */
  #drawn: readonly number[] = [];

  /** Takes over stderr of a terminal. */
  constructor(terminal: Pick<Terminal, "columns" | "writeErr">) {
    this.#terminal = terminal;
  }

  /** How many columns there are. */
  columns(): number {
    return this.#terminal.columns();
  }

  /** Writes text, whole lines of it, above the live lines. */
  write(text: string): void {
    if (text === "") return;
    const whole = text.endsWith("\n") ? text : `${text}\n`;
    this.#terminal.writeErr(this.#erase() + whole + this.#draw());
  }

  /** Shows these lines below everything else, in place of those shown before. */
  show(lines: readonly string[]): void {
    if (lines.length === 0 && this.#drawn.length === 0) return;
    if (lines.join("\n") === this.#live.join("\n")) return;
    this.#live = lines;
    this.#terminal.writeErr(this.#erase() + this.#draw());
  }

  /** Takes the live lines from the screen. */
  [Symbol.dispose](): void {
    this.show([]);
  }

  /** Goes to the start of the live lines and clears from there. One write clears and draws. */
  #erase(): string {
    if (this.#drawn.length === 0) return "";
    // A terminal that became narrower has broken the lines anew.
    const columns = this.#terminal.columns();
    const rows = this.#drawn.reduce(
      (sum, width) => sum + Math.max(1, Math.ceil(width / columns)),
      0,
    );
    return `\r${rows > 1 ? `\x1b[${rows - 1}A` : ""}\x1b[J`;
  }

  #draw(): string {
    // The last column stays free: a character there makes some terminals break the line.
    const columns = Math.max(1, this.#terminal.columns() - 1);
    const lines = this.#live.map((line) => fit(line, columns));
    this.#drawn = lines.map(displayWidth);
    return lines.join("\n");
  }
}
