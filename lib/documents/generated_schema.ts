/** What `lore generate-docs` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import type { GeneratedDocuments } from "./generate.ts";

/** The result of `lore generate-docs`. */
export const generatedSchema: z.ZodType<GeneratedDocuments> = z.strictObject({
  written: z.int().describe("New documents and those that changed"),
  skipped: z.int().describe("Documents that needed no change"),
  removed: z.int().describe("Documents of entities that are gone"),
});
