/**
 * What the present config and environment mean for access: which files, folders, hosts and variables
 * stand behind each word of a command's `permissions`.
 *
 * Owns: asking the very functions that commands use, and noting which variables and files they
 * consult on the way, so that nothing is said here a second time. Leaves to others: which words a
 * command has (its spec), Deno's flags (`flags.ts`).
 *
 * @module
 */

import { dirname } from "node:path";
import {
  type Config,
  type ConfigCandidate,
  configCandidates,
  type ConfigPlace,
  dataDirectory,
  envFilePath,
  loadConfig,
  logDirectory,
  placesLookedAt,
} from "../config/mod.ts";
import { LoreError } from "../errors.ts";
import type { Environment } from "../platform/environment.ts";

/** What a permission can be for: the word behind the colon in `read:data`. */
export type Subject = "config" | "places" | "data" | "logs" | "forge" | "embedding" | "loopback";

/** What a subject comes to. */
export interface SubjectAccess {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  /** What is written where that is not the same. */
  readonly written?: readonly string[];
  /** Hosts, with a port where it is not the protocol's own. */
  readonly hosts: readonly string[];
  /** Environment variables without which it cannot be told. */
  readonly variables: readonly string[];
  /** Files that are read on the way to it, beside the config. */
  readonly files: readonly string[];
  /** Whether the config says what it is. */
  readonly usesConfig: boolean;
  /** In words, for one of `paths` or `hosts`. */
  readonly why: string;
}

/** Everything that access depends on. */
export interface Survey {
  /** The config that was read; undefined where there is none and defaults stand in. */
  readonly config: { readonly path: string; readonly place: ConfigPlace } | undefined;
  readonly subjects: Readonly<Record<Subject, SubjectAccess>>;
}

/** Where to look. */
export interface SurveyOptions {
  /** The value of `--config`. */
  readonly flag?: string;
  readonly environment: Environment;
}

const NOTHING = { paths: [], hosts: [], variables: [], files: [], usesConfig: false };

/**
 * Looks at config and environment.
 *
 * @throws LoreError `CONFIG_INVALID`; `CONFIG_NOT_FOUND` for one that a flag or `LORE_CONFIG` names
 */
export async function takeSurvey({ flag, environment }: SurveyOptions): Promise<Survey> {
  const noted = noting(environment);
  const found = await readConfig({ flag, environment: noted.environment });
  const { config } = found;
  const path = found.path ?? found.candidates[0]?.path ?? "";
  return {
    config: found.path === undefined ? undefined : { path: found.path, place: found.place },
    subjects: {
      config: {
        ...NOTHING,
        paths: found.candidates.map((candidate) => candidate.path),
        variables: noted.names(),
        why: "the config file",
      },
      places: placesAccess({ flag, environment }),
      data: dataAccess(config, environment),
      logs: logAccess(config, environment),
      forge: {
        ...tokenAccess(config.sources.map(({ token_env }) => token_env), { environment, path }),
        hosts: config.sources.map(({ url }) => new URL(url).host),
        why: "the configured forges",
      },
      embedding: embeddingAccess(config, { environment, path }),
      loopback: { ...NOTHING, hosts: ["127.0.0.1"], why: "this machine" },
    },
  };
}

/** An environment that notes which names it was asked for, in order. */
function noting(
  environment: Environment,
): { readonly environment: Environment; names(): readonly string[] } {
  const names = new Set<string>();
  return {
    environment: (name) => {
      names.add(name);
      return environment(name);
    },
    names: () => [...names],
  };
}

/** A config, or what stands for one. */
type FoundConfig =
  & { readonly config: Config; readonly candidates: readonly ConfigCandidate[] }
  & (
    | { readonly path: string; readonly place: ConfigPlace }
    | { readonly path?: undefined; readonly place?: undefined }
  );

async function readConfig(options: SurveyOptions): Promise<FoundConfig> {
  try {
    const { config, path, place } = await loadConfig(options);
    return { config, path, place, candidates: placesLookedAt(options) };
  } catch (error) {
    const candidates = placesLookedAt(options);
    const isNamed = candidates.some(({ place }) => place === "--config" || place === "LORE_CONFIG");
    const isMissing = error instanceof LoreError && error.code === "CONFIG_NOT_FOUND";
    if (isNamed || !isMissing) throw error;
    return { config: await defaultConfig(), candidates };
  }
}

/** What a config of one source that says nothing else would be. */
async function defaultConfig(): Promise<Config> {
  const { parseConfig } = await import("../config/parse.ts");
  const text = '{ "sources": [{ "name": "default", "forge": "gitlab", "projects": ["a/b"] }] }';
  return parseConfig(text, { path: "/lore.config.json", home: undefined }).config;
}

/** Every place where a config may be, for who writes one: at the first, with more files beside it. */
export function placesAccess({ flag, environment }: SurveyOptions): SubjectAccess {
  const noted = noting(environment);
  const paths = configCandidates({ flag, environment: noted.environment }).map(({ path }) => path);
  return {
    ...NOTHING,
    paths,
    written: paths.slice(0, 1).map((path) => dirname(path)),
    variables: noted.names(),
    why: "a new config",
  };
}

function dataAccess(config: Config, environment: Environment): SubjectAccess {
  const noted = noting(environment);
  const folder = dataDirectory(config, noted.environment);
  const usesConfig = (environment("LORE_DATA_DIR") ?? "") === "";
  return {
    ...NOTHING,
    paths: [folder],
    variables: noted.names(),
    usesConfig,
    why: "the data directory",
  };
}

function logAccess(config: Config, environment: Environment): SubjectAccess {
  const noted = noting(environment);
  const folder = logDirectory(config, noted.environment);
  return {
    ...NOTHING,
    paths: [folder],
    variables: noted.names(),
    usesConfig: true,
    why: "the log files",
  };
}

/** Tokens: a variable that is not set is looked for in the env file. */
function tokenAccess(
  names: readonly string[],
  { environment, path }: { readonly environment: Environment; readonly path: string },
): Omit<SubjectAccess, "hosts" | "why"> {
  const isSet = (name: string): boolean => (environment(name) ?? "") !== "";
  if (names.every(isSet)) return { ...NOTHING, variables: names, usesConfig: true };
  return {
    ...NOTHING,
    variables: [...names, "LORE_ENV_FILE"],
    files: [envFilePath(environment, path)],
    usesConfig: true,
  };
}

function embeddingAccess(
  { embedding }: Config,
  where: { readonly environment: Environment; readonly path: string },
): SubjectAccess {
  const why = "the embedding server";
  if (embedding.url === null) return { ...NOTHING, why };
  const names = embedding.token_env === null ? [] : [embedding.token_env];
  return { ...tokenAccess(names, where), hosts: [new URL(embedding.url).host], why };
}
