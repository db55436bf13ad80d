import assert from "node:assert/strict";
import { temporaryFolder } from "../support/temporary_folder.ts";

const root = new URL("../../", import.meta.url);
const readme = await Deno.readTextFile(new URL("README.md", root));

Deno.test("README's script runs with the permissions it needs, and its log and stages are as said", async () => {
  using folder = temporaryFolder();
  const [, script] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  assert.ok(script !== undefined, "README has a script");
  assert.ok(script.trim().split("\n").length <= 16, "it is a short one");
  const path = `${folder.path}/script.ts`;
  await Deno.writeTextFile(path, script.replace("./mod.ts", new URL("mod.ts", root).href));
  await Deno.copyFile(new URL("deno.json", root), `${folder.path}/deno.json`);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-lock", "--no-prompt", "--allow-read=.", "--allow-write=logs", path],
    cwd: folder.path,
    env: { NO_COLOR: "1" },
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  assert.equal(code, 0);
  const [stage] = JSON.parse(new TextDecoder().decode(stdout));
  assert.deepEqual([stage.name, stage.project], ["read", "acme/web"]);
  assert.ok(stage.items_processed > 10);
  const [log] = [...Deno.readDirSync(`${folder.path}/logs`)];
  const lines = (await Deno.readTextFile(`${folder.path}/logs/${log?.name}`)).trim().split("\n");
  const messages = lines.map((line) => JSON.parse(line).fields.message);
  assert.deepEqual(messages, ["Read a file", "close", "close"]);
});

Deno.test("README names every command that there is, and no other", async () => {
  const { commands } = await import("../../commands/mod.ts");
  const [, section] = /## Commands\n([\s\S]*?)\n## /.exec(readme) ?? [];
  const named = new Set([...(section ?? "").matchAll(/`lore ([a-z-]+)/g)].map(([, name]) => name));
  assert.deepEqual([...named].toSorted(), commands.map(({ name }) => name).toSorted());
});
