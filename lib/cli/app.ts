/**
 * The outside world as one record: what a command may touch, and what a test controls.
 *
 * Members that cost something are functions, so that a command pays for what it uses and
 * `lore --help` opens no file. Below `commands/`, pass on only the members that are needed.
 *
 * @module
 */

import type { LoadedConfig } from "../config/types.ts";
import type { Database } from "../db/mod.ts";
import type { Clock } from "../platform/clock.ts";
import type { CommandRunner } from "../platform/command_runner.ts";
import type { Environment } from "../platform/environment.ts";
import type { Fetch } from "../platform/fetch.ts";
import type { Access } from "../platform/permissions.ts";
import type { Terminal } from "../platform/terminal.ts";
import type { Command } from "./command.ts";
import type { Globals } from "./globals.ts";

/** The machine: what the process brings. */
export interface Host {
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** Runs other programs. */
  readonly commands: CommandRunner;
  readonly terminal: Terminal;
  readonly environment: Environment;
  /** Calls back on SIGINT and SIGTERM until disposed; then they end the process as usual. */
  onTermination(handler: (signal: "SIGINT" | "SIGTERM") => void): Disposable;
  /** Gives up for good the kinds of access that a command's permissions do not name. */
  confine?(permissions: readonly string[]): void;
  /** Whether the runtime lets this process do something; everything where it is not there. */
  isAllowed?(access: Access): boolean;
}

/** What a command's `run` gets. */
export interface App extends Host {
  readonly globals: Globals;
  /** Aborts on SIGINT and SIGTERM. Whatever waits takes it. */
  readonly signal: AbortSignal;
  /** The config; read once. @throws LoreError `CONFIG_NOT_FOUND`, `CONFIG_INVALID` */
  config(): Promise<LoadedConfig>;
  /** The folder that holds `lore.db`. */
  dataDir(): Promise<string>;
  /** Opens the store in the data directory: hold it by `using`. */
  openStore(mode: "read" | "write"): Promise<Database>;
  /** Every command there is, for those that describe the others. */
  listCommands(): Promise<readonly Command[]>;
  /**
   * Writes a part of the result at once, by the command's `text` or as an envelope of its own, for
   * commands that go on until they are interrupted. After it nothing more is written for a `run`
   * that returns undefined. Resolves to false once nobody reads any more.
   */
  emit(data: unknown): Promise<boolean>;
  /** A line for the person who waits, on stderr; nothing with `-q` or `--robot`. */
  say(line: string): void;
}
