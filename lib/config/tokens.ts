/**
 * Tokens: from the environment, or from an env file that only its owner can read.
 *
 * Owns: looking a token up and refusing one that is not safely kept. Leaves to others: what is done
 * with it. Nothing here puts a token's value into a message.
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import { fileInfo, fileMode, readText } from "../platform/files.ts";
import type { Environment } from "../platform/environment.ts";
import { join, resolve } from "../platform/paths.ts";
import type { Config, SourceConfig } from "./types.ts";

/**
 * The environment with an env file behind it: `LORE_ENV_FILE`, else `lore.env` beside the config.
 * The file is read when a variable is first looked for that the process does not have.
 */
export function withEnvFile(environment: Environment, configPath: string): Environment {
  let variables: ReadonlyMap<string, string> | undefined;
  return (name) => {
    const value = environment(name);
    if (value !== undefined && value !== "") return value;
    variables ??= readEnvFile(environment, configPath);
    return variables.get(name) ?? value;
  };
}

function readEnvFile(environment: Environment, configPath: string): ReadonlyMap<string, string> {
  const named = environment("LORE_ENV_FILE") ?? "";
  const path = envFilePath(environment, configPath);
  const text = readPrivately(path);
  if (text !== undefined) return parseEnvFile(text, path);
  if (named === "") return new Map();
  throw new LoreError("CONFIG_INVALID", `Cannot find "${path}", which LORE_ENV_FILE names`, {
    hint: "Correct or unset LORE_ENV_FILE",
    details: { path },
  });
}

/** Where the env file is or would be: `LORE_ENV_FILE`, else `lore.env` beside the config. */
export function envFilePath(environment: Environment, configPath: string): string {
  const named = environment("LORE_ENV_FILE") ?? "";
  return named === "" ? join(configPath, "..", "lore.env") : resolve(named);
}

/** The text of a file that only its owner may read; undefined when there is none. */
function readPrivately(path: string): string | undefined {
  try {
    if (fileInfo(path) === undefined) return undefined;
    refuseShared(path, fileMode(path));
    return readText(path);
  } catch (error) {
    if (!(error instanceof Error) || error.name === "NotCapable") throw error;
    if (error instanceof LoreError) throw error;
    throw new LoreError("CONFIG_INVALID", `Cannot read "${path}": ${error.message}`, {
      hint: "It must be a file that you own, of mode 0600",
      details: { path },
      cause: error,
    });
  }
}

function refuseShared(path: string, mode: number | undefined): void {
  if (mode === undefined || (mode & 0o077) === 0) return;
  const shown = (mode & 0o777).toString(8).padStart(4, "0");
  throw new LoreError("CONFIG_INVALID", `Others may read "${path}" (mode ${shown})`, {
    hint: `chmod 600 ${path}`,
    actions: [`chmod 600 ${path}`],
    details: { path, mode: shown },
  });
}

/**
 * `NAME=value` lines; `#` begins a comment line, `export` and quotes around a value are allowed.
 *
 * @throws LoreError `CONFIG_INVALID` for any other line, by number and without its text.
 */
export function parseEnvFile(text: string, path: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  text.replace(/^\uFEFF/, "").split("\n").forEach((raw, index) => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return;
    const [, name, value] = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new LoreError("CONFIG_INVALID", `Cannot read "${path}:${index + 1}"`, {
        hint: "Each line must be like NAME=value, or begin with #",
        details: { path, line: index + 1 },
      });
    }
    variables.set(name, /^(["'])(.*)\1$/.exec(value)?.[2] ?? value);
  });
  return variables;
}

/**
 * The token of a source. Give it the `environment` of a `LoadedConfig`, which knows the env file.
 *
 * @throws LoreError `TOKEN_MISSING` when its variable is not set or holds no possible token.
 */
export function tokenOf(
  source: Pick<SourceConfig, "name" | "forge" | "token_env">,
  environment: Environment,
): string {
  const token = environment(source.token_env)?.trim() ?? "";
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const what = token === "" ? "is not set" : "holds characters that no token has";
  const kind = source.forge === "gitlab" ? "a token with scope read_api" : "a token";
  throw new LoreError(
    "TOKEN_MISSING",
    `Cannot use source "${source.name}": the environment variable "${source.token_env}" ${what}`,
    {
      hint: `Set ${source.token_env} to ${kind}, in the environment or in lore.env beside the ` +
        "config (mode 0600)",
      details: { source: source.name, token_env: source.token_env },
    },
  );
}

/** Every token that the config names and the environment holds: what must never be written. */
export function configuredTokens(config: Config, environment: Environment): string[] {
  const names = [...config.sources.map(({ token_env }) => token_env), config.embedding.token_env];
  return names.flatMap((name) => {
    const value = name === null ? undefined : readable(environment, name)?.trim();
    return value === undefined || value === "" ? [] : [value];
  });
}

/** A token that Deno does not let this process read cannot be written by it either. */
function readable(environment: Environment, name: string): string | undefined {
  try {
    return environment(name);
  } catch (error) {
    if (error instanceof Error && error.name === "NotCapable") return undefined;
    throw error;
  }
}
