/** The answers that need no command to run: `--version` and `--help`. @module */

import type { Terminal } from "../platform/terminal.ts";
import type { Cli } from "./cli.ts";
import type { Command } from "./command.ts";
import type { Globals } from "./globals.ts";

/** What is asked for. */
export interface Question {
  readonly globals: Globals;
  /** The command whose help is wanted; undefined for that of lore. */
  readonly command?: Command;
}

/** Writes the version or help, as text or as an envelope, and returns the exit code. */
export async function describe(cli: Cli, { globals, command }: Question): Promise<number> {
  const { terminal, clock } = cli.host;
  const startedAt = clock.monotonic();
  if (!globals.robot) {
    return writeText(terminal, await helpText(cli, { globals, command }));
  }
  const [{ envelope }, data] = await Promise.all([
    import("./envelope.ts"),
    helpData(cli, { globals, command }),
  ]);
  const elapsed_ms = Math.round(clock.monotonic() - startedAt);
  return writeText(terminal, envelope({ data }, { elapsed_ms }));
}

async function helpText(cli: Cli, { globals, command }: Question): Promise<string> {
  if (globals.version) return `lore ${(await import("./version.ts")).VERSION}\n`;
  const { commandHelp, overallHelp } = await import("./help.ts");
  return command === undefined ? overallHelp(await cli.listCommands()) : commandHelp(command);
}

async function helpData(cli: Cli, { globals, command }: Question): Promise<unknown> {
  if (globals.version) return { version: (await import("./version.ts")).VERSION };
  const { manifest } = await import("./manifest.ts");
  return await manifest(command === undefined ? await cli.listCommands() : [command]);
}

function writeText(terminal: Terminal, text: string): number {
  try {
    terminal.writeOut(text);
  } catch (error) {
    // `lore --help | head -1`: the reader had enough.
    if (!(error instanceof Error && error.name === "BrokenPipe")) throw error;
  }
  return 0;
}
