/** The answers that need no command to run: `--version` and `--help`. @module */

import type { Cli } from "./cli.ts";
import type { Command } from "./command.ts";
import type { Globals } from "./globals.ts";
import { writeResult } from "./write_result.ts";

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
    writeResult(terminal, await helpText(cli, { globals, command }));
    return 0;
  }
  const [{ envelope }, data] = await Promise.all([
    import("./envelope.ts"),
    helpData(cli, { globals, command }),
  ]);
  const elapsed_ms = Math.round(clock.monotonic() - startedAt);
  writeResult(terminal, envelope({ data }, { elapsed_ms }));
  return 0;
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
