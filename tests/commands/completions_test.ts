import assert from "node:assert/strict";
import { completions } from "../../commands/completions.ts";
import type { Command } from "../../lib/cli/mod.ts";
import { completionsSchema } from "../../lib/completions/scripts_schema.ts";
import { type CompletionsResult, SHELLS } from "../../lib/completions/scripts.ts";
import { envelopeOf, FakeHost, runLore } from "../support/fake_host.ts";

const commands = [completions] as readonly Command[];

Deno.test("completions prints the script of each shell, and how to install it", async (t) => {
  for (const shell of SHELLS) {
    await t.step(shell, async () => {
      const text = await runLore(["completions", shell], { commands });
      assert.equal(text.code, 0);
      assert.ok(text.out.includes(`lore completions ${shell}`), "it names the command to source");
      assert.ok(text.out.includes(`__complete ${shell} `), "it asks for this shell");
      const robot = envelopeOf(await runLore(["completions", shell, "--robot"], { commands }));
      const data = completionsSchema.parse(robot.data) as CompletionsResult;
      assert.deepEqual([data.shell, data.script], [shell, text.out]);
    });
  }
});

Deno.test("completions offers each shell that there is a script for, and needs no config", async () => {
  assert.deepEqual(completions.positional?.shell.values, SHELLS);
  const { code, err } = await runLore(["completions", "fish"], {
    commands,
    host: new FakeHost({ LORE_CONFIG: "/no/such/config" }),
  });
  assert.deepEqual([code, err], [0, ""]);
});
