/** `lore issues`: issues from the mirror, as a list or one in full. @module */

import { defineCommand, ITEM_FLAGS, LIST_FLAGS, LIST_ONLY, main } from "../lib/cli/mod.ts";
import { referenceParser } from "../lib/reading/reference.ts";
import { parseSince } from "../lib/search/since.ts";

/** The command. */
export const issues = defineCommand({
  name: "issues",
  summary: "List issues, or show one in full",
  description:
    "Lists the issues of the mirror, the ones that changed last first, without asking the forge. " +
    "With a number, shows one with its description, what happened to it, its threads and what is " +
    "related to it; -n and --offset then choose from what happened, and flags that choose among " +
    "issues are refused.",
  positional: {
    item: {
      kind: "parsed",
      parse: referenceParser("#"),
      optional: true,
      brief: "Number of an issue: 12, or with its project acme/web#12",
      excludes: {
        flags: LIST_ONLY,
        why: "a number is of one issue, and they choose among many",
      },
    },
  },
  examples: [
    { line: "lore issues --label bug --assignee alice", brief: "Open bugs of alice" },
    { line: "lore issues --state all --since 2w", brief: "Whatever changed in two weeks" },
    { line: "lore issues -p acme/web --json-fields iid,title", brief: "JSON with two fields" },
    { line: "lore issues 12 -p acme/web", brief: "One issue in full" },
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
  permissions: ["read:data", "env"],
  list: { rows: ["issues", "timeline"] },
  async run(app, { item, since, until, ...options }) {
    const now = app.clock.now();
    using database = await app.openStore("read");
    const request = { ...options, since: since?.(now), until: until?.(now), now };
    const result = item === undefined
      ? (await import("../lib/reading/items.ts")).findIssues(database, request)
      : (await import("../lib/reading/item_view.ts")).viewIssue(database, { ...request, item });
    for (const notice of result.notices) app.say(notice);
    return result;
  },
  async text(result, look) {
    if ("timeline" in result) {
      return (await import("../lib/reading/item_view_text.ts")).itemText(result, look);
    }
    const { listText } = await import("../lib/reading/items_text.ts");
    return listText({ rows: result.issues, answer: result, noun: "issues" }, look);
  },
  async resultSchema() {
    return (await import("../lib/reading/item_view_schema.ts")).issuesSchema;
  },
});

if (import.meta.main) await main(issues);
