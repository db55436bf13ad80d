/** `lore coverage`: what the mirror lacks, exactly, and what closes each gap. @module */

import { defineCommand, LIST_FLAGS, main, PROJECT_FLAG } from "../lib/cli/mod.ts";
import { coverageText } from "../lib/sync/coverage_text.ts";
import { goneText } from "../lib/sync/gone_text.ts";

/** The command. */
export const coverage = defineCommand({
  name: "coverage",
  summary: "Tell what the mirror lacks, and the command that closes each gap",
  description:
    "Judges issues and merge requests of each project. Complete: a whole list of the forge was " +
    "compared with the store, by a first sync or lore sync --reconcile, and no sync came since. " +
    "Current: every change since that moved an item's time; what was deleted or edited in silence " +
    "is known up to the last comparison. Incomplete: with each gap, the numbers it is about and " +
    "the command that closes it. A comment that was edited without a trace in its item shows when " +
    "it is read anew: all are read since the time told, comparisons read some of them each, and " +
    "lore sync --full all. With --gone: what was mirrored and is gone from the forge, and kept. " +
    "Reads only.",
  examples: [
    { line: "lore coverage", brief: "Every project" },
    { line: "lore coverage -p group/repo", brief: "One project" },
    { line: "lore coverage --gone", brief: "What was deleted since it was mirrored" },
    { line: "lore --robot coverage --fields project,kind,state,gaps", brief: "As data, in short" },
  ],
  flags: {
    ...LIST_FLAGS,
    project: PROJECT_FLAG,
    gone: { kind: "boolean", brief: "List what is gone from the forge instead" },
  },
  permissions: ["read:data", "env"],
  list: { rows: ["coverage", "gone"] },
  async run(app, { gone, project, limit, offset }) {
    using database = await app.openStore("read");
    const request = { project, limit, offset };
    if (gone) return (await import("../lib/sync/gone.ts")).goneReport(database, request);
    return (await import("../lib/sync/coverage.ts")).coverageReport(database, request);
  },
  text: (result, look) => "gone" in result ? goneText(result, look) : coverageText(result, look),
  resultSchema: async () => (await import("../lib/sync/coverage_schema.ts")).coverageSchemas,
});

if (import.meta.main) await main(coverage);
