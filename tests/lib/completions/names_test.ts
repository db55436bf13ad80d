import assert from "node:assert/strict";
import { join } from "node:path";
import { namesFor, type NamesOptions } from "../../../lib/completions/names.ts";
import { parseConfig } from "../../../lib/config/parse.ts";
import { NOON } from "../../support/model.ts";
import { storeOfNames } from "../../support/name_store.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/temporary_folder.ts";

const SOURCE = '"sources": [{ "name": "a", "forge": "gitlab", "url": "https://a.test" ,' +
  ' "projects": ["a/b"] }]';

/** The projects that are found, with only these variables set. */
function projects(
  variables: Readonly<Record<string, string>>,
  options: Partial<NamesOptions> = {},
): string[] {
  const environment = (name: string): string | undefined => variables[name];
  return namesFor("project", "", { environment, now: NOON, ...options })
    .map(({ value }) => value);
}

function withStore(folder: TemporaryFolder, below: string): string {
  folder.write(join(below, "note"), "");
  storeOfNames(join(folder.path, below));
  return join(folder.path, below);
}

Deno.test("namesFor() looks where every command finds the store", async (t) => {
  using folder = temporaryFolder();
  const data = withStore(folder, "data");
  const beside = folder.write("c.json", `{ ${SOURCE}, "storage": { "data_dir": "data" } }`);
  const home = folder.write("h.json", `{ ${SOURCE}, "storage": { "data_dir": "~/data" } }`);
  const silent = folder.write("s.json", `{ ${SOURCE} }`);
  const standard = withStore(folder, "xdg/lore");
  assert.ok(standard);
  const XDG_DATA_HOME = join(folder.path, "xdg");
  const found: [string, Record<string, string>, string | undefined][] = [
    ["LORE_DATA_DIR", { LORE_DATA_DIR: data }, "/no/such/config"],
    ["--config, relative to it", {}, beside],
    ["LORE_CONFIG", { LORE_CONFIG: beside }, undefined],
    ["storage.data_dir in the home", { HOME: folder.path }, home],
    ["--config in the home", { HOME: folder.path }, "~/c.json"],
    ["a config that does not say it", { XDG_DATA_HOME }, silent],
    ["no config", { XDG_DATA_HOME, HOME: "/no/home" }, undefined],
  ];
  for (const [name, variables, configFlag] of found) {
    await t.step(
      name,
      () => assert.deepEqual(projects(variables, { configFlag }), ["acme/api", "acme/web"]),
    );
  }
  await t.step("a named config that is not there leaves no other", () => {
    assert.throws(() => projects({ XDG_DATA_HOME }, { configFlag: "/no/such/config" }));
    assert.throws(() => projects({ XDG_DATA_HOME, LORE_CONFIG: "/no/such/config" }));
  });
});

Deno.test("namesFor() reads of a config what its parser reads", async (t) => {
  using folder = temporaryFolder();
  const data = JSON.stringify(withStore(folder, 'data // "of" /* mine */ [,]'));
  const texts = [
    `\uFEFF{ // first\n${SOURCE}, /* "storage": {} */ "storage": { "data_dir": ${data}, }, }`,
    `{ "storage": {\n"data_dir": ${data} // "x"\n}, ${SOURCE} }`,
    `{${SOURCE},"storage":{"data_\\u0064ir":${data}}}`,
  ];
  for (const text of texts) {
    await t.step(text, () => {
      const configFlag = folder.write("c.json", text);
      const { config } = parseConfig(text.replace(/^\uFEFF/, ""), { path: configFlag, home: "/" });
      assert.equal(JSON.stringify(config.storage.data_dir), data);
      assert.deepEqual(projects({}, { configFlag }), ["acme/api", "acme/web"]);
    });
  }
  await t.step("a config that is torn has no names", () => {
    const configFlag = folder.write("torn.json", `{ "storage": { "data_dir": ${data}`);
    assert.throws(() => projects({ XDG_DATA_HOME: "/" }, { configFlag }));
  });
});

Deno.test("namesFor() puts what is known of a name on one line", () => {
  using folder = temporaryFolder();
  const data = withStore(folder, "data");
  const environment = (name: string) => name === "LORE_DATA_DIR" ? data : undefined;
  const options = { environment, now: NOON + 3_600_000 };
  assert.deepEqual(namesFor("project", "acme/w", options), [{
    value: "acme/web",
    brief: "The web",
  }]);
  assert.deepEqual(namesFor("run", "a1b", options), [
    { value: "a1b2c3d4", brief: "sync, running, 1 hour ago" },
  ]);
});
