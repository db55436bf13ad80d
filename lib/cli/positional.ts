/** Words after the command, by the command's positional specs. @module */

import { LoreError } from "../errors.ts";
import type { Command, PositionalSpec } from "./command.ts";

/**
 * Gives each positional argument its word or words.
 *
 * @throws LoreError `USAGE` when there are too few or too many, or one is not what it must be
 */
export function assignPositionals(
  command: Command,
  words: readonly string[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  let next = 0;
  for (const [name, spec] of Object.entries(command.positional ?? {})) {
    if (spec.kind === "rest") {
      const rest = words.slice(next);
      if (rest.length < (spec.minimum ?? 0)) throw missing(command, name, spec);
      values[name] = rest.map((word) => valueOf(command, name, { spec, word }));
      next = words.length;
      continue;
    }
    const word = words[next++];
    if (word !== undefined) values[name] = valueOf(command, name, { spec, word });
    else if (spec.optional) values[name] = undefined;
    else throw missing(command, name, spec);
  }
  const surplus = words[next];
  if (surplus !== undefined) {
    throw usage(command, `Cannot run "${command.name}" with "${surplus}": one argument too many`);
  }
  return values;
}

function valueOf(
  command: Command,
  name: string,
  { spec, word }: { readonly spec: PositionalSpec; readonly word: string },
): unknown {
  if (spec.kind === "enum") {
    if (spec.values.includes(word)) return word;
    const values = spec.values.join(", ");
    throw usage(command, `Argument <${name}> is one of ${values}, not "${word}"`);
  }
  try {
    return spec.parse(word);
  } catch (error) {
    const wanted = error instanceof Error ? error.message : String(error);
    throw usage(command, `Argument <${name}> cannot be "${word}": ${wanted}`);
  }
}

function missing(command: Command, name: string, spec: PositionalSpec): LoreError {
  const what = spec.kind === "enum" ? spec.values.join("|") : spec.brief;
  return usage(command, `Command "${command.name}" lacks its argument <${name}>: ${what}`);
}

function usage(command: Command, message: string): LoreError {
  const helpLine = `lore ${command.name} --help`;
  return new LoreError("USAGE", message, { hint: `See ${helpLine}`, actions: [helpLine] });
}
