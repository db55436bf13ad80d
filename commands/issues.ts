/** `lore issues`: issues from the mirror, as a list or one in full. @module */

import { defineCommand, ITEM_FLAGS, LIST_FLAGS, main } from "../lib/cli/mod.ts";
import { parseSince } from "../lib/search/since.ts";

/** The command. */
export const issues = defineCommand({
  name: "issues",
  summary: "List issues",
  description:
    "Lists the issues of the mirror, the ones that changed last first, without asking the forge.",
  examples: [
    { line: "lore issues --label bug --assignee alice", brief: "Open bugs of alice" },
    { line: "lore issues --state all --since 2w", brief: "Whatever changed in two weeks" },
    { line: "lore issues -p acme/web --json-fields iid,title", brief: "JSON with two fields" },
  ],
  flags: {
    state: {
      kind: "enum",
      values: ["opened", "closed", "all"],
      default: "opened",
      brief: "Only in this state",
    },
    ...ITEM_FLAGS,
    since: {
      kind: "parsed",
      parse: parseSince,
      optional: true,
      placeholder: "TIME",
      brief: "Changed since: 7d, 2w, 3m, 1y or 2026-01-31",
    },
    until: {
      kind: "parsed",
      parse: parseSince,
      optional: true,
      placeholder: "TIME",
      brief: "Changed before: as --since",
    },
    ...LIST_FLAGS,
  },
  permissions: ["read", "env"],
  list: { rows: "issues" },
  async run(app, { since, until, ...options }) {
    const { findIssues } = await import("../lib/reading/items.ts");
    const now = app.clock.now();
    using database = await app.openStore("read");
    const times = { since: since?.(now), until: until?.(now), now };
    const result = findIssues(database, { ...options, ...times });
    for (const notice of result.notices) app.say(notice);
    return result;
  },
  async text(result, look) {
    const { listText } = await import("../lib/reading/items_text.ts");
    return listText({ rows: result.issues, answer: result, noun: "issues" }, look);
  },
  async resultSchema() {
    return (await import("../lib/reading/items_schema.ts")).issueListSchema;
  },
});

if (import.meta.main) await main(issues);
