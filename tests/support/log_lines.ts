/**
 * Log lines of a test, held back for looking at.
 *
 * @module
 */

import type { Level } from "../../lib/log/level.ts";
import { configureLogging, type LogRecord } from "../../lib/log/logger.ts";

/** Lines that were logged since, until disposed. */
export interface LogLines extends Disposable {
  readonly records: LogRecord[];
  /** The fields of the lines with this message, in order. */
  fieldsOf(message: string): unknown[];
}

/** Collects every line of `level` and above. One test at a time: loggers are the process's. */
export function collectLog(level: Level): LogLines {
  const records: LogRecord[] = [];
  const logging = configureLogging({
    handlers: [{
      threshold: () => level,
      handle: (record) => void records.push(record),
    }],
  });
  return {
    records,
    fieldsOf: (message) =>
      records.filter((record) => record.message === message).map((record) => record.fields),
    [Symbol.dispose]: () => logging[Symbol.dispose](),
  };
}
