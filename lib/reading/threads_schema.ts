/** What `lore threads` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import { freshnessFields, pageFields, time } from "./items_schema.ts";
import type { ThreadsResult } from "./threads.ts";

/** The result of `lore threads`. */
export const threadsSchema: z.ZodType<ThreadsResult> = z.strictObject({
  threads: z.array(z.strictObject({
    id: z.string().describe("The forge's id of the discussion"),
    reference: z.string().describe("The item it is on: acme/web#12, acme/web!34"),
    kind: z.enum(["issue", "merge_request"]).describe("What the item is"),
    project: z.string().describe("Path of the item's project"),
    iid: z.int().positive().describe("Number of the item"),
    title: z.string().describe("Title of the item"),
    path: z.string().nullable()
      .describe("The file in whose diff it stands; null where it is about the item as a whole"),
    line: z.int().nullable().describe("The line there"),
    resolved: z.boolean().nullable()
      .describe("Whether it is resolved; null where there is nothing to resolve"),
    notes: z.int().positive().describe("Notes by people"),
    author: z.string().nullable().describe("Username of who began it"),
    body: z.string().describe("What it begins with, at most 300 characters"),
    updated_at: time("When it was last written in"),
    web_url: z.string().describe("Its place on the forge"),
  })).describe("The ones last written in first"),
  ...pageFields,
  ...freshnessFields,
});
