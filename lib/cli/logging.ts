/**
 * Logging of one command: which handlers, where their lines go. @module
 */

import type { LoreError } from "../errors.ts";
import { logger } from "../log/logger.ts";
import type { App } from "./app.ts";
import type { Command } from "./command.ts";
import type { Output } from "./output.ts";

const log = logger("lore::cli");

/** Sends log lines to stderr and to the log file until disposed. */
export function startLogging(
  _command: Command,
  _parts: { readonly app: App; readonly output: Output },
): Promise<Disposable> {
  return Promise.resolve({ [Symbol.dispose]: () => {} });
}

/** Writes a failure to the log, with its stack when it is a bug. */
export function logFailure(error: LoreError): void {
  log.debug("Command failed", { code: error.code, error });
}
