import assert from "node:assert/strict";
import { z } from "zod";
import { commands } from "../../commands/mod.ts";
import type { Manifest } from "../../lib/cli/manifest.ts";
import { ERRORS } from "../../lib/errors.ts";
import { envelopeOf, FakeHost, runLore } from "../support/fake_host.ts";

async function manifest(...argv: string[]): Promise<Manifest> {
  const run = await runLore(["--robot", "robot-docs", ...argv], { commands });
  assert.equal(run.code, 0, run.out);
  return envelopeOf(run).data as unknown as Manifest;
}

/** A validator of values by a JSON Schema. */
function validator(schema: unknown): z.ZodType {
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
}

Deno.test("robot-docs validates against its own JSON Schema", async () => {
  const data = await manifest();
  const own = data.commands.find(({ name }) => name === "robot-docs");
  const schema = validator(own?.result);
  schema.parse(data);
  const { version: _, ...without } = data;
  assert.equal(schema.safeParse(without).success, false, "the schema takes anything");
});

Deno.test("the line that robot-docs prints validates against the envelope's schema", async () => {
  const run = await runLore(["--robot", "robot-docs"], { commands });
  const line = envelopeOf(run);
  const { envelope } = line.data as unknown as Manifest;
  validator(envelope).parse(line);
  const failed = await runLore(["--robot", "robot-docs", "nothing"], { commands });
  validator(envelope).parse(envelopeOf(failed));
  assert.equal(validator(envelope).safeParse({ ok: "yes" }).success, false);
});

Deno.test("robot-docs knows every command, error and exit code", async () => {
  const data = await manifest();
  assert.deepEqual(data.commands.map(({ name }) => name), commands.map(({ name }) => name));
  assert.deepEqual(
    data.errors.map(({ code, exit }) => [code, exit]),
    Object.entries(ERRORS).map(([code, { exit }]) => [code, exit]),
  );
});

Deno.test("every command declares what it returns, every field with its meaning", async () => {
  for (const { name, result } of (await manifest()).commands) {
    assert.ok(result !== undefined, `${name} declares no result`);
    const silent = fieldsWithoutMeaning(result, result);
    assert.deepEqual([name, silent], [name, []]);
  }
});

/** Paths of fields that no description explains. */
function fieldsWithoutMeaning(schema: unknown, root: object, path = ""): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, member]) => {
    if (key !== "properties" || typeof member !== "object" || member === null) {
      return fieldsWithoutMeaning(member, root, key === "properties" ? path : `${path}/${key}`);
    }
    return Object.entries(member as Record<string, object>).flatMap(([name, field]) => {
      const own = `${path}.${name}`;
      const explained = "description" in field || "$ref" in field;
      return [...(explained ? [] : [own]), ...fieldsWithoutMeaning(field, root, own)];
    });
  });
}

Deno.test("every list names the members of its result that hold rows", async () => {
  for (const { name, rows = [], result } of (await manifest()).commands) {
    const text = JSON.stringify(result);
    for (const row of rows) assert.ok(text.includes(`"${row}":{`), `${name} has no "${row}"`);
  }
});

Deno.test("every action of an error is a command line that can be run", async () => {
  const { errors } = await manifest();
  for (const { code, actions } of errors) {
    assert.ok(actions.length > 0, code);
    for (const action of actions) {
      const [lore, command = "", ...rest] = action.split(" ");
      assert.equal(lore, "lore");
      const found = commands.find(({ name }) => name === command);
      assert.ok(found || command.startsWith("--"), `${code}: ${action}`);
      if (rest.length > 0) {
        const help = await runLore([command, ...rest, "--help"], { commands });
        assert.equal(help.code, 0, `${code}: ${action}`);
      }
    }
  }
});

Deno.test("robot-docs describes only the commands that are named", async () => {
  assert.deepEqual((await manifest("search", "sync")).commands.map(({ name }) => name), [
    "sync",
    "search",
  ]);
});

Deno.test("robot-docs refuses a name that is no command's, with the one that was meant", async () => {
  const { code, err } = await runLore(["robot-docs", "serach"], { commands });
  assert.equal(code, 5);
  assert.match(err, /There is no command "serach"\nhint: Did you mean search\?/);
});

Deno.test("robot-docs --format markdown prints the pages in docs", async () => {
  const { out } = await runLore(["robot-docs", "--format", "markdown"], { commands });
  for (const { name } of commands) assert.ok(out.includes(`\n## ${name}\n`), name);
  assert.ok(out.startsWith("# The command line\n") && out.includes("\n# JSON output\n"));
  const robot = await runLore(["--robot", "robot-docs", "--format", "markdown"], { commands });
  assert.deepEqual(envelopeOf(robot).data, { markdown: out });
});

Deno.test("robot-docs at a terminal is JSON that can be read by eye and by program", async () => {
  const host = new FakeHost();
  host.terminal.stdoutIsTerminal = true;
  const { out } = await runLore(["robot-docs"], { commands, host });
  assert.match(out, /^\{\n {2}"version"/);
  assert.equal(JSON.parse(out).commands.length, commands.length);
});
