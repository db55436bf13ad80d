/** `lore permissions`: the least flags with which Deno lets a command do its work. @module */

import { type App, type Command, defineCommand, main, nonEmpty } from "../lib/cli/mod.ts";
import { LoreError } from "../lib/errors.ts";
import { nearest } from "../lib/nearest.ts";

/** The command. */
export const permissions = defineCommand({
  name: "permissions",
  summary: "Print the least Deno flags that each command needs",
  description:
    "Says exactly which files, folders, hosts and variables a command touches with the present " +
    "config, and prints the line to run it with nothing more. Taking any of it away makes the " +
    "command fail with PERMISSION_DENIED and the flag that is missing. Without a config it goes by " +
    "the defaults, and says so. Touches neither the store nor the network.",
  examples: [
    { line: "lore permissions sync", brief: "The line for a CI job or a crontab" },
    { line: "lore permissions", brief: "Every command" },
    { line: "lore --robot permissions sync | jq .data.commands[0].flags", brief: "As data" },
  ],
  flags: {},
  positional: {
    command: {
      kind: "parsed",
      parse: nonEmpty,
      optional: true,
      brief: "Only this command",
      completes: "command",
    },
  },
  permissions: ["read:config", "env", "env:data", "env:logs", "env:forge", "env:embedding"],
  async run(app, { command }) {
    const { listPermissions } = await import("../lib/permissions/list_permissions.ts");
    const commands = pick(await app.listCommands(), command);
    return await listPermissions(commands, optionsOf(app));
  },
  async text(result, look) {
    const { permissionsText } = await import("../lib/permissions/permissions_text.ts");
    return permissionsText(result, look);
  },
  resultSchema: async () =>
    (await import("../lib/permissions/permissions_schema.ts")).permissionsSchema,
});

function optionsOf({ globals, environment }: App): {
  readonly flag?: string;
  readonly environment: App["environment"];
} {
  return { flag: globals.config, environment };
}

function pick(commands: readonly Command[], name: string | undefined): readonly Command[] {
  if (name === undefined) return commands;
  const found = commands.filter((command) => command.name === name);
  if (found.length > 0) return found;
  const near = nearest(name, commands.map((command) => command.name));
  throw new LoreError("USAGE", `Unknown command "${name}"`, {
    hint: near.length === 0
      ? "Run lore --help for the commands that there are"
      : `Did you mean ${near.join(" or ")}?`,
    actions: near.length === 0 ? ["lore --help"] : near.map((each) => `lore permissions ${each}`),
    details: { candidates: near },
  });
}

// Not awaited: the list of commands imports this module, which must be evaluated by then.
if (import.meta.main) void main(permissions, async () => (await import("./mod.ts")).commands);
