/** Colours, and whether there are any. @module */

import type { Environment } from "../platform/environment.ts";

/** Wraps text in a colour, or returns it as it is where colours are off. */
export interface Style {
  /** Whether there are colours. */
  readonly isOn: boolean;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Colours that are on or off. */
export function makeStyle(on: boolean): Style {
  const code = (open: number, close: number) => (text: string): string =>
    on ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return {
    isOn: on,
    bold: code(1, 22),
    dim: code(2, 22),
    red: code(31, 39),
    green: code(32, 39),
    yellow: code(33, 39),
    cyan: code(36, 39),
  };
}

/**
 * Whether a stream gets colours. `--color always` and `never` have the last word; then `NO_COLOR`,
 * `FORCE_COLOR` and `TERM=dumb`, then whether a terminal shows the stream.
 */
export function wantsColor(
  mode: "auto" | "always" | "never",
  stream: { readonly isTerminal: boolean; readonly environment: Environment },
): boolean {
  if (mode !== "auto") return mode === "always";
  const set = (name: string): boolean => (stream.environment(name) ?? "") !== "";
  if (set("NO_COLOR")) return false;
  if (set("FORCE_COLOR")) return stream.environment("FORCE_COLOR") !== "0";
  return stream.isTerminal && stream.environment("TERM") !== "dumb";
}
