/** Makes the record of the outside world that a command gets. @module */

import type { LoadedConfig } from "../config/types.ts";
import { LoreError } from "../errors.ts";
import { join } from "../platform/paths.ts";
import type { App, Host } from "./app.ts";
import type { Command } from "./command.ts";
import type { Globals } from "./globals.ts";

/** What an App is made of, beside the machine. */
export interface AppParts {
  readonly globals: Globals;
  readonly signal: AbortSignal;
  listCommands(): Promise<readonly Command[]>;
  emit(data: unknown): Promise<boolean>;
  say(line: string): void;
}

/** An App over a host: what costs something is loaded at its first use, and once. */
export function makeApp(host: Host, parts: AppParts): App {
  const config = once(() => readConfig(host, parts.globals));
  const dataDir = once(() => findDataDir(host, parts.globals, config));
  return {
    clock: host.clock,
    fetch: host.fetch,
    commands: host.commands,
    terminal: host.terminal,
    environment: host.environment,
    onTermination: (handler) => host.onTermination(handler),
    confine: (permissions) => host.confine?.(permissions),
    isAllowed: (access) => host.isAllowed?.(access) ?? true,
    ...parts,
    config,
    dataDir,
    async openStore(mode) {
      const path = join(await dataDir(), "lore.db");
      if (mode === "read") return (await import("../db/open_reading.ts")).openForReading(path);
      return (await import("../db/mod.ts")).openStore(path, { mode, clock: host.clock });
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}

async function readConfig({ environment }: Host, globals: Globals): Promise<LoadedConfig> {
  const { loadConfig } = await import("../config/mod.ts");
  return await loadConfig({ flag: globals.config, environment });
}

async function findDataDir(
  { environment }: Host,
  globals: Globals,
  readOnce: () => Promise<LoadedConfig>,
): Promise<string> {
  const { dataDirectory } = await import("../config/mod.ts");
  if (environment("LORE_DATA_DIR")) return dataDirectory(undefined, environment);
  try {
    return dataDirectory((await readOnce()).config, environment);
  } catch (error) {
    const named = globals.config !== undefined || Boolean(environment("LORE_CONFIG"));
    const missing = error instanceof LoreError && error.code === "CONFIG_NOT_FOUND";
    if (named || !missing) throw error;
    // Without a config the store may still be at its usual place: reading it needs no source.
    return dataDirectory(undefined, environment);
  }
}
