/**
 * What a person types. Loaded only by what asks questions: Node's streams cost start-up time.
 *
 * Owns: stdin and stderr as the streams that prompts want, and reading whole lines. Leaves to others:
 * what is asked, and whether there is a person (`terminal.ts`).
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

/** Lines as they are typed. Until it is disposed, the process stays. */
export interface LineReader extends Disposable {
  /** The next line; undefined at the end of input (Ctrl-D), or when the signal aborts. */
  next(signal: AbortSignal): Promise<string | undefined>;
}

/** Reads lines from stdin. */
export function systemLines(): LineReader {
  const reader = createInterface({ input: process.stdin, terminal: false });
  const typed: string[] = [];
  let ended = false;
  let wake = (): void => {};
  reader.on("line", (line) => {
    typed.push(line);
    wake();
  });
  reader.on("close", () => {
    ended = true;
    wake();
  });
  return {
    async next(signal): Promise<string | undefined> {
      const stop = (): void => wake();
      signal.addEventListener("abort", stop);
      while (typed.length === 0 && !ended && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
      signal.removeEventListener("abort", stop);
      return signal.aborted ? undefined : typed.shift();
    },
    [Symbol.dispose]: () => reader.close(),
  };
}
