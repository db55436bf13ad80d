/**
 * lore as a process of its own, as people run it: one command file under its own permission set, with
 * a config and a data directory in a temporary folder.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { type Database, openStore } from "../../lib/db/mod.ts";
import { ROOT } from "../gate/deno_command.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** What is in a config, beside what every test needs. */
export interface HomeOptions {
  /** Where the demo forge listens. */
  readonly url: string;
  readonly projects?: readonly string[];
  /** The `sync` section. */
  readonly sync?: Readonly<Record<string, unknown>>;
  /** Where the store is instead of in the home. */
  readonly dataDir?: string;
}

/** A folder with a config in it. */
export interface LoreHome extends Disposable {
  readonly path: string;
  readonly configPath: string;
  readonly dataDir: string;
  /** Every line of the log files, parsed: fails where one is no JSON. */
  logLines(): LogLine[];
  /** Opens the store for reading. */
  openStore(): Database;
}

/** A line of the log file. */
export interface LogLine {
  readonly timestamp: string;
  readonly level: string;
  readonly target: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly span?: { readonly name: string; readonly run_id: string };
  readonly spans?: readonly { readonly name: string }[];
}

/** Makes a config that leads to a demo forge; `using` removes it with all that lore wrote. */
export function loreHome({ url, projects = ["acme/*"], sync, dataDir }: HomeOptions): LoreHome {
  const folder = temporaryFolder();
  const data = dataDir ?? join(folder.path, "data");
  const source = { name: "demo", forge: "gitlab", url, token_env: "DEMO_TOKEN", projects };
  const config = { sources: [source], storage: { data_dir: data }, ...(sync ? { sync } : {}) };
  const configPath = folder.write("lore.config.json", JSON.stringify(config));
  return {
    path: folder.path,
    configPath,
    dataDir: data,
    logLines: () => readLog(join(data, "logs")),
    openStore: () => openStore(join(data, "lore.db"), { mode: "read" }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

function readLog(folder: string): LogLine[] {
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return files.flatMap((name) => {
    const text = Deno.readTextFileSync(join(folder, name));
    assert.ok(text.endsWith("\n"), `${name} ends in the middle of a line`);
    return text.trimEnd().split("\n").map((line) => JSON.parse(line));
  });
}

/** What a process left behind. */
export interface LoreOutput {
  readonly code: number;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** Everything in a shell that changes what lore does. */
const NO_VARIABLES = Object.fromEntries(
  [
    ...["LORE_ROBOT", "LORE_CONFIG", "LORE_DATA_DIR", "LORE_ENV_FILE", "LORE_LOG", "RUST_LOG"],
    ...["NO_COLOR", "FORCE_COLOR"],
  ].map((name) => [name, ""]),
);

/** How a process is started. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A program that runs the rest of its arguments. */
  readonly through?: readonly string[];
}

/** The arguments with which Deno runs a command of lore. */
export function denoArguments(
  home: LoreHome,
  [command = "", ...args]: readonly string[],
): string[] {
  const file = `commands/${command.replaceAll("-", "_")}.ts`;
  const deno = ["run", "-q", "--no-prompt", `-P=${command}`, "--frozen", file];
  return [...deno, "--config", home.configPath, ...args];
}

/** The environment of a process. */
export function loreVariables(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...NO_VARIABLES, DEMO_TOKEN: "demo-token", ...env };
}

/** Starts `lore ARGV`, as in `["sync", "--robot"]`. */
export function startLore(
  home: LoreHome,
  argv: readonly string[],
  { env, through = [] }: StartOptions = {},
): Deno.ChildProcess {
  const [program = "", ...args] = [...through, Deno.execPath(), ...denoArguments(home, argv)];
  return new Deno.Command(program, {
    args,
    cwd: ROOT,
    env: loreVariables(env),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for a process and keeps what it wrote. */
export async function outputOf(child: Deno.ChildProcess): Promise<LoreOutput> {
  const { code, signal, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, signal, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** Runs `lore ARGV` to its end. */
export function runLoreProcess(
  home: LoreHome,
  argv: readonly string[],
  options: StartOptions = {},
): Promise<LoreOutput> {
  return outputOf(startLore(home, argv, options));
}
