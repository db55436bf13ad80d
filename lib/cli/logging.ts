/**
 * The logging of one command: where its lines go and which secrets they must not hold.
 *
 * Owns: what the global flags and the config mean for the two handlers. A config that cannot be read
 * stops no logging, it is the command's own failure; a command that may not write keeps no log file.
 * Leaves to others: the handlers (`lib/log`), the screen (`stderr.ts`).
 *
 * @module
 */

import type { LoadedConfig } from "../config/types.ts";
import { causeChain, LoreError, toLoreError } from "../errors.ts";
import { logger } from "../log/logger.ts";
import { type FileSetup, setUpLogging } from "../log/set_up.ts";
import type { App } from "./app.ts";
import type { Correction } from "./arguments.ts";
import type { Command } from "./command.ts";
import { lenient } from "./lenient_environment.ts";
import type { Output } from "./output.ts";

const log = logger("lore::cli");

/** Logging under way, until disposed. */
export interface CommandLogging extends Disposable {
  /** Logs what ended the command, with the stack of a bug. */
  failed(error: LoreError): void;
  /** Why the command must not run: Deno keeps it from its log file. */
  readonly refusal: LoreError | undefined;
  /** Logs what was mistyped. */
  corrected(corrections: readonly Correction[]): void;
}

/** Sends log lines to stderr and to the log file. */
export async function startLogging(
  command: Command,
  { app, output }: { readonly app: App; readonly output: Output },
): Promise<CommandLogging> {
  const { globals, clock } = app;
  const loaded = await configIfReadable(command, app);
  const file = await fileSetup(command, { app, output, loaded });
  const refusal = loaded && command.changesStore ? refusalOf(file, app) : undefined;
  let muted = false;
  const handlers = setUpLogging({
    stderr: {
      write: (line) => muted || output.stderr.write(line),
      quiet: globals.quiet,
      verbose: globals.verbose,
      format: globals.logFormat,
      color: output.errorStyle.isOn,
    },
    file: refusal === undefined ? file : undefined,
    environment: lenient(app.environment),
    clock,
    secrets: loaded === undefined ? [] : await secretsOf(loaded),
    warn: (text) => output.warn(text),
  });
  // What `output` says on stderr in its own words need not stand there a second time as a log line.
  const beside = (write: () => void): void => {
    muted = globals.logFormat === "text";
    write();
    muted = false;
  };
  return {
    refusal,
    failed: (error) => beside(() => logFailure(error)),
    corrected: (corrections) =>
      beside(() => {
        for (const { given, used } of corrections) log.warn("Corrected", { given, used });
      }),
    [Symbol.dispose]: () => handlers[Symbol.dispose](),
  };
}

function logFailure(error: LoreError): void {
  const bug = error.code === "INTERNAL" && error.cause instanceof Error ? error.cause : undefined;
  log.error("Command failed", {
    code: error.code,
    error: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.actions.length === 0 ? {} : { actions: error.actions }),
    causes: causeChain(error.cause),
    ...(bug === undefined ? {} : { stack: bug.stack }),
  });
}

async function configIfReadable(command: Command, app: App): Promise<LoadedConfig | undefined> {
  if (command.usesConfig === false) return undefined;
  // Not swallowed: the same promise fails again when the command asks for its config.
  return await app.config().catch(() => undefined);
}

/**
 * A disk that is full stops no run, but a run that changes the store is not begun where Deno was told
 * to keep it from its log: that would be missed only when it is needed.
 */
function refusalOf(file: FileSetup | undefined, app: App): LoreError | undefined {
  if (file === undefined || file.enabled === false || file.retentionDays === 0) return undefined;
  const target = file.dir;
  const kind = (["read", "write"] as const).find((kind) => !app.isAllowed?.({ kind, target }));
  if (kind === undefined) return undefined;
  const flag = `--allow-${kind}=${target}`;
  return new LoreError(
    "PERMISSION_DENIED",
    `Deno does not allow ${kind} access to "${target}", where the log file is kept`,
    { hint: `Run again with ${flag}`, details: { flag, kind, target } },
  );
}

async function secretsOf({ config, environment }: LoadedConfig): Promise<readonly string[]> {
  const { configuredTokens } = await import("../config/mod.ts");
  return configuredTokens(config, environment);
}

async function fileSetup(
  command: Command,
  { app, output, loaded }: {
    readonly app: App;
    readonly output: Output;
    readonly loaded: LoadedConfig | undefined;
  },
): Promise<FileSetup | undefined> {
  const mayWrite = command.permissions.some((each) => /^write(:logs)?$/.test(each));
  if (command.usesConfig === false || !mayWrite) return undefined;
  const { logDirectory } = await import("../config/mod.ts");
  try {
    return {
      dir: logDirectory(loaded?.config, app.environment),
      enabled: loaded?.config.logging.file_logging,
      retentionDays: loaded?.config.logging.retention_days,
    };
  } catch (error) {
    const { message, hint } = toLoreError(error);
    output.warn(`No log file: ${message}${hint === undefined ? "" : `. ${hint}`}`);
    return undefined;
  }
}
