/** What `lore backup` and `lore reset` return in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import { totalsSchema } from "./stats_schema.ts";
import type { BackupResult, ResetResult } from "./store_types.ts";

/** The result of `lore backup`. */
export const backupSchema: z.ZodType<BackupResult> = z.strictObject({
  path: z.string().describe("Absolute path of the backup"),
  bytes: z.int().describe("Its size"),
  schema_version: z.int().describe("Version of its schema"),
  totals: totalsSchema.nullable().describe(
    "What it holds; null where its schema is not the one that this lore counts",
  ),
  replaced: z.boolean().describe("Whether a file that was there before was replaced"),
  elapsed_ms: z.int().describe("Milliseconds for the copy and its check"),
  restore: z.array(z.string()).describe(
    "Commands that put it in the place of the store, one after the other",
  ),
});

/** The result of `lore reset`. */
export const resetSchema: z.ZodType<ResetResult> = z.strictObject({
  path: z.string().describe("Absolute path of the store"),
  removed: z.array(z.string()).describe("Files that were removed; none where there was no store"),
  bytes: z.int().describe("What they took"),
  totals: totalsSchema.nullable().describe("What it held; null where that could not be read"),
  next: z.array(z.string()).describe("Commands to run next"),
});
