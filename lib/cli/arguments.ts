/**
 * Reads argv: lifts the global flags from either side of the command, puts mistyped flags right, and
 * hands the rest on in one canonical form.
 *
 * Owns: what is a flag, a value or a word. A token that looks like a flag is never taken for a value
 * (`--author -v` lacks its value; `--author=-v` has one), and nothing behind `--` is a flag. Leaves
 * to others: the values of a command's flags (`parse.ts`).
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import {
  type FlagSpec,
  type FlagSpecs,
  kebabCase,
  type PositionalSpecs,
  takesValue,
} from "./command.ts";
import { DEFAULT_GLOBALS, GLOBAL_FLAGS, type Globals } from "./globals.ts";
import { nearest } from "../nearest.ts";
import { FLAG_SYNONYMS } from "./synonyms.ts";
import { meantValue } from "./meant_value.ts";

/** A mistyped word and what it was taken for. */
export interface Correction {
  readonly given: string;
  readonly used: string;
}

/** A flag of the command at hand. */
export interface FlagToken {
  /** As it is typed, without dashes: `dry-run`, `no-events`. */
  readonly name: string;
  /** Undefined for a flag without one. */
  readonly value: string | undefined;
}

/** What argv says. */
export interface ScannedArguments {
  readonly globals: Globals;
  readonly flags: readonly FlagToken[];
  /** What is not a flag, in order. */
  readonly words: readonly string[];
  readonly corrections: readonly Correction[];
  /** The first thing that cannot be understood. Everything else is read all the same. */
  readonly problem: LoreError | undefined;
}

/** How to read argv. */
export interface ScanOptions {
  /** The command's own flags. */
  readonly flags?: FlagSpecs;
  /** The command's own arguments. */
  readonly positional?: PositionalSpecs;
  /** What was read before: its globals, corrections and problem are carried on. */
  readonly before?: ScannedArguments;
  /** For hints: the command at hand. */
  readonly command?: string;
}

/** A flag by the name or letter under which it is typed. */
export interface Known {
  readonly key: string;
  readonly name: string;
  readonly spec: FlagSpec;
  readonly global: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Splits argv at the command's name: what stands before it are global flags. */
export function splitAtCommand(
  argv: readonly string[],
): { before: string[]; command: string | undefined; after: string[] } {
  const known = knownFlags({});
  for (let index = 0; index < argv.length; index++) {
    const token = argv[index] ?? "";
    if (token === "--") {
      return {
        before: argv.slice(0, index),
        command: argv[index + 1],
        after: argv.slice(index + 2),
      };
    }
    if (!looksLikeFlag(token)) {
      return { before: argv.slice(0, index), command: token, after: argv.slice(index + 1) };
    }
    const flag = known.get(token.replace(/^--?/, ""));
    const next = argv[index + 1];
    if (flag && takesValue(flag.spec) && next !== undefined && !looksLikeFlag(next)) index++;
  }
  return { before: [...argv], command: undefined, after: [] };
}

/** Reads argv, or the part of it behind the command's name. Never throws. */
export function scanArguments(
  argv: readonly string[],
  options: ScanOptions = {},
): ScannedArguments {
  const scanner = new Scanner(argv, options);
  scanner.scan();
  return scanner;
}

/** A flag begins with a dash, but is neither the dash alone (stdin) nor a negative number. */
export function looksLikeFlag(token: string): boolean {
  return token.length > 1 && token.startsWith("-") && !/^-[\d.]/.test(token);
}

/** The flags of a command and the global ones, by each name and letter under which they are typed. */
export function knownFlags(own: FlagSpecs): Map<string, Known> {
  const known = new Map<string, Known>();
  const add = (specs: FlagSpecs, global: boolean): void => {
    for (const [key, spec] of Object.entries(specs)) {
      const flag: Known = { key, name: kebabCase(key), spec, global };
      known.set(flag.name, flag);
      if (spec.alias !== undefined) known.set(spec.alias, flag);
      if (spec.kind === "boolean" && spec.default === true) known.set(`no-${flag.name}`, flag);
    }
  };
  add(own, false);
  add(GLOBAL_FLAGS, true);
  return known;
}

const BEFORE_COMMAND =
  "Only global flags stand before the command, its own behind it: see lore --help";

class Scanner implements ScannedArguments {
  readonly globals: Mutable<Globals>;
  readonly flags: FlagToken[] = [];
  readonly words: string[] = [];
  readonly corrections: Correction[];
  problem: LoreError | undefined;
  readonly #argv: readonly string[];
  readonly #known: Map<string, Known>;
  /** The command's argument, where it has one alone. */
  readonly #argument: string | undefined;
  readonly #helpLine: string;
  /** Where nothing better is known. */
  readonly #hint: string;
  #at = 0;

  constructor(argv: readonly string[], options: ScanOptions) {
    const { flags = {}, positional = {}, before, command } = options;
    const [argument, ...others] = Object.keys(positional).map(kebabCase);
    this.globals = { ...(before?.globals ?? DEFAULT_GLOBALS) };
    this.corrections = [...(before?.corrections ?? [])];
    this.problem = before?.problem;
    this.#argv = argv;
    this.#known = knownFlags(flags);
    this.#argument = others.length === 0 ? argument : undefined;
    this.#helpLine = command === undefined ? "lore --help" : `lore ${command} --help`;
    this.#hint = command === undefined ? BEFORE_COMMAND : `See ${this.#helpLine}`;
  }

  scan(): void {
    for (; this.#at < this.#argv.length; this.#at++) {
      const token = this.#argv[this.#at] ?? "";
      if (token === "--") {
        this.words.push(...this.#argv.slice(this.#at + 1));
        return;
      }
      if (!looksLikeFlag(token)) this.words.push(token);
      else if (token.startsWith("--")) this.#long(token);
      else this.#cluster(token.slice(1));
    }
  }

  /** `--name`, `--name value` or `--name=value`. */
  #long(token: string): void {
    const equals = token.indexOf("=");
    const given = equals < 0 ? token.slice(2) : token.slice(2, equals);
    let inline = equals < 0 ? undefined : token.slice(equals + 1);
    let name: string | undefined = given;
    if (!this.#known.has(given) || given.length === 1) {
      const meant = this.#corrected(given)?.split("=");
      name = meant?.[0];
      inline = meant?.[1] ?? inline;
    }
    if (name === undefined) return;
    const flag = this.#known.get(name);
    if (flag === undefined) return this.#asWord(name, inline ?? this.#next(`--${name}`));
    this.#take(flag, name, takesValue(flag.spec) ? inline ?? this.#next(`--${name}`) : inline);
  }

  /** `--run 52fd` where other commands have such a flag, and this one an argument. */
  #asWord(name: string, value: string | undefined): void {
    if (value === undefined) return;
    this.words.push(value);
    this.corrections.push({ given: `--${name} ${value}`, used: value });
  }

  /** `-q`, `-qv`, `-n 5`, `-n5`, `-n=5`. */
  #cluster(letters: string): void {
    for (let index = 0; index < letters.length; index++) {
      const letter = letters[index] ?? "";
      const flag = this.#known.get(letter);
      if (flag === undefined) return this.#unknown(`-${letter}`);
      if (takesValue(flag.spec)) {
        const attached = letters.slice(index + 1).replace(/^=/, "");
        this.#take(flag, flag.name, attached === "" ? this.#next(`-${letter}`) : attached);
        return;
      }
      this.#take(flag, flag.name, undefined);
    }
  }

  /** The value behind a flag; a problem when there is none. */
  #next(shown: string): string | undefined {
    const next = this.#argv[this.#at + 1];
    if (next === undefined || next === "--") {
      this.#fail(`Flag "${shown}" lacks its value`);
      return undefined;
    }
    if (looksLikeFlag(next)) {
      this.#fail(`Flag "${shown}" lacks its value: "${next}" is a flag`, `${shown}=${next}`);
      return undefined;
    }
    this.#at++;
    return next;
  }

  #take(flag: Known, name: string, given: string | undefined): void {
    if (takesValue(flag.spec) && given === undefined) return;
    const value = this.#meant(flag, given);
    if (flag.global) this.#setGlobal(flag, value);
    else this.flags.push({ name, value });
  }

  /** A value with the words put right that are one of a few. */
  #meant({ name, spec }: Known, given: string | undefined): string | undefined {
    if (spec.kind !== "enum" || given === undefined) return given;
    const separator = typeof spec.variadic === "string" ? spec.variadic : undefined;
    const words = separator === undefined ? [given] : given.split(separator);
    const meant = words.map((word) => meantValue(word, spec.values) ?? word).join(separator);
    if (meant !== given) {
      this.corrections.push({ given: `--${name}=${given}`, used: `--${name}=${meant}` });
    }
    return meant;
  }

  #setGlobal({ key, name, spec }: Known, value: string | undefined): void {
    const globals = this.globals as Record<string, unknown>;
    if (spec.kind === "enum" && !spec.values.includes(value ?? "")) {
      return this.#fail(`Flag "--${name}" is one of ${spec.values.join(", ")}, not "${value}"`);
    }
    if (!takesValue(spec) && value !== undefined) {
      return this.#fail(`Flag "--${name}" takes no value, but has "${value}"`);
    }
    if (spec.kind === "boolean") globals[key] = true;
    else if (spec.kind === "counter") this.globals.verbose++;
    else globals[key] = value;
  }

  /**
   * The one flag that was meant, perhaps with its value, or the argument; a problem when there is none
   * or more than one.
   */
  #corrected(given: string): string | undefined {
    if (given === this.#argument) return given;
    const synonym = FLAG_SYNONYMS[given];
    const target = synonym?.split("=")[0] ?? "";
    if (synonym !== undefined && (this.#known.has(target) || target === this.#argument)) {
      this.corrections.push({ given: `--${given}`, used: `--${synonym}` });
      return synonym;
    }
    const names = [...this.#known].filter(([name, { spec }]) => name.length > 1 && !spec.hidden);
    const near = nearest(given, [...names.map(([name]) => name), ...this.#arguments()]);
    const [used] = near;
    if (near.length === 1 && used !== undefined) {
      this.corrections.push({ given: `--${given}`, used: `--${used}` });
      return used;
    }
    this.#unknown(`--${given}`, near.map((name) => `--${name}`));
    return undefined;
  }

  #unknown(flag: string, candidates: readonly string[] = []): void {
    this.#fail(`Unknown flag "${flag}"`, candidates.join(" or "), { candidates });
  }

  #arguments(): string[] {
    return this.#argument === undefined ? [] : [this.#argument];
  }

  #fail(message: string, meant = "", details: Record<string, unknown> = {}): void {
    this.problem ??= new LoreError("USAGE", message, {
      hint: meant === "" ? this.#hint : `Did you mean ${meant}?`,
      actions: [this.#helpLine],
      details,
    });
  }
}
