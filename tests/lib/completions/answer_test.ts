import assert from "node:assert/strict";
import { type Command, defineCommand, PROJECT_FLAG } from "../../../lib/cli/mod.ts";
import { answer } from "../../../lib/completions/answer.ts";

/** A command with every kind of flag. */
const find = defineCommand({
  name: "find",
  summary: "Find things",
  flags: {
    project: PROJECT_FLAG,
    label: {
      kind: "parsed",
      parse: String,
      variadic: true,
      alias: "l",
      brief: "Labels",
      completes: "label",
    },
    people: { kind: "parsed", parse: String, variadic: ",", brief: "People", completes: "user" },
    type: { kind: "enum", values: ["issue", "mr"], optional: true, brief: "Kind" },
    kinds: { kind: "enum", values: ["one", "two", "three"], variadic: ",", brief: "Kinds" },
    full: { kind: "boolean", alias: "f", brief: "All" },
    events: { kind: "boolean", default: true, brief: "No events" },
    free: { kind: "parsed", parse: String, optional: true, brief: "Anything" },
    secret: { kind: "boolean", hidden: true, brief: "Not told" },
  },
  positional: { words: { kind: "rest", parse: String, brief: "Words" } },
  permissions: [],
  run: () => ({}),
  text: () => "",
});

const take = defineCommand({
  name: "take",
  summary: "Take one",
  flags: {
    also: { kind: "parsed", parse: String, optional: true, brief: "", completes: "command" },
  },
  positional: {
    kind: { kind: "enum", values: ["issues", "mrs"], brief: "Kind" },
    run: { kind: "parsed", parse: String, optional: true, brief: "Run", completes: "run" },
  },
  permissions: [],
  run: () => ({}),
  text: () => "",
});

const NAMES: Readonly<Record<string, readonly string[]>> = {
  project: ["acme/web", "acme/api"],
  label: ["bug", "to do", "scope::big", "it's", "-dashed", "a\u202Eb", "a\nb", ""],
  user: ["ada", "bob", "a,b"],
  run: ["a1b2c3d4"],
};

/** What is asked of the mirror, and under which config. */
let asked: unknown[] = [];

async function complete(...args: string[]): Promise<string[]> {
  asked = [];
  const text = await answer(args, {
    commands: [find, take] as readonly Command[],
    findNames: (config) => (kind, prefix, project) => {
      asked.push({ kind, prefix, project, config });
      const names = (NAMES[kind] ?? []).filter((name) => name.startsWith(prefix));
      return Promise.resolve(names.map((value) => ({ value, brief: `about\t${value}` })));
    },
  });
  return text.split("\n").slice(0, -1);
}

/** The values that zsh gets at the end of a line of words. */
async function atEndOf(...words: string[]): Promise<string[]> {
  const [header, ...rows] = await complete("zsh", String(words.length - 1), ...words);
  if (header !== "values") return [header ?? ""];
  return rows.map((row) => row.split("\t")[0] ?? "");
}

const FLAGS = ["project", "label", "people", "type", "kinds", "full", "no-events", "free"];
const GLOBALS = ["config", "robot", "quiet", "verbose", "log-format", "color", "help", "version"];

function long(...names: string[]): string[] {
  return names.map((name) => `--${name}`);
}

Deno.test("answer() offers what can stand at the end of a line", async (t) => {
  const cases: [string[], string[]][] = [
    [[""], ["find", "take"]],
    [["ta"], ["take"]],
    [["x"], []],
    [["-"], long(...GLOBALS)],
    [["--co"], ["--config", "--color"]],
    [["--color", ""], ["auto", "always", "never"]],
    [["--color=a"], ["--color=auto", "--color=always"]],
    [["--color", "never", "f"], ["find"]],
    [["help", ""], ["find", "take"]],
    [["--", ""], ["find", "take"]],
    [["find", "--"], long(...FLAGS, ...GLOBALS)],
    [["find", "--p"], ["--project", "--people"]],
    [["find", "--secr"], []],
    [["find", "-f"], ["-f"]],
    [["find", "-x"], []],
    [["find", "--full", "--f"], ["--free"]],
    [["find", "-f", "--f"], ["--free"]],
    [["find", "-vf", "--f"], ["--free"]],
    [["find", "-p", "acme/web", "--p"], ["--people"]],
    [["find", "--no-events", "--no"], []],
    [["find", "--label", "bug", "--la"], ["--label"]],
    [["find", "-v", "--verb"], ["--verbose"]],
    [["find", "-p", ""], ["acme/web", "acme/api"]],
    [["find", "--project=acme/w"], ["--project=acme/web"]],
    [["find", "-pacme/w"], ["-pacme/web"]],
    [["find", "-fp=acme/w"], ["-fp=acme/web"]],
    [["find", "--label", ""], ["bug", "to do", "scope::big", "it's"]],
    [["find", "--label=-"], ["--label=-dashed"]],
    [["find", "-l", "bug", "-l", ""], ["to do", "scope::big", "it's"]],
    [["find", "--people", ""], ["ada", "bob"]],
    [["find", "--people", "ada,"], ["ada,bob"]],
    [["find", "--people=bob,a"], ["--people=bob,ada"]],
    [["find", "--kinds", "one,t"], ["one,two", "one,three"]],
    [["find", "--kinds", "one,two", "--kinds", ""], ["three"]],
    [["find", "--type", "m"], ["mr"]],
    [["find", "--free", ""], []],
    [["find", "--full=", ""], []],
    [["find", "--full=x"], []],
    [["find", "--label", "--fu"], ["--full"]],
    [["find", ""], []],
    [["find", "--", "-"], []],
    [["find", "--", "--label", ""], []],
    [["take", ""], ["issues", "mrs"]],
    [["take", "issues", "a"], ["a1b2c3d4"]],
    [["take", "issues", "a1b2c3d4", ""], long("also", ...GLOBALS)],
    [["take", "--also=f"], ["--also=find"]],
    [["take", "issues", "a1b2c3d4", "x"], []],
    [["take", "--", "m"], ["mrs"]],
    [["unknown", ""], long(...GLOBALS)],
    [["find", "--config", "a b"], ["files\t\ta b"]],
    [["find", "--config=./x"], ["files\t--config=\t./x"]],
  ];
  for (const [words, expected] of cases) {
    await t.step(words.join(" "), async () => assert.deepEqual(await atEndOf(...words), expected));
  }
});

Deno.test("answer() sees flags behind the cursor, and asks about the project and config of the line", async () => {
  assert.deepEqual(await complete("zsh", "1", "find", "--fu", "--full"), ["values"]);
  assert.deepEqual(await complete("zsh", "2", "find", "-l", "b", "-p", "acme/web", "--config=x"), [
    "values",
    "bug\tabout bug",
  ]);
  assert.deepEqual(asked, [{ kind: "label", prefix: "b", project: "acme/web", config: "x" }]);
});

Deno.test("answer() takes the quotes off the word that fish sends, and no other's", async () => {
  assert.deepEqual(await complete("fish", "2", "find", "-l", "'to d"), [
    "values",
    "to do\tabout to do",
  ]);
  assert.deepEqual(await complete("zsh", "2", "find", "-l", "'to d"), ["values"]);
});

Deno.test("answer() gives bash what goes in place of the part that it replaces", async (t) => {
  const cases: [string, string, string, string[]][] = [
    ["lore fi", "fi", "", ["find"]],
    ["lore find --label=", "", "", ["bug", "to\\ do", "scope::big", "it\\'s", "-dashed"]],
    ["lore find --label=t", "t", "", ["to\\ do"]],
    ["lore find --label='t", "t", "", ["to do"]],
    ["lore find -l 'it", "it", "", ["it'\\''s"]],
    ['lore find -l "it', "it", "", ["it's"]],
    ["lore find -l scope::", "", "", ["big"]],
    ["lore find -l scope::b", "b", "", ["big"]],
    ["lore find -l to\\ d", "to\\ d", "", ["to\\ do"]],
    ["A=1 B='x y' lore fi", "fi", "", ["find"]],
    ["lore find 2>/dev/null > out -t --ty", "--ty", "", ["--type"]],
    ["lore take >out ", "", "", ["issues", "mrs"]],
    ["lore find --fu", "--fu", " --full", []],
    ["lore find --fu", "--fu", "ll", ["--full"]],
  ];
  for (const [before, replaced, after, expected] of cases) {
    await t.step(`${before}|${after}`, async () => {
      assert.deepEqual(await complete("bash", before, replaced, after), ["values", ...expected]);
    });
  }
  assert.deepEqual(await complete("bash", "lore --config=x", "x", ""), ["files"]);
});

Deno.test("answer() says nothing to a shell it does not know", async () => {
  assert.deepEqual([await complete("csh", "lore "), await complete()], [[], []]);
});
