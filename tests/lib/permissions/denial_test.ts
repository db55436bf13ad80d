import assert from "node:assert/strict";
import { LoreError, toLoreError } from "../../../lib/errors.ts";
import { withNeededFlag } from "../../../lib/permissions/denial.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

function denied(kind: string, target: string): LoreError {
  const message = `Requires ${kind} access to "${target}", run again with the --allow-${kind} flag`;
  return toLoreError(new Deno.errors.NotCapable(message));
}

Deno.test("withNeededFlag() names what lore permissions prints", async (t) => {
  using folder = temporaryFolder();
  const source = { name: "a", forge: "gitlab", url: "https://a.test", projects: ["a/b"] };
  const config = { sources: [source], storage: { data_dir: "my data" } };
  const configFlag = folder.write("lore.json", JSON.stringify(config));
  const command = {
    name: "sync",
    permissions: ["read:data", "write:data", "net:forge", "env"],
    configFlag,
    environment: () => undefined,
  };
  const cases: readonly [what: string, error: LoreError, hint: string][] = [
    [
      "the folder for a file of it, quoted",
      denied("write", `${folder.path}/my data/lore.lock`),
      `Run again with '--allow-write=${folder.path}/my data'`,
    ],
    [
      "the host without the usual port",
      denied("net", "a.test:443"),
      "Run again with --allow-net=a.test",
    ],
    ["else what Deno says", denied("net", "b.test:443"), "Run again with --allow-net=b.test:443"],
    ["also of a variable", denied("env", "X"), "Run again with --allow-env=X"],
    [
      "that no flag helps",
      denied("run", "less"),
      '"sync" does not declare that it needs run, so lore gave it up before it ran: this is a bug in lore',
    ],
  ];
  for (const [what, error, hint] of cases) {
    await t.step(what, async () => {
      const said = await withNeededFlag(error, command);
      assert.equal(said.hint, hint);
      assert.equal(said.code, "PERMISSION_DENIED");
      assert.equal(said.message, error.message);
      assert.equal(said.cause, error.cause);
    });
  }
  await t.step("with the line that prints all of them", async () => {
    const said = await withNeededFlag(denied("net", "a.test:443"), command);
    assert.deepEqual(said.actions, [`lore --config ${configFlag} permissions sync`]);
    assert.equal(said.details.flag, "--allow-net=a.test");
  });
  await t.step("and leaves Deno's word where the config cannot be read", async () => {
    const error = denied("read", "/nowhere/lore.json");
    const said = await withNeededFlag(error, { ...command, configFlag: "/nowhere/lore.json" });
    assert.equal(said, error);
  });
});
