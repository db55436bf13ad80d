/** `lore file-history`: which merge requests touched a file, through its renames. @module */

import {
  defineCommand,
  ITEM_FLAGS,
  LIST_FLAGS,
  main,
  nonEmpty,
  PROJECT_FLAG,
} from "../lib/cli/mod.ts";
import { parseSince } from "../lib/search/since.ts";

/** The command. */
export const fileHistory = defineCommand({
  name: "file-history",
  summary: "List the merge requests that touched a file, through its renames",
  description:
    "Lists merge requests by the time they were merged, newest first, without asking the forge. " +
    "Renames by merged ones are followed, back to the names that the file had before and on to " +
    "the one it has now; what is at an old name since is another file, and left out. PATH is a " +
    "path from the top of the repository, a folder, a pattern ('*.md', 'src/**/*.ts') or the " +
    "address of a file's page. Changes that were pushed without a merge request are not known. " +
    "It warns where the forge did not list all files of a merge request.",
  positional: {
    path: {
      kind: "parsed",
      parse: nonEmpty,
      completes: "file",
      brief: "A file, a folder, a pattern, or the address of a file's page",
    },
  },
  examples: [
    { line: "lore file-history src/auth/session.ts", brief: "Under all of its names" },
    { line: "lore file-history src/auth/ -p acme/web", brief: "A folder of one project" },
    { line: "lore file-history '*.md' --merged --since 3m", brief: "A pattern, merged lately" },
    { line: "lore file-history README.md --discussions", brief: "With what reviewers said of it" },
  ],
  flags: {
    discussions: { kind: "boolean", brief: "With the threads on the file's diff" },
    merged: { kind: "boolean", brief: "Only what was merged" },
    followRenames: { kind: "boolean", default: true, brief: "Only under the name that is given" },
    since: {
      kind: "parsed",
      parse: parseSince,
      optional: true,
      placeholder: "TIME",
      brief: "Merged, closed or, while open, changed since: 7d, 2w, 3m, 1y or 2026-01-31",
    },
    project: PROJECT_FLAG,
    source: ITEM_FLAGS.source,
    ...LIST_FLAGS,
  },
  permissions: ["read:data", "env"],
  list: { rows: "merge_requests" },
  async run(app, { since, ...options }) {
    const { fileHistory } = await import("../lib/history/file_history.ts");
    const now = app.clock.now();
    using database = await app.openStore("read");
    const result = fileHistory(database, { ...options, since: since?.(now), now });
    for (const notice of result.notices) app.say(notice);
    return result;
  },
  async text(result, look) {
    return (await import("../lib/history/file_history_text.ts")).fileHistoryText(result, look);
  },
  async resultSchema() {
    return (await import("../lib/history/file_history_schema.ts")).fileHistorySchema;
  },
});

if (import.meta.main) await main(fileHistory);
