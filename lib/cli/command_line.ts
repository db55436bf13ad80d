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

/** Flags with other values, or without one that are left out. */
export type FlagsAnew = Readonly<Record<string, string | undefined>>;

/** The same command with some flags set anew; the config and robot mode are carried on. */
export function commandLine(
  { command, globals, flags, words }: Typed,
  anew: FlagsAnew,
): string {
  const kept = flags.filter(({ name }) => !Object.hasOwn(anew, name));
  const added = Object.entries(anew).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }]
  );
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
