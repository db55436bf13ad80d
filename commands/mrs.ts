/** `lore mrs`: merge requests from the mirror, as a list or one in full. @module */

import { defineCommand, ITEM_FLAGS, LIST_FLAGS, main } from "../lib/cli/mod.ts";
import { parseSince } from "../lib/search/since.ts";

/** The command. */
export const mrs = defineCommand({
  name: "mrs",
  summary: "List merge requests",
  description:
    "Lists the merge requests of the mirror, the ones that changed last first, without asking the " +
    "forge.",
  examples: [
    { line: "lore mrs --reviewer alice", brief: "What alice is to review" },
    { line: "lore mrs --state merged --since 2w", brief: "Merged, and changed in two weeks" },
    { line: "lore mrs -p acme/web --json-fields iid,title", brief: "JSON with two fields" },
  ],
  flags: {
    state: {
      kind: "enum",
      values: ["opened", "closed", "merged", "all"],
      default: "opened",
      brief: "Only in this state",
    },
    ...ITEM_FLAGS,
    reviewer: { ...ITEM_FLAGS.assignee, brief: "Reviewed by" },
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
  list: { rows: "merge_requests" },
  async run(app, { since, until, ...options }) {
    const { findMergeRequests } = await import("../lib/reading/items.ts");
    const now = app.clock.now();
    using database = await app.openStore("read");
    const times = { since: since?.(now), until: until?.(now), now };
    const result = findMergeRequests(database, { ...options, ...times });
    for (const notice of result.notices) app.say(notice);
    return result;
  },
  async text(result, look) {
    const { listText } = await import("../lib/reading/items_text.ts");
    return listText({ rows: result.merge_requests, answer: result, noun: "merge requests" }, look);
  },
  async resultSchema() {
    return (await import("../lib/reading/items_schema.ts")).mergeRequestListSchema;
  },
});

if (import.meta.main) await main(mrs);
