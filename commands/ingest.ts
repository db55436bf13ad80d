/** `lore ingest issues|mrs`: mirrors one kind of items, and makes no documents. @module */

import { defineCommand, main, PROJECT_FLAG } from "../lib/cli/mod.ts";
import { partialProblem } from "../lib/sync/partial.ts";
import { syncText } from "../lib/sync/report.ts";

/** The command. */
export const ingest = defineCommand({
  name: "ingest",
  summary: "Mirror only issues or only merge requests",
  description:
    "The mirroring half of lore sync, for one kind of items. What is fetched becomes searchable " +
    "with lore generate-docs and lore embed, or with the next lore sync.",
  examples: [
    { line: "lore ingest issues", brief: "Fetch what is new among the issues" },
    {
      line: "lore ingest mrs -p group/repo --full",
      brief: "All merge requests of a project again",
    },
  ],
  flags: {
    project: PROJECT_FLAG,
    full: { kind: "boolean", brief: "Fetch everything again, not only what changed" },
  },
  positional: { kind: { kind: "enum", values: ["issues", "mrs"], brief: "What to mirror" } },
  permissions: [
    "read:config",
    "read:data",
    "read:logs",
    "write:data",
    "write:logs",
    "net:forge",
    "env",
  ],
  changesStore: true,
  async run(app, { kind, project, full }) {
    const { runSync } = await import("../lib/sync/mod.ts");
    return await runSync({
      config: await app.config(),
      dataDir: await app.dataDir(),
      clock: app.clock,
      fetch: app.fetch,
      signal: app.signal,
      openStore: () => app.openStore("write"),
    }, {
      command: `ingest ${kind}`,
      kinds: [kind === "issues" ? "issue" : "merge_request"],
      full,
      project,
    });
  },
  text: syncText,
  epilogue: (result, look, run) => {
    const title = result.failed > 0 ? "Ingest finished in part" : "Ingest complete";
    return look.timings(title, run.elapsedMs(), run.stages());
  },
  problem: (result) => partialProblem(result),
  resultSchema: async () => (await import("../lib/sync/sync_schema.ts")).syncSchema,
});

if (import.meta.main) await main(ingest);
