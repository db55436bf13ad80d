/**
 * Which config file is used, and the folders that stand when nothing else is said.
 *
 * Owns: the order of places. Leaves to others: reading what is found (`load.ts`).
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import type { Environment } from "../platform/environment.ts";
import { fileInfo } from "../platform/files.ts";
import { isAbsolute, join, resolve } from "../platform/paths.ts";
import { quoted } from "../quoted.ts";
import type { Config, ConfigPlace } from "./types.ts";

/** What decides which config file is used. */
export interface DiscoveryOptions {
  /** The value of `--config`. */
  readonly flag?: string;
  readonly environment: Environment;
  /** The working directory; the process's own by default. */
  readonly cwd?: string;
}

/** A place where a config file is or could be. */
export interface ConfigCandidate {
  /** An absolute path. */
  readonly path: string;
  readonly place: ConfigPlace;
}

/** The user's home folder; undefined when the environment does not tell. */
export function homeFolder(environment: Environment): string | undefined {
  return filled(environment("HOME")) ?? filled(environment("USERPROFILE"));
}

/** The places to look at, in order. A flag or `LORE_CONFIG` leaves no other. */
export function configCandidates(options: DiscoveryOptions): ConfigCandidate[] {
  return [...places(options)];
}

/** The places that are looked at until a config is found: all of them where there is none. */
export function placesLookedAt(options: DiscoveryOptions): ConfigCandidate[] {
  const looked: ConfigCandidate[] = [];
  for (const candidate of places(options)) {
    looked.push(candidate);
    if (isThere(candidate.path)) break;
  }
  return looked;
}

/** One by one: what decides on a later place is not read before the earlier ones are looked at. */
function* places(options: DiscoveryOptions): Generator<ConfigCandidate> {
  const { environment, cwd = "." } = options;
  const given = filled(options.flag);
  if (given !== undefined) return yield { path: resolve(cwd, given), place: "--config" };
  const named = filled(environment("LORE_CONFIG"));
  if (named !== undefined) return yield { path: resolve(cwd, named), place: "LORE_CONFIG" };
  yield { path: resolve(cwd, "lore.config.json"), place: "working directory" };
  const user = userFolder(environment, "XDG_CONFIG_HOME", ".config");
  if (user !== undefined) yield { path: join(user, "config.json"), place: "user config" };
}

/**
 * The config file to use.
 *
 * @throws LoreError `CONFIG_NOT_FOUND` naming every place that was looked at.
 */
export function findConfig(options: DiscoveryOptions): ConfigCandidate {
  const candidates: ConfigCandidate[] = [];
  for (const candidate of places(options)) {
    if (isThere(candidate.path)) return candidate;
    candidates.push(candidate);
  }
  const looked = candidates.map(({ path, place }) => `"${path}" (${place})`).join(", ");
  throw new LoreError("CONFIG_NOT_FOUND", `Cannot find a config file: looked for ${looked}`, {
    hint: candidates.length === 1
      ? `Run lore --config ${quoted(candidates[0]?.path ?? "")} init to write one`
      : "Run lore init to write one, or lore demo to see lore at work without",
    actions: ["lore init --help", "lore demo"],
    details: { looked_at: candidates.map(({ path }) => path) },
  });
}

/** What cannot be looked at counts as there: reading it will say why. */
function isThere(path: string): boolean {
  try {
    return fileInfo(path) !== undefined;
  } catch {
    return true;
  }
}

/**
 * The folder that holds `lore.db` and `logs/`: `LORE_DATA_DIR`, `storage.data_dir`,
 * `$XDG_DATA_HOME/lore`, `~/.local/share/lore`. Always an absolute path.
 *
 * @throws LoreError `CONFIG_INVALID` when none of them is set, not even HOME.
 */
export function dataDirectory(config: Config | undefined, environment: Environment): string {
  const folder = filled(environment("LORE_DATA_DIR"));
  if (folder !== undefined) return resolve(folder);
  const configured = config?.storage.data_dir;
  if (configured !== undefined && configured !== null) return configured;
  const standard = userFolder(environment, "XDG_DATA_HOME", ".local", "share");
  if (standard !== undefined) return standard;
  throw new LoreError("CONFIG_INVALID", "Cannot tell where the store is: HOME is not set", {
    hint: "Set LORE_DATA_DIR to a folder",
  });
}

/**
 * The folder of the log files: `logging.log_dir`, else `logs` in the data directory.
 *
 * @throws LoreError `CONFIG_INVALID` as {@link dataDirectory}.
 */
export function logDirectory(config: Config | undefined, environment: Environment): string {
  return config?.logging.log_dir ?? join(dataDirectory(config, environment), "logs");
}

/** A folder as a config says it: `~` is the home, and what is relative begins beside the file. */
export function absoluteFolder(
  folder: string,
  options: { readonly path: string; readonly home: string | undefined },
): string {
  if (isAbsolute(folder)) return folder;
  const home = /^~(\/|$)/.test(folder) ? options.home : undefined;
  return home === undefined ? resolve(options.path, "..", folder) : join(home, folder.slice(1));
}

/** Lore's folder in one of the XDG base folders. */
function userFolder(
  environment: Environment,
  variable: string,
  ...underHome: readonly string[]
): string | undefined {
  const base = filled(environment(variable));
  // The XDG specification: a relative path here is invalid and ignored.
  if (base !== undefined && isAbsolute(base)) return join(base, "lore");
  const home = homeFolder(environment);
  return home === undefined ? undefined : join(home, ...underHome, "lore");
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
