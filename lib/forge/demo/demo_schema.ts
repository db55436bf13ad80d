/** What `lore demo` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";

/** The result of `lore demo`. */
export const demoSchema = z.strictObject({
  url: z.string().describe("Where the forge was"),
  config: z.string().describe("A config for it"),
  steps: z.array(z.strictObject({
    line: z.string().describe("What was run"),
    exit_code: z.int().describe("What it ended with"),
    envelope: z.unknown().optional().describe("What it answered"),
  })).describe("What was shown, in order"),
});
