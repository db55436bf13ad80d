/** What `lore stats` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import type { StoreTotals } from "../db/stats.ts";
import type { Stats } from "./stats_types.ts";

const rows = (what: string) => z.int().describe(what);
const time = z.string().nullable();
const states = z.record(z.string(), z.int()).describe(
  "Items by state; states without any are absent",
);

/** Rows of all kinds. */
export const totalsSchema: z.ZodType<StoreTotals> = z.strictObject({
  projects: rows("Projects"),
  issues: states,
  merge_requests: states,
  discussions: rows("Discussions"),
  notes: rows("Notes"),
  resource_events: rows("Changes of state, label and milestone"),
  merge_request_files: rows("Files that merge requests change"),
  users: rows("People"),
  references: rows("What refers to what"),
  tombstones: rows("What is gone from the forge and kept"),
  documents: rows("What search finds"),
  chunks: rows("Pieces of documents with a vector"),
  runs: rows("Runs in the ledger"),
});

/** The result of `lore stats`. */
export const statsSchema: z.ZodType<Stats> = z.strictObject({
  store: z.strictObject({
    path: z.string().describe("Absolute path of the store"),
    bytes: z.int().describe("Size of its file"),
    wal_bytes: z.int().describe("What was written and is not in the file itself yet"),
    page_size: z.int().describe("Bytes of a page"),
    free_bytes: z.int().describe("Free inside of the file: used again before it grows"),
    logs: z.strictObject({
      path: z.string().describe("The folder"),
      files: z.int().describe("How many"),
      bytes: z.int().describe("Their size"),
    }).nullable().describe("The log files; null where none are kept"),
  }).describe("The files"),
  totals: totalsSchema.describe("Of the whole store, whatever is shown of it"),
  projects: z.array(z.strictObject({
    project: z.string().describe("Path of the project"),
    source: z.string().describe("Name of its source"),
    issues: states,
    merge_requests: states,
    discussions: rows("Discussions"),
    notes: rows("Notes"),
    resource_events: rows("Changes of state, label and milestone"),
    merge_request_files: rows("Files that merge requests change"),
    references: rows("What its items refer to, in their texts and by the forge's notes"),
    tombstones: rows("What is gone from the forge and kept"),
    documents: rows("What search finds"),
    oldest_update: time.describe("Of the item left alone the longest; ISO 8601"),
    newest_update: time.describe("Of the item that changed last; ISO 8601"),
    synced_at: time.describe(
      "When the kind walked longest ago was walked to its end; null where one never was",
    ),
  })).describe("One entry for each project"),
  tables: z.array(z.strictObject({
    table: z.string().describe("Its name; FTS5's own tables count as their index"),
    bytes: z.int().describe("Of its rows"),
    index_bytes: z.int().describe("Of its indexes"),
  })).nullable().describe("With --tables: what each takes, the largest first; null where not told"),
  truncated: z.boolean().describe("Whether there are more projects"),
});
