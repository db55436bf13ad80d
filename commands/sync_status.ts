/** `lore sync-status`: the last runs, what the store holds and what is missing. @module */

import { type App, defineCommand, LIST_FLAGS, main, nonEmpty } from "../lib/cli/mod.ts";
import { statusText } from "../lib/sync/status_text.ts";

/** The command. */
export const syncStatus = defineCommand({
  name: "sync-status",
  summary: "Show the last runs, what is stored and what is missing",
  description:
    "Lists the last runs with their time, items and errors, and for each project what is stored " +
    "against what the forge counted, and what is known to be missing. With --run: the stages of " +
    "one run, and the command that prints its log lines. Reads only.",
  examples: [
    { line: "lore sync-status", brief: "The last ten runs, and coverage" },
    { line: "lore sync-status --run a1b2", brief: "One run, by the beginning of its id" },
    { line: "lore --robot sync-status -n 1", brief: "The last run as JSON, with its stages" },
  ],
  flags: {
    ...LIST_FLAGS,
    limit: { ...LIST_FLAGS.limit, default: "10", brief: "Runs to show" },
    run: {
      kind: "parsed",
      parse: nonEmpty,
      optional: true,
      placeholder: "ID",
      completes: "run",
      brief: "Only this run: its id or the beginning of it",
    },
  },
  permissions: ["read:data", "read:config", "env"],
  list: { rows: "runs" },
  async run(app, { limit, offset, run }) {
    const { syncStatus } = await import("../lib/sync/status.ts");
    using database = await app.openStore("read");
    return syncStatus(database, {
      limit,
      offset,
      run,
      dataDir: await app.dataDir(),
      logDir: run === undefined ? undefined : await logsOf(app),
      now: app.clock.now(),
    });
  },
  text: statusText,
  resultSchema: async () => (await import("../lib/sync/status_schema.ts")).statusSchema,
});

/** Where the lines of one run are; a list of runs does not say. */
async function logsOf(app: App): Promise<string | undefined> {
  return await (await import("../lib/cli/kept_logs.ts")).keptLogs(app);
}

if (import.meta.main) await main(syncStatus);
