/**
 * From the words of a command's spec to what it needs of this machine.
 *
 * Owns: which subjects belong to which words, that the config is needed wherever it decides, and that
 * nothing is named that another value covers. Leaves to others: what a subject is here (`survey.ts`),
 * how Deno is told (`flags.ts`).
 *
 * @module
 */

import { isAbsolute, relative } from "node:path";
import type { Subject, SubjectAccess, Survey } from "./survey.ts";

/** A kind of access with all that is needed of it for one reason. */
export interface Need {
  /** As Deno names it: `read`, `net`. */
  readonly kind: string;
  /** Paths, hosts, variables; none for all of the kind. */
  readonly values: readonly string[];
  readonly why: string;
}

/** Every word that a config decides on. */
export const EVERYTHING: readonly string[] = [
  ...["read:config", "read:data", "read:logs", "write:data", "write:logs"],
  ...["net:forge", "net:embedding", "env"],
];

/** What the words of a spec come to, each value once, in the order of Deno's kinds. */
export function needsOf(permissions: readonly string[], { subjects }: Survey): Need[] {
  const words = permissions.map(parseWord);
  const used = usedSubjects(words, subjects);
  const needs = [
    ...words.flatMap((word) => needsOfWord(word, subjects)),
    ...used.flatMap((subject) => configNeeds(subject, subjects[subject])),
    ...words.flatMap((word) => fileNeeds(word, subjects)),
    ...variablesOf(words, { used, subjects }),
  ];
  return withoutCovered(needs);
}

/** The values of each kind. */
export function byKind(needs: readonly Need[]): Map<string, readonly string[]> {
  const kinds = new Map<string, readonly string[]>();
  for (const { kind, values } of needs) kinds.set(kind, [...kinds.get(kind) ?? [], ...values]);
  return kinds;
}

/** Whether allowing `value` allows `target` as well. */
export function covers(kind: string, value: string, target: string): boolean {
  if (value === target) return true;
  // A host without a port stands for every port of it.
  if (kind === "net") return target.startsWith(`${value}:`);
  return isPath(kind) && isWithin(target, value);
}

/** In `write:PATH`: a path on the command line, or its folder, which only who types it knows. */
const GIVEN: Readonly<Record<string, string>> = {
  PATH: "the path that is given",
  FOLDER: "the folder of the path that is given",
};

const BY_NAME = "what the command names";

/** A permission in two parts. */
interface Word {
  readonly kind: string;
  /** What for: a subject, or a value as it is. */
  readonly what: string | undefined;
}

function parseWord(permission: string): Word {
  // A config is written before there is one.
  if (permission === "write:config") return { kind: "write", what: "places" };
  const colon = permission.indexOf(":");
  if (colon === -1) return { kind: permission, what: undefined };
  return { kind: permission.slice(0, colon), what: permission.slice(colon + 1) };
}

function isSubject(
  what: string | undefined,
  subjects: Readonly<Record<Subject, SubjectAccess>>,
): what is Subject {
  return what !== undefined && Object.hasOwn(subjects, what);
}

/** The subjects that the words name, and the config where one of them depends on it. */
function usedSubjects(
  words: readonly Word[],
  subjects: Readonly<Record<Subject, SubjectAccess>>,
): Subject[] {
  const named = words.map(({ what }) => what).filter((what) => isSubject(what, subjects));
  const used = new Set<Subject>(named);
  if (named.some((subject) => subjects[subject].usesConfig)) used.add("config");
  return [...used];
}

function needsOfWord(
  { kind, what }: Word,
  subjects: Readonly<Record<Subject, SubjectAccess>>,
): Need[] {
  // Which variables are needed follows from the other words.
  if (kind === "env") return [];
  if (what === undefined) return [{ kind, values: [], why: "all of it" }];
  const given = isPath(kind) ? GIVEN[what] : undefined;
  if (given !== undefined) return [{ kind, values: [what], why: given }];
  if (!isSubject(what, subjects)) return [{ kind, values: [what], why: BY_NAME }];
  const { paths, hosts, written = [], why } = subjects[what];
  if (kind === "write" && written.length > 0) {
    // Files that are replaced are renamed, which is reading, too.
    return [{ kind: "read", values: [...paths, ...written], why }, { kind, values: written, why }];
  }
  const values = isPath(kind) ? paths : hosts;
  return values.length === 0 ? [] : [{ kind, values, why }];
}

/** The config is read wherever something depends on it. */
function configNeeds(subject: Subject, { paths, why }: SubjectAccess): Need[] {
  return subject === "config" ? [{ kind: "read", values: paths, why }] : [];
}

/** What else is read on the way to what a word allows; a name alone needs no value. */
function fileNeeds(
  { kind, what }: Word,
  subjects: Readonly<Record<Subject, SubjectAccess>>,
): Need[] {
  if (kind === "env" || !isSubject(what, subjects)) return [];
  const { files } = subjects[what];
  return files.length === 0 ? [] : [{ kind: "read", values: files, why: "the env file of tokens" }];
}

const VARIABLES_WHY: Readonly<Record<Subject, string>> = {
  config: "where the config is",
  places: "where a config may be",
  data: "where the data directory is",
  logs: "where the log files are",
  forge: "the tokens of the forges",
  embedding: "the key of the embedding server",
  loopback: "this machine",
};

/** The variables of all subjects, and those that words name. */
function variablesOf(
  words: readonly Word[],
  { used, subjects }: {
    readonly used: readonly Subject[];
    readonly subjects: Readonly<Record<Subject, SubjectAccess>>;
  },
): Need[] {
  const asked = words.filter(({ kind }) => kind === "env");
  if (asked.length === 0) return [];
  const named = asked.map(({ what }) => what).filter((what) => what !== undefined)
    .filter((what) => !isSubject(what, subjects));
  const needs = used.map((subject) => ({
    kind: "env",
    values: subjects[subject].variables,
    why: VARIABLES_WHY[subject],
  }));
  return [...needs, { kind: "env", values: named, why: BY_NAME }]
    .filter(({ values }) => values.length > 0);
}

const ORDER = ["read", "write", "net", "env", "run", "sys", "ffi", "import"];

/** Each value once, and none that another of its kind covers; all of a kind covers every value. */
function withoutCovered(needs: readonly Need[]): Need[] {
  const found = needs.filter(({ kind, values }) =>
    values.length === 0 || !needs.some((other) => other.kind === kind && other.values.length === 0)
  );
  const seen = new Set<string>();
  const isNew = (kind: string, value: string): boolean => {
    const known = seen.size;
    return seen.add(`${kind} ${value}`).size > known;
  };
  return found
    .map((need) => ({ ...need, values: need.values.filter((value) => isLargest(need, value)) }))
    .map((need) => ({ ...need, values: need.values.filter((value) => isNew(need.kind, value)) }))
    .filter(({ values }, index) => values.length > 0 || found[index]?.values.length === 0)
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));

  function isLargest({ kind }: Need, value: string): boolean {
    return !found.some((other) =>
      other.kind === kind &&
      other.values.some((each) => each !== value && covers(kind, each, value))
    );
  }
}

function isPath(kind: string): boolean {
  return kind === "read" || kind === "write";
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}
