/** How a failure reads for people, on stderr. @module */

import { causeChain, type LoreError } from "../errors.ts";
import type { Style } from "./style.ts";

/** How much of an error to show. */
export interface ReportOptions {
  readonly style: Style;
  /** From 1 (`-v`): the causes, and the stack of a bug in lore. */
  readonly verbose: number;
}

/** `error: …`, with `-v` its causes, then `hint: …`. */
export function reportError(error: LoreError, { style, verbose }: ReportOptions): string {
  const lines = [`${style.bold(style.red("error:"))} ${error.message}`];
  if (verbose > 0) {
    for (const cause of causeChain(error.cause)) lines.push(`  caused by: ${indented(cause)}`);
    if (error.code === "INTERNAL") lines.push(...stackLines(error));
  }
  if (error.hint !== undefined) lines.push(`${style.bold(style.cyan("hint:"))} ${error.hint}`);
  return lines.join("\n") + "\n";
}

/** Where a bug was thrown: the frames of the innermost error that has any. */
function stackLines(error: LoreError): string[] {
  const thrown = error.cause instanceof Error ? error.cause : error;
  const frames = (thrown.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames.map((frame) => `    ${frame.trim()}`);
}

/** A message of several lines stays below its first. */
function indented(message: string): string {
  return message.replaceAll("\n", "\n    ");
}
