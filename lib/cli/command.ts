/**
 * What a command is: one spec, from which parsing, help, the manifest and the docs are made.
 *
 * Owns: the shape of a spec and the types that follow from it. Leaves to others: reading argv
 * (`arguments.ts`, `parse.ts`), running and printing (`execute.ts`).
 *
 * @module
 */

import type { ZodType } from "zod";
import type { LoreError } from "../errors.ts";
import type { Run } from "../spans/mod.ts";
import type { App } from "./app.ts";
import type { ListSpec } from "./list.ts";
import type { Look } from "./look.ts";

/** What flags of every kind have. */
interface Described {
  /** One line of help, without a period. */
  readonly brief: string;
  /** One letter: `-n` for `n`. Letters of the global flags (J q v h V) are taken. */
  readonly alias?: string;
  /** Left out of help and docs. */
  readonly hidden?: boolean;
}

/** On or off. With `default: true` it has a form `--no-name`. */
export interface BooleanFlag extends Described {
  readonly kind: "boolean";
  readonly default?: boolean;
}

/** How often it was given. */
export interface CounterFlag extends Described {
  readonly kind: "counter";
}

/** One of a few words. */
export interface EnumFlag extends Described {
  readonly kind: "enum";
  readonly values: readonly string[];
  readonly default?: string;
  readonly optional?: boolean;
  /** May be given several times; a string also separates values within one. */
  readonly variadic?: true | string;
}

/** What the mirror knows names of, a command or a path: what a shell can complete a value to. */
export type Completes =
  | "project"
  | "label"
  | "run"
  | "user"
  | "milestone"
  | "source"
  | "file"
  | "command"
  | "path";

/** Text that `parse` turns into a value. `parse` throws an `Error` that says what is wanted. */
export interface ParsedFlag extends Described {
  readonly kind: "parsed";
  parse(input: string): unknown;
  /** What stands for the value in help: `PATH`. */
  readonly placeholder?: string;
  /** What a shell completes its value to. */
  readonly completes?: Completes;
  /** The mark of the items whose number it takes, as lists show them: `#12`, `!12`. */
  readonly item?: "#" | "!";
  /** The text that is parsed when the flag is not given. */
  readonly default?: string;
  readonly optional?: boolean;
  /** May be given several times; a string also separates values within one. */
  readonly variadic?: true | string;
}

/** One flag. A flag with a value that has neither a default nor `optional` must be given. */
export type FlagSpec = BooleanFlag | CounterFlag | EnumFlag | ParsedFlag;

/** Flags by name in camelCase; on the command line they are in kebab-case. */
export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

/** One word after the command. */
export interface ParsedPositional {
  readonly kind: "parsed";
  parse(input: string): unknown;
  readonly brief: string;
  readonly optional?: boolean;
  /** What a shell completes it to. */
  readonly completes?: Completes;
  /** Flags that mean nothing beside it: both together are refused. */
  readonly excludes?: ExcludedFlags;
}

/** Flags, by name, that an argument rules out. */
export interface ExcludedFlags {
  readonly flags: readonly string[];
  /** One clause. */
  readonly why: string;
}

/** One of a few words after the command: `lore ingest issues`. */
export interface EnumPositional {
  readonly kind: "enum";
  readonly values: readonly string[];
  readonly brief: string;
  readonly optional?: boolean;
}

/** All words that are left. Only as the last one. */
export interface RestPositional {
  readonly kind: "rest";
  parse(input: string): unknown;
  readonly brief: string;
  /** How many there must be at least; 0 by default. */
  readonly minimum?: number;
  /** What a shell completes each to. */
  readonly completes?: Completes;
}

/** One positional argument. */
export type PositionalSpec = ParsedPositional | EnumPositional | RestPositional;

/** Positional arguments by name, in the order in which they are given. */
export type PositionalSpecs = Readonly<Record<string, PositionalSpec>>;

/** A value, or a list of them for a variadic flag, or perhaps nothing for an optional one. */
type Given<S, V> = S extends { readonly variadic: true | string } ? readonly V[]
  : S extends { readonly optional: true } ? V | undefined
  : V;

/** The value that `run` gets for a flag. */
type FlagValue<S> = S extends { readonly kind: "boolean" } ? boolean
  : S extends { readonly kind: "counter" } ? number
  : S extends { readonly kind: "enum"; readonly values: readonly (infer V)[] } ? Given<S, V>
  : S extends { readonly kind: "parsed"; parse(input: string): infer V } ? Given<S, V>
  : never;

/** The value that `run` gets for a positional argument. */
type PositionalValue<S> = S extends { readonly kind: "rest"; parse(input: string): infer V }
  ? readonly V[]
  : S extends { readonly kind: "enum"; readonly values: readonly (infer V)[] } ? Given<S, V>
  : S extends { readonly kind: "parsed"; parse(input: string): infer V } ? Given<S, V>
  : never;

/** What `run` gets: every flag and every positional argument by name. */
export type OptionsOf<F extends FlagSpecs, P extends PositionalSpecs> =
  & { readonly [K in keyof F]: FlagValue<F[K]> }
  & { readonly [K in keyof P]: PositionalValue<P[K]> };

/**
 * A kind of access and what for, from which `lore permissions` makes exact flags: a subject that
 * follows from the config (`read:config`, `write:data`, `read:logs`, `net:forge`, `net:embedding`),
 * `net:loopback`, `write:PATH` for a path that is given and `write:FOLDER` for the folder it is in, or a
 * value as it is (`run:less`). `env` alone stands for the variables that the others depend on.
 */
export type Permission = AccessKind | `${AccessKind}:${string}`;

/** The kinds of access that Deno knows. */
export type AccessKind = "read" | "write" | "net" | "env" | "sys" | "run" | "ffi" | "import";

/** A line to type and what it does. */
export interface Example {
  readonly line: string;
  readonly brief: string;
}

/**
 * One command. `run` stands before `text`, `epilogue` and `problem`, so that the type of their
 * `result` follows from it.
 */
export interface Command<
  F extends FlagSpecs = FlagSpecs,
  P extends PositionalSpecs = PositionalSpecs,
  R = unknown,
> {
  /** One word, in kebab-case: `sync-status`. Also the name of its permission set. */
  readonly name: string;
  /** One line for the list of commands, without a period. */
  readonly summary: string;
  /** More for `--help`: paragraphs of plain text. */
  readonly description?: string;
  readonly examples?: readonly Example[];
  readonly flags: F;
  readonly positional?: P;
  /** The access that it needs. A command without `write` keeps no log file. */
  readonly permissions: readonly Permission[];
  /** Whether it writes to the store: such a run has an id in `meta` and stages in its envelope. */
  readonly changesStore?: boolean;
  /** Whether what it does cannot be undone: then nothing that was mistyped is put right. */
  readonly isFinal?: boolean;
  /** False where the config is not read, not even to find the log directory; then no log file. */
  readonly usesConfig?: boolean;
  /** Does the work and returns data; prints nothing. Stops when `app.signal` aborts. */
  run(app: App, options: OptionsOf<F, P>): R | Promise<R>;
  /** The data as text for stdout; an empty text prints nothing. May load what it is made with. */
  text(result: R, look: Look): string | Promise<string>;
  /** Text for stderr at the end of an interactive run; `-q` and `--robot` suppress it. */
  epilogue?(result: R, look: Look, run: Run): string;
  /** What is wrong with a result that is there all the same: `PARTIAL`, exit 3. */
  problem?(result: R): LoreError | undefined;
  /** Where its rows are, for a command that lists: it has `LIST_FLAGS` among its flags. */
  readonly list?: ListSpec;
  /** What `data` is in robot mode. Loaded only when asked for, since zod costs start-up time. */
  resultSchema?(): Promise<ZodType<NoInfer<R>>>;
}

/** Makes a command of a spec: the types of its options follow from its flags. */
export function defineCommand<
  const F extends FlagSpecs,
  R,
  const P extends PositionalSpecs = Record<never, never>,
>(spec: Command<F, P, R>): Command<F, P, R> {
  return spec;
}

/** `dryRun` as it is typed: `dry-run`. */
export function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Whether a flag is followed by a value. */
export function takesValue(spec: FlagSpec): spec is EnumFlag | ParsedFlag {
  return spec.kind === "enum" || spec.kind === "parsed";
}
