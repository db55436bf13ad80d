/** `lore threads`: discussions on open items, with file and line. @module */

import {
  defineCommand,
  ITEM_FLAGS,
  LIST_FLAGS,
  main,
  nonEmpty,
  PROJECT_FLAG,
} from "../lib/cli/mod.ts";

/** The command. */
export const threads = defineCommand({
  name: "threads",
  summary: "List discussions on open items, with file and line",
  description:
    "Lists threads of open issues and merge requests, the ones last written in first, without " +
    "asking the forge.",
  examples: [
    { line: "lore threads --unresolved", brief: "What is still to be resolved" },
    { line: "lore threads --mine alice", brief: "On what alice opened, or where she wrote" },
  ],
  flags: {
    unresolved: { kind: "boolean", brief: "Only what is still to be resolved" },
    mine: {
      kind: "parsed",
      parse: nonEmpty,
      optional: true,
      placeholder: "NAME",
      completes: "user",
      brief: "On items this user opened, or with notes by them",
    },
    project: PROJECT_FLAG,
    source: ITEM_FLAGS.source,
    ...LIST_FLAGS,
  },
  permissions: ["read:data", "env"],
  list: { rows: "threads" },
  async run(app, options) {
    const { findThreads } = await import("../lib/reading/threads.ts");
    using database = await app.openStore("read");
    const result = findThreads(database, { ...options, now: app.clock.now() });
    for (const notice of result.notices) app.say(notice);
    return result;
  },
  async text(result, look) {
    return (await import("../lib/reading/threads_text.ts")).threadsText(result, look);
  },
  async resultSchema() {
    return (await import("../lib/reading/threads_schema.ts")).threadsSchema;
  },
});

if (import.meta.main) await main(threads);
