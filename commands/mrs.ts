/** `lore mrs`: merge requests from the mirror, as a list or one in full. @module */

import { defineCommand, ITEM_FLAGS, LIST_FLAGS, LIST_ONLY, main } from "../lib/cli/mod.ts";
import { referenceParser } from "../lib/reading/reference.ts";
import { parseSince } from "../lib/search/since.ts";

/** The command. */
export const mrs = defineCommand({
  name: "mrs",
  summary: "List merge requests, or show one in full",
  description:
    "Lists the merge requests of the mirror, the ones that changed last first, without asking the " +
    "forge. With a number, shows one with its description, changed files, what happened to it, its " +
    "threads and what is related to it; -n and --offset then choose from what happened, and flags " +
    "that choose among merge requests are refused.",
  positional: {
    item: {
      kind: "parsed",
      parse: referenceParser("!"),
      optional: true,
      brief: "Number of a merge request: 34, or with its project acme/web!34",
      excludes: {
        flags: [...LIST_ONLY, "reviewer"],
        why: "a number is of one merge request, and they choose among many",
      },
    },
  },
  examples: [
    { line: "lore mrs --reviewer alice", brief: "What alice is to review" },
    { line: "lore mrs --state merged --since 2w", brief: "Merged, and changed in two weeks" },
    { line: "lore mrs -p acme/web --json-fields iid,title", brief: "JSON with two fields" },
    { line: "lore mrs 34 -p acme/web", brief: "One merge request in full" },
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
  permissions: ["read:data", "env"],
  list: { rows: ["merge_requests", "timeline"] },
  async run(app, { item, since, until, ...options }) {
    const now = app.clock.now();
    using database = await app.openStore("read");
    const request = { ...options, since: since?.(now), until: until?.(now), now };
    const result = item === undefined
      ? (await import("../lib/reading/items.ts")).findMergeRequests(database, request)
      : (await import("../lib/reading/item_view.ts")).viewMergeRequest(database, {
        ...request,
        item,
      });
    for (const notice of result.notices) app.say(notice);
    return result;
  },
  async text(result, look) {
    if ("timeline" in result) {
      return (await import("../lib/reading/item_view_text.ts")).itemText(result, look);
    }
    const { listText } = await import("../lib/reading/items_text.ts");
    return listText({ rows: result.merge_requests, answer: result, noun: "merge requests" }, look);
  },
  async resultSchema() {
    return (await import("../lib/reading/item_view_schema.ts")).mergeRequestsSchema;
  },
});

if (import.meta.main) await main(mrs);
