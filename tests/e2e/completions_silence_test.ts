/** What a shell sees of lore when something is wrong: nothing. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { commands } from "../../commands/mod.ts";
import { ROOT } from "../gate/deno_command.ts";
import { type LoreProgram, loreProgram } from "../support/lore_program.ts";
import { storeOfNames } from "../support/name_store.ts";

/** Asks as zsh does what can come at the end of some words. */
async function ask(
  { path, environment }: LoreProgram,
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
) {
  const { code, stdout, stderr } = await new Deno.Command(path, {
    args: ["__complete", "zsh", String(words.length - 1), ...words],
    env: environment(variables),
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

const LABELS = ["search", "--label", ""];

Deno.test("Whatever is wrong with config or store, a shell hears of no names and of nothing else", async (t) => {
  using program = loreProgram();
  const data = join(program.home, "data");
  Deno.mkdirSync(data);
  const file = join(data, "lore.db");
  const LORE_DATA_DIR = data;
  const nothing = { code: 0, out: "values\n", err: "" };
  const cases: [string, () => Disposable | void, Record<string, string>][] = [
    ["no config and no store", () => {}, {}],
    ["no store", () => {}, { LORE_DATA_DIR }],
    ["no folder", () => {}, { LORE_DATA_DIR: join(data, "none") }],
    ["no home", () => {}, { HOME: "" }],
    ["a config that is not there", () => {}, { LORE_CONFIG: join(data, "c.json") }],
    ["a config that is a folder", () => {}, { LORE_CONFIG: data }],
    ["a torn config", () => Deno.writeTextFileSync(join(data, "c.json"), '{ "storage": {'), {
      LORE_CONFIG: join(data, "c.json"),
    }],
    ["a torn store", () => Deno.writeTextFileSync(file, "SQLite format 3\0torn"), {
      LORE_DATA_DIR,
    }],
    ["an empty store", () => Deno.writeTextFileSync(file, ""), { LORE_DATA_DIR }],
    ["a store of another shape", () => {
      Deno.removeSync(file);
      using other = new DatabaseSync(file);
      other.exec("create table labels (id integer primary key); pragma user_version = 9999");
    }, { LORE_DATA_DIR }],
    ["a locked store", () => {
      Deno.removeSync(file);
      storeOfNames(data);
      const other = new DatabaseSync(file);
      other.exec("pragma journal_mode = delete; begin exclusive");
      return other;
    }, { LORE_DATA_DIR }],
  ];
  for (const [name, prepare, variables] of cases) {
    await t.step(name, async () => {
      using _held = prepare() ?? undefined;
      const before = filesBelow(data);
      assert.deepEqual(await ask(program, LABELS, variables), nothing);
      assert.deepEqual(filesBelow(data), before);
      const flags = await ask(program, ["search", "--lab"], variables);
      assert.match(flags.out, /^values\n--label\t/);
    });
  }
  await t.step("and with nothing wrong it hears them", async () => {
    const { out } = await ask(program, LABELS, {
      LORE_DATA_DIR,
      LORE_LOG: "=bad=",
      LORE_ROBOT: "1",
    });
    assert.match(out, /^values\nbug\tFor bug\n/);
  });
});

Deno.test("A shell gets no answer to what it cannot have asked, and exit 0", async () => {
  using program = loreProgram();
  for (const args of [[], ["csh"], ["zsh"], ["zsh", "x"], ["bash"], ["fish", "-1", "a"]]) {
    const { code, stderr } = await new Deno.Command(program.path, {
      args: ["__complete", ...args],
      env: program.environment(),
    }).output();
    assert.deepEqual([code, stderr.length], [0, 0], args.join(" "));
  }
});

Deno.test("What a shell asks by is in no help, no docs and no list of commands", async () => {
  using program = loreProgram();
  const { stdout } = await new Deno.Command(program.path, {
    args: ["--help"],
    env: program.environment(),
  }).output();
  const texts = [
    new TextDecoder().decode(stdout),
    ...["cli.md", "json_output.md"].map((name) => Deno.readTextFileSync(join(ROOT, "docs", name))),
    ...commands.map(({ name }) => name),
  ];
  for (const text of texts) assert.ok(!text.includes("__complete"), text);
});

Deno.test("A word near what a shell asks by is corrected to nothing", async () => {
  using program = loreProgram();
  const { code } = await new Deno.Command(program.path, {
    args: ["__complet", "zsh", "0", ""],
    env: program.environment(),
    stderr: "null",
    stdout: "null",
  }).output();
  assert.equal(code, 2);
});
