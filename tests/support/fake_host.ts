/**
 * A machine under a test's control, and lore run on it by argv.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Command, Host } from "../../lib/cli/mod.ts";
import { runCli } from "../../lib/cli/cli.ts";
import type { CommandRunner } from "../../lib/platform/command_runner.ts";
import type { Environment } from "../../lib/platform/environment.ts";
import type { Fetch } from "../../lib/platform/fetch.ts";
import type { KeyReader } from "../../lib/platform/keyboard.ts";
import type { Terminal } from "../../lib/platform/terminal.ts";
import { checked } from "./checked_results.ts";
import { FakeClock } from "./fake_clock.ts";

/** A terminal that remembers what was written. */
export class FakeTerminal implements Terminal {
  /** Everything written to stdout. */
  out = "";
  /** Everything written to stderr. */
  err = "";
  stdoutIsTerminal = false;
  stderrIsTerminal = false;
  stdinIsTerminal = false;
  /** Whether the reader of stdout has left. */
  stdoutIsBroken = false;
  width = 80;
  height = 24;
  /** What somebody presses; at the end of it the keyboard is gone. */
  pressed: string[] = [];

  columns(): number {
    return this.width;
  }

  rows(): number {
    return this.height;
  }

  keys(): Promise<KeyReader> {
    const pressed = [...this.pressed];
    return Promise.resolve({
      next: () => Promise.resolve(pressed.shift()),
      [Symbol.dispose]: () => {},
    });
  }

  writeOut(text: string): void {
    if (this.stdoutIsBroken) {
      throw new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
    }
    this.out += text;
  }

  writeErr(text: string): void {
    this.err += text;
  }
}

/** A host without network or other programs, whose environment is what the test gives. */
export class FakeHost implements Host {
  readonly clock = new FakeClock();
  readonly terminal = new FakeTerminal();
  readonly variables: Record<string, string>;
  readonly #handlers = new Set<(signal: "SIGINT" | "SIGTERM") => void>();

  /** Makes a host with environment variables. */
  constructor(variables: Record<string, string> = {}) {
    this.variables = variables;
  }

  fetch: Fetch = (request) => Promise.reject(new Error(`Unexpected request: ${request.url}`));

  commands: CommandRunner = ([program]) => Promise.reject(new Error(`Unexpected: ${program}`));

  environment: Environment = (name) => this.variables[name];

  onTermination(handler: (signal: "SIGINT" | "SIGTERM") => void): Disposable {
    this.#handlers.add(handler);
    return { [Symbol.dispose]: () => void this.#handlers.delete(handler) };
  }

  /** How many listen for signals at the moment. */
  get listeners(): number {
    return this.#handlers.size;
  }

  /** Sends a signal, as Ctrl-C does. */
  interrupt(signal: "SIGINT" | "SIGTERM" = "SIGINT"): void {
    for (const handler of [...this.#handlers]) handler(signal);
  }
}

/** What a run of lore left behind. */
export interface LoreRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs lore by argv on a host, with all commands or as a single one. */
export async function runLore(
  argv: readonly string[],
  { commands, only, host = new FakeHost() }: {
    readonly commands: readonly Command[];
    readonly only?: Command;
    readonly host?: FakeHost;
  },
): Promise<LoreRun> {
  const code = await runCli(argv, {
    host,
    only: only && checked(only),
    listCommands: () => Promise.resolve(commands.map(checked)),
  });
  return { code, out: host.terminal.out, err: host.terminal.err };
}

/** The one envelope on stdout: fails when there is none, or anything else beside it. */
export function envelopeOf({ out }: LoreRun): Record<string, unknown> {
  assert.match(
    out,
    /^\{.*\}\n$/,
    `stdout holds more or less than one envelope: ${out}`,
  );
  return JSON.parse(out);
}
