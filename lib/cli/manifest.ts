/** What lore can do, as data: for programs that drive it. @module */

import { ERRORS } from "../errors.ts";
import { type Command, type FlagSpec, kebabCase, takesValue } from "./command.ts";
import { GLOBAL_FLAGS } from "./globals.ts";
import { usageLine } from "./help.ts";
import { VERSION } from "./version.ts";

/** One flag. */
export interface FlagEntry {
  /** As it is typed: `--dry-run`. */
  readonly name: string;
  /** As it is typed: `-n`. */
  readonly alias?: string;
  readonly kind: FlagSpec["kind"];
  readonly brief: string;
  readonly values?: readonly string[];
  readonly default?: string | boolean;
  readonly required: boolean;
  readonly repeatable: boolean;
}

/** One positional argument. */
export interface ArgumentEntry {
  readonly name: string;
  readonly brief: string;
  readonly values?: readonly string[];
  readonly required: boolean;
  readonly repeatable: boolean;
}

/** One command. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly usage: string;
  readonly arguments: readonly ArgumentEntry[];
  readonly flags: readonly FlagEntry[];
  readonly examples: readonly { readonly line: string; readonly brief: string }[];
  readonly permissions: readonly string[];
  readonly changes_store: boolean;
  /** JSON Schema of `data`, where the command declares it. */
  readonly result?: JsonSchema;
}

/** Everything that can be asked of lore. */
export interface Manifest {
  readonly version: string;
  readonly global_flags: readonly FlagEntry[];
  readonly commands: readonly CommandEntry[];
  readonly errors: readonly {
    readonly code: string;
    readonly exit: number;
    readonly meaning: string;
  }[];
}

/** Describes commands, with the schemas of their results. */
export async function manifest(commands: readonly Command[]): Promise<Manifest> {
  const described = manifestOf(commands);
  const schemas = await Promise.all(commands.map(resultSchemaOf));
  const entries = described.commands.map((entry, index) =>
    schemas[index] === undefined ? entry : { ...entry, result: schemas[index] }
  );
  return { ...described, commands: entries };
}

/**
 * JSON Schema of what a command returns; undefined where it declares none. Objects may have members
 * that it does not know: fields are added in later versions.
 */
export async function resultSchemaOf(command: Command): Promise<JsonSchema | undefined> {
  const schema = await command.resultSchema?.();
  if (schema === undefined) return undefined;
  const { toJSONSchema } = await import("zod");
  return toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }) as JsonSchema;
}

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Describes commands without the schemas of their results, which cost loading. */
export function manifestOf(commands: readonly Command[]): Manifest {
  return {
    version: VERSION,
    global_flags: flagEntries(GLOBAL_FLAGS),
    commands: commands.map(commandEntry),
    errors: Object.entries(ERRORS).map(([code, { exit, meaning }]) => ({ code, exit, meaning })),
  };
}

function commandEntry(command: Command): CommandEntry {
  const { name, summary, description, examples = [], permissions } = command;
  return {
    name,
    summary,
    ...(description === undefined ? {} : { description: description.trim() }),
    usage: usageLine(command),
    arguments: argumentEntries(command),
    flags: flagEntries(command.flags),
    examples,
    permissions,
    changes_store: command.changesStore === true,
  };
}

function flagEntries(flags: Readonly<Record<string, FlagSpec>>): FlagEntry[] {
  return Object.entries(flags).filter(([, spec]) => !spec.hidden).map(([name, spec]) => {
    const valued = takesValue(spec);
    return {
      name: `--${kebabCase(name)}`,
      ...(spec.alias === undefined ? {} : { alias: `-${spec.alias}` }),
      kind: spec.kind,
      brief: spec.brief,
      ...(spec.kind === "enum" ? { values: spec.values } : {}),
      ...("default" in spec && spec.default !== undefined ? { default: spec.default } : {}),
      required: valued && !spec.optional && spec.default === undefined && !spec.variadic,
      repeatable: spec.kind === "counter" || (valued && spec.variadic !== undefined),
    };
  });
}

function argumentEntries(command: Command): ArgumentEntry[] {
  return Object.entries(command.positional ?? {}).map(([name, spec]) => ({
    name: kebabCase(name),
    brief: spec.brief,
    ...(spec.kind === "enum" ? { values: spec.values } : {}),
    required: spec.kind === "rest" ? (spec.minimum ?? 0) > 0 : spec.optional !== true,
    repeatable: spec.kind === "rest",
  }));
}
