/** What lore can do, as data: for programs that drive it. @module */

import type { ZodType } from "zod";
import { ERRORS, LoreError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { type Command, type FlagSpec, kebabCase, takesValue } from "./command.ts";
import type { JsonSchema } from "./json_schema.ts";
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
  /** Flags that are refused beside it, as they are typed. */
  readonly excludes?: readonly string[];
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
  /** Of a list: the members of `data` that may hold the rows. */
  readonly rows?: readonly string[];
  /** JSON Schema of `data`, where the command declares it. */
  readonly result?: JsonSchema;
}

/** Everything that can be asked of lore. */
export interface Specs {
  readonly version: string;
  readonly global_flags: readonly FlagEntry[];
  readonly commands: readonly CommandEntry[];
  readonly errors: readonly {
    readonly code: string;
    readonly exit: number;
    readonly meaning: string;
    readonly actions: readonly string[];
  }[];
}

/** The same with the JSON Schemas of what is printed. */
export interface Manifest extends Specs {
  /** Of the line that `--robot` prints. */
  readonly envelope: JsonSchema;
}

/**
 * The commands of these names, in order of the list; all of them for no name.
 *
 * @throws LoreError `NOT_FOUND` for a name that is no command's
 */
export function selectCommands(
  commands: readonly Command[],
  names: readonly string[],
): readonly Command[] {
  if (names.length === 0) return commands;
  const known = commands.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    throw new LoreError("NOT_FOUND", `There is no command "${unknown}"`, {
      hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "See lore --help",
      actions: ["lore --help"],
      details: { commands: near.length > 0 ? near : known },
    });
  }
  return commands.filter(({ name }) => names.includes(name));
}

/** Describes commands, with the schemas of their results. */
export async function manifest(commands: readonly Command[]): Promise<Manifest> {
  const described = manifestOf(commands);
  const { envelopeSchema } = await import("./envelope_schema.ts");
  const envelope = await jsonSchema(envelopeSchema);
  const schemas = await Promise.all(commands.map(resultSchemaOf));
  const entries = described.commands.map((entry, index) =>
    schemas[index] === undefined ? entry : { ...entry, result: schemas[index] }
  );
  return { ...described, envelope, commands: entries };
}

/**
 * JSON Schema of what a command returns; undefined where it declares none. Objects may have members
 * that it does not know: fields are added in later versions.
 */
export async function resultSchemaOf(command: Command): Promise<JsonSchema | undefined> {
  const schema = await command.resultSchema?.();
  return schema && await jsonSchema(schema);
}

async function jsonSchema(schema: ZodType): Promise<JsonSchema> {
  const { toJSONSchema } = await import("zod");
  return toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }) as JsonSchema;
}

/** Describes commands without the schemas of their results, which cost loading. */
export function manifestOf(commands: readonly Command[]): Specs {
  return {
    version: VERSION,
    global_flags: flagEntries(GLOBAL_FLAGS),
    commands: commands.map(commandEntry),
    errors: Object.entries(ERRORS).map(([code, { exit, meaning, actions }]) => ({
      code,
      exit,
      meaning,
      actions,
    })),
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
    ...(command.list === undefined ? {} : { rows: [command.list.rows].flat() }),
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
    ...(spec.kind === "parsed" && spec.excludes !== undefined
      ? { excludes: spec.excludes.flags.map((flag) => `--${kebabCase(flag)}`) }
      : {}),
  }));
}
