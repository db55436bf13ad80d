/** Makes the record of the outside world that a command gets. @module */

import { join } from "node:path";
import { LoreError } from "../errors.ts";
import type { LoadedConfig } from "../config/types.ts";
import type { App, Host } from "./app.ts";
import type { Command } from "./command.ts";
import type { Globals } from "./globals.ts";

/** What an App is made of, beside the machine. */
export interface AppParts {
  readonly globals: Globals;
  readonly signal: AbortSignal;
  listCommands(): Promise<readonly Command[]>;
  say(line: string): void;
}

/** An App over a host: what costs something is loaded at its first use, and once. */
export function makeApp(host: Host, parts: AppParts): App {
  const config = once(() => readConfig(host, parts.globals));
  const dataDir = once(() => findDataDir(host, config));
  return {
    ...host,
    // A spread reads a getter once; both of these may change.
    terminal: host.terminal,
    ...parts,
    config,
    dataDir,
    async openStore(mode) {
      const [{ openStore }, folder] = await Promise.all([import("../db/mod.ts"), dataDir()]);
      return openStore(join(folder, "lore.db"), { mode, clock: host.clock });
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}

function readConfig(_host: Host, _globals: Globals): Promise<LoadedConfig> {
  return Promise.reject(new LoreError("CONFIG_NOT_FOUND", "Cannot load the config yet"));
}

async function findDataDir(host: Host, config: () => Promise<LoadedConfig>): Promise<string> {
  const given = host.environment("LORE_DATA_DIR");
  if (given) return given;
  const { config: { storage } } = await config();
  if (storage.data_dir !== null) return storage.data_dir;
  const home = host.environment("XDG_DATA_HOME") ??
    join(host.environment("HOME") ?? "", ".local/share");
  return join(home, "lore");
}
