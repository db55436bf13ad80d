import assert from "node:assert/strict";
import { systemCommands } from "../../../lib/platform/command_runner.ts";

Deno.test("systemCommands() passes arguments as they are, through no shell", async () => {
  const script = "console.log(JSON.stringify(Deno.args))";
  const args = ["$HOME", "a b", "; exit 3", '"'];
  const result = await systemCommands([Deno.execPath(), "eval", script, ...args]);
  assert.equal(result.code, 0);
  assert.deepEqual(JSON.parse(result.stdout), args);
});

Deno.test("systemCommands() gives back code and both streams, and adds to the environment", async () => {
  const script = `
    console.error(Deno.env.get("LORE_TEST_WORD"));
    Deno.exit(9);`;
  const result = await systemCommands([Deno.execPath(), "eval", script], {
    env: { LORE_TEST_WORD: "heard", NO_COLOR: "1" },
  });
  assert.deepEqual(result, { code: 9, stdout: "", stderr: "heard\n" });
});

Deno.test("systemCommands() rejects when there is no such program", async () => {
  await assert.rejects(systemCommands(["lore-no-such-program"]), Deno.errors.NotFound);
});
