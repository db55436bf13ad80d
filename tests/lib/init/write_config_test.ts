import assert from "node:assert/strict";
import { join } from "node:path";
import { LoreError } from "../../../lib/errors.ts";
import { findTarget, writeConfig } from "../../../lib/init/write_config.ts";
import { listFolder, readText } from "../../../lib/platform/files.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const SOURCE = {
  name: "work",
  forge: "gitlab",
  url: "https://g.test",
  token_env: "GITLAB_TOKEN",
  projects: ["a/b"],
} as const;

function environmentOf(variables: Readonly<Record<string, string>>) {
  return (name: string): string | undefined => variables[name];
}

function names(path: string): string[] {
  return listFolder(path).map(({ name }) => name).sort();
}

Deno.test("findTarget() is where lore looks first", () => {
  using folder = temporaryFolder();
  const named = join(folder.path, "named.json");
  const environment = environmentOf({ LORE_CONFIG: named });
  const target = (flag?: string) => findTarget({ flag, environment, force: false });
  assert.deepEqual(target(), { path: named, place: "LORE_CONFIG", replaces: false });
  const given = join(folder.path, "given.json");
  assert.deepEqual(target(given), { path: given, place: "--config", replaces: false });
});

Deno.test("writeConfig() makes the folders on the way, and names the schema after the config", () => {
  using folder = temporaryFolder();
  const environment = environmentOf({});
  const path = join(folder.path, "deep/er/config.json");
  const target = findTarget({ flag: path, environment, force: false });
  const { schema } = writeConfig(target, SOURCE);
  assert.deepEqual(schema, {
    path: join(folder.path, "deep/er/config.schema.json"),
    written: true,
  });
  assert.match(readText(path), /"\$schema": "\.\/config\.schema\.json"/);
  assert.deepEqual(names(join(folder.path, "deep/er")), ["config.json", "config.schema.json"]);
});

Deno.test("writeConfig() leaves a file alone that came there meanwhile", () => {
  using folder = temporaryFolder();
  const environment = environmentOf({});
  const path = join(folder.path, "lore.config.json");
  const target = findTarget({ flag: path, environment, force: false });
  folder.write("lore.config.json", "somebody else's");
  assert.throws(() => writeConfig(target, SOURCE), (error) => {
    assert.ok(error instanceof LoreError);
    assert.equal(error.code, "USAGE");
    return true;
  });
  assert.equal(readText(path), "somebody else's");
  assert.deepEqual(names(folder.path), ["lore.config.json"]);
});

Deno.test("writeConfig() says what keeps it from writing, and leaves nothing behind", () => {
  using folder = temporaryFolder();
  folder.write("file", "");
  const within = join(folder.path, "file/lore.config.json");
  const target = { path: within, place: "--config", replaces: false } as const;
  assert.throws(() => writeConfig(target, SOURCE), (error) => {
    assert.ok(error instanceof LoreError);
    assert.equal(error.code, "FAILED");
    assert.match(error.message, /^Cannot write ".*file\/lore\.config\.json": /);
    assert.match(error.hint ?? "", /--config PATH/);
    return true;
  });
  assert.deepEqual(names(folder.path), ["file"]);
});

Deno.test("writeConfig() refuses to write what lore would refuse to read", () => {
  using folder = temporaryFolder();
  const environment = environmentOf({});
  const path = join(folder.path, "lore.config.json");
  const target = findTarget({ flag: path, environment, force: false });
  const wrong = { ...SOURCE, projects: ["not a project"] };
  assert.throws(() => writeConfig(target, wrong), { code: "CONFIG_INVALID" });
  assert.deepEqual(names(folder.path), []);
});
