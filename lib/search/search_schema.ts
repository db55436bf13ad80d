/** What `lore search` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import type { SearchAnswer } from "./types.ts";

const matchedBy = z.enum(["all words", "parts of words", "some words"]);
const highlights = z.array(z.tuple([z.int(), z.int()]).readonly());

/** The result of `lore search`. */
export const searchSchema: z.ZodType<SearchAnswer> = z.strictObject({
  query: z.string().describe("What was looked for"),
  mode: z.enum(["lexical", "semantic", "hybrid"]).describe("How"),
  hits: z.array(z.strictObject({
    type: z.enum(["issue", "mr", "discussion"]).describe("What was found"),
    project: z.string().describe("Path of the project"),
    iid: z.int().describe("Number of the item; of a discussion that of its item"),
    reference: z.string().describe("group/repo#12 or group/repo!34"),
    title: z.string().describe("Title of the item"),
    title_highlights: highlights.describe(
      "Stretches that were found: from, behind, in UTF-16 units",
    ),
    snippet: z.string().describe("The part that shows best why it was found, on one line"),
    snippet_highlights: highlights.describe("Stretches that were found: from, behind"),
    web_url: z.string().describe("Where it is on the forge"),
    author: z.string().nullable().describe("Username"),
    state: z.string().describe("opened, closed or merged"),
    labels: z.array(z.string()).describe("Names"),
    created_at: z.string().describe("ISO 8601, UTC"),
    updated_at: z.string().describe("ISO 8601, UTC"),
    score: z.number().describe("bm25, cosine, or the sum of reciprocal ranks, by mode"),
    explain: z.strictObject({
      lexical: z.strictObject({
        rank: z.int().describe("From 1"),
        score: z.number().describe("bm25, greater is better"),
        matched_by: matchedBy.describe("How its words were found"),
      }).optional().describe("Where it stood by words"),
      semantic: z.strictObject({
        rank: z.int().describe("From 1"),
        score: z.number().describe("Cosine"),
      }).optional().describe("Where it stood by vectors"),
    }).optional().describe("With --explain: where it stood in each list"),
  })).describe("Best first"),
  offset: z.int().describe("How many better ones were skipped"),
  truncated: z.boolean().describe("Whether there are more"),
  documents: z.int().optional().describe("Documents in the store; told when nothing was found"),
  synced_at: z.string().nullable().describe(
    "When the project synced longest ago was; null where one never was to its end",
  ),
  notices: z.array(z.string()).describe("What kept the answer from being as good as could be"),
  explain: z.strictObject({
    asked: z.array(z.strictObject({
      matched_by: matchedBy.describe("How"),
      expression: z.string().describe("The FTS5 expression"),
      found: z.int().describe("Documents"),
    })).describe("What was put to the indexes of words, in order"),
    model: z.string().nullable().describe("Whose vectors were compared; null when none were"),
  }).optional().describe("With --explain: how it was searched"),
});
