/** What `lore doctor` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import { ERRORS } from "../errors.ts";
import type { Check } from "./check.ts";
import type { Diagnosis } from "./diagnosis.ts";

const codes = Object.keys(ERRORS) as (keyof typeof ERRORS)[];

const check: z.ZodType<Check> = z.looseObject({
  status: z.enum(["ok", "warn", "fail"]).describe("Whether it is in order"),
  message: z.string().describe("What was found"),
  hint: z.string().optional().describe("What to do about it"),
  code: z.enum(codes).optional().describe("The code that a command would fail with"),
});

/** The result of `lore doctor`. */
export const diagnosisSchema: z.ZodType<Diagnosis> = z.strictObject({
  checks: z.strictObject({
    config: check.describe("The config file"),
    token: check.describe("Whether each source's token is there, accepted and wide enough"),
    forge: check.describe("Whether each forge answers, and its version"),
    projects: check.describe("Whether each configured project can be seen"),
    clock: check.describe("How far this machine's clock is from the forge's"),
    store: check.describe("The store"),
    coverage: check.describe("Whether the mirror lacks anything; with states, as lore coverage"),
    lock: check.describe("Who holds the lock"),
    logging: check.describe("With log_dir, file_count, total_bytes, oldest_file"),
    permissions: check.describe("With flags: what Deno would have to be told"),
    embedding: check.describe("Whether the provider of vectors answers"),
  }).describe("Every check, by name"),
});
