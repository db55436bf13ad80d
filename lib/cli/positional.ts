/** Words after the command, by the command's positional specs. @module */

import { LoreError } from "../errors.ts";
import { type Command, type Completes, kebabCase, type PositionalSpec } from "./command.ts";
import { commandLine } from "./command_line.ts";
import type { TypedWords } from "./excluded_flags.ts";
import { withItemFlags } from "./meant_items.ts";

/**
 * Gives each positional argument its word or words.
 *
 * @throws LoreError `USAGE` when there are too few or too many, or one is not what it must be
 */
export function assignPositionals(
  command: Command,
  typed: TypedWords,
): Record<string, unknown> {
  const { words } = typed;
  const values: Record<string, unknown> = {};
  let next = 0;
  for (const [name, spec] of Object.entries(command.positional ?? {})) {
    if (spec.kind === "rest") {
      const rest = words.slice(next);
      if (rest.length < (spec.minimum ?? 0)) throw missing(command, name, spec);
      values[name] = rest.map((word) => valueOf(command, name, { spec, word, typed }));
      next = words.length;
      continue;
    }
    const word = words[next++];
    if (word !== undefined) values[name] = valueOf(command, name, { spec, word, typed });
    else if (spec.optional) values[name] = undefined;
    else throw missing(command, name, spec);
  }
  const surplus = words[next];
  if (surplus !== undefined) {
    const message = `Cannot run "${command.name}" with "${surplus}": one argument too many`;
    throw withItemFlags(command, typed, message) ??
      withFlag(command, typed, { word: surplus, message }) ?? usage(command, message);
  }
  return values;
}

function valueOf(
  command: Command,
  name: string,
  { spec, word, typed }: {
    readonly spec: PositionalSpec;
    readonly word: string;
    readonly typed: TypedWords;
  },
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
    const message = `Argument <${name}> cannot be "${word}": ${wanted}`;
    throw withFlag(command, typed, { word, message }) ?? usage(command, message);
  }
}

function missing(command: Command, name: string, spec: PositionalSpec): LoreError {
  const what = spec.kind === "enum" ? spec.values.join("|") : spec.brief;
  return usage(command, `Command "${command.name}" lacks its argument <${name}>: ${what}`);
}

/** What a word is the value of, as it is written: a run id, which is no item's number, or a path. */
const FORMS: readonly (readonly [Completes, RegExp])[] = [
  ["run", /^(?=.*[a-f])[0-9a-f]{4,8}$/],
  ["project", /^[^\s/#!]+(\/[^\s/#!]+)+$/],
];

/** Where a word looks like the value of a flag that was not given: the line that has it as that. */
function withFlag(
  command: Command,
  { flags, words, globals }: TypedWords,
  { word, message }: { readonly word: string; readonly message: string },
): LoreError | undefined {
  for (const [what, form] of FORMS) {
    const taking = Object.entries(command.flags).find(([, spec]) =>
      spec.kind === "parsed" && spec.completes === what
    );
    if (taking === undefined || !form.test(word)) continue;
    const name = kebabCase(taking[0]);
    if (flags.some((flag) => flag.name === name)) return undefined;
    const others = words.toSpliced(words.indexOf(word), 1);
    const line = { command: command.name, globals, flags, words: others };
    return new LoreError("USAGE", message, {
      hint: `Did you mean --${name} ${word}?`,
      actions: [commandLine(line, { [name]: word })],
    });
  }
  return undefined;
}

function usage(command: Command, message: string): LoreError {
  const helpLine = `lore ${command.name} --help`;
  return new LoreError("USAGE", message, { hint: `See ${helpLine}`, actions: [helpLine] });
}
