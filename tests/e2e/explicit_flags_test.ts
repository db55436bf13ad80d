/** A command alone with explicit flags, as in a CI job, and what it says when one is missing. @module */

import assert from "node:assert/strict";
import { createDemoForge } from "../../lib/forge/demo/mod.ts";
import { ROOT } from "../gate/deno_command.ts";
import { loreHome, loreVariables } from "../support/lore_process.ts";

Deno.test("a sync with explicit flags needs no other, and names the one that is missing", async (t) => {
  await using server = createDemoForge({ projects: 1, issues: 2, mergeRequests: 1 })
    .serve({ port: 0 });
  using home = loreHome(server);
  const flags = {
    read: `--allow-read=${home.path}`,
    write: `--allow-write=${home.dataDir}`,
    net: `--allow-net=${new URL(server.url).host}`,
    env: "--allow-env",
  };
  const sync = async (given: readonly string[]) => {
    const deno = ["run", "-q", "--no-prompt", "--frozen", ...given, "commands/sync.ts"];
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [...deno, "--robot", "--config", home.configPath],
      cwd: ROOT,
      env: loreVariables(),
      stderr: "null",
    }).output();
    const { error } = JSON.parse(new TextDecoder().decode(stdout));
    return { code, error };
  };
  const hints: Readonly<Record<keyof typeof flags, RegExp>> = {
    read: new RegExp(`^Run again with --allow-read=${home.configPath}$`),
    write: new RegExp(`^Run again with --allow-write=${home.dataDir}$`),
    net: new RegExp(`^Run again with ${flags.net}$`),
    env: /^Run again with --allow-env=[A-Z_]+$/,
  };
  for (const [missing, hint] of Object.entries(hints)) {
    await t.step(`without ${missing}`, async () => {
      const rest = Object.entries(flags).filter(([kind]) => kind !== missing);
      const { code, error } = await sync(rest.map(([, flag]) => flag));
      assert.deepEqual([code, error.code], [4, "PERMISSION_DENIED"]);
      assert.match(error.hint, hint);
    });
  }
  assert.deepEqual(await sync(Object.values(flags)), { code: 0, error: undefined });
});
