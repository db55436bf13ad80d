/** What `lore robot-docs` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import type { Manifest } from "./manifest.ts";

const flag = z.strictObject({
  name: z.string().describe("As it is typed: --dry-run"),
  alias: z.string().optional().describe("As it is typed: -n"),
  kind: z.enum(["boolean", "counter", "enum", "parsed"]).describe(
    "boolean and counter take no value, enum one of values, parsed any that fits",
  ),
  brief: z.string().describe("What it does"),
  values: z.array(z.string()).optional().describe("Of an enum: what it may be"),
  default: z.union([z.string(), z.boolean()]).optional().describe("What holds without it"),
  required: z.boolean().describe("Whether it must be given"),
  repeatable: z.boolean().describe("Whether it may be given several times"),
});

const command = z.strictObject({
  name: z.string().describe("As it is typed"),
  summary: z.string().describe("One line"),
  description: z.string().optional().describe("More, as plain text"),
  usage: z.string().describe("How it is called"),
  arguments: z.array(z.strictObject({
    name: z.string().describe("What it is called"),
    brief: z.string().describe("What it means"),
    values: z.array(z.string()).optional().describe("What it may be"),
    required: z.boolean().describe("Whether it must be given"),
    repeatable: z.boolean().describe("Whether it may be given several times"),
    excludes: z.array(z.string()).optional().describe("Flags that are refused beside it"),
  })).describe("Words behind the command, in order"),
  flags: z.array(flag).describe("Its own flags; the global ones come beside"),
  examples: z.array(z.strictObject({
    line: z.string().describe("Can be run as it is"),
    brief: z.string().describe("What it does"),
  })).describe("Lines to learn from"),
  permissions: z.array(z.string()).describe("The access it needs: kind, or kind:what-for"),
  changes_store: z.boolean().describe("Whether it writes to the store, as a run with an id"),
  rows: z.array(z.string()).optional().describe(
    "Of a list: the members of data that may hold the rows, which --fields and --max-chars bound",
  ),
  result: z.record(z.string(), z.unknown()).optional().describe("JSON Schema of data"),
});

/** The manifest. */
export const manifestSchema: z.ZodType<Manifest> = z.strictObject({
  version: z.string().describe("Of lore"),
  global_flags: z.array(flag).describe("What every command takes, before or after its name"),
  envelope: z.record(z.string(), z.unknown()).describe(
    "JSON Schema of the line that --robot prints",
  ),
  commands: z.array(command).describe("What can be run"),
  errors: z.array(z.strictObject({
    code: z.string().describe("As error.code has it"),
    exit: z.int().describe("Exit code of the process"),
    meaning: z.string().describe("One clause"),
    actions: z.array(z.string()).describe("Commands that help in most cases"),
  })).describe("Every error code, by exit code"),
});

/** The result of `lore robot-docs`. */
export const robotDocsSchema: z.ZodType<Manifest | { readonly markdown: string }> = z.union([
  manifestSchema,
  z.strictObject({ markdown: z.string().describe("The pages, with --format markdown") }),
]);
