/**
 * The config on disk, with its schema beside it.
 *
 * Owns: where it goes, that an existing file survives unless it is to be replaced, and that what is
 * written can be read. The schema lies beside the config, and `$schema` names it by a relative path:
 * so every editor finds it, offline, from a checkout as from the executable, and it is that of the
 * very version that wrote it.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { type ConfigCandidate, configCandidates } from "../config/mod.ts";
import { configJsonSchema } from "../config/json_schema.ts";
import { parseConfig } from "../config/parse.ts";
import { LoreError } from "../errors.ts";
import type { Environment } from "../platform/environment.ts";
import { isTaken, makeFolder, remove, writeNewText, writeText } from "../platform/files.ts";
import { quoted } from "../quoted.ts";
import { configText } from "./config_text.ts";
import type { InitResult, InitSource } from "./types.ts";

/** Where the config goes. */
export interface Target extends ConfigCandidate {
  /** Whether there is a file already, which is to be replaced. */
  readonly replaces: boolean;
  /** A config that is found now and no longer will be. */
  readonly shadowed?: string;
}

/** What decides where the config goes. */
export interface TargetOptions {
  /** The value of `--config`. */
  readonly flag?: string;
  readonly environment: Environment;
  readonly force: boolean;
}

/**
 * The first place at which lore looks for a config.
 *
 * @throws LoreError `USAGE` when something is there that is not to be replaced.
 */
export function findTarget({ flag, environment, force }: TargetOptions): Target {
  const [first, ...later] = configCandidates({ flag, environment });
  if (first === undefined) throw new Error("there is no place for a config");
  const replaces = isTaken(first.path);
  if (replaces && !force) throw alreadyThere(first);
  const shadowed = later.map(({ path }) => path).find(isTaken);
  return { ...first, replaces, ...(replaces || shadowed === undefined ? {} : { shadowed }) };
}

function alreadyThere({ path, place }: ConfigCandidate): LoreError {
  const check = place === "--config" ? `lore doctor --config ${quoted(path)}` : "lore doctor";
  return new LoreError("USAGE", `There is "${path}" already: it was left as it is`, {
    hint: `${check} checks it; --force replaces it`,
    actions: [check],
    details: { path },
  });
}

/**
 * Writes the config and, beside it, its schema.
 *
 * @throws LoreError `USAGE` when a file has come there meanwhile, `FAILED` when it cannot be written.
 */
export function writeConfig(
  target: Target,
  source: InitSource,
): Pick<InitResult, "replaced" | "schema"> {
  const { path } = target;
  const schema = schemaPath(path);
  const text = configText(source, { schema: `./${basename(schema)}` });
  // What lore writes lore must read: a mistake here would be found by nobody before the first sync.
  parseConfig(text, { path, home: undefined });
  try {
    makeFolder(dirname(path));
    if (target.replaces) {
      writeText(schema, schemaText());
      writeText(path, text);
      return { replaced: true, schema: { path: schema, written: true } };
    }
    const written = writeNewText(schema, schemaText());
    if (!writeNewText(path, text)) {
      if (written) remove(schema);
      throw alreadyThere(target);
    }
    return { replaced: false, schema: { path: schema, written } };
  } catch (error) {
    throw unwritten(path, error);
  }
}

/** `lore.config.json` → `lore.config.schema.json`. */
function schemaPath(path: string): string {
  return join(dirname(path), `${basename(path).replace(/\.jsonc?$/, "")}.schema.json`);
}

function schemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}

/** A missing permission of Deno keeps its own words, which name the flag. */
function unwritten(path: string, error: unknown): unknown {
  if (error instanceof LoreError || !(error instanceof Error)) return error;
  if (error.name === "NotCapable") return error;
  return new LoreError("FAILED", `Cannot write "${path}": ${error.message}`, {
    hint: "Give a place that you may write to: --config PATH",
    details: { path },
    cause: error,
  });
}
