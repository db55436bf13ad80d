/** Real processes that may do everything: what a command leaves of it to itself. @module */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ROOT } from "../gate/deno_command.ts";

const PROBES = fileURLToPath(new URL("../support/probe_commands.ts", import.meta.url));

/** Runs a probe with every kind of access, loading modules as `deno task lore` does. */
async function probe(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const all = ["read", "write", "net", "env", "run", "sys"].map((kind) => `--allow-${kind}`);
  const deno = ["run", "-q", "--no-prompt", "--frozen", "--unstable-lazy-dynamic-imports"];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...deno, ...all, PROBES, "--robot", ...argv],
    cwd: ROOT,
    env: { LORE_ROBOT: "", NO_COLOR: "1", PROBE_ALONE: "", ...env },
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.equal(err, "");
  return { code, ...JSON.parse(out ?? "") };
}

Deno.test("lore as a whole gives up what the command that runs does not declare", async (t) => {
  for (const kind of ["write", "net", "run", "env", "sys"]) {
    await t.step(kind, async () => {
      const { code, error } = await probe(["idle", kind]);
      assert.deepEqual([code, error.code], [4, "PERMISSION_DENIED"]);
      assert.match(error.message, new RegExp(`^Deno does not allow ${kind} access`));
      assert.match(error.hint, new RegExp(`^"idle" does not declare that it needs ${kind}, `));
      assert.equal(error.actions, undefined);
    });
  }
});

Deno.test("from source a command keeps reading, since modules are read when they are needed", async () => {
  assert.equal((await probe(["idle", "read"])).code, 0);
});

Deno.test("what a command declares it keeps", async (t) => {
  for (const kind of ["read", "net", "run", "env"]) {
    await t.step(kind, async () => assert.equal((await probe(["busy", kind])).code, 0));
  }
});

Deno.test("colours are known also where the environment was given up", async () => {
  const { data } = await probe(["idle", "colour"]);
  assert.deepEqual(data, { found: "1" });
});

Deno.test("a command alone has what flags gave it", async () => {
  assert.equal((await probe(["env"], { PROBE_ALONE: "1" })).code, 0);
});
