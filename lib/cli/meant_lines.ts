/**
 * The line that was meant where a name in it is not known: what was typed, with a name that is.
 *
 * Leaves to others: which names are near (`names.ts`).
 *
 * @module
 */

import { LoreError, type MeantName } from "../errors.ts";
import type { FlagToken, ScannedArguments } from "./arguments.ts";
import { type Command, type FlagSpec, kebabCase } from "./command.ts";
import { commandLine } from "./command_line.ts";
import type { Globals } from "./globals.ts";

/** What was typed. */
export interface TypedLine {
  readonly command: Pick<Command, "name" | "flags">;
  readonly globals: Globals;
  readonly typed: Pick<ScannedArguments, "flags" | "words">;
}

/**
 * An error whose actions are the line that was typed with each of the names; as it is where there is
 * none, or where what was given does not stand in the line.
 */
export function withMeantLines(
  error: LoreError,
  { what, given, names }: MeantName,
  { command, globals, typed }: TypedLine,
): LoreError {
  const taking = flagsFor(command.flags, what);
  const isGiven = ({ name, value }: FlagToken): boolean => taking.has(name) && value === given;
  const inFlags = typed.flags.some(isGiven);
  if (!inFlags && !typed.words.some((word) => word !== inReference(word, given, ""))) return error;
  if (names.length === 0) return error;
  const actions = names.map((name) => {
    const flags = typed.flags.map((flag) => isGiven(flag) ? { ...flag, value: name } : flag);
    const words = inFlags ? typed.words : typed.words.map((word) => inReference(word, given, name));
    return commandLine({ command: command.name, globals, flags, words }, {});
  });
  const { code, message, hint, details, cause } = error;
  return new LoreError(code, message, { hint, actions, details, cause });
}

/** As they are typed, the flags that take a name of something. */
function flagsFor(specs: Readonly<Record<string, FlagSpec>>, what: string): Set<string> {
  const taking = Object.entries(specs).filter(([, spec]) =>
    spec.kind === "parsed" && spec.completes === what
  );
  return new Set(taking.map(([key]) => kebabCase(key)));
}

/** `acme/wbe#12` with the project that was meant; another word as it is. */
function inReference(word: string, given: string, name: string): string {
  const rest = word.slice(given.length);
  return word.startsWith(given) && /^[#!]/.test(rest) ? name + rest : word;
}
