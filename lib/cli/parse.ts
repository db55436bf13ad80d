/**
 * The values of a command's flags and positional arguments.
 *
 * Owns: what holds for flags that nobody typed. Validates and does nothing else. Leaves to others:
 * typed flags (`parse_typed.ts`), global flags and corrections (`arguments.ts`).
 *
 * @module
 */

import type { Command, FlagSpec } from "./command.ts";
import type { TypedWords } from "./excluded_flags.ts";
import { assignPositionals } from "./positional.ts";

/** The options that `run` gets. */
export type Options = Readonly<Record<string, unknown>>;

/**
 * Turns what was read of argv into the options of a command.
 *
 * @throws LoreError `USAGE`
 */
export async function parseOptions(command: Command, typed: TypedWords): Promise<Options> {
  const { flags, words } = typed;
  const positional = assignPositionals(command, typed);
  const specs = Object.entries(command.flags);
  if (flags.length > 0 && words.length > 0) {
    const { refuseExcluded } = await import("./excluded_flags.ts");
    refuseExcluded(command, typed);
  }
  if (flags.length > 0 || specs.some(([, spec]) => mustBeGiven(spec))) {
    const { parseTyped } = await import("./parse_typed.ts");
    return { ...await parseTyped(command, flags), ...positional };
  }
  // Most commands are typed without a flag, and the parser is a tenth of what they take.
  return {
    ...Object.fromEntries(specs.map(([name, spec]) => [name, untyped(spec)])),
    ...positional,
  };
}

function mustBeGiven(spec: FlagSpec): boolean {
  if (spec.kind === "boolean" || spec.kind === "counter") return false;
  return spec.default === undefined && spec.optional !== true && spec.variadic === undefined;
}

/** The value of a flag that was not typed, as Stricli would give it. */
function untyped(spec: FlagSpec): unknown {
  if (spec.kind === "boolean") return spec.default === true;
  if (spec.kind === "counter") return 0;
  const { default: byDefault, variadic } = spec;
  if (byDefault === undefined) return variadic === undefined ? undefined : [];
  const value = spec.kind === "enum" ? byDefault : spec.parse(byDefault);
  return variadic === undefined ? value : [value];
}
