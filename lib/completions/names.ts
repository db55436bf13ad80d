/**
 * Names from the mirror, found without the rest of lore: no schema for the config, no log.
 *
 * Owns: where the store is, and how its names are described. Leaves to others: the SQL
 * (`db/candidates.ts`), the order of places (`config/discovery.ts`).
 *
 * @module
 */

import { relativeTime } from "../cli/format.ts";
import { printable } from "../cli/width.ts";
import {
  absoluteFolder,
  configCandidates,
  dataDirectory,
  homeFolder,
} from "../config/discovery.ts";
import type { ConfigPlace } from "../config/types.ts";
import { type NamedKind, storedNames } from "../db/candidates.ts";
import type { Environment } from "../platform/environment.ts";
import { fileInfo, readText } from "../platform/files.ts";
import { join } from "../platform/paths.ts";
import type { Candidate } from "./candidates.ts";

/** As many as a person may still look through. */
const MOST = 100;

/** What the answer depends on. */
export interface NamesOptions {
  /** The value of `--config` on the line that is being typed. */
  readonly configFlag?: string;
  readonly environment: Environment;
  /** Unix ms. */
  readonly now: number;
  /** Path of the project that the line names. */
  readonly project?: string;
}

/**
 * Names in the mirror that begin with a prefix.
 *
 * @throws Error when there is no store, or it or the config cannot be read
 */
export function namesFor(
  kind: NamedKind,
  prefix: string,
  { project, now, ...options }: NamesOptions,
): Candidate[] {
  const folder = dataFolder(options);
  const found = storedNames(join(folder, "lore.db"), { kind, prefix, project, limit: MOST });
  return found.map(({ value, brief, at }) => {
    const words = printable(brief ?? "").trim();
    return { value, brief: at === null ? words : `${words}, ${relativeTime(at, now)}` };
  });
}

/** The folder of the store, as every command finds it. */
function dataFolder(
  { configFlag, environment }: Pick<NamesOptions, "configFlag" | "environment">,
): string {
  if (environment("LORE_DATA_DIR")) return dataDirectory(undefined, environment);
  const home = homeFolder(environment);
  // The shell has not expanded anything yet.
  const flag = home === undefined ? configFlag : configFlag?.replace(/^~(?=\/)/, home);
  // Read in any case where it was named: a config that is not there is no reason to look elsewhere.
  const path = configCandidates({ flag, environment })
    .find(({ path, place }) => isNamed(place) || fileInfo(path) !== undefined)?.path;
  const configured = path === undefined ? undefined : configuredFolder(readText(path));
  if (path === undefined || configured === undefined) return dataDirectory(undefined, environment);
  return absoluteFolder(configured, { path, home });
}

function isNamed(place: ConfigPlace): boolean {
  return place === "--config" || place === "LORE_CONFIG";
}

/** `storage.data_dir`. Of the rest of the config nothing is asked, and nothing is checked. */
function configuredFolder(text: string): string | undefined {
  const config: { readonly storage?: { readonly data_dir?: unknown } } = JSON.parse(
    plainJson(text),
  );
  const folder = config.storage?.data_dir;
  return typeof folder === "string" ? folder : undefined;
}

const STRING_OR_COMMENT = /"(?:[^"\\]|\\.)*"|\/\/.*|\/\*[^]*?\*\//g;
const STRING_OR_LAST_COMMA = /"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])/g;

/** JSON without comments and without commas behind the last one: a parser of its own costs 10 ms. */
function plainJson(text: string): string {
  return text.replace(/^\uFEFF/, "")
    .replaceAll(STRING_OR_COMMENT, (found) => found.startsWith('"') ? found : " ")
    .replaceAll(STRING_OR_LAST_COMMA, (found) => found.startsWith('"') ? found : "");
}
