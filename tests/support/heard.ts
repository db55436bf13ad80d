/** What was logged, for tests that ask. @module */

import { configureLogging, type LogRecord } from "../../lib/log/logger.ts";
import type { Level } from "../../lib/log/level.ts";

/** Log lines while in scope. */
export interface Heard extends Disposable {
  readonly lines: readonly LogRecord[];
  /** Messages of one level. */
  messages(level: Level): string[];
}

/** Listens to lines of at least `level`, of one target or of all. */
export function listen(level: Level, target?: string): Heard {
  const lines: LogRecord[] = [];
  const logging = configureLogging({
    handlers: [{
      threshold: (of) => target === undefined || of === target ? level : "OFF",
      handle: (line) => void lines.push(line),
    }],
  });
  return {
    lines,
    messages: (of) => lines.filter((line) => line.level === of).map(({ message }) => message),
    [Symbol.dispose]: () => logging[Symbol.dispose](),
  };
}
