/** `lore stats`: how much the mirror holds, and what it takes. @module */

import { defineCommand, LIST_FLAGS, main, PROJECT_FLAG } from "../lib/cli/mod.ts";
import { statsText } from "../lib/store/stats_text.ts";

/** The command. */
export const stats = defineCommand({
  name: "stats",
  summary: "Count what the mirror holds, and measure its files",
  description:
    "Counts items, threads, events, files, documents and tombstones, in all and by project, and " +
    "tells how large the store and the logs are. With --tables: what each table takes, for which " +
    "the whole file is read. Reads only.",
  examples: [
    { line: "lore stats", brief: "Everything" },
    { line: "lore stats -p group/repo", brief: "One project" },
    { line: "lore stats --tables", brief: "What takes the room" },
  ],
  flags: {
    project: PROJECT_FLAG,
    tables: { kind: "boolean", brief: "Also the bytes of each table; reads the whole file" },
    ...LIST_FLAGS,
  },
  permissions: ["read:data", "read:logs", "env"],
  list: { rows: "projects" },
  async run(app, { project, tables, limit, offset }) {
    const [{ stats }, { keptLogs }] = await Promise.all([
      import("../lib/store/stats.ts"),
      import("../lib/cli/kept_logs.ts"),
    ]);
    using database = await app.openStore("read");
    return stats(database, { project, tables, limit, offset, logDir: await keptLogs(app) });
  },
  text: statsText,
  resultSchema: async () => (await import("../lib/store/stats_schema.ts")).statsSchema,
});

if (import.meta.main) await main(stats);
