/**
 * What every command that lists has: its bounds, and a choice of fields. Light to import: help loads
 * it. What is done with them in robot mode is in `bound.ts`.
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import type { Command, FlagSpecs } from "./command.ts";
import type { Globals } from "./globals.ts";
import { nonEmpty, positiveInteger, wholeNumber } from "./parsers.ts";

/**
 * The flags of a command with a `list`. Its `run` obeys `limit` and `offset` and tells by `truncated`
 * whether there is more; the rest is done for it. For another brief or default:
 * `{ ...LIST_FLAGS, limit: { ...LIST_FLAGS.limit, default: "10" } }`.
 */
export const LIST_FLAGS = {
  limit: {
    kind: "parsed",
    parse: positiveInteger,
    default: "50",
    alias: "n",
    placeholder: "N",
    brief: "Rows to show",
  },
  offset: {
    kind: "parsed",
    parse: wholeNumber,
    default: "0",
    placeholder: "N",
    brief: "Rows to skip: where the next page begins",
  },
  fields: {
    kind: "parsed",
    parse: nonEmpty,
    variadic: ",",
    placeholder: "A,B",
    brief: "Only these fields of each row; with --robot",
  },
  jsonFields: {
    kind: "parsed",
    parse: nonEmpty,
    variadic: ",",
    placeholder: "A,B",
    brief: "The same as --robot --fields A,B",
  },
  maxChars: {
    kind: "parsed",
    parse: positiveInteger,
    optional: true,
    placeholder: "N",
    brief: "Characters of the answer at most; with --robot",
  },
} as const satisfies FlagSpecs;

/** Where the rows of a result are. */
export interface ListSpec {
  /**
   * The member of the result that holds them. Of several the first that the result has:
   * `["issues", "timeline"]` where one item has a list inside.
   */
  readonly rows: string | readonly string[];
  /** Whether the next page stands before this one, as with the lines of a log. */
  readonly newestLast?: boolean;
}

/** The values of {@link LIST_FLAGS}, as far as they bear on the envelope. */
export interface Bounds {
  readonly offset: number;
  readonly fields: readonly string[];
  readonly maxChars: number | undefined;
}

/**
 * What a list is bounded by besides its limit. `--json-fields` turns robot mode on.
 *
 * @throws LoreError `USAGE` for bounds of JSON where text is asked for
 */
export function readBounds(
  command: Command,
  { globals, options }: {
    readonly globals: Globals;
    readonly options: Readonly<Record<string, unknown>>;
  },
): { readonly globals: Globals; readonly bounds: Bounds | undefined } {
  if (command.list === undefined) return { globals, bounds: undefined };
  const { offset, fields, jsonFields, maxChars } = options as unknown as ListOptions;
  const robot = globals.robot || jsonFields.length > 0;
  const idle = fields.length > 0 ? "fields" : maxChars === undefined ? undefined : "max-chars";
  if (!robot && idle !== undefined) {
    throw new LoreError("USAGE", `Flag "--${idle}" is for JSON, and this is text`, {
      hint: "Give --robot as well",
      actions: [`lore ${command.name} --help`],
    });
  }
  return {
    globals: { ...globals, robot },
    bounds: { offset, fields: [...fields, ...jsonFields].map((field) => field.trim()), maxChars },
  };
}

/** The values of {@link LIST_FLAGS} that are read here. */
interface ListOptions {
  readonly offset: number;
  readonly fields: readonly string[];
  readonly jsonFields: readonly string[];
  readonly maxChars: number | undefined;
}
