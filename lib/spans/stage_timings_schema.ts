/** What a stage is in JSON. Loaded only for the manifest and for tests: zod costs start-up time. @module */

import { z } from "zod";
import type { StageTiming } from "./stage_timings.ts";

/** A stage with those inside it. */
export const stageTimingSchema: z.ZodType<StageTiming> = z.strictObject({
  name: z.string().describe("Name of the stage: fetch_pages"),
  project: z.string().optional().describe("The project, for a stage below one project"),
  elapsed_ms: z.number().describe("Wall-clock milliseconds"),
  items_processed: z.int().describe("Items that this stage itself worked off"),
  items_skipped: z.int().optional().describe("Items that needed no work"),
  errors: z.int().optional().describe("Failed items, those of the stages below included"),
  rate_limit_hits: z.int().optional().describe("Rate-limit answers, those below included"),
  retries: z.int().optional().describe("Requests sent again, those below included"),
  get sub_stages() {
    return z.array(stageTimingSchema).optional().describe("Stages inside this one, in order");
  },
});
