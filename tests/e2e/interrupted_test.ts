/** What a sync says when it is told to stop: how to go on. @module */

import assert from "node:assert/strict";
import type { DemoForge } from "../../lib/forge/demo/mod.ts";
import { signalAtRequest } from "../support/killing.ts";
import { type LoreHome, loreHome, type LoreOutput } from "../support/lore_process.ts";
import { settledForge } from "../support/surgical_scene.ts";

/** Runs `lore ARGV` and interrupts it in the middle of its work. */
async function interrupted(
  argv: readonly string[],
  { home, forge }: { readonly home: LoreHome; readonly forge: DemoForge },
): Promise<LoreOutput> {
  const output = await signalAtRequest(7, argv, { home, forge, signal: "SIGINT" });
  assert.equal(output.code, 130, output.err);
  return output;
}

Deno.test("A sync that is interrupted says that the next one goes on", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome(server);
  const { err } = await interrupted(["sync", "-p", "acme/web"], { home, forge });
  assert.match(
    err,
    /^error: Interrupted\nhint: What was stored is kept; lore sync --project acme\/web goes on /m,
  );
  const { error } = JSON.parse((await interrupted(["sync", "--robot"], { home, forge })).out);
  assert.deepEqual(
    [error.code, error.hint, error.actions],
    [
      "INTERRUPTED",
      "What was stored is kept; lore sync goes on where this run stopped",
      ["lore sync", "lore sync-status"],
    ],
  );
});

Deno.test("A sync of single items that is interrupted names the run to resume", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome(server);
  const argv = ["sync", "--issue", "1,2,3", "-p", "acme/web"];
  const { err } = await interrupted(argv, { home, forge });
  assert.match(err, /^error: Interrupted\nhint: Go on by lore sync --resume [0-9a-f]{8}$/m);
  const { error, meta } = JSON.parse((await interrupted([...argv, "-J"], { home, forge })).out);
  const resume = `lore sync --resume ${meta.run_id}`;
  assert.deepEqual(
    [error.hint, error.actions, error.details.recovery_actions],
    [`Go on by ${resume}`, [resume, "lore sync-status"], [resume, "lore sync-status"]],
  );
});
