/** `lore threads`: discussions on open items, with file and line. @module */

import {
  defineCommand,
  type Look,
  main,
  nonEmpty,
  positiveInteger,
  PROJECT_FLAG,
} from "../lib/cli/mod.ts";
import type { ThreadsResult } from "../lib/reading/threads.ts";

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
    limit: {
      kind: "parsed",
      parse: positiveInteger,
      default: "50",
      alias: "n",
      placeholder: "N",
      brief: "Threads to show",
    },
  },
  permissions: ["read:data", "env"],
  async run(app, options) {
    const { findThreads } = await import("../lib/reading/threads.ts");
    using database = await app.openStore("read");
    return findThreads(database, options);
  },
  text: threadsText,
});

function threadsText({ threads, truncated }: ThreadsResult, look: Look): string {
  if (threads.length === 0) return "No threads";
  const columns = [
    { title: "Item" },
    { title: "State" },
    { title: "Where", shrinks: true },
    { title: "By", shrinks: true },
    { title: "Begins with", shrinks: true },
    { title: "Changed" },
  ];
  const rows = threads.map((thread) => [
    look.printable(`${thread.project}${thread.kind === "issue" ? "#" : "!"}${thread.iid}`),
    thread.resolved === null ? "" : thread.resolved ? "resolved" : "unresolved",
    look.printable(`${thread.path ?? ""}${thread.line === null ? "" : `:${thread.line}`}`),
    look.printable(thread.author ?? ""),
    look.printable(thread.body),
    look.ago(thread.updatedAt),
  ]);
  const table = look.table(columns, rows);
  return truncated ? `${table}\n\nThere are more: -n ${threads.length * 2}` : table;
}

if (import.meta.main) await main(threads);
