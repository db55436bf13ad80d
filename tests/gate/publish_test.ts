import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { ROOT_URL, runDeno } from "./deno_command.ts";
import { refusedImports } from "./publish.ts";

Deno.test("refusedImports() names imports of text, of those that are published and those that are not", async () => {
  const graph = async (root: string) => {
    const { ok, stdout, stderr } = await runDeno(["info", "--json", "--frozen", root]);
    assert.ok(ok, stderr);
    return JSON.parse(stdout).modules;
  };
  for (const root of Object.values(config.exports)) {
    assert.deepEqual(refusedImports(await graph(root)), [], root);
  }
  const refused = refusedImports(await graph("migrations/mod.ts"));
  assert.ok(refused.includes("migrations/mod.ts imports ./001_sync_runs.sql"), refused.join("\n"));
});

Deno.test("refusedImports() takes JSON and names what cannot be loaded", () => {
  const dependencies = [{ specifier: "./a.json", assertionType: "json" }, { specifier: "./b.ts" }];
  assert.deepEqual(
    refusedImports([
      { specifier: `${ROOT_URL}a.ts`, dependencies },
      { specifier: "file:///gone.ts", error: "not found" },
    ]),
    ["file:///gone.ts: not found"],
  );
});

Deno.test("what is published is the library, with its licence and its readme", () => {
  const { include } = config.publish;
  for (const file of Object.values(config.exports)) {
    assert.ok(include.includes(file.replace("./", "")), file);
  }
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md", "deno.json"]) {
    assert.ok(include.includes(file), file);
  }
  assert.ok(include.every((path) => !/^(tests|commands|\.ci)\b/.test(path)));
});
