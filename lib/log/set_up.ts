/**
 * Logging in one call: filters, handlers, secrets, old files.
 *
 * @module
 */

import { reasonOf } from "../errors.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import type { Environment } from "../platform/environment.ts";
import { systemTerminal } from "../platform/terminal.ts";
import { fileHandler } from "./file_handler.ts";
import { fileFilter, stderrFilter } from "./filter.ts";
import { sweepLogs } from "./log_files.ts";
import { configureLogging, logger, type LogHandler } from "./logger.ts";
import { registerSecret } from "./redact.ts";
import { stderrHandler } from "./stderr_handler.ts";
import { quote } from "./values.ts";

const log = logger("lore::log");

/** What goes to stderr, and how. */
export interface StderrSetup {
  /** Takes one line with its line end; the process's stderr by default. */
  write?(line: string): void;
  /** `-q`: warnings and errors only. Wins over `verbose`. */
  readonly quiet?: boolean;
  /** How often `-v` was given. */
  readonly verbose?: number;
  /** Text for people by default. */
  readonly format?: "text" | "json";
  /** Whether text has colours; not by default. */
  readonly color?: boolean;
}

/** What goes to the daily files. */
export interface FileSetup {
  /** The folder of the files; made when needed. */
  readonly dir: string;
  /** Days to keep; 30 by default. 0 turns the file off. */
  readonly retentionDays?: number;
  /** False turns the file off. */
  readonly enabled?: boolean;
}

/** How logging is set up. What is left out is not written. */
export interface LoggingSetup {
  /** Lines on stderr. */
  readonly stderr?: StderrSetup;
  /** Lines in daily files. */
  readonly file?: FileSetup;
  /** Where `LORE_LOG` and `RUST_LOG` are read; they are not without it. */
  readonly environment?: Environment;
  /** The machine's clock by default. */
  readonly clock?: Clock;
  /** Values that are never written: the configured tokens. */
  readonly secrets?: Iterable<string>;
  /** Takes one line of text about logging itself; without line end. stderr by default. */
  warn?(text: string): void;
}

/** Logging under way, until disposed. */
export interface ActiveLogging extends Disposable {
  /** Lines that the log file could not take so far. */
  readonly lostLines: number;
}

/**
 * Sends log lines to stderr and to a daily file until disposed. Removes files that are too old.
 *
 * @example
 * ```ts
 * import { setUpLogging } from "./set_up.ts";
 * import { logger } from "./logger.ts";
 *
 * using _logging = setUpLogging({ stderr: { verbose: 1 } });
 * logger("lore::example").info("Ready", { items_processed: 42 });
 * ```
 */
export function setUpLogging(options: LoggingSetup): ActiveLogging {
  const { clock = systemClock } = options;
  const warn = options.warn ?? warnOnStderr(options.stderr);
  using stack = new DisposableStack();
  for (const secret of options.secrets ?? []) stack.use(registerSecret(secret));
  const override = overrideOf(options.environment, warn);
  const handlers: LogHandler[] = [];
  if (options.stderr !== undefined) handlers.push(stderrOf(options.stderr, override));
  const file = fileOf(options.file, { override, warn });
  if (file !== undefined) handlers.push(stack.use(file));
  // Before a line is written: no file that is to go may be open.
  const report = file && options.file ? sweep(options.file, { clock, warn }) : () => {};
  stack.use(configureLogging({ handlers, clock }));
  report();
  const held = stack.move();
  return {
    get lostLines(): number {
      return file?.lost ?? 0;
    },
    [Symbol.dispose]: () => held.dispose(),
  };
}

const RETENTION_DAYS = 30;

function overrideOf(
  environment: Environment | undefined,
  warn: (text: string) => void,
): string | undefined {
  const name = ["LORE_LOG", "RUST_LOG"].find((name) => (environment?.(name) ?? "").trim() !== "");
  if (name === undefined) return undefined;
  const text = environment?.(name);
  for (const problem of fileFilter({ override: text }).problems) {
    warn(`Ignored in ${name}: ${problem}`);
  }
  return text;
}

function warnOnStderr(stderr: StderrSetup | undefined): (text: string) => void {
  const write = stderr?.write ?? systemTerminal.writeErr;
  return (text) => write(`${text}\n`);
}

function stderrOf(setup: StderrSetup, override: string | undefined): LogHandler {
  const { quiet = false, verbose = 0, format, color } = setup;
  return stderrHandler({
    write: (line) => (setup.write ?? systemTerminal.writeErr)(line),
    format,
    color,
    filter: stderrFilter({ quiet, verbose, override }),
    showSpans: !quiet && verbose >= 2,
  });
}

function fileOf(
  setup: FileSetup | undefined,
  { override, warn }: {
    readonly override: string | undefined;
    readonly warn: (text: string) => void;
  },
): ReturnType<typeof fileHandler> | undefined {
  if (setup === undefined || setup.enabled === false) return undefined;
  if (!((setup.retentionDays ?? RETENTION_DAYS) > 0)) return undefined;
  return fileHandler({ dir: setup.dir, filter: fileFilter({ override }), warn });
}

/** Removes old files; the result tells the log, once there is one. */
function sweep(
  { dir, retentionDays = RETENTION_DAYS }: FileSetup,
  { clock, warn }: { readonly clock: Clock; readonly warn: (text: string) => void },
): () => void {
  try {
    const { removed, failed } = sweepLogs(dir, { retentionDays, now: clock.now() });
    return () => {
      if (removed.length > 0) log.debug("Removed old log files", { files: removed });
      for (const { name, error } of failed) {
        log.warn("Cannot remove an old log file", { file: name, error });
      }
    };
  } catch (error) {
    warn(`Cannot look for old log files in ${quote(dir)}: ${reasonOf(error)}`);
    return () => {};
  }
}
