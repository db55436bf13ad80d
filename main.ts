/**
 * lore as a program: what `deno task lore` runs and what the executable is made of.
 *
 * Apart from `mod.ts`, so that `lore --help` does not load the library first. A shell that asks for
 * candidates has a way of its own, past everything that only a command needs.
 *
 * @module
 */

import { mainOf } from "./lib/cli/main.ts";
import type { Command } from "./lib/cli/command.ts";
import { commandLine } from "./lib/platform/environment.ts";

const [first, ...rest] = commandLine();
if (first === "__complete") {
  const { complete } = await import("./lib/completions/complete.ts");
  await complete(rest, listCommands);
} else await mainOf({ listCommands, loadCommand });

async function listCommands(): Promise<readonly Command[]> {
  return (await import("./commands/mod.ts")).commands;
}

async function loadCommand(name: string): Promise<Command | undefined> {
  const { commandLoaders } = await import("./commands/by_name.ts");
  return Object.hasOwn(commandLoaders, name) ? await commandLoaders[name]?.() : undefined;
}
