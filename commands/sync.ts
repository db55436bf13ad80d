/** `lore sync`: mirrors the configured projects and makes them searchable. @module */

import { defineCommand, main, PROJECT_FLAG } from "../lib/cli/mod.ts";
import { partialProblem } from "../lib/sync/partial.ts";
import { syncText } from "../lib/sync/report.ts";

/** The command. */
export const sync = defineCommand({
  name: "sync",
  summary: "Mirror the configured projects and make them searchable",
  description:
    "Fetches what is new since the last sync: issues, merge requests, their discussions, events " +
    "and files. Then makes documents and vectors of what changed. A sync that was interrupted " +
    "goes on where it stopped; what could not be read is said, remembered and asked for again.",
  examples: [
    { line: "lore sync", brief: "Fetch what is new" },
    { line: "lore sync -p group/repo", brief: "Only one project" },
    { line: "lore sync --full", brief: "Walk everything again" },
    { line: "lore sync --reconcile", brief: "Find what was deleted or changed in silence" },
    { line: "lore --robot sync", brief: "One JSON envelope with the timings of every stage" },
  ],
  flags: {
    project: PROJECT_FLAG,
    full: { kind: "boolean", brief: "Fetch everything again, not only what changed" },
    reconcile: {
      kind: "boolean",
      brief: "Compare whole lists with the store: finds what was deleted or changed in silence",
    },
  },
  permissions: [
    "read:config",
    "read:data",
    "read:logs",
    "write:data",
    "write:logs",
    "net:forge",
    "net:embedding",
    "env",
  ],
  changesStore: true,
  async run(app, { project, full, reconcile }) {
    const { runSync } = await import("../lib/sync/mod.ts");
    const config = await app.config();
    return await runSync({
      config,
      dataDir: await app.dataDir(),
      clock: app.clock,
      fetch: app.fetch,
      signal: app.signal,
      openStore: () => app.openStore("write"),
    }, {
      command: "sync",
      kinds: ["issue", "merge_request"],
      full,
      reconcile,
      project,
      later: async () => {
        const { searchStages } = await import("../lib/sync/search_stages.ts");
        return searchStages(config, app);
      },
    });
  },
  text: syncText,
  epilogue: (result, look, run) => {
    const title = result.failed > 0 ? "Sync finished in part" : "Sync complete";
    return look.timings(title, run.elapsedMs(), run.stages());
  },
  problem: partialProblem,
  resultSchema: async () => (await import("../lib/sync/sync_schema.ts")).syncSchema,
});

if (import.meta.main) await main(sync);
