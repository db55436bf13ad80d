/** `lore generate-docs`: makes documents of what changed. @module */

import { defineCommand, main } from "../lib/cli/mod.ts";

/** The command. */
export const generateDocs = defineCommand({
  name: "generate-docs",
  summary: "Make documents of what changed in the mirror",
  description:
    "A document is what search finds: one for each issue, merge request and discussion. A sync " +
    "makes them by itself; this does it without a sync, and with --full for all there is.",
  examples: [
    { line: "lore generate-docs", brief: "Go on where a sync was interrupted" },
    { line: "lore generate-docs --full", brief: "Look at everything again" },
  ],
  flags: {
    full: { kind: "boolean", brief: "Look at everything that is stored, not only what changed" },
  },
  permissions: ["read:config", "read:data", "read:logs", "write:data", "write:logs", "env"],
  changesStore: true,
  async run(app, { full }) {
    const [{ generateDocuments, markAllDirty }, { ledgerRun }, { span }] = await Promise.all([
      import("../lib/documents/mod.ts"),
      import("../lib/sync/ledger_run.ts"),
      import("../lib/spans/mod.ts"),
    ]);
    const { clock, signal } = app;
    const { sync } = (await app.config()).config;
    return await ledgerRun({
      dataDir: await app.dataDir(),
      openStore: () => app.openStore("write"),
      ...{ clock, signal, command: "generate-docs", mode: full ? "full" : "incremental" },
      heartbeatMs: sync.heartbeat_interval_seconds * 1000,
      staleLockMs: sync.stale_lock_minutes * 60_000,
    }, async ({ id, database, enterPhase }) => {
      enterPhase("generate_docs");
      if (full) markAllDirty(database, id);
      return await span(
        "generate_docs",
        {},
        () => generateDocuments(database, { signal, clock, again: full }),
      );
    });
  },
  text: ({ written, skipped, removed }, { count }) =>
    `${count(written, "document")} written, ${skipped} unchanged, ${removed} removed`,
  epilogue: (_, look, run) => look.timings("Documents made", run.elapsedMs(), run.stages()),
  resultSchema: async () => (await import("../lib/documents/generated_schema.ts")).generatedSchema,
});

if (import.meta.main) await main(generateDocs);
