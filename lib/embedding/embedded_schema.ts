/** What `lore embed` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import type { EmbeddedDocuments } from "./embed_documents.ts";

/** The result of `lore embed`. */
export const embeddedSchema: z.ZodType<EmbeddedDocuments & { readonly model: string }> = z
  .strictObject({
    embedded: z.int().describe("Chunks that got a vector"),
    documents: z.int().describe("Documents that they are of"),
    removed: z.int().describe("Documents that are gone, whose vectors went"),
    restarted: z.boolean().describe("Whether all documents were embedded anew"),
    model: z.string().describe("What made the vectors"),
  });
