/**
 * The text of a config file → a config, or every problem it has at once.
 *
 * Owns: JSON with comments, the places of problems, defaults that depend on other entries, paths
 * made absolute. Leaves to others: finding and reading the file (`discovery.ts`, `load.ts`). Loads
 * zod: import it lazily.
 *
 * @module
 */

import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { LoreError } from "../errors.ts";
import { absoluteFolder } from "./discovery.ts";
import {
  formatPath,
  masked,
  type Problem,
  ruleProblems,
  schemaProblems,
  tokenProblems,
} from "./problems.ts";
import {
  configSchema,
  EMBEDDING_URLS,
  FORGE_TOKENS,
  FORGE_URLS,
  OPENAI_TOKEN,
  type ParsedConfig,
} from "./schema.ts";
import type { Config, ConfigOrigin, EmbeddingConfig, SourceConfig } from "./types.ts";

/** What parsing needs beside the text. */
export interface ParseOptions {
  /** The file's absolute path: for messages, and as the base of relative paths. */
  readonly path: string;
  /** The folder that `~` stands for; undefined when there is none. */
  readonly home: string | undefined;
}

/** A config and which of its entries the file says. */
export interface ParseResult {
  readonly config: Config;
  readonly origins: Readonly<Record<string, ConfigOrigin>>;
}

/**
 * Parses a config file's text.
 *
 * @throws LoreError `CONFIG_INVALID` with every problem, each with its path, line and column.
 */
export function parseConfig(text: string, options: ParseOptions): ParseResult {
  const tree = parseSyntax(text, options.path);
  const value: unknown = getNodeValue(tree);
  const found = [
    ...duplicateKeys(tree, []),
    ...tokenProblems(text),
    ...schemaProblems(value),
    ...ruleProblems(value),
    ...homeProblems(tree, options),
  ];
  if (found.length > 0) throw invalid(text, tree, found, options.path);
  const config = complete(configSchema.parse(value), options);
  return { config, origins: originsOf(config, tree) };
}

function parseSyntax(text: string, path: string): Node {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: false });
  const first = errors[0];
  if (tree !== undefined && first === undefined) return tree;
  const empty = first === undefined || text.trim() === "";
  const offset = empty ? 0 : first.offset;
  const { line, column } = placeOf(text, offset);
  const what = empty ? "it is empty" : splitWords(printParseErrorCode(first.error));
  throw new LoreError("CONFIG_INVALID", `Cannot parse "${path}:${line}:${column}": ${what}`, {
    hint: "The file is JSON; comments and trailing commas are allowed",
    details: { path, line, column, problems: [{ path: "", message: what, line, column }] },
  });
}

/** `CloseBraceExpected` as words. */
function splitWords(code: string): string {
  return code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

function duplicateKeys(node: Node, path: readonly (string | number)[]): Problem[] {
  const children = node.children ?? [];
  if (node.type === "array") {
    return children.flatMap((child, index) => duplicateKeys(child, [...path, index]));
  }
  const seen = new Set<string>();
  return children.flatMap(({ children: [key, value] = [] }) => {
    if (key === undefined || value === undefined) return [];
    const here = [...path, String(key.value)];
    const again = seen.has(String(key.value));
    seen.add(String(key.value));
    const problem = { path: here, offset: key.offset, message: "is given twice" };
    return [...again ? [problem] : [], ...duplicateKeys(value, here)];
  });
}

const FOLDERS = [["storage", "data_dir"], ["logging", "log_dir"]];

function homeProblems(tree: Node, options: ParseOptions): Problem[] {
  const below = FOLDERS.filter((path) =>
    /^~(\/|$)/.test(String(findNodeAtLocation(tree, path)?.value))
  );
  if (below.length === 0 || options.home !== undefined) return [];
  return below.map((path) => ({ path, message: "begins with ~, but HOME is not set" }));
}

function invalid(text: string, tree: Node, found: readonly Problem[], path: string): LoreError {
  const problems = withoutShadows(found)
    .map((problem) => ({ problem, offset: problem.offset ?? offsetOf(tree, problem.path) }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ problem, offset }) => ({
      path: masked(formatPath(problem.path)),
      message: masked(problem.message),
      ...placeOf(text, offset),
    }));
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(({ line, path, message }) => `  line ${line}, ${path}: ${message}`);
  return new LoreError(
    "CONFIG_INVALID",
    `The config "${path}" has ${count}:\n${lines.join("\n")}`,
    {
      hint: `Correct ${path}`,
      details: { path, problems },
    },
  );
}

/** One entry, one problem: what looks like a token is that, whatever else it may be. */
function withoutShadows(problems: readonly Problem[]): Problem[] {
  const first = new Map<string, Problem>();
  for (const problem of problems) {
    const key = formatPath(problem.path);
    if (!first.has(key)) first.set(key, problem);
  }
  return [...first.values()];
}

/** Where an entry stands; for one that is missing, where the entry around it does. */
function offsetOf(tree: Node, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node !== undefined) {
      return node.parent?.type === "property" ? node.parent.offset : node.offset;
    }
  }
  return tree.offset;
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function complete(parsed: ParsedConfig, options: ParseOptions): Config {
  const { sources, storage, logging, sync, embedding } = parsed;
  return {
    sources: sources.map((source): SourceConfig => ({
      ...source,
      url: withoutSlash(source.url ?? FORGE_URLS[source.forge]),
      token_env: source.token_env ?? FORGE_TOKENS[source.forge],
    })),
    storage: { data_dir: absolute(storage.data_dir, options) },
    logging: { ...logging, log_dir: absolute(logging.log_dir, options) },
    sync,
    embedding: completeEmbedding(embedding),
  };
}

function completeEmbedding(embedding: ParsedConfig["embedding"]): EmbeddingConfig {
  const { provider } = embedding;
  if (provider === "builtin") return { ...embedding, url: null };
  const url = withoutSlash(embedding.url ?? EMBEDDING_URLS[provider]);
  // A server of one's own that speaks OpenAI's protocol mostly wants no key.
  const standard = url === EMBEDDING_URLS.openai ? OPENAI_TOKEN : null;
  return { ...embedding, url, token_env: embedding.token_env ?? standard };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

function absolute(folder: string | null, options: ParseOptions): string | null {
  return folder === null ? null : absoluteFolder(folder, options);
}

/** Each entry of a complete config with whether the file says it. */
function originsOf(config: Config, tree: Node): Record<string, ConfigOrigin> {
  const origins: Record<string, ConfigOrigin> = {};
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    if (Array.isArray(value)) value.forEach((child, index) => visit(child, [...path, index]));
    else if (typeof value === "object" && value !== null) {
      for (const [key, child] of Object.entries(value)) visit(child, [...path, key]);
    } else {
      origins[formatPath(path)] = findNodeAtLocation(tree, [...path]) === undefined
        ? "default"
        : "file";
    }
  };
  visit(config, []);
  return origins;
}
