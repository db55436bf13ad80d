/**
 * Keeps an answer within what its reader takes: the fields that are wanted, the characters that are
 * allowed, and the command for the rest.
 *
 * Owns: `meta.truncated`, `meta.next`, `meta.shortened`. Nothing is left out without one of them.
 * Leaves to others: how many rows there are at most (`limit`, which the command obeys).
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { FlagsAnew } from "./command_line.ts";
import { envelope, type Meta, type Shortened } from "./envelope.ts";
import type { Bounds, ListSpec } from "./list.ts";
import { shorten } from "./shorten.ts";

/** What there is to be bounded. */
export interface Answer {
  readonly data: unknown;
  readonly meta: Meta;
  readonly error?: LoreError;
}

/** How it is bounded. */
export interface BoundOptions {
  readonly list: ListSpec;
  readonly bounds: Bounds;
  /** Whether more follows by itself: then there is no next page, only the fields are chosen. */
  readonly isPart?: boolean;
  /** The command's own help, as it is typed. */
  readonly helpLine: string;
  /** The command that was typed, with some flags set anew. */
  lineWith(flags: FlagsAnew): string;
  /** Fields of rows that may be absent from those at hand. */
  knownFields(rows: string): Promise<readonly string[]>;
}

type Data = Readonly<Record<string, unknown>>;

/**
 * The answer within its bounds.
 *
 * @throws LoreError `USAGE` for a field that rows do not have, or too few characters for one row
 */
export async function bound(answer: Answer, options: BoundOptions): Promise<Answer> {
  const { data } = answer;
  const name = rowsName(data, options.list);
  if (name === undefined) return answer;
  const whole = data as Data;
  const rows = await pick(whole[name] as readonly unknown[], name, options);
  if (options.isPart) return { ...answer, data: { ...whole, [name]: rows } };
  const page: Page = { ...answer, whole, name, rows };
  const { maxChars } = options.bounds;
  return maxChars === undefined ? pageOf(page, rows, options) : fitted(page, maxChars, options);
}

/** An answer taken apart. */
interface Page extends Answer {
  readonly whole: Data;
  readonly name: string;
  readonly rows: readonly unknown[];
}

function rowsName(data: unknown, { rows }: ListSpec): string | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  return [rows].flat().find((name) => Array.isArray((data as Data)[name]));
}

async function pick(
  rows: readonly unknown[],
  name: string,
  options: BoundOptions,
): Promise<readonly unknown[]> {
  const { bounds: { fields }, knownFields } = options;
  if (fields.length === 0) return rows;
  const present = new Set(rows.flatMap((row) => Object.keys(row as Data)));
  if (fields.some((field) => !present.has(field))) {
    for (const field of await knownFields(name)) present.add(field);
  }
  const unknown = fields.find((field) => !present.has(field));
  // Of no rows and no schema nothing can be said.
  if (unknown !== undefined && present.size > 0) throw unknownField(unknown, [...present], options);
  return rows.map((row) =>
    Object.fromEntries(
      fields.filter((field) => Object.hasOwn(row as Data, field))
        .map((field) => [field, (row as Data)[field]]),
    )
  );
}

/** Says which fields there are, those that are near the unknown one first. */
function unknownField(
  field: string,
  known: readonly string[],
  { bounds, helpLine, lineWith }: BoundOptions,
): LoreError {
  const near = nearest(field, known);
  const others = known.filter((each) => !near.includes(each));
  const meant = near.length > 0
    ? `Did you mean ${near.join(" or ")}? There are also`
    : "Fields are";
  const withField = (name: string): string => {
    const fields = bounds.fields.map((each) => each === field ? name : each).join(",");
    return lineWith({ fields, "json-fields": undefined });
  };
  return new LoreError("USAGE", `Rows have no field "${field}"`, {
    hint: `${meant} ${others.join(", ")}`,
    actions: near.length > 0 ? near.map(withField) : [helpLine],
    details: { fields: [...near, ...others] },
  });
}

/** An answer with these rows of the page; what is cut off is said. */
function pageOf(
  page: Page,
  shown: readonly unknown[],
  { bounds, lineWith }: Pick<BoundOptions, "bounds" | "lineWith">,
): Answer {
  const { whole, name, rows, meta, error } = page;
  const truncated = whole["truncated"] === true || shown.length < rows.length;
  return {
    data: { ...whole, [name]: shown, truncated },
    meta: truncated
      ? { ...meta, truncated, next: lineWith({ offset: String(bounds.offset + shown.length) }) }
      : { ...meta, truncated },
    error,
  };
}

/** As many rows as the characters allow, but one at least, if need be with shorter texts. */
function fitted(page: Page, maxChars: number, options: BoundOptions): Answer {
  const { rows } = page;
  const all = pageOf(page, rows, options);
  if (size(all) <= maxChars) return all;
  const count = rowsThatFit(page, maxChars, options);
  const { newestLast = false } = options.list;
  const some = (wanted: number): readonly unknown[] =>
    newestLast ? rows.slice(Math.max(0, rows.length - wanted)) : rows.slice(0, wanted);
  if (count > 0) return pageOf(page, some(count), options);
  return shortenedTo(maxChars, pageOf(page, some(1), options), options);
}

/** How many rows there is room for as they are. */
function rowsThatFit(page: Page, maxChars: number, options: BoundOptions): number {
  const rows = options.list.newestLast ? page.rows.toReversed() : page.rows;
  // The number of the next page may grow by digits as rows are added.
  const digits = String(options.bounds.offset + rows.length).length;
  let used = size(pageOf({ ...page, rows: [0] }, [], options)) + digits;
  let count = 0;
  for (const row of rows) {
    const length = json(row).length + 1;
    if (used + length > maxChars) break;
    used += length;
    count++;
  }
  return count;
}

/** An answer whose longest texts are cut until it fits. */
function shortenedTo(
  maxChars: number,
  answer: Answer,
  { lineWith }: Pick<BoundOptions, "lineWith">,
): Answer {
  const shortened: Shortened[] = [];
  let { data } = answer;
  const asSaid = (): Answer => ({ ...answer, data, meta: { ...answer.meta, shortened } });
  for (;;) {
    const excess = size(asSaid()) - maxChars;
    if (excess <= 0) return asSaid();
    const cut = shorten(data, excess);
    if (cut === undefined) break;
    data = cut.value;
    // What is cut again was noted with its whole length.
    if (!shortened.some(({ path }) => path === cut.path)) {
      shortened.push({ path: cut.path, chars: cut.chars });
    }
  }
  const least = size(asSaid());
  throw new LoreError("USAGE", `--max-chars ${maxChars} leaves no room for an answer`, {
    hint: `Give at least --max-chars ${least}, or fewer --fields`,
    actions: [lineWith({ "max-chars": String(least) })],
    details: { least_chars: least },
  });
}

function size({ data, meta, error }: Answer): number {
  return envelope({ data, error }, meta).length;
}

function json(value: unknown): string {
  return JSON.stringify(value, (_key, each) => typeof each === "bigint" ? Number(each) : each);
}
