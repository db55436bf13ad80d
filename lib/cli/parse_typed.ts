/**
 * The values of flags that were typed, by Stricli's parser.
 *
 * Owns: the way from our specs to Stricli's, and from its errors to ours. Leaves to others: what holds
 * where no flag was typed (`parse.ts`), so that Stricli is loaded for those who need it.
 *
 * @module
 */

import {
  ArgumentParseError,
  buildApplication,
  buildCommand,
  EnumValidationError,
  run,
  text_en,
  UnexpectedFlagError,
  UnsatisfiedFlagError,
} from "@stricli/core";
import { LoreError } from "../errors.ts";
import type { FlagToken } from "./arguments.ts";
import { type Command, type FlagSpec, kebabCase } from "./command.ts";
import type { Options } from "./parse.ts";

/**
 * Turns flags into options. Stricli prints and runs; here it only parses: what it would print or run
 * is caught.
 *
 * @throws LoreError `USAGE`
 */
export async function parseTyped(command: Command, tokens: readonly FlagToken[]): Promise<Options> {
  let parsed: Options = {};
  let failure: unknown;
  const fail = (error: unknown): string => {
    failure ??= error;
    return "";
  };
  const root = buildCommand({
    func: (options: Options) => {
      parsed = options;
    },
    parameters: { flags: stricliFlags(command) as Record<never, never> },
    docs: { brief: command.summary },
  });
  const application = buildApplication(root, {
    name: "lore",
    scanner: { caseStyle: "allow-kebab-for-camel" },
    localization: {
      text: {
        ...text_en,
        exceptionWhileParsingArguments: fail,
        exceptionWhileRunningCommand: fail,
        exceptionWhileLoadingCommandFunction: fail,
      },
    },
  }, {});
  const silent = { write: () => {} };
  const inputs = tokens.flatMap((token) => canonical(command, token));
  await run(application, inputs, { process: { stdout: silent, stderr: silent } });
  if (failure !== undefined) throw usageError(failure, command);
  return parsed;
}

/**
 * A flag as Stricli reads it whatever is in its value: Stricli takes neither an empty value nor one
 * with a line break behind `=`, and takes `-x` for a flag, so values travel encoded.
 */
function canonical(command: Command, { name, value }: FlagToken): string[] {
  if (value === undefined) return [`--${name}`];
  const spec = Object.entries(command.flags).find(([key]) => kebabCase(key) === name)?.[1];
  const separator = spec && "variadic" in spec && spec.variadic;
  const values = typeof separator === "string" ? value.split(separator) : [value];
  return values.flatMap((each) => {
    if (spec?.kind === "parsed") return [`--${name}=${encode(each)}`];
    return each === "" ? [`--${name}`, each] : [`--${name}=${each}`];
  });
}

function encode(value: string): string {
  return `:${encodeURIComponent(value)}`;
}

function decode(encoded: string): string {
  return decodeURIComponent(encoded.slice(1));
}

/** Our flags in Stricli's terms. What differs: values are encoded, separators are ours. */
function stricliFlags(command: Command): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(command.flags).map(([key, spec]) => [key, stricliFlag(spec)]),
  );
}

function stricliFlag(spec: FlagSpec): unknown {
  const { brief } = spec;
  switch (spec.kind) {
    case "boolean": {
      const on = spec.default === true;
      return { kind: "boolean", brief, default: on, withNegated: on };
    }
    case "counter":
      return { kind: "counter", brief };
    case "enum":
      return { ...spec, ...variability(spec, spec.default) };
    case "parsed": {
      const parse = (input: string): unknown => spec.parse(decode(input));
      const byDefault = spec.default === undefined ? undefined : encode(spec.default);
      return { kind: "parsed", brief, parse, ...variability(spec, byDefault) };
    }
  }
}

/** A list that nothing was given for is empty, or has the default as its one entry. */
function variability(
  { optional, variadic }: { readonly optional?: boolean; readonly variadic?: unknown },
  byDefault: string | undefined,
): Record<string, unknown> {
  if (variadic === undefined) return { optional: optional === true, default: byDefault };
  return { variadic: true, optional: true, default: byDefault === undefined ? [] : [byDefault] };
}

function usageError(failure: unknown, command: Command): LoreError {
  const helpLine = `lore ${command.name} --help`;
  return new LoreError("USAGE", usageMessage(failure), {
    hint: `See ${helpLine}`,
    actions: [helpLine],
    cause: failure,
  });
}

function usageMessage(failure: unknown): string {
  if (failure instanceof ArgumentParseError) {
    const flag = `--${failure.externalFlagNameOrPlaceholder}`;
    const { exception } = failure;
    const wanted = exception instanceof Error ? exception.message : String(exception);
    const given = failure.input.startsWith(":") ? decode(failure.input) : failure.input;
    return `Flag "${flag}" cannot be "${given}": ${wanted}`;
  }
  if (failure instanceof EnumValidationError) {
    const values = failure.values.join(", ");
    return `Flag "--${failure.externalFlagName}" is one of ${values}, not "${failure.input}"`;
  }
  if (failure instanceof UnsatisfiedFlagError) {
    return `Flag "--${failure.externalFlagName}" must be given`;
  }
  if (failure instanceof UnexpectedFlagError) {
    return `Flag "--${failure.externalFlagName}" is given more than once`;
  }
  return failure instanceof Error ? failure.message : String(failure);
}
