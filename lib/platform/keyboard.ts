/**
 * What a person types. Loaded only by what asks questions: Node's streams cost start-up time.
 *
 * Owns: stdin and stderr as the streams that prompts want, reading whole lines, and single keys.
 * Leaves to others: what is asked, and whether there is a person (`terminal.ts`).
 *
 * @module
 */

import process from "node:process";
import { createInterface } from "node:readline";

/** The streams of a terminal, for prompts that draw. */
export interface Keyboard {
  readonly input: typeof process.stdin;
  /** Prompts go where all else goes that is not the result. */
  readonly output: typeof process.stderr;
}

/** The process's own. Without colours, what draws on them is told so in the way that it asks for. */
export function systemKeyboard({ color }: { readonly color: boolean }): Keyboard {
  if (!color) process.env.NO_COLOR = "1";
  return { input: process.stdin, output: process.stderr };
}

/** Something that is typed, piece by piece. Until it is disposed, the process stays. */
interface Typing extends Disposable {
  /** The next piece; undefined at the end of input, or when the signal aborts. */
  next(signal: AbortSignal): Promise<string | undefined>;
}

/** Lines as they are typed; the end of input is Ctrl-D. */
export type LineReader = Typing;

/** Keys as they are pressed, each as the characters that the terminal sends for it. */
export type KeyReader = Typing;

/** Reads lines from stdin. */
export function systemLines(): LineReader {
  const reader = createInterface({ input: process.stdin, terminal: false });
  const typed = new Typed();
  reader.on("line", (line) => typed.add(line));
  reader.on("close", () => typed.close());
  return { next: (signal) => typed.next(signal), [Symbol.dispose]: () => reader.close() };
}

/** A code such as that of an arrow, or one character. */
const KEY = new RegExp("\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Za-z]|[^]", "gu");

/** Reads keys from stdin, which is not echoed meanwhile. */
export function systemKeys(): KeyReader {
  const { stdin } = process;
  const typed = new Typed();
  const take = (text: string): void => text.match(KEY)?.forEach((key) => typed.add(key));
  const close = (): void => typed.close();
  stdin.setEncoding("utf8");
  stdin.setRawMode(true);
  stdin.on("data", take).on("end", close).on("error", close);
  return {
    next: (signal) => typed.next(signal),
    [Symbol.dispose]: () => {
      stdin.off("data", take).off("end", close).off("error", close);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

/** What was typed and not yet asked for. */
class Typed {
  readonly #pieces: string[] = [];
  #ended = false;
  #wake = (): void => {};

  add(piece: string): void {
    this.#pieces.push(piece);
    this.#wake();
  }

  close(): void {
    this.#ended = true;
    this.#wake();
  }

  async next(signal: AbortSignal): Promise<string | undefined> {
    const stop = (): void => this.#wake();
    signal.addEventListener("abort", stop);
    while (this.#pieces.length === 0 && !this.#ended && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    signal.removeEventListener("abort", stop);
    return signal.aborted ? undefined : this.#pieces.shift();
  }
}
