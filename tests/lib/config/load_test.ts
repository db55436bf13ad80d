import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { loadConfig } from "../../../lib/config/mod.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const TEXT = '{ "sources": [{ "name": "work", "forge": "gitlab", "projects": ["a/b"] }] }';

const nothing = (): undefined => undefined;

Deno.test("loadConfig() says which file it read and why that one", async () => {
  using folder = temporaryFolder();
  const path = folder.write("my.json", `\uFEFF${TEXT}`);
  const loaded = await loadConfig({ flag: "my.json", environment: nothing, cwd: folder.path });
  assert.equal(loaded.path, path);
  assert.equal(loaded.place, "--config");
  assert.equal(loaded.config.sources[0]?.name, "work");
  assert.equal(loaded.origins["sources[0].name"], "file");
});

Deno.test("loadConfig() looks tokens up in the env file beside the config", async () => {
  using folder = temporaryFolder();
  folder.write("lore.config.json", TEXT);
  folder.write("lore.env", "GITLAB_TOKEN=from-file\n", { mode: 0o600 });
  const loaded = await loadConfig({ environment: nothing, cwd: folder.path });
  assert.equal(loaded.environment("GITLAB_TOKEN"), "from-file");
});

Deno.test("loadConfig() refuses a folder", async () => {
  using folder = temporaryFolder();
  await assert.rejects(loadConfig({ flag: folder.path, environment: nothing }), {
    code: "CONFIG_INVALID",
    message: `Cannot read the config "${folder.path}": it is a folder`,
  });
});

Deno.test("loadConfig() refuses a path that leads through a file", async () => {
  using folder = temporaryFolder();
  const path = folder.write("lore.config.json", TEXT);
  await assert.rejects(loadConfig({ flag: `${path}/x.json`, environment: nothing }), {
    code: "CONFIG_INVALID",
    message: /^Cannot read the config .*Not a directory/i,
  });
});

Deno.test({
  name: "loadConfig() says that a file may not be read",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0, // root reads everything
  async fn() {
    using folder = temporaryFolder();
    const path = folder.write("lore.config.json", TEXT);
    chmodSync(path, 0);
    await assert.rejects(loadConfig({ flag: path, environment: nothing }), {
      code: "CONFIG_INVALID",
      hint: `chmod u+r ${path}`,
    });
  },
});

Deno.test({
  name: "loadConfig() lets a missing Deno permission through, with its flag",
  permissions: { read: false },
  async fn() {
    await assert.rejects(loadConfig({ flag: "/lore.config.json", environment: nothing }), {
      name: "NotCapable",
      message: /Requires read access to "\/lore\.config\.json"/,
    });
  },
});
