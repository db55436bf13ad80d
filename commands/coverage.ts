/** `lore coverage`: what the mirror lacks, exactly, and what closes each gap. @module */

import { defineCommand, LIST_FLAGS, main, PROJECT_FLAG } from "../lib/cli/mod.ts";
import { coverageText } from "../lib/sync/coverage_text.ts";

/** The command. */
export const coverage = defineCommand({
  name: "coverage",
  summary: "Tell what the mirror lacks, and the command that closes each gap",
  description:
    "Judges issues and merge requests of each project. Complete: a whole list of the forge was " +
    "compared with the store, by a first sync or lore sync --reconcile, and no sync came since. " +
    "Current: every change since that moved an item's time; what was deleted or edited in silence " +
    "is known up to the last comparison. Incomplete: with each gap, the numbers it is about and " +
    "the command that closes it. Reads only.",
  examples: [
    { line: "lore coverage", brief: "Every project" },
    { line: "lore coverage -p group/repo", brief: "One project" },
    { line: "lore --robot coverage --fields project,kind,state,gaps", brief: "As data, in short" },
  ],
  flags: { ...LIST_FLAGS, project: PROJECT_FLAG },
  permissions: ["read:data", "env"],
  list: { rows: "coverage" },
  async run(app, { project, limit, offset }) {
    const { coverageReport } = await import("../lib/sync/coverage.ts");
    using database = await app.openStore("read");
    return coverageReport(database, { project, limit, offset });
  },
  text: coverageText,
  resultSchema: async () => (await import("../lib/sync/coverage_schema.ts")).coverageReportSchema,
});

if (import.meta.main) await main(coverage);
