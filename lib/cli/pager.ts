/**
 * A text that is longer than the screen, page by page.
 *
 * Owns: when there are pages, what is on the screen, and the keys, which are those of `less`. It runs
 * no other program: a command that reads would need permission for that, and with it could do
 * anything. Leaves to others: where keys come from (`platform/keyboard.ts`).
 *
 * @module
 */

import type { Environment } from "../platform/environment.ts";
import type { Terminal } from "../platform/terminal.ts";
import type { Style } from "./style.ts";
import { displayWidth, fit } from "./width.ts";

/** What a pager needs of the world. */
export interface PagerOptions {
  readonly terminal: Pick<Terminal, "rows" | "columns" | "writeOut" | "keys">;
  readonly style: Pick<Style, "dim">;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Smaller screens have no room for a text and a line below it. */
const LEAST_ROWS = 4;

/**
 * Whether a text is shown page by page: somebody reads and can press keys, it is longer than the
 * screen, and neither `LORE_PAGER=never` nor `PAGER=cat` nor a dumb terminal stands against it.
 */
export function wantsPages(
  text: string,
  { terminal, environment }: {
    readonly terminal: Terminal;
    readonly environment: Environment;
  },
): boolean {
  if (!terminal.stdoutIsTerminal || !terminal.stdinIsTerminal) return false;
  const chosen = environment("LORE_PAGER") ?? "";
  if (chosen === "never" || (chosen === "" && environment("PAGER") === "cat")) return false;
  if (environment("TERM") === "dumb") return false;
  const rows = terminal.rows();
  if (rows < LEAST_ROWS) return false;
  const heights = new Pages(text, terminal).heights;
  return heights.reduce((sum, height) => sum + height, 0) >= rows;
}

/** Shows a text until its reader has enough. */
export async function showPages(text: string, options: PagerOptions): Promise<void> {
  const { terminal, signal } = options;
  using keys = await terminal.keys();
  const pager = new Pager(text, options);
  pager.begin();
  for (;;) {
    const key = await keys.next(signal);
    if (key === undefined || !pager.press(key)) break;
  }
  pager.end();
}

/** The lines of a text and which of them are on the screen. */
class Pages {
  readonly lines: readonly string[];
  #top = 0;
  readonly #terminal: Pick<Terminal, "rows" | "columns">;

  constructor(text: string, terminal: Pick<Terminal, "rows" | "columns">) {
    this.lines = text.replace(/\n$/, "").split("\n");
    this.#terminal = terminal;
  }

  /** Rows that each line takes: an address that is too wide is left for the terminal to break. */
  get heights(): number[] {
    const columns = this.#terminal.columns();
    return this.lines.map((line) => Math.max(1, Math.ceil(displayWidth(line) / columns)));
  }

  get top(): number {
    return this.#top;
  }

  /** Lines from one on that fit the screen; at least one. */
  #fitting(from: number, step: 1 | -1): number {
    const { heights } = this;
    let room = this.#terminal.rows() - 1;
    let count = 0;
    for (let at = from; at >= 0 && at < heights.length; at += step) {
      room -= heights[at] ?? 1;
      if (room < 0 && count > 0) break;
      count++;
    }
    return Math.max(1, count);
  }

  /** The line behind the last one on the screen. */
  get bottom(): number {
    return this.#top + this.#fitting(this.#top, 1);
  }

  /** Moves so that a line stands first; the last page is always full. */
  goTo(line: number): void {
    const last = this.lines.length - this.#fitting(this.lines.length - 1, -1);
    this.#top = Math.max(0, Math.min(line, last));
  }

  /** One page back. */
  back(): void {
    this.goTo(this.#top - this.#fitting(this.#top - 1, -1));
  }

  /** The next line behind or before one with a word in it, going around; undefined if there is none. */
  find(word: string, { from, step }: { readonly from: number; readonly step: 1 | -1 }) {
    const { length } = this.lines;
    const wanted = word.toLowerCase();
    for (let away = 1; away <= length; away++) {
      const at = (from + step * away + length) % length;
      if (bare(this.lines[at] ?? "").toLowerCase().includes(wanted)) return at;
    }
    return undefined;
  }
}

/** What keys do; others do nothing. */
const MOVES: Readonly<Record<string, (pages: Pages, half: number) => void>> = {
  " ": (pages) => pages.goTo(pages.bottom),
  "\r": (pages) => pages.goTo(pages.top + 1),
  y: (pages) => pages.goTo(pages.top - 1),
  b: (pages) => pages.back(),
  d: (pages, half) => pages.goTo(pages.top + half),
  u: (pages, half) => pages.goTo(pages.top - half),
  g: (pages) => pages.goTo(0),
  G: (pages) => pages.goTo(pages.lines.length),
};

/** Other keys for the same, as terminals send them. */
const SAME: Readonly<Record<string, string>> = {
  ...{ f: " ", "\x06": " ", "\x1b[6~": " ", "\x02": "b", "\x1b[5~": "b" },
  ...{ "\n": "\r", j: "\r", e: "\r", "\x1b[B": "\r", "\x1bOB": "\r" },
  ...{ k: "y", "\x1b[A": "y", "\x1bOA": "y", "\x04": "d", "\x15": "u" },
  ...{ "\x1b[H": "g", "\x1bOH": "g", "\x1b[1~": "g", "<": "g" },
  ...{ "\x1b[F": "G", "\x1bOF": "G", "\x1b[4~": "G", ">": "G" },
  ...{ Q: "q", "\x03": "q" },
};

/** The screen and what was pressed. */
class Pager {
  readonly #pages: Pages;
  readonly #options: PagerOptions;
  /** The lines that the screen shows, and its size then. */
  #shown = { top: 0, bottom: 0, size: "" };
  /** What is being typed behind a slash. */
  #typed: string | undefined;
  #word = "";
  #foundAt = -1;
  #remark = "";

  constructor(text: string, options: PagerOptions) {
    this.#pages = new Pages(text, options.terminal);
    this.#options = options;
  }

  begin(): void {
    const { bottom } = this.#pages;
    this.#shown = { top: 0, bottom, size: this.#size };
    this.#write(this.#linesFrom(0, bottom) + this.#status());
  }

  /** Does what a key stands for. False when the reader has enough. */
  press(given: string): boolean {
    this.#remark = "";
    if (this.#typed !== undefined) this.#type(given, this.#typed);
    else {
      const key = SAME[given] ?? given;
      if (key === "q") return false;
      if (key === "/") this.#typed = "";
      else if (key === "n" || key === "N") this.#seek(key === "n" ? 1 : -1);
      else MOVES[key]?.(this.#pages, Math.ceil(this.#options.terminal.rows() / 2));
    }
    this.#draw();
    return true;
  }

  end(): void {
    this.#write(CLEAR_LINE);
  }

  /** A key while a word is typed. */
  #type(key: string, typed: string): void {
    if (key === "\r" || key === "\n") {
      this.#typed = undefined;
      if (typed !== "") this.#word = typed;
      this.#seek(1);
    } else if (key === "\x03" || key === "\x1b") this.#typed = undefined;
    else if (key === "\x7f" || key === "\b") {
      this.#typed = typed === "" ? undefined : [...typed].slice(0, -1).join("");
    } else if (!/\p{Cc}/u.test(key)) this.#typed = typed + key;
  }

  #seek(step: 1 | -1): void {
    if (this.#word === "") return;
    const { top, bottom } = this.#pages;
    const isShown = this.#foundAt >= top && this.#foundAt < bottom;
    const found = this.#pages.find(this.#word, { from: isShown ? this.#foundAt : top, step });
    if (found === undefined) {
      this.#remark = `No "${this.#word}" here`;
      return;
    }
    this.#foundAt = found;
    this.#remark = `"${this.#word}" in line ${found + 1}`;
    this.#pages.goTo(found);
  }

  get #size(): string {
    const { terminal } = this.#options;
    return `${terminal.columns()}x${terminal.rows()}`;
  }

  /** Forward, lines scroll in from below, so that what was read stays above; else all is drawn anew. */
  #draw(): void {
    const { top, bottom } = this.#pages;
    const { shown, size } = { shown: this.#shown, size: this.#size };
    const scrolls = size === shown.size && top >= shown.top && top <= shown.bottom;
    this.#write(
      scrolls
        ? CLEAR_LINE + this.#linesFrom(shown.bottom, bottom) + this.#status()
        : CLEAR_SCREEN + this.#linesFrom(top, bottom) + this.#status(),
    );
    this.#shown = { top, bottom: scrolls ? Math.max(shown.bottom, bottom) : bottom, size };
  }

  #linesFrom(from: number, to: number): string {
    return this.#pages.lines.slice(from, to).map((line) => `${line}\n`).join("");
  }

  /** The line below the text. The last column stays free, where some terminals break the line. */
  #status(): string {
    const { lines, top, bottom } = this.#pages;
    const { terminal, style } = this.#options;
    const isEnd = bottom >= lines.length;
    const where = `${top + 1}-${bottom} of ${lines.length}${isEnd ? ", the end" : ""}`;
    const keys = `${isEnd ? "" : "Space: on, "}b: back, /: find, q: quit`;
    const said = this.#remark === "" ? `${where}  ${keys}` : `${this.#remark}  ${keys}`;
    const columns = terminal.columns() - 1;
    return this.#typed === undefined
      ? style.dim(fit(said, columns, "..."))
      : `/${fit(this.#typed, columns - 1, "...")}`;
  }

  #write(text: string): void {
    this.#options.terminal.writeOut(text);
  }
}

const CLEAR_LINE = "\r\x1b[K";
const CLEAR_SCREEN = "\x1b[H\x1b[J";

function bare(line: string): string {
  return line.replaceAll(/\p{Cc}\[[0-9;]*m/gu, "");
}
