/** What must hold for every command that there is, whoever wrote it. @module */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parse } from "jsonc-parser";
import { commands } from "../../../commands/mod.ts";
import { kebabCase } from "../../../lib/cli/command.ts";
import { GLOBAL_FLAGS } from "../../../lib/cli/globals.ts";
import { VERSION } from "../../../lib/cli/version.ts";
import { readText } from "../../../lib/platform/files.ts";
import { fixtures } from "./fixture_commands.ts";

interface DenoConfig {
  readonly version: string;
  readonly permissions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
const config: DenoConfig = parse(readText(`${root}deno.json`));

Deno.test("VERSION is that of deno.json", () => assert.equal(VERSION, config.version));

Deno.test("each command can be told from the others and from the global flags", async (t) => {
  assert.equal(new Set(commands.map(({ name }) => name)).size, commands.length);
  const taken = new Set<string>(
    Object.values(GLOBAL_FLAGS).flatMap((flag) => "alias" in flag ? [flag.alias] : []),
  );
  for (const command of [...commands, ...fixtures]) {
    await t.step(command.name, () => {
      assert.match(command.name, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(!command.summary.endsWith("."), "the summary ends with a period");
      const letters = Object.values(command.flags).flatMap(({ alias }) => alias ?? []);
      assert.equal(new Set(letters).size, letters.length, "two flags have one letter");
      for (const letter of letters) {
        assert.match(letter, /^[A-Za-z]$/);
        assert.ok(!taken.has(letter), `-${letter} is a global flag`);
      }
      for (const [key, { brief }] of Object.entries(command.flags)) {
        // A name of one letter would be taken for one that does not exist.
        assert.match(key, /^[a-z][a-z0-9]+([A-Z][a-z0-9]*)*$/);
        assert.ok(!(key in GLOBAL_FLAGS), `--${kebabCase(key)} is a global flag`);
        assert.ok(!brief.endsWith("."), `the brief of --${kebabCase(key)} ends with a period`);
        assert.ok(!(key in (command.positional ?? {})), `${key} is both flag and argument`);
      }
      for (const spec of Object.values(command.positional ?? {})) {
        const excluded = spec.kind === "parsed" ? spec.excludes?.flags ?? [] : [];
        for (const key of excluded) assert.ok(key in command.flags, `${key} is no flag`);
      }
      const kinds = Object.values(command.positional ?? {}).map(({ kind }) => kind);
      assert.ok(!kinds.slice(0, -1).includes("rest"), "only the last argument may be a rest");
    });
  }
});

Deno.test("each command has a permission set of its name with the access it declares", async (t) => {
  for (const { name, permissions } of commands) {
    await t.step(name, () => {
      const set = config.permissions[name];
      assert.ok(set, `deno.json has no permission set "${name}"`);
      const granted = Object.keys(set).filter((kind) => set[kind] !== false).sort();
      const declared = [...new Set(permissions.map((each) => each.split(":")[0]))].sort();
      assert.deepEqual(granted, declared);
    });
  }
});

Deno.test("each command answers --help under its permission set", async (t) => {
  const answers = commands.map(async ({ name, summary }) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-q",
        "--no-prompt",
        "--frozen",
        `-P=${name}`,
        `${root}commands/${name.replaceAll("-", "_")}.ts`,
        "--help",
      ],
      cwd: root,
      stdin: "null",
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { name, summary, code, out, err };
  });
  for (const { name, summary, code, out, err } of await Promise.all(answers)) {
    await t.step(name, () => {
      assert.deepEqual([code, err], [0, ""]);
      assert.ok(out?.startsWith(`lore ${name}: ${summary}\n`), out);
    });
  }
});
