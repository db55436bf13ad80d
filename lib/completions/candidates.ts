/**
 * What can come at the cursor, by name, with a few words about each.
 *
 * Owns: which flags and values are offered. Leaves to others: what stands at the cursor
 * (`situation.ts`), names in the mirror (`names.ts`), how a shell takes them (`answer.ts`).
 *
 * @module
 */

import { type Known, looksLikeFlag } from "../cli/arguments.ts";
import { type Command, type Completes, takesValue } from "../cli/command.ts";
import type { Situation, Wanted } from "./situation.ts";

/** One thing that can come. */
export interface Candidate {
  /** The whole word. */
  readonly value: string;
  /** A few words about it; may be empty. */
  readonly brief: string;
}

/** What a shell is told. */
export type Offer =
  | { readonly kind: "values"; readonly candidates: readonly Candidate[] }
  /** The shell knows files better: those that begin with `typed`, each with `fixed` before it. */
  | { readonly kind: "files"; readonly fixed: string; readonly typed: string };

/** Asks the mirror. */
export type FindNames = (
  kind: Exclude<Completes, "path" | "command">,
  prefix: string,
  project: string | undefined,
) => Promise<readonly Candidate[]>;

/** What can come at the cursor, where `current` is typed of it. */
export async function offerFor(
  situation: Situation,
  { current, commands, findNames }: {
    readonly current: string;
    readonly commands: readonly Command[];
    readonly findNames: FindNames;
  },
): Promise<Offer> {
  const { wanted } = situation;
  const names = commands.map(({ name, summary }) => ({ value: name, brief: summary }));
  if (wanted.kind === "value") {
    return await offerValues(wanted, { situation, current, commands: names, findNames });
  }
  const candidates = wanted.kind === "command"
    ? names
    : wanted.kind === "flag"
    ? flagCandidates(situation, current)
    : [];
  return values(candidates.filter(({ value }) => value.startsWith(current)));
}

/** Flags that may still be given, each in the form that help shows; a letter only as typed. */
function flagCandidates({ known, given }: Situation, current: string): Candidate[] {
  const letter = /^-[A-Za-z]$/.test(current) ? known.get(current.slice(1)) : undefined;
  if (letter !== undefined) return [{ value: current, brief: letter.spec.brief }];
  const flags = [...new Set(known.values())];
  return flags.filter((flag) => !flag.spec.hidden && mayComeAgain(flag, given)).map((flag) => {
    const negated = flag.spec.kind === "boolean" && flag.spec.default === true ? "no-" : "";
    return { value: `--${negated}${flag.name}`, brief: flag.spec.brief };
  });
}

function mayComeAgain({ name, spec }: Known, given: Situation["given"]): boolean {
  if (!given.has(name) || spec.kind === "counter") return true;
  return takesValue(spec) && spec.variadic !== undefined;
}

async function offerValues(
  { spec, fixed: before, taken }: Extract<Wanted, { kind: "value" }>,
  { situation, current, commands, findNames }: {
    readonly situation: Situation;
    readonly current: string;
    readonly commands: readonly Candidate[];
    readonly findNames: FindNames;
  },
): Promise<Offer> {
  const separator = "variadic" in spec && typeof spec.variadic === "string" ? spec.variadic : "";
  const given = current.slice(before.length);
  const listed = separator === "" ? [] : given.split(separator).slice(0, -1);
  const fixed = before + listed.map((each) => each + separator).join("");
  const typed = current.slice(fixed.length);
  const completes = "completes" in spec ? spec.completes : undefined;
  if (completes === "path") return { kind: "files", fixed, typed };
  const found = spec.kind === "enum"
    ? spec.values.map((value) => ({ value, brief: "" }))
    : completes === undefined
    ? []
    : completes === "command"
    ? commands
    : await findNames(completes, typed, situation.given.get("project")?.at(-1));
  const out = new Set([...taken, ...listed]);
  return values(
    found
      .filter(({ value }) => value !== "" && value.startsWith(typed) && !out.has(value))
      .filter(({ value }) => separator === "" || !value.includes(separator))
      .map(({ value, brief }) => ({ value: fixed + value, brief }))
      // What looks like a flag is a value only behind `=`.
      .filter(({ value }) => before !== "" || !looksLikeFlag(value)),
  );
}

/** Nothing that cannot be typed on a line, or would steer the terminal that lists it. */
function values(candidates: readonly Candidate[]): Offer {
  const typeable = candidates.filter(({ value }) => !UNTYPEABLE.test(value));
  return { kind: "values", candidates: typeable };
}

const UNTYPEABLE = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;
