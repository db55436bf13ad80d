/**
 * What stands at the cursor of a line that is being typed.
 *
 * Owns: what can come there: a command, a flag, or the value of a flag or argument. Reads words as
 * `cli/arguments.ts` does, but corrects nothing and takes the half of a word for what it is. Leaves to
 * others: the candidates (`candidates.ts`), a shell's quoting (`shell_words.ts`).
 *
 * @module
 */

import { type Known, knownFlags, looksLikeFlag } from "../cli/arguments.ts";
import { type Command, type FlagSpec, type PositionalSpec, takesValue } from "../cli/command.ts";

/** A line without the program: the word at the cursor, up to it, and what is around. */
export interface TypedLine {
  readonly before: readonly string[];
  readonly current: string;
  readonly after: readonly string[];
}

/** What can come at the cursor. `fixed` is the part of the word before it: `--label=`. */
export type Wanted =
  | { readonly kind: "command" | "flag" | "nothing" }
  | {
    readonly kind: "value";
    readonly spec: FlagSpec | PositionalSpec;
    readonly fixed: string;
    /** Values that the same flag has already. */
    readonly taken: readonly string[];
  };

/** All that the candidates depend on. */
export interface Situation {
  readonly wanted: Wanted;
  readonly command: Command | undefined;
  /** The flags that may be given here, by each of their names and letters. */
  readonly known: ReadonlyMap<string, Known>;
  /** Values of the flags that are given, before the cursor or behind it, by name. */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

/** Reads a line. */
export function situationOf(line: TypedLine, commands: readonly Command[]): Situation {
  const reader = new LineReader(commands);
  for (const word of line.before) reader.take(word);
  const at = reader.at(line.current);
  for (const word of line.after) reader.take(word);
  const { command, known, given } = reader;
  return { wanted: wantedAt(at, given), command, known, given };
}

/** What can come, before it is known what else was given. */
type Place =
  | { readonly kind: "command" | "flag" | "nothing" }
  | {
    readonly kind: "value";
    readonly spec: FlagSpec | PositionalSpec;
    readonly flag?: Known;
    readonly fixed: string;
  };

function wantedAt(place: Place, given: ReadonlyMap<string, readonly string[]>): Wanted {
  if (place.kind !== "value") return { kind: place.kind };
  const { spec, flag, fixed } = place;
  return { kind: "value", spec, fixed, taken: given.get(flag?.name ?? "") ?? [] };
}

class LineReader {
  command: Command | undefined;
  known: Map<string, Known> = knownFlags({});
  readonly given = new Map<string, string[]>();
  readonly #commands: readonly Command[];
  #commandIsNamed = false;
  #words = 0;
  #flagsAreOver = false;
  /** A flag whose value comes next. */
  #waiting: Known | undefined;

  constructor(commands: readonly Command[]) {
    this.#commands = commands;
  }

  take(word: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (this.#flagsAreOver) this.#word(word);
    else if (word === "--") this.#flagsAreOver = true;
    else if (looksLikeFlag(word)) this.#flag(word);
    else if (waiting !== undefined) this.#give(waiting, word);
    else this.#word(word);
  }

  /** What can come at a word, of which the cursor has seen this much. */
  at(current: string): Place {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!this.#flagsAreOver && looksLikeFlag(current)) return this.#atFlag(current);
    if (waiting !== undefined) {
      return { kind: "value", spec: waiting.spec, flag: waiting, fixed: "" };
    }
    if (!this.#flagsAreOver && current === "-") return { kind: "flag" };
    return this.#atWord(current);
  }

  #atFlag(current: string): Place {
    const [, fixed = "", name = ""] = /^(--([^=]*)=)/.exec(current) ?? [];
    if (fixed !== "") return this.#atAttached(this.known.get(name), fixed);
    if (current.startsWith("--")) return { kind: "flag" };
    for (let index = 1; index < current.length - 1; index++) {
      const flag = this.known.get(current[index] ?? "");
      if (flag === undefined || !takesValue(flag.spec)) continue;
      const equals = current[index + 1] === "=" ? 1 : 0;
      return this.#atAttached(flag, current.slice(0, index + 1 + equals));
    }
    return { kind: "flag" };
  }

  #atAttached(flag: Known | undefined, fixed: string): Place {
    if (flag === undefined || !takesValue(flag.spec)) return { kind: "nothing" };
    return { kind: "value", spec: flag.spec, flag, fixed };
  }

  #atWord(current: string): Place {
    if (!this.#commandIsNamed) return { kind: "command" };
    const specs = Object.values(this.command?.positional ?? {});
    const last = specs.at(-1);
    const spec = specs[this.#words] ?? (last?.kind === "rest" ? last : undefined);
    if (spec !== undefined) return { kind: "value", spec, fixed: "" };
    // Nothing but flags can come: a Tab before anything is typed shows them.
    return { kind: current === "" && !this.#flagsAreOver ? "flag" : "nothing" };
  }

  #flag(word: string): void {
    if (!word.startsWith("--")) return this.#letters(word.slice(1));
    const equals = word.indexOf("=");
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const flag = name.length > 1 ? this.known.get(name) : undefined;
    if (flag === undefined) return;
    if (equals < 0 && takesValue(flag.spec)) this.#waiting = flag;
    else this.#give(flag, word.slice(equals + 1));
  }

  #letters(letters: string): void {
    for (let index = 0; index < letters.length; index++) {
      const flag = this.known.get(letters[index] ?? "");
      if (flag === undefined) return;
      if (!takesValue(flag.spec)) {
        this.#give(flag, "");
        continue;
      }
      const attached = letters.slice(index + 1).replace(/^=/, "");
      if (attached === "") this.#waiting = flag;
      else this.#give(flag, attached);
      return;
    }
  }

  #give({ name, spec }: Known, value: string): void {
    const separator = "variadic" in spec ? spec.variadic : undefined;
    const values = typeof separator === "string" ? value.split(separator) : [value];
    this.given.set(name, [...(this.given.get(name) ?? []), ...values]);
  }

  #word(word: string): void {
    if (this.#commandIsNamed) {
      this.#words++;
      return;
    }
    // `lore help sync` is `lore sync --help`.
    if (word === "help") return;
    this.#commandIsNamed = true;
    this.command = this.#commands.find(({ name }) => name === word);
    this.known = knownFlags(this.command?.flags ?? {});
  }
}
