/**
 * Commands that a command runs as if they had been typed: what a demo or a guide shows.
 *
 * Owns: an inner run with an environment of its own, whose output goes where the outer one's goes,
 * or into its result in robot mode. Leaves to others: everything else, which is as for any command.
 *
 * @module
 */

import type { Terminal } from "../platform/terminal.ts";
import type { App, Host } from "./app.ts";
import { runCli } from "./cli.ts";
import { quoted } from "./command_line.ts";

/** What a typed command came to. */
export interface TypedResult {
  /** The line as a person would type it. */
  readonly line: string;
  readonly exit_code: number;
  /** The envelope, in robot mode. */
  readonly envelope?: unknown;
}

/** Runs `lore …argv` with some variables set beside those of the process. */
export async function typeCommand(
  app: App,
  argv: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<TypedResult> {
  const line = ["lore", ...argv].map(quoted).join(" ");
  let captured = "";
  const terminal: Terminal = app.globals.robot
    ? { ...silent, writeOut: (text) => captured += text }
    : app.terminal;
  const host: Host = {
    clock: app.clock,
    fetch: app.fetch,
    commands: app.commands,
    terminal,
    // What goes on behind this command must not wait for somebody to press a key.
    environment: (name) =>
      name === "LORE_PAGER" ? "never" : variables[name] ?? app.environment(name),
    onTermination: (handler) => app.onTermination(handler),
  };
  const listCommands = (): ReturnType<App["listCommands"]> => app.listCommands();
  const exitCode = await runCli([...globalFlags(app), ...argv], { host, listCommands });
  if (!app.globals.robot) return { line, exit_code: exitCode };
  return { line, exit_code: exitCode, envelope: JSON.parse(captured) };
}

/** Nobody reads what a robot's inner commands say on the way. */
const silent: Terminal = {
  stdoutIsTerminal: false,
  stderrIsTerminal: false,
  stdinIsTerminal: false,
  columns: () => 80,
  rows: () => 0,
  keys: () => Promise.reject(new Error("Nobody presses keys here")),
  writeOut: () => {},
  writeErr: () => {},
};

/** The outer command's global flags hold for the inner one. */
function globalFlags({ globals }: App): string[] {
  const flags = Array.from({ length: globals.verbose }, () => "-v");
  if (globals.robot) flags.push("--robot");
  if (globals.quiet) flags.push("--quiet");
  flags.push(`--log-format=${globals.logFormat}`, `--color=${globals.color}`);
  return flags;
}
