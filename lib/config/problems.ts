/**
 * What is wrong with a config file, in words for the person who wrote it.
 *
 * Owns: the wording of every problem, the rules between entries, and the search for tokens that
 * have no place in a file. Leaves to others: what single entries may be (`schema.ts`) and reading
 * the file (`parse.ts`).
 *
 * @module
 */

import { getLocation } from "jsonc-parser";
import { z } from "zod";
import { nearest } from "../nearest.ts";
import { configSchema } from "./schema.ts";

/** The way to an entry: keys and indices from the root. */
export type EntryPath = readonly (string | number)[];

/** One thing that is wrong with one entry. */
export interface Problem {
  readonly path: EntryPath;
  readonly message: string;
  /** Where in the text, when that is not where the entry's value stands. */
  readonly offset?: number;
}

/** `["sources", 0, "url"]` as a person writes it: `sources[0].url`. */
export function formatPath(path: EntryPath): string {
  const text = path.map((step) => typeof step === "number" ? `[${step}]` : `.${step}`).join("");
  return text === "" ? "(the whole file)" : text.replace(/^\./, "");
}

const TOKEN =
  /(?:\bgl(?:pat|dt|rt|rtr|ptt|ft|imt|agent|oas|soat|cbt|ffct)-|\bgh[opsur]_|\bgithub_pat_)[\w.-]{4,}/g;

/** Hides what looks like a token: a message must never repeat one. */
export function masked(text: string): string {
  return text.replaceAll(TOKEN, "[redacted]");
}

/** What the schema finds, one problem for each entry. */
export function schemaProblems(value: unknown): Problem[] {
  const { error } = configSchema.safeParse(value);
  return error === undefined ? [] : error.issues.flatMap((issue) => describe(issue, value));
}

function describe(issue: z.core.$ZodIssue, root: unknown): Problem[] {
  const path = issue.path.map((step) => typeof step === "symbol" ? String(step) : step);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(path, key) }));
  }
  // What stands in the place of a variable's name may be the token itself: it is not shown.
  const hidden = path.at(-1) === "token_env" && issue.code === "invalid_format";
  return [{ path, message: hidden ? issue.message : wording(issue, entryAt(root, path)) }];
}

function wording(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      if (value === undefined) return `is missing: must be ${typeName(issue.expected)}`;
      return `must be ${typeName(issue.expected)}, is ${shown(value)}`;
    case "invalid_value":
      return value === undefined
        ? `is missing: must be one of ${issue.values.map(shown).join(", ")}`
        : `must be one of ${issue.values.map(shown).join(", ")}, is ${shown(value)}`;
    case "too_small":
      if (issue.origin === "array") return "must have at least one entry";
      if (issue.origin === "string") return "must not be empty";
      return `must be at least ${issue.minimum}, is ${shown(value)}`;
    case "too_big":
      if (issue.origin === "string") return `must have at most ${issue.maximum} characters`;
      return `must be at most ${issue.maximum}, is ${shown(value)}`;
    case "invalid_format":
      return `${issue.message}, is ${shown(value)}`;
    default:
      return issue.message;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
};

function typeName(expected: string): string {
  return TYPE_NAMES[expected] ?? expected;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/** The entry that a path leads to; undefined when there is none. */
function entryAt(root: unknown, path: EntryPath): unknown {
  let at: unknown = root;
  for (const step of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = Object.hasOwn(at, step) ? Reflect.get(at, step) : undefined;
  }
  return at;
}

function unknownKey(path: EntryPath, key: string): string {
  const sections = knownKeys();
  const here = sections.get(path.map((step) => typeof step === "number" ? "[]" : step).join("."));
  const near = nearest(key, here ?? [])[0];
  if (near !== undefined) return `is not a known key: did you mean "${near}"?`;
  for (const [section, keys] of sections) {
    if (!keys.includes(key)) continue;
    const place = section.replaceAll(".[]", "[…]");
    return `is not a known key here: "${key}" belongs ${
      place === "" ? "at the top" : `into "${place}"`
    }`;
  }
  return `is not a known key: must be one of ${(here ?? []).join(", ")}`;
}

interface Described {
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
}

/** The keys of each section, as the schema has them: `""`, `sync`, `sources.[]`. */
function knownKeys(): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  const visit = (node: Described, path: readonly string[]): void => {
    if (node.items !== undefined) visit(node.items, [...path, "[]"]);
    if (node.properties === undefined) return;
    sections.set(path.join("."), Object.keys(node.properties));
    for (const [key, child] of Object.entries(node.properties)) visit(child, [...path, key]);
  };
  visit(z.toJSONSchema(configSchema, { io: "input" }) as Described, []);
  return sections;
}

/** Rules between entries. They hold for whatever was written, right or wrong otherwise. */
export function ruleProblems(value: unknown): Problem[] {
  const sources = entryAt(value, ["sources"]);
  if (!Array.isArray(sources)) return [];
  const firstByName = new Map<string, number>();
  return sources.flatMap((source: unknown, index) => {
    const problems = [...urlRule(source, index), ...projectRules(source, index)];
    const name = entryAt(source, ["name"]);
    if (typeof name !== "string") return problems;
    const first = firstByName.get(name);
    if (first === undefined) firstByName.set(name, index);
    else {
      const message = `must be unique: sources[${first}] is ${shown(name)} too`;
      problems.push({ path: ["sources", index, "name"], message });
    }
    return problems;
  });
}

function urlRule(source: unknown, index: number): Problem[] {
  const url = entryAt(source, ["url"]);
  const forge = entryAt(source, ["forge"]);
  if (typeof url !== "string" || !URL.canParse(url)) return [];
  const { hostname, pathname } = new URL(url);
  const path = ["sources", index, "url"];
  if (forge === "gitlab" && /\/api(\/v\d+)?\/?$/.test(pathname)) {
    return [{ path, message: "must be the address of the instance: leave out /api/…" }];
  }
  if (forge === "github" && /^(www\.)?github\.com$/.test(hostname)) {
    return [{ path, message: 'must be the address of the API: "https://api.github.com"' }];
  }
  return [];
}

function projectRules(source: unknown, index: number): Problem[] {
  const projects = entryAt(source, ["projects"]);
  if (!Array.isArray(projects)) return [];
  const seen = new Set<unknown>();
  return projects.flatMap((project: unknown, at) => {
    const path = ["sources", index, "projects", at];
    if (seen.has(project)) return [{ path, message: `is in the list twice: ${shown(project)}` }];
    seen.add(project);
    if (entryAt(source, ["forge"]) !== "github" || typeof project !== "string") return [];
    return project.split("/").length > 2
      ? [{ path, message: `must be like "owner/repo" or "owner/*", is ${shown(project)}` }]
      : [];
  });
}

/** Everything in the text that looks like a token, comments included. */
export function tokenProblems(text: string): Problem[] {
  return [...text.matchAll(TOKEN)].map(({ index }) => ({
    // Inside a comment there may be no key yet: the path then ends with an empty one.
    path: getLocation(text, index).path.filter((step) => step !== ""),
    offset: index,
    message: "looks like a token: a config never holds one. Put it into the environment variable " +
      "that token_env names, and revoke it if this file was shared",
  }));
}
