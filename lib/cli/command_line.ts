/** A command as a line that can be pasted. @module */

import { quoted } from "../quoted.ts";
import type { FlagToken } from "./arguments.ts";
import type { Globals } from "./globals.ts";

export { quoted };

/** What was typed, as far as the result depends on it. */
export interface Typed {
  readonly command: string;
  readonly globals: Globals;
  readonly flags: readonly FlagToken[];
  readonly words: readonly string[];
}

/** The same command with some flags set anew; the config and robot mode are carried on. */
export function commandLine(
  { command, globals, flags, words }: Typed,
  anew: Readonly<Record<string, string>>,
): string {
  const kept = flags.filter(({ name }) => anew[name] === undefined);
  const added = Object.entries(anew).map(([name, value]) => ({ name, value }));
  const parts = [
    "lore",
    ...(globals.config === undefined ? [] : ["--config", globals.config]),
    ...(globals.robot ? ["--robot"] : []),
    command,
    ...[...kept, ...added].flatMap(flagWords),
    // A word that looks like a flag must not be read as one.
    ...(words.some((word) => word.startsWith("-")) ? ["--"] : []),
    ...words,
  ];
  return parts.map(quoted).join(" ");
}

function flagWords({ name, value }: FlagToken): string[] {
  if (value === undefined) return [`--${name}`];
  return value.startsWith("-") ? [`--${name}=${value}`] : [`--${name}`, value];
}
