/** `lore embed`: makes vectors of documents that changed. @module */

import { defineCommand, main } from "../lib/cli/mod.ts";

/** The command. */
export const embed = defineCommand({
  name: "embed",
  summary: "Make vectors of documents that changed",
  description:
    'Asks the provider that "embedding" in the config names: builtin works offline, ollama and ' +
    "openai ask a server. Another provider or model than before embeds everything anew. A sync " +
    "does this by itself.",
  examples: [
    { line: "lore embed", brief: "New and changed documents" },
    { line: "lore embed --full", brief: "All documents anew" },
  ],
  flags: { full: { kind: "boolean", brief: "Embed all documents anew" } },
  permissions: [
    "read:config",
    "read:data",
    "read:logs",
    "write:data",
    "write:logs",
    "net:embedding",
    "env",
  ],
  changesStore: true,
  async run(app, { full }) {
    const [{ createProvider, embedDocuments }, { ledgerRun }, { span }] = await Promise.all([
      import("../lib/embedding/mod.ts"),
      import("../lib/sync/ledger_run.ts"),
      import("../lib/spans/mod.ts"),
    ]);
    const { clock, fetch, signal } = app;
    const { config, environment } = await app.config();
    const provider = createProvider(config.embedding, { fetch, environment, clock });
    return await ledgerRun({
      dataDir: await app.dataDir(),
      openStore: () => app.openStore("write"),
      ...{ clock, signal, command: "embed", mode: full ? "full" : "incremental" },
      heartbeatMs: config.sync.heartbeat_interval_seconds * 1000,
      staleLockMs: config.sync.stale_lock_minutes * 60_000,
    }, async ({ database, enterPhase }) => {
      enterPhase("embed");
      const options = { provider, full, signal, clock };
      const done = await span("embed", {}, () => embedDocuments(database, options));
      return { ...done, model: provider.model };
    });
  },
  text: ({ embedded, documents, removed, model }, { count }) =>
    `${count(embedded, "chunk")} of ${count(documents, "document")} embedded by ${model}` +
    (removed === 0 ? "" : `, vectors of ${count(removed, "removed document")} dropped`),
  epilogue: (_, look, run) => look.timings("Embedding complete", run.elapsedMs(), run.stages()),
  resultSchema: async () => (await import("../lib/embedding/embedded_schema.ts")).embeddedSchema,
});

if (import.meta.main) await main(embed);
