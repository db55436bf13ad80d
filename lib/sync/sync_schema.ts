/** What a sync returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import { ERRORS } from "../errors.ts";
import type { SyncResult } from "./pipeline.ts";

const codes = Object.keys(ERRORS) as (keyof typeof ERRORS)[];

/** The result of `lore sync` and `lore ingest`. */
export const syncSchema: z.ZodType<SyncResult> = z.strictObject({
  issues: z.int().describe("Issues stored, new or changed"),
  merge_requests: z.int().describe("Merge requests stored, new or changed"),
  discussions: z.int().describe("Discussions stored"),
  events: z.int().describe("Resource events stored"),
  files: z.int().describe("Changed files of merge requests stored"),
  projects: z.int().describe("Projects that were looked at"),
  documents: z.int().describe("Documents written"),
  chunks: z.int().describe("Chunks embedded"),
  failures: z.array(z.strictObject({
    source: z.string().describe("Name of the source"),
    project: z.string().optional().describe("Path of the project; absent for a whole source"),
    stage: z.string().describe("In which stage it failed"),
    iid: z.int().optional().describe("Number of the item, where one item failed"),
    code: z.enum(codes).describe("Error code"),
    message: z.string().describe("What failed"),
    hint: z.string().optional().describe("What to do about it"),
  })).describe("What failed, at most 50 of them"),
  failed: z.int().describe("Failures in all"),
});
