/**
 * Commands that try what they do not declare, behind lore's own entry: `PROBE_ALONE=1` runs `idle` as
 * the process's only command.
 *
 * @module
 */

import { type Command, defineCommand, main, mainOf, type Permission } from "../../lib/cli/mod.ts";

const KINDS = ["read", "write", "net", "run", "env", "sys", "colour"] as const;

/** What is tried of each kind, on this machine and nowhere else. */
function attempt(kind: (typeof KINDS)[number], environment: (name: string) => unknown): unknown {
  switch (kind) {
    case "read":
      return Deno.readTextFileSync("deno.json").length;
    case "write":
      return Deno.makeTempDirSync({ prefix: "lore-probe-" });
    case "net":
      return Deno.listen({ hostname: "127.0.0.1", port: 0 }).close();
    case "run":
      return new Deno.Command("true").outputSync().code;
    case "env":
      return environment("HOME");
    case "sys":
      return Deno.hostname();
    case "colour":
      return environment("NO_COLOR");
  }
}

function probe(name: string, permissions: readonly Permission[]): Command {
  const command = defineCommand({
    name,
    summary: "Try one kind of access",
    flags: {},
    positional: { kind: { kind: "enum", values: KINDS, brief: "What to try" } },
    permissions,
    usesConfig: false,
    run: (app, { kind }) => ({ found: attempt(kind, app.environment) ?? null }),
    text: ({ found }) => String(found),
  });
  return command as Command;
}

const idle = probe("idle", []);
const commands = [idle, probe("busy", ["read:data", "write:data", "net:forge", "env", "run:true"])];

if (Deno.env.get("PROBE_ALONE")) await main(idle);
else await mainOf({ listCommands: () => Promise.resolve(commands) });
