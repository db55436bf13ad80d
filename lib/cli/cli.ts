/**
 * From argv to an exit code.
 *
 * Owns: which command is meant, and the answers that need none (`--help`, `--version`). Loads the
 * parser and everything behind it only for a command that runs. Leaves to others: tokens
 * (`arguments.ts`), values (`parse.ts`), running (`execute.ts`).
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import type { Host } from "./app.ts";
import { scanArguments, type ScannedArguments, splitAtCommand } from "./arguments.ts";
import type { Command } from "./command.ts";
import { lenient } from "./lenient_environment.ts";
import { readBounds } from "./list.ts";
import { nearest } from "../nearest.ts";
import { meantValue } from "./meant_value.ts";
import { COMMAND_SYNONYMS } from "./synonyms.ts";

/** What there is to run. */
export interface Cli {
  readonly host: Host;
  /** Every command. */
  listCommands(): Promise<readonly Command[]>;
  /** The command of exactly that name, without loading the others. */
  loadCommand?(name: string): Promise<Command | undefined>;
  /** The one command that this process is for; undefined where argv names it. */
  readonly only?: Command;
}

/** Runs lore with arguments and returns its exit code. */
export async function runCli(argv: readonly string[], cli: Cli): Promise<number> {
  if (cli.only !== undefined) {
    const { flags, positional, name } = cli.only;
    const scanned = scanArguments(argv, { flags, positional, command: name });
    return await answer(withEnvironment(scanned, cli), { cli, command: cli.only });
  }
  const { before, command: word, after } = splitAtCommand(argv);
  const first = scanArguments(before);
  if (word === undefined || (word === "help" && after.length === 0)) {
    const help = { ...first, globals: { ...first.globals, help: !first.globals.version } };
    return await answer(withEnvironment(help, cli), { cli });
  }
  if (word === "help") return await runCli([...before, ...after, "--help"], cli);
  const found = await findCommand(word, cli);
  const scanned = scanArguments(after, {
    before: { ...first, ...carry(first, found) },
    flags: found.command?.flags,
    positional: found.command?.positional,
    command: found.command?.name,
  });
  return await answer(withEnvironment(scanned, cli), { cli, command: found.command });
}

/** A command by its name, or by one that is near it. */
interface Found {
  readonly command?: Command;
  readonly correction?: { readonly given: string; readonly used: string };
  readonly problem?: LoreError;
}

async function findCommand(word: string, cli: Cli): Promise<Found> {
  const loaded = await cli.loadCommand?.(word);
  if (loaded !== undefined) return { command: loaded };
  const commands = await cli.listCommands();
  const command = commands.find(({ name }) => name === word);
  if (command !== undefined) return { command };
  const near = meantCommands(word, commands.map(({ name }) => name));
  const [used] = near;
  if (near.length === 1 && used !== undefined) {
    const meant = commands.find(({ name }) => name === used);
    return { command: meant, correction: { given: word, used } };
  }
  return {
    problem: new LoreError("USAGE", `Unknown command "${word}"`, {
      hint: near.length === 0
        ? "Run lore --help for the commands that there are"
        : `Did you mean ${near.join(" or ")}?`,
      actions: near.length === 0 ? ["lore --help"] : near.map((name) => `lore ${name}`),
      details: { candidates: near },
    }),
  };
}

function meantCommands(word: string, names: readonly string[]): readonly string[] {
  const synonym = COMMAND_SYNONYMS[word.toLowerCase()];
  return synonym !== undefined && names.includes(synonym) ? [synonym] : nearest(word, names);
}

function carry(
  first: ScannedArguments,
  { correction, problem }: Found,
): Pick<ScannedArguments, "corrections" | "problem"> {
  return {
    corrections: correction === undefined ? first.corrections : [...first.corrections, correction],
    problem: first.problem ?? problem,
  };
}

/** Puts words right that are one of a few: `lore ingest isues`. */
function withMeantWords(scanned: ScannedArguments, command: Command): ScannedArguments {
  const specs = Object.values(command.positional ?? {});
  const corrections = [...scanned.corrections];
  const words = scanned.words.map((word, index) => {
    const spec = specs[index];
    const used = spec?.kind === "enum" ? meantValue(word, spec.values) : undefined;
    if (used !== undefined) corrections.push({ given: word, used });
    return used ?? word;
  });
  const { globals, flags, problem } = scanned;
  return { globals, flags, words, corrections, problem };
}

/** LORE_ROBOT=1 is `--robot`. */
function withEnvironment(scanned: ScannedArguments, { host }: Cli): ScannedArguments {
  const { globals, flags, words, corrections, problem } = scanned;
  const wanted = lenient(host.environment)("LORE_ROBOT");
  const robot = globals.robot || (wanted !== undefined && wanted !== "" && wanted !== "0");
  return { globals: { ...globals, robot }, flags, words, corrections, problem };
}

async function answer(
  given: ScannedArguments,
  { cli, command }: { readonly cli: Cli; readonly command?: Command },
): Promise<number> {
  const scanned = command === undefined ? given : withMeantWords(given, command);
  const { globals, problem, corrections } = scanned;
  const { host } = cli;
  const startedAt = host.clock.monotonic();
  const elapsed = (): number => Math.round(host.clock.monotonic() - startedAt);
  try {
    if (problem === undefined && (globals.version || globals.help)) {
      const { describe } = await import("./describe.ts");
      return await describe(cli, { globals, command });
    }
    if (problem !== undefined) throw problem;
    if (command?.isFinal === true) refuseGuesses(corrections);
    if (command === undefined) throw new Error("no command and no problem with it");
    const { parseOptions } = await import("./parse.ts");
    const options = await parseOptions(command, scanned);
    const { execute } = await import("./execute.ts");
    return await execute(command, options, {
      host,
      ...readBounds(command, { globals, options }),
      corrections,
      typed: scanned,
      listCommands: () => cli.listCommands(),
    });
  } catch (thrown) {
    const { Output } = await import("./output.ts");
    return await new Output(host, globals).fail(thrown, {
      elapsed_ms: elapsed(),
      ...(corrections.length > 0 ? { corrections } : {}),
    });
  }
}

/** What cannot be undone is done only where every word stands for itself. */
function refuseGuesses(corrections: ScannedArguments["corrections"]): void {
  const [first] = corrections;
  if (first === undefined) return;
  const { given, used } = first;
  throw new LoreError("USAGE", `"${given}" is not guessed where nothing can be undone`, {
    hint: `Did you mean ${used}?`,
    details: { given, meant: used },
  });
}
