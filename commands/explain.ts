/** `lore explain`: what went wrong in a run, or was slow, and what to do about it. @module */

import { type App, defineCommand, main, nonEmpty } from "../lib/cli/mod.ts";
import { LoreError } from "../lib/errors.ts";

/** The command. */
export const explain = defineCommand({
  name: "explain",
  summary: "Tell what went wrong or was slow in a run, and what to do",
  description:
    "Puts on one screen what lore kept of a run: the error with its causes, the last warnings, " +
    "the slowest stages against earlier runs of the same command, the time spent waiting for rate " +
    "limits, what is missing in the store, and the commands that help. Without a run: the last one " +
    "that did not end well, else the last one. A run that failed before the store knew of it, over " +
    "the config or the lock, is found in the log. Reads only.",
  examples: [
    { line: "lore explain", brief: "The last run that did not end well" },
    { line: "lore explain 52fd", brief: "One run, by the beginning of its id" },
    { line: "lore --robot explain", brief: "The same as data" },
  ],
  flags: {},
  positional: {
    run: {
      kind: "parsed",
      parse: nonEmpty,
      optional: true,
      brief: "Run id, or its beginning",
      completes: "run",
    },
  },
  permissions: ["read:data", "read:logs", "env"],
  async run(app, { run }) {
    const { explain } = await import("../lib/explain/explain.ts");
    using database = await app.openStore("read");
    return explain(database, {
      run,
      dataDir: await app.dataDir(),
      logDir: await logFolder(app),
      now: app.clock.now(),
    });
  },
  async text(explanation, look) {
    const { explainText } = await import("../lib/explain/explain_text.ts");
    return explainText(explanation, look);
  },
  resultSchema: async () => (await import("../lib/explain/explain_schema.ts")).explainSchema,
});

/** Where the log files are, or were. */
async function logFolder(app: App): Promise<string> {
  const { logDirectory } = await import("../lib/config/mod.ts");
  try {
    const { config, environment } = await app.config();
    return logDirectory(config, environment);
  } catch (error) {
    if (!(error instanceof LoreError) || error.code !== "CONFIG_NOT_FOUND") throw error;
    return logDirectory(undefined, app.environment);
  }
}

if (import.meta.main) await main(explain);
