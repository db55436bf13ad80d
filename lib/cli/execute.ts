/**
 * Runs one command: logging, run, signals, output, errors, exit code.
 *
 * Owns: the order in which these are set up and taken down, and that every way out of a command ends
 * in one envelope or one report. Leaves to others: argv (`cli.ts`), what is written (`output.ts`),
 * where log lines go (`logging.ts`).
 *
 * @module
 */

import { LoreError, toLoreError } from "../errors.ts";
import { logger } from "../log/logger.ts";
import type { Clock } from "../platform/clock.ts";
import { type Run, withRun } from "../spans/mod.ts";
import type { App, Host } from "./app.ts";
import type { Answer } from "./bound.ts";
import type { Correction, ScannedArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import type { Meta } from "./envelope.ts";
import type { Globals } from "./globals.ts";
import type { Bounds } from "./list.ts";
import { lenient } from "./lenient_environment.ts";
import { type CommandLogging, startLogging } from "./logging.ts";
import { Output } from "./output.ts";
import type { Options } from "./parse.ts";
import type { Progress } from "./progress.ts";
import { makeApp } from "./system_app.ts";
import { watchTermination } from "./termination.ts";
import { VERSION } from "./version.ts";

const log = logger("lore::cli");

/** What a command runs with. */
export interface Execution {
  readonly host: Host;
  readonly globals: Globals;
  readonly corrections: readonly Correction[];
  /** What was typed behind the command's name. */
  readonly typed: Pick<ScannedArguments, "flags" | "words">;
  /** For a command that lists. */
  readonly bounds?: Bounds;
  listCommands(): Promise<readonly Command[]>;
}

/** What a run came to. */
interface Finished {
  readonly run: Run;
  readonly result?: unknown;
  readonly error?: LoreError;
}

/** Runs a command and writes what it came to. Returns the exit code. */
export async function execute(
  command: Command,
  options: Options,
  execution: Execution,
): Promise<number> {
  const { host, globals, corrections } = execution;
  const startedAt = host.clock.monotonic();
  const output = new Output(host, globals);
  using _liveLines = output.stderr;
  using termination = watchTermination(host, () => {
    if (output.interactive) output.say("Stopping; interrupt again to stop at once");
  });
  const app = makeApp(host, {
    globals,
    signal: termination.signal,
    listCommands: () => execution.listCommands(),
    emit: async (data) => {
      const elapsed_ms = Math.round(host.clock.monotonic() - startedAt);
      const part = await bounded(command, { data, meta: { elapsed_ms } }, {
        ...execution,
        output,
        isPart: true,
      });
      return await output.emit(part.data, part.meta, (look) => command.text(data, look));
    },
    say: (line) => output.say(line),
  });
  using logging = await startLogging(command, { app, output });
  output.warnOfCorrections(corrections);
  logging.corrected(corrections);
  const finished = await runCommand(command, options, { app, output, logging, execution });
  const meta = metaOf(command, finished.run, {
    corrections,
    elapsedMs: Math.round(host.clock.monotonic() - startedAt),
  });
  const { signal } = termination;
  return await present(command, finished, { output, meta, execution, signal });
}

async function runCommand(
  command: Command,
  options: Options,
  { app, output, logging, execution }: {
    readonly app: App;
    readonly output: Output;
    readonly logging: CommandLogging;
    readonly execution: Execution;
  },
): Promise<Finished> {
  using progress = output.interactive ? await progressOn(output, app.clock) : undefined;
  const root = { command: command.name, clock: app.clock, observer: progress };
  return await withRun(root, async (run): Promise<Finished> => {
    const finished = await attempt(command, options, {
      app,
      refusal: logging.refusal,
      execution,
    });
    if (finished.error !== undefined) {
      logging.failed(finished.error);
      output.saidByLog(finished.error);
    }
    return { run, ...finished };
  });
}

async function progressOn({ stderr, errorStyle }: Output, clock: Clock): Promise<Progress> {
  const { Progress } = await import("./progress.ts");
  return new Progress({ clock, screen: stderr, style: errorStyle });
}

async function attempt(
  command: Command,
  options: Options,
  { app, refusal, execution }: {
    readonly app: App;
    readonly refusal: LoreError | undefined;
    readonly execution: Execution;
  },
): Promise<Omit<Finished, "run">> {
  log.debug("Command started", {
    command: command.name,
    version: VERSION,
    ...typedFlags(execution),
  });
  try {
    app.confine?.(command.permissions);
    if (refusal !== undefined) throw refusal;
    const result = await command.run(app, options);
    return { result, error: interruption(app, command.problem?.(result)) };
  } catch (thrown) {
    const error = interruption(app, toLoreError(thrown));
    if (error.code === "PERMISSION_DENIED") return { error: await withFlag(error, command, app) };
    if (error.meant === undefined) return { error };
    const { withMeantLines } = await import("./meant_lines.ts");
    return { error: withMeantLines(error, error.meant, { command, ...execution }) };
  }
}

/** The flags by name, for whoever reads the log; a value may be private. */
function typedFlags({ typed: { flags } }: Execution): { readonly flags?: readonly string[] } {
  return flags.length === 0 ? {} : { flags: flags.map(({ name }) => `--${name}`) };
}

/** Names the flag that `lore permissions` prints. */
async function withFlag(error: LoreError, command: Command, app: App): Promise<LoreError> {
  const { withNeededFlag } = await import("../permissions/denial.ts");
  const { name, permissions } = command;
  const { globals, environment } = app;
  return await withNeededFlag(error, {
    ...{ name, permissions },
    configFlag: globals.config,
    environment: lenient(environment),
  });
}

/** After a signal every failure is the signal's doing, whatever it looks like from inside. */
function interruption<E extends LoreError | undefined>(app: App, error: E): E | LoreError {
  if (error === undefined || error.code === "INTERRUPTED" || !app.signal.aborted) return error;
  return new LoreError("INTERRUPTED", "Interrupted", { cause: error });
}

function metaOf(
  command: Command,
  run: Run,
  { corrections, elapsedMs }: {
    readonly corrections: readonly Correction[];
    readonly elapsedMs: number;
  },
): Meta {
  const stages = run.stages();
  return {
    ...(command.changesStore ? { run_id: run.id } : {}),
    elapsed_ms: elapsedMs,
    ...(command.changesStore || stages.length > 0 ? { stages } : {}),
    ...(corrections.length > 0 ? { corrections } : {}),
  };
}

async function present(
  command: Command,
  { run, result, error }: Finished,
  { output, meta, execution, signal }: {
    readonly output: Output;
    readonly meta: Meta;
    readonly execution: Execution;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const answer = await bounded(command, { data: result, meta, error }, { ...execution, output })
    .catch((thrown): Answer => ({ data: undefined, meta, error: toLoreError(thrown) }));
  const code = await output.finish(answer, answer.meta, {
    text: (look) => command.text(result, look),
    pages: readsOnly(command) ? signal : undefined,
  });
  const { next } = answer.meta;
  if (output.interactive && next !== undefined) output.say(`There is more: ${next}`);
  if (output.interactive && result !== undefined && command.epilogue !== undefined) {
    output.say(command.epilogue(result, output.remarkLook(), run));
  }
  return code;
}

/** Whether a command is there for what it prints. */
function readsOnly({ permissions }: Command): boolean {
  return permissions.every((each) => !each.startsWith("write"));
}

/** A list within its bounds, where somebody can be told of the rest; everything else as it is. */
async function bounded(
  command: Command,
  answer: Answer,
  { globals, bounds, typed, output, isPart }: Execution & {
    readonly output: Output;
    readonly isPart?: boolean;
  },
): Promise<Answer> {
  const { name, list } = command;
  if (list === undefined || bounds === undefined) return answer;
  if (!globals.robot && !output.interactive) return answer;
  const [{ bound }, { commandLine }] = await Promise.all([
    import("./bound.ts"),
    import("./command_line.ts"),
  ]);
  return await bound(answer, {
    list,
    bounds,
    isPart,
    helpLine: `lore ${name} --help`,
    lineWith: (flags) => commandLine({ command: name, globals, ...typed }, flags),
    knownFields: async (rows) => (await import("./row_fields.ts")).rowFields(command, rows),
  });
}
