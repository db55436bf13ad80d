/** Writing to stdout, where a reader who left is no failure and everything else is. @module */

import { LoreError } from "../errors.ts";
import type { Terminal } from "../platform/terminal.ts";

/**
 * Writes a result to stdout. Returns whether there is still a reader.
 *
 * @throws LoreError `FAILED` when stdout takes no more
 */
export function writeResult(terminal: Terminal, text: string): boolean {
  try {
    terminal.writeOut(text);
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // `lore search … | head` is how pipes are used: the reader had enough.
    if (error.name === "BrokenPipe") return false;
    throw new LoreError("FAILED", `Cannot write the result to stdout: ${error.message}`, {
      hint: "Check the file or device that stdout leads to; what was done stays done",
      cause: error,
    });
  }
}
