import assert from "node:assert/strict";
import { z } from "zod";
import { cliDocs } from "../../../lib/cli/docs.ts";
import type { FlagSpecs } from "../../../lib/cli/mod.ts";
import { GLOBAL_FLAGS } from "../../../lib/cli/globals.ts";
import { manifest } from "../../../lib/cli/manifest.ts";
import { ERRORS } from "../../../lib/errors.ts";
import { fixtures, greet } from "./fixture_commands.ts";

Deno.test("cliDocs() documents every command, flag, exit code and error code", () => {
  const docs = cliDocs(fixtures);
  for (const { name } of fixtures) assert.ok(docs.includes(`\n## ${name}\n`), name);
  const globalFlags: FlagSpecs = GLOBAL_FLAGS;
  for (const { alias } of Object.values(globalFlags)) {
    if (alias !== undefined) assert.ok(docs.includes(`\`-${alias}\``), alias);
  }
  for (const [code, { exit, meaning }] of Object.entries(ERRORS)) {
    assert.ok(docs.includes(`| \`${code}\` | ${exit} | ${meaning} |`), code);
  }
});

Deno.test("cliDocs() describes a command", async (t) => {
  const docs = cliDocs([greet]);
  await t.assertSnapshot(docs.slice(docs.indexOf("## greet"), docs.indexOf("## Exit codes")));
});

Deno.test("manifest() loads the schema of a result", async () => {
  const schema = z.strictObject({ greeting: z.string().describe("What is said") });
  const { commands } = await manifest([{ ...greet, resultSchema: () => Promise.resolve(schema) }]);
  assert.deepEqual(commands[0]?.result, {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { greeting: { type: "string", description: "What is said" } },
    required: ["greeting"],
  });
});
