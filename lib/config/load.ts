/**
 * From flags and environment to one readonly config that knows where it came from.
 *
 * Owns: the order of steps and what is said about a file that cannot be read. Leaves to others:
 * places (`discovery.ts`), content (`parse.ts`), tokens (`tokens.ts`).
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import { readText } from "../platform/files.ts";
import { type DiscoveryOptions, findConfig, homeFolder } from "./discovery.ts";
import { withEnvFile } from "./tokens.ts";
import type { LoadedConfig } from "./types.ts";

/**
 * Finds, reads and parses the config.
 *
 * @throws LoreError `CONFIG_NOT_FOUND`, or `CONFIG_INVALID` for a file that cannot be read or used.
 */
export async function loadConfig(options: DiscoveryOptions): Promise<LoadedConfig> {
  const { environment } = options;
  const { path, place } = findConfig(options);
  const text = readConfigText(path);
  // Loads zod and a JSON parser: commands that need no config must not pay for them.
  const { parseConfig } = await import("./parse.ts");
  const { config, origins } = parseConfig(text, {
    path,
    // Asked for where a path begins with ~ only: no other config needs access to HOME.
    get home() {
      return homeFolder(environment);
    },
  });
  return { config, path, place, origins, environment: withEnvFile(environment, path) };
}

function readConfigText(path: string): string {
  try {
    return readText(path).replace(/^\uFEFF/, "");
  } catch (error) {
    if (!(error instanceof Error) || error.name === "NotCapable") throw error;
    const [what, hint] = error.name === "IsADirectory"
      ? ["it is a folder", `Give a file: --config ${path}/lore.config.json`]
      : error.name === "PermissionDenied"
      ? ["this user may not read it", `chmod u+r ${path}`]
      : [error.message, "Check the path and its permissions"];
    throw new LoreError("CONFIG_INVALID", `Cannot read the config "${path}": ${what}`, {
      hint,
      details: { path },
      cause: error,
    });
  }
}
