/** Where a command finds log files. @module */

import { LoreError } from "../errors.ts";
import type { App } from "./app.ts";

/** The folder of the log files; undefined where none are kept. */
export async function keptLogs(
  app: Pick<App, "config" | "environment">,
): Promise<string | undefined> {
  const { logDirectory } = await import("../config/mod.ts");
  try {
    const { config, environment } = await app.config();
    const { file_logging, retention_days } = config.logging;
    if (!file_logging || retention_days === 0) return undefined;
    return logDirectory(config, environment);
  } catch (error) {
    if (!(error instanceof LoreError) || error.code !== "CONFIG_NOT_FOUND") throw error;
    return logDirectory(undefined, app.environment);
  }
}
