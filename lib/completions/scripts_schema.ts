/** What `lore completions` answers in robot mode. @module */

import { z } from "zod";
import { type CompletionsResult, SHELLS } from "./scripts.ts";

/** The schema of {@link CompletionsResult}. */
export const completionsSchema: z.ZodType<CompletionsResult> = z.strictObject({
  shell: z.enum(SHELLS).describe("The shell that the script is for"),
  script: z.string().describe("The script, to be sourced by that shell"),
});
