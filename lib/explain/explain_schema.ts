/** What `lore explain` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import { coverageSchema, runSchema } from "../sync/status_schema.ts";
import type { Explanation } from "./explain.ts";
import { logLineSchema } from "./logs_schema.ts";

/** The result of `lore explain`. */
export const explainSchema: z.ZodType<Explanation> = z.strictObject({
  run: runSchema.describe("The run that is explained"),
  outcome: z.enum(["well", "in part", "failed", "interrupted", "died", "running"]).describe(
    "How it ended; in part where something is missing of what it was to do",
  ),
  remark: z.string().nullable().describe(
    "What is to be known of a run that only the log knows of; null for one in the ledger",
  ),
  later_runs: z.int().describe("How many runs came after it"),
  error: z.strictObject({
    code: z.string().nullable().describe("Error code; null where only the ledger knows of it"),
    message: z.string().describe("What failed"),
    causes: z.array(z.string()).describe("Why, outermost first"),
    hint: z.string().nullable().describe("What to do about it"),
  }).nullable().describe("Why it failed"),
  warnings: z.array(z.strictObject({
    times: z.int().describe("How often this message was logged"),
    last: logLineSchema.describe("The last one"),
  })).describe("By message; the one that was logged last comes last"),
  logged: z.strictObject({
    warnings: z.int().describe("Lines of level WARN"),
    errors: z.int().describe("Lines of level ERROR"),
  }).describe("What the log holds of it"),
  compared: z.strictObject({
    runs: z.int().describe("Earlier runs of the same command and mode that ended well"),
    median_ms: z.number().nullable().describe("Their median time, milliseconds"),
  }).describe("What it is compared with"),
  slowest_stages: z.array(z.strictObject({
    name: z.string().describe("Name of the stage"),
    project: z.string().nullable().describe("Path of the project"),
    inside: z.array(z.string()).describe("The stages around it, outermost first"),
    elapsed_ms: z.number().describe("Milliseconds"),
    median_ms: z.number().nullable().describe("Of the same stage in earlier runs, milliseconds"),
  })).describe("Slowest first"),
  rate_limits: z.strictObject({
    hits: z.int().describe("Rate-limit answers"),
    retries: z.int().describe("Requests sent again"),
    waited_ms: z.number().describe("Milliseconds that requests waited, one after the other"),
  }).describe("Time lost to the forge's rate limits"),
  incomplete: z.array(coverageSchema).describe("What is known to be missing in the store now"),
  log_files: z.array(z.string()).describe("Log files that were read"),
  next: z.array(z.strictObject({
    command: z.string().describe("Can be run as it is"),
    why: z.string().describe("What it is good for"),
  })).describe("The best first"),
});
