/** `lore reset`: removes the store, to start over. @module */

import { type App, defineCommand, main } from "../lib/cli/mod.ts";
import { LoreError } from "../lib/errors.ts";
import { resetText } from "../lib/store/reset_text.ts";

/** The command. */
export const reset = defineCommand({
  name: "reset",
  summary: "Remove the store, to start over",
  description:
    "Removes lore.db with the files that SQLite keeps beside it, and nothing else: config, env file " +
    "and logs stay, and lore sync mirrors anew. Says what would be lost and asks; without a " +
    "terminal and in robot mode --yes must be given, and nothing mistyped is put right. Refused " +
    "while a run is under way. What is gone from the forge and the ledger of runs do not come " +
    "back: lore backup keeps a copy.",
  examples: [
    { line: "lore reset", brief: "Ask first" },
    { line: "lore reset --yes", brief: "Ask nothing: for scripts" },
  ],
  flags: { yes: { kind: "boolean", alias: "y", brief: "Ask nothing" } },
  permissions: ["read:config", "read:data", "read:logs", "write:data", "write:logs", "env"],
  changesStore: true,
  isFinal: true,
  async run(app, { yes }) {
    const [{ reset }, { lineAskerFor }, { currentRunId }] = await Promise.all([
      import("../lib/store/reset.ts"),
      import("../lib/ask/asker_for.ts"),
      import("../lib/spans/mod.ts"),
    ]);
    using asker = yes ? undefined : await lineAskerFor(app, "reset");
    return await reset({
      ...{ dataDir: await app.dataDir(), clock: app.clock, signal: app.signal, yes, asker },
      runId: currentRunId() ?? "",
      staleMs: await staleLockMs(app),
    });
  },
  text: resetText,
  resultSchema: async () => (await import("../lib/store/store_schemas.ts")).resetSchema,
});

/** Without a config there may still be a store to remove, at its usual place. */
async function staleLockMs(app: App): Promise<number> {
  const standard = 30 * 60_000;
  return await app.config().then(
    ({ config }) => config.sync.stale_lock_minutes * 60_000,
    (error) => {
      if (error instanceof LoreError && error.code === "CONFIG_NOT_FOUND") return standard;
      throw error;
    },
  );
}

if (import.meta.main) await main(reset);
