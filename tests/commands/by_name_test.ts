import assert from "node:assert/strict";
import { commandLoaders } from "../../commands/by_name.ts";
import { commands } from "../../commands/mod.ts";

Deno.test("each command of the list, and no other, is loaded by its name", async () => {
  assert.deepEqual(Object.keys(commandLoaders), commands.map(({ name }) => name));
  for (const command of commands) {
    assert.equal(await commandLoaders[command.name]?.(), command, command.name);
  }
});
