/**
 * Which lines a handler takes: levels by target.
 *
 * Owns: the syntax of `LORE_LOG` and the table of `-q` and `-v`. Leaves to others: asking
 * (`logger.ts`), and telling the user of directives that mean nothing (`set_up.ts`).
 *
 * @module
 */

import { LEVELS, type Threshold } from "./level.ts";

/** One piece of a filter. */
export interface Directive {
  /** The target and those below it; undefined stands for all that no other directive names. */
  readonly target: string | undefined;
  /** The least level that passes. */
  readonly threshold: Threshold;
}

/** Levels by target. */
export interface Filter {
  /** What was understood, in the order given. */
  readonly directives: readonly Directive[];
  /** What was not understood, each by name and with the reason. */
  readonly problems: readonly string[];
  /** The least level that passes for a target: the directive with the longest prefix of it wins. */
  threshold(target: string): Threshold;
}

/** What decides about the lines on stderr. */
export interface StderrFilterOptions {
  /** `-q`: wins over `verbose`. */
  readonly quiet?: boolean;
  /** How often `-v` was given. */
  readonly verbose?: number;
  /** A filter that replaces the whole table: the value of `LORE_LOG`. */
  readonly override?: string;
}

const WELL_FORMED_TARGET = /^[\w.-]+(?:::[\w.-]+)*$/;
const THRESHOLDS: readonly string[] = [...LEVELS, "OFF"];

/** Levels of lore and of its dependencies, from no `-v` to `-vvv`. */
const BY_VERBOSITY: readonly (readonly [Threshold, Threshold])[] = [
  ["INFO", "WARN"],
  ["DEBUG", "WARN"],
  ["DEBUG", "INFO"],
  ["TRACE", "DEBUG"],
];

/** Reads `target=level` and `level`, separated by commas. What cannot be read is a problem. */
export function parseFilter(text: string): Filter {
  const directives: Directive[] = [];
  const problems: string[] = [];
  for (const piece of text.split(",").map((piece) => piece.trim())) {
    if (piece === "") continue;
    const directive = parseDirective(piece);
    if (typeof directive === "string") problems.push(directive);
    else directives.push(directive);
  }
  return makeFilter(directives, problems);
}

/** The filter of stderr, from the flags. */
export function stderrFilter({ quiet, verbose = 0, override }: StderrFilterOptions = {}): Filter {
  const [lore, rest] = quiet
    ? ["WARN", "ERROR"] as const
    : BY_VERBOSITY[Math.max(0, Math.min(Math.trunc(verbose), 3))] ?? ["INFO", "WARN"];
  return overridden(override, { lore, rest });
}

/** The filter of the log file, which no flag narrows. */
export function fileFilter({ override }: { readonly override?: string } = {}): Filter {
  return overridden(override, { lore: "DEBUG", rest: "WARN" });
}

/** An override of which nothing is left after its problems counts as not given. */
function overridden(
  override: string | undefined,
  { lore, rest }: { readonly lore: Threshold; readonly rest: Threshold },
): Filter {
  const given = parseFilter(override ?? "");
  if (given.directives.length > 0) return given;
  const table = [{ target: "lore", threshold: lore }, { target: undefined, threshold: rest }];
  return makeFilter(table, given.problems);
}

function makeFilter(directives: readonly Directive[], problems: readonly string[]): Filter {
  return { directives, problems, threshold: (target) => thresholdOf(directives, target) };
}

/** Nothing passes for a target that no directive covers. Of equals, the last one wins. */
function thresholdOf(directives: readonly Directive[], target: string): Threshold {
  let best: Threshold = "OFF";
  let length = -1;
  for (const directive of directives) {
    const own = directive.target?.length ?? 0;
    if (own >= length && covers(directive.target, target)) {
      best = directive.threshold;
      length = own;
    }
  }
  return best;
}

function covers(prefix: string | undefined, target: string): boolean {
  if (prefix === undefined || prefix === target) return true;
  return target.startsWith(prefix) && target.startsWith("::", prefix.length);
}

/** A directive, or what is wrong with it. */
function parseDirective(piece: string): Directive | string {
  const equals = piece.lastIndexOf("=");
  const target = equals === -1 ? undefined : piece.slice(0, equals).trim();
  const level = piece.slice(equals + 1).trim();
  if (target !== undefined && !WELL_FORMED_TARGET.test(target)) {
    return `"${piece}": "${target}" is not a target such as lore::gitlab`;
  }
  const threshold = thresholdNamed(level);
  if (threshold !== undefined) return { target, threshold };
  return `"${piece}": "${level}" is not a level (trace, debug, info, warn, error or off)`;
}

function thresholdNamed(name: string): Threshold | undefined {
  const upper = name.toUpperCase();
  return THRESHOLDS.includes(upper) ? upper as Threshold : undefined;
}
