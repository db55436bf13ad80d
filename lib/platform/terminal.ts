/** The three standard streams. Who may write to stderr is decided in `cli/`. @module */

import type { KeyReader } from "./keyboard.ts";

/** Where text goes and what it goes to. */
export interface Terminal {
  /** Whether a person reads stdout. */
  readonly stdoutIsTerminal: boolean;
  /** Whether a person reads stderr. */
  readonly stderrIsTerminal: boolean;
  /** Whether a person types into stdin. */
  readonly stdinIsTerminal: boolean;
  /** Columns of the terminal; 80 when there is none. */
  columns(): number;
  /** Rows of the terminal; 0 when there is none. */
  rows(): number;
  /** Keys one by one, as they are pressed, until disposed. */
  keys(): Promise<KeyReader>;
  /** Writes all of the text to stdout. @throws Deno.errors.BrokenPipe when the reader left. */
  writeOut(text: string): void;
  /** Writes all of the text to stderr; a reader who left is ignored. */
  writeErr(text: string): void;
}

const encoder = new TextEncoder();

/** The process's own streams. */
export const systemTerminal: Terminal = {
  get stdoutIsTerminal() {
    return Deno.stdout.isTerminal();
  },
  get stderrIsTerminal() {
    return Deno.stderr.isTerminal();
  },
  get stdinIsTerminal() {
    return Deno.stdin.isTerminal();
  },
  columns() {
    try {
      return Deno.consoleSize().columns || 80;
    } catch {
      // No terminal on any of the three streams: a width to lay out for is all that is asked.
      return 80;
    }
  },
  rows() {
    try {
      return Deno.consoleSize().rows;
    } catch {
      // As above: there is no screen to fill.
      return 0;
    }
  },
  keys: async () => (await import("./keyboard.ts")).systemKeys(),
  writeOut: (text) => writeAll(Deno.stdout, text),
  writeErr(text) {
    try {
      writeAll(Deno.stderr, text);
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  },
};

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = encoder.encode(text);
  for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
}
