import assert from "node:assert/strict";
import { commands } from "../../commands/mod.ts";
import config from "../../deno.json" with { type: "json" };
import { filesBelow, runDeno } from "../gate/deno_command.ts";

const SETS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = config.permissions;

/** The sets that belong to no command. */
const OTHER_SETS = ["lore", "test", "bench", "gate"];

function kindsOf(name: string): string[] {
  return Object.keys(SETS[name] ?? {}).sort();
}

Deno.test("every file in commands/ is a command of lore", () => {
  const lists = ["commands/by_name.ts", "commands/mod.ts"];
  const files = filesBelow("commands").filter((file) => !lists.includes(file));
  assert.deepEqual(
    commands.map(({ name }) => `commands/${name.replaceAll("-", "_")}.ts`).sort(),
    files,
  );
});

Deno.test("every command has a permission set of its name with the access that it declares", async (t) => {
  for (const { name, permissions } of commands) {
    await t.step(name, () => {
      const declared = new Set(permissions.map((permission) => permission.split(":")[0]));
      assert.deepEqual(kindsOf(name), [...declared].sort());
    });
  }
});

Deno.test("the set of the whole lore is the union of its commands' sets", () => {
  const union = new Set(
    Object.keys(SETS).filter((name) => !OTHER_SETS.includes(name)).flatMap(kindsOf),
  );
  assert.deepEqual(kindsOf("lore"), [...union].sort());
});

Deno.test("no task gives every permission or does without the lock file", () => {
  for (const [name, { command }] of Object.entries(config.tasks)) {
    assert.doesNotMatch(command, /(?:^|\s)(?:-A|--allow-all)(?:\s|$)/, name);
    assert.match(command, /--frozen/, name);
  }
});

Deno.test("every command answers --help under its own set", async (t) => {
  for (const { name } of commands) {
    await t.step(name, async () => {
      const file = `commands/${name.replaceAll("-", "_")}.ts`;
      const run = ["run", "-q", "--no-prompt", `-P=${name}`, "--frozen", file, "--help"];
      const { ok, stdout, stderr } = await runDeno(run);
      assert.ok(ok, stderr);
      assert.match(stdout, new RegExp(`lore ${name}`));
      assert.equal(stderr, "");
    });
  }
});

Deno.test("lore answers --help and --version under the union of all sets", async () => {
  const run = (flag: string) =>
    runDeno(["run", "-q", "--no-prompt", "-P=lore", "--frozen", "mod.ts", flag]);
  const [help, version] = await Promise.all([run("--help"), run("--version")]);
  for (const { name } of commands) assert.ok(help.stdout.includes(name), name);
  assert.equal(version.stdout, `lore ${config.version}\n`);
});
