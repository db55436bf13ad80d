/**
 * The process: the one place where lore meets its arguments and its exit code.
 *
 * Light to import, since every command file does: what runs a command is loaded when one runs.
 *
 * @module
 */

import type { Host } from "./app.ts";
import type { Cli } from "./cli.ts";
import type { Command } from "./command.ts";

/** Runs this process as one command: `deno run -P=sync commands/sync.ts`. */
export async function main(
  command: Command,
  listCommands: () => Promise<readonly Command[]> = () => Promise.resolve([command]),
): Promise<void> {
  await runProcess({ only: command, listCommands });
}

/** Runs this process as lore with all of its commands. */
export async function mainOf(what: Omit<Cli, "host" | "only">): Promise<void> {
  await runProcess(what);
}

async function runProcess(what: Omit<Cli, "host">): Promise<void> {
  const [{ runCli }, { confinedHost, systemHost, commandLine, setExitCode }] = await Promise.all([
    import("./cli.ts"),
    import("./system_host.ts"),
  ]);
  // Alone, a command has the set of its own name, or what flags gave it.
  const host: Host = what.only === undefined ? confinedHost() : systemHost;
  setExitCode(await runCli(commandLine(), { ...what, host }));
}
