/**
 * Loggers and the handlers that they feed.
 *
 * Owns: the record, who receives it, and that a disabled call costs a comparison. Leaves to others:
 * filters (`filter.ts`), the form of a line (`json_format.ts`, `text_format.ts`), and where lines go
 * (`stderr_handler.ts`, `file_handler.ts`).
 *
 * @module
 */

import { type Clock, systemClock } from "../platform/clock.ts";
import { currentSpan, type SpanNode } from "../spans/context.ts";
import { type Level, RANK, type Threshold } from "./level.ts";

/** Values of a log line by name. An `Error` is written with its causes. */
export type LogFields = Readonly<Record<string, unknown>>;

/** One log line before it has a form. */
export interface LogRecord {
  /** Unix ms. */
  readonly time: number;
  /** How much the line matters. */
  readonly level: Level;
  /** `lore::<module>`, or the name of a dependency. */
  readonly target: string;
  /** A fixed template: values are in `fields`. */
  readonly message: string;
  /** The values of this line. */
  readonly fields: LogFields | undefined;
  /** The innermost span around the call. */
  readonly span: SpanNode | undefined;
}

/** Receives the records that pass its threshold for their target. Must not throw. */
export interface LogHandler {
  /** The least level that this handler takes of a target. Asked once per logger. */
  threshold(target: string): Threshold;
  /** Writes a record. */
  handle(record: LogRecord): void;
}

/** Writes log lines of one target. */
export interface Logger {
  /** The name under which lines are filtered. */
  readonly target: string;
  /** Whether any handler takes lines of this level: for work that is only done to be logged. */
  enabled(level: Level): boolean;
  /** Operation failed, someone should look. */
  error(message: string, fields?: LogFields): void;
  /** Degraded: something was skipped or put off. */
  warn(message: string, fields?: LogFields): void;
  /** A significant change of state. */
  info(message: string, fields?: LogFields): void;
  /** Details of operation. */
  debug(message: string, fields?: LogFields): void;
  /** Wire-level detail. */
  trace(message: string, fields?: LogFields): void;
}

/** How logging is set up. */
export interface LoggingOptions {
  /** Who receives the lines. */
  readonly handlers: readonly LogHandler[];
  /** Where a record's time comes from; the machine's clock by default. */
  readonly clock?: Clock;
}

/** A handler with the rank from which it takes a target's lines. */
interface Route {
  readonly rank: number;
  readonly handler: LogHandler;
}

let present: LoggingOptions = { handlers: [] };
const loggers = new Map<string, TargetLogger>();

class TargetLogger implements Logger {
  readonly target: string;
  #rank: number = RANK.OFF;
  #routes: readonly Route[] = [];

  constructor(target: string) {
    this.target = target;
    this.reroute();
  }

  /** Asks every handler anew what it takes of this target. */
  reroute(): void {
    this.#routes = present.handlers.map((handler) => ({
      rank: RANK[handler.threshold(this.target)],
      handler,
    }));
    this.#rank = Math.min(RANK.OFF, ...this.#routes.map((route) => route.rank));
  }

  enabled(level: Level): boolean {
    return RANK[level] >= this.#rank;
  }

  error(message: string, fields?: LogFields): void {
    if (RANK.ERROR >= this.#rank) this.#emit("ERROR", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    if (RANK.WARN >= this.#rank) this.#emit("WARN", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    if (RANK.INFO >= this.#rank) this.#emit("INFO", message, fields);
  }

  debug(message: string, fields?: LogFields): void {
    if (RANK.DEBUG >= this.#rank) this.#emit("DEBUG", message, fields);
  }

  trace(message: string, fields?: LogFields): void {
    if (RANK.TRACE >= this.#rank) this.#emit("TRACE", message, fields);
  }

  #emit(level: Level, message: string, fields: LogFields | undefined): void {
    const record: LogRecord = {
      time: (present.clock ?? systemClock).now(),
      level,
      target: this.target,
      message,
      fields,
      span: currentSpan(),
    };
    const rank = RANK[level];
    for (const route of this.#routes) if (rank >= route.rank) route.handler.handle(record);
  }
}

/** The logger of a target; the same one for the same target. Silent until logging is set up. */
export function logger(target: string): Logger {
  let found = loggers.get(target);
  if (found === undefined) {
    found = new TargetLogger(target);
    loggers.set(target, found);
  }
  return found;
}

/** Sends all loggers' lines to these handlers, until disposed: then to those of before. */
export function configureLogging(options: LoggingOptions): Disposable {
  const before = present;
  use(options);
  return { [Symbol.dispose]: () => use(before) };
}

function use(options: LoggingOptions): void {
  present = options;
  for (const each of loggers.values()) each.reroute();
}
