/** What the robot envelope is. Loaded only for the manifest and for tests: zod costs start-up time. @module */

import { z } from "zod";
import { ERRORS } from "../errors.ts";
import { stageTimingSchema } from "../spans/stage_timings_schema.ts";

const codes = Object.keys(ERRORS) as (keyof typeof ERRORS)[];

const meta = z.strictObject({
  run_id: z.string().optional().describe("Of a command that changes the store: its run"),
  elapsed_ms: z.int().describe("Milliseconds from the start to the writing of this line"),
  stages: z.array(stageTimingSchema).optional().describe("What took how long"),
  corrections: z.array(z.strictObject({
    given: z.string().describe("What was typed"),
    used: z.string().describe("What it was taken for"),
  })).optional().describe("What was mistyped"),
  truncated: z.boolean().optional().describe("Of lists: whether there is more than these rows"),
  next: z.string().optional().describe("The command for the next page, where there is one"),
  shortened: z.array(z.strictObject({
    path: z.string().describe("Where the text stands in data: timeline.0.body"),
    chars: z.int().describe("Characters that the whole text has"),
  })).optional().describe("Texts that --max-chars cut at their end, where … then stands"),
});

const error = z.strictObject({
  code: z.enum(codes).describe("What kind of failure; decides the exit code"),
  message: z.string().describe("What failed, for people"),
  hint: z.string().optional().describe("What to do about it"),
  actions: z.array(z.string()).optional().describe("Commands that can be run as they are"),
  details: z.record(z.string(), z.unknown()).optional().describe("Data on it: paths, ids, counts"),
  causes: z.array(z.string()).optional().describe("Why, outermost first"),
});

/** The one line that `--robot` puts on stdout. A run that finished in part has data and error. */
export const envelopeSchema = z.strictObject({
  ok: z.boolean().describe("Whether all went well"),
  data: z.unknown().optional().describe("The result; its schema is that of the command"),
  error: error.optional().describe("What went wrong; absent where ok is true"),
  meta: meta.describe("What is said beside the result"),
});
