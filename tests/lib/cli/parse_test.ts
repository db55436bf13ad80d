import assert from "node:assert/strict";
import { commands } from "../../../commands/mod.ts";
import { scanArguments } from "../../../lib/cli/arguments.ts";
import { type Command, defineCommand } from "../../../lib/cli/mod.ts";
import { parseOptions } from "../../../lib/cli/parse.ts";
import { parseTyped } from "../../../lib/cli/parse_typed.ts";
import type { LoreError } from "../../../lib/errors.ts";
import { end, greet } from "./fixture_commands.ts";

function parse(command: Command, argv: readonly string[]) {
  const scanned = scanArguments(argv, { flags: command.flags });
  assert.equal(scanned.problem, undefined);
  return parseOptions(command, scanned);
}

const defaults = {
  times: 1,
  tone: "warm",
  shoutLoud: false,
  comma: true,
  excited: 0,
  author: undefined,
  label: [],
  whom: ["Ada"],
};

Deno.test("parseOptions() turns argv into the options of a command", async (t) => {
  const cases: [string[], Record<string, unknown>][] = [
    [["Ada"], {}],
    [["Ada", "Bo"], { whom: ["Ada", "Bo"] }],
    [["-n", "3", "Ada"], { times: 3 }],
    [["Ada", "--shout-loud", "--no-comma"], { shoutLoud: true, comma: false }],
    [["Ada", "--shout-loud=false"], { shoutLoud: false }],
    [["Ada", "-eee", "-e"], { excited: 4 }],
    [["Ada", "--tone", "cold"], { tone: "cold" }],
    [["Ada", "-l", "a,b", "--label=c"], { label: ["a", "b", "c"] }],
    [["Ada", "--author", "Élodie :%= \n x"], { author: "Élodie :%= \n x" }],
    [["Ada", "--author=-v\n"], { author: "-v\n" }],
    [["Ada", "--author="], { author: "" }],
    [["--", "--tone"], { whom: ["--tone"] }],
  ];
  for (const [argv, expected] of cases) {
    await t.step(JSON.stringify(argv), async () => {
      assert.deepEqual(await parse(greet, argv), { ...defaults, ...expected });
    });
  }
});

Deno.test("flags that nobody typed have the values that the parser of flags gives them", async (t) => {
  const several = defineCommand({
    name: "several",
    summary: "Have lists with a default",
    flags: {
      tone: { kind: "enum", values: ["a", "b"], default: "b", variadic: ",", brief: "Tones" },
      part: { kind: "enum", values: ["a", "b"], optional: true, brief: "Part" },
      size: { kind: "parsed", parse: Number, default: "7", variadic: true, brief: "Sizes" },
    },
    permissions: [],
    run: (_app, options) => options,
    text: String,
  });
  for (const { name, flags, ...rest } of [...commands, greet, several]) {
    await t.step(name, async () => {
      const command = { ...rest, name, flags, positional: {} };
      const expected = await parseTyped(command, []);
      assert.deepEqual(await parseOptions(command, scanArguments([])), expected);
      assert.deepEqual(Object.keys(expected).sort(), Object.keys(flags).sort());
    });
  }
});

Deno.test("parseOptions() says which value is wrong and what is wanted", async (t) => {
  const cases: [Command, string[], string][] = [
    [
      greet,
      ["A", "-n", "0"],
      `Flag "--times" cannot be "0": it must be a whole number from 1 up`,
    ],
    [
      greet,
      ["A", "-n", "1", "-n", "2"],
      `Flag "--times" is given more than once`,
    ],
    [
      greet,
      ["A", "--tone", "mild"],
      `Flag "--tone" is one of warm, cold, not "mild"`,
    ],
    [greet, ["A", "--tone="], `Flag "--tone" is one of warm, cold, not ""`],
    [greet, [], `Command "greet" lacks its argument <whom>: Whom to greet`],
    [
      end,
      [],
      `Command "end" lacks its argument <how>: well|partial|fail|bug|secret`,
    ],
    [
      end,
      ["x"],
      `Argument <how> is one of well, partial, fail, bug, secret, not "x"`,
    ],
    [end, ["well", "x"], `Cannot run "end" with "x": one argument too many`],
  ];
  for (const [command, argv, message] of cases) {
    await t.step(JSON.stringify(argv), async () => {
      await assert.rejects(parse(command, argv), (error: LoreError) => {
        assert.equal(error.code, "USAGE");
        assert.equal(error.message, message);
        assert.equal(error.hint, `See lore ${command.name} --help`);
        return true;
      });
    });
  }
});

Deno.test("parseOptions() requires a flag that has neither default nor optional", async () => {
  const command = defineCommand({
    name: "need",
    summary: "Need a flag",
    flags: { toFile: { kind: "parsed", parse: String, brief: "Where to" } },
    permissions: [],
    run: (_app, { toFile }) => toFile,
    text: (toFile) => toFile,
  });
  await assert.rejects(parse(command, []), {
    message: `Flag "--to-file" must be given`,
  });
  assert.deepEqual(await parse(command, ["--to-file", "x"]), { toFile: "x" });
});

Deno.test("defineCommand() infers the types of options and result", () => {
  // Checked by the compiler: each of these would not pass with a wider type.
  type Options = Parameters<typeof greet.run>[1];
  const options: Options = {
    ...defaults,
    tone: "cold",
    times: 2,
    label: ["x"],
  };
  const times: number = options.times;
  const author: string | undefined = options.author;
  const whom: readonly string[] = options.whom;
  // @ts-expect-error: "mild" is no tone
  const wrong: Options["tone"] = "mild";
  assert.ok(times && whom && wrong && author === undefined);
});

Deno.test("the number of an item may have its mark, and not another's", async () => {
  const sync = commands.find(({ name }) => name === "sync");
  assert.ok(sync);
  const { issue, mr } = await parse(sync, ["--issue", "#4,5", "--mr", "!2", "-p", "acme/web"]);
  assert.deepEqual([issue, mr], [[4, 5], [2]]);
  for (const wrong of ["!4", "acme/web#4", "#0", "#", "four"]) {
    await assert.rejects(parse(sync, [`--issue=${wrong}`]), {
      code: "USAGE",
      message: `Flag "--issue" cannot be "${wrong}": ` +
        "it must be a number as 12 or #12, its project given by -p",
    });
  }
});
