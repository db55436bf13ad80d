/** What `lore init` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import type { InitResult } from "./types.ts";

const source = z.strictObject({
  name: z.string().describe("What messages call it"),
  forge: z.literal("gitlab").describe("Which forge it is"),
  url: z.string().describe("The forge's address"),
  token_env: z.string().describe("The environment variable that holds the token"),
  projects: z.array(z.string()).readonly().describe("Projects and wildcards to mirror"),
});

const check = z.strictObject({
  check: z.enum(["token", "forge", "project"]).describe("What kind of thing was looked at"),
  subject: z.string().describe("The variable, address, project or wildcard"),
  status: z.enum(["ok", "warn", "fail"]).describe("Whether it is in order; warn where not checked"),
  message: z.string().describe("What was found"),
  hint: z.string().optional().describe("What to do about it"),
});

const owner = z.strictObject({
  user: z.string().describe("User name of the token's owner"),
  scopes: z.array(z.string()).readonly().nullable().describe(
    "Scopes of the token; null where the forge does not tell",
  ),
  expires_at: z.string().nullable().describe(
    "Day on which the token ends, as in 2027-01-31; null when it lasts or nobody tells",
  ),
});

/** The result of `lore init`. */
export const initSchema: z.ZodType<InitResult> = z.strictObject({
  path: z.string().describe("Absolute path of the config that was written"),
  place: z.enum(["--config", "LORE_CONFIG", "working directory", "user config"]).describe(
    "Why it is there",
  ),
  replaced: z.boolean().describe("Whether a file that was there was replaced"),
  schema: z.strictObject({
    path: z.string().describe("Absolute path of the JSON Schema beside the config"),
    written: z.boolean().describe("False when it was there already and left as it is"),
  }).describe("What the config's $schema names"),
  sources: z.array(source).readonly().describe("The sources in the config"),
  token: owner.nullable().describe("Who the token belongs to; null where nothing was checked"),
  checks: z.array(check).readonly().describe("What the forge said of token, address and projects"),
  notes: z.array(z.string()).readonly().describe("What else deserves to be known"),
  next: z.array(z.string()).readonly().describe("Commands to run next"),
});
