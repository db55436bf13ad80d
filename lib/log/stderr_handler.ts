/**
 * Log lines on stderr.
 *
 * Owns: the choice of their form. Leaves to others: the screen, which belongs to whoever gives
 * `write` (in the program, the one owner of stderr, so that no line tears a progress bar).
 *
 * @module
 */

import { type Filter, stderrFilter } from "./filter.ts";
import { formatJson } from "./json_format.ts";
import type { LogHandler } from "./logger.ts";
import { formatText, type TextLook } from "./text_format.ts";

/** How lines on stderr are set up. */
export interface StderrHandlerOptions extends TextLook {
  /** Takes one line with its line end. */
  write(line: string): void;
  /** Text for people by default, or the same JSON lines as in the file. */
  readonly format?: "text" | "json";
  /** Which lines it takes: INFO of lore and WARN of dependencies by default. */
  readonly filter?: Filter;
}

/** Makes the handler of stderr. */
export function stderrHandler(options: StderrHandlerOptions): LogHandler {
  const { format = "text", filter = stderrFilter(), color, showSpans } = options;
  const look = { color, showSpans };
  return {
    threshold: (target) => filter.threshold(target),
    handle(record): void {
      const line = format === "json" ? formatJson(record) : `${formatText(record, look)}\n`;
      try {
        options.write(line);
      } catch {
        // A terminal that is gone, or `2>` to a full disk: a run does not fail of what it says on
        // the way, there is nowhere left to complain, and the file has the line.
      }
    },
  };
}
