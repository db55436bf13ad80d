import assert from "node:assert/strict";
import { scanArguments, splitAtCommand } from "../../../lib/cli/arguments.ts";
import { DEFAULT_GLOBALS } from "../../../lib/cli/globals.ts";
import { greet } from "./fixture_commands.ts";

function scan(line: string) {
  return scanArguments(line.split(" ").filter((word) => word !== ""), {
    flags: greet.flags,
    command: "greet",
  });
}

Deno.test("scanArguments() lifts global flags from between a command's own", async (t) => {
  const cases: [
    string,
    Partial<typeof DEFAULT_GLOBALS>,
    unknown[],
    string[],
  ][] = [
    ["", {}, [], []],
    ["-v", { verbose: 1 }, [], []],
    ["-vvv", { verbose: 3 }, [], []],
    ["-v Ada -v --verbose", { verbose: 3 }, [], ["Ada"]],
    ["-qv", { quiet: true, verbose: 1 }, [], []],
    ["-J --log-format json", { robot: true, logFormat: "json" }, [], []],
    [
      "--config=a.json --color never",
      { config: "a.json", color: "never" },
      [],
      [],
    ],
    ["--config a.json --config b.json", { config: "b.json" }, [], []],
    ["-en 2 -V", { version: true }, [{ name: "excited" }, {
      name: "times",
      value: "2",
    }], []],
    ["-n2", {}, [{ name: "times", value: "2" }], []],
    ["-n=2 -qe", { quiet: true }, [{ name: "times", value: "2" }, {
      name: "excited",
    }], []],
    ["--author=-v", {}, [{ name: "author", value: "-v" }], []],
    ["--author=", {}, [{ name: "author", value: "" }], []],
    ["--author - -5", {}, [{ name: "author", value: "-" }], ["-5"]],
    ["--no-comma -- -v --robot", {}, [{ name: "no-comma" }], ["-v", "--robot"]],
  ];
  for (const [line, globals, flags, words] of cases) {
    await t.step(line || "(nothing)", () => {
      const scanned = scan(line);
      assert.equal(scanned.problem, undefined);
      assert.deepEqual(scanned.globals, { ...DEFAULT_GLOBALS, ...globals });
      assert.deepEqual(JSON.parse(JSON.stringify(scanned.flags)), flags);
      assert.deepEqual(scanned.words, words);
    });
  }
});

Deno.test("scanArguments() names what it cannot understand and reads on", async (t) => {
  const cases: [string, string, string][] = [
    [
      "--author -v -J",
      `Flag "--author" lacks its value: "-v" is a flag`,
      "--author=-v",
    ],
    ["-J --author", `Flag "--author" lacks its value`, "lore greet --help"],
    ["-J -n -- 2", `Flag "-n" lacks its value`, "lore greet --help"],
    ["--bogus -J", `Unknown flag "--bogus"`, "lore greet --help"],
    ["-xJ", `Unknown flag "-x"`, "lore greet --help"],
    ["--x -J", `Unknown flag "--x"`, "lore greet --help"],
    [
      "-J --quiet=yes",
      `Flag "--quiet" takes no value, but has "yes"`,
      "lore greet --help",
    ],
    [
      "-J --color=red",
      `Flag "--color" is one of auto, always, never, not "red"`,
      "greet --help",
    ],
  ];
  for (const [line, message, hint] of cases) {
    await t.step(line, () => {
      const { problem, globals } = scan(line);
      assert.equal(problem?.code, "USAGE");
      assert.equal(problem?.message, message);
      assert.ok(problem?.hint?.includes(hint), problem?.hint);
      if (line !== "-xJ") assert.equal(globals.robot, true);
    });
  }
});

Deno.test("scanArguments() says of a flag that stands before the command where it belongs", () => {
  for (const line of ["-n", "--limit=3"]) {
    const { problem } = scanArguments([line]);
    assert.match(problem?.hint ?? "", /^Only global flags stand before the command/);
  }
});

Deno.test("scanArguments() puts a mistyped flag right when only one is near", () => {
  const { corrections, flags, globals, problem } = scan(
    "--tiems 3 --robto --no-coma",
  );
  assert.equal(problem, undefined);
  assert.deepEqual(corrections, [
    { given: "--tiems", used: "--times" },
    { given: "--robto", used: "--robot" },
    { given: "--no-coma", used: "--no-comma" },
  ]);
  assert.deepEqual(flags.map(({ name }) => name), ["times", "no-comma"]);
  assert.equal(globals.robot, true);
});

Deno.test("scanArguments() refuses a mistyped flag when several are near", () => {
  const flags = {
    since: { kind: "parsed", parse: String, brief: "" },
    sinca: { kind: "parsed", parse: String, brief: "" },
  } as const;
  const { problem } = scanArguments(["--sinc", "x"], { flags });
  assert.equal(problem?.hint, "Did you mean --since or --sinca?");
  assert.deepEqual(problem?.details, { candidates: ["--since", "--sinca"] });
});

Deno.test("splitAtCommand() takes no value of a global flag for the command", async (t) => {
  const cases: [string, string[], string | undefined, string[]][] = [
    ["sync -v", [], "sync", ["-v"]],
    ["-v --config x.json sync --full", ["-v", "--config", "x.json"], "sync", [
      "--full",
    ]],
    ["--config=x.json -J sync", ["--config=x.json", "-J"], "sync", []],
    ["--color -v sync", ["--color", "-v"], "sync", []],
    ["-- sync -v", [], "sync", ["-v"]],
    ["--help", ["--help"], undefined, []],
  ];
  for (const [line, before, command, after] of cases) {
    await t.step(line, () => {
      assert.deepEqual(splitAtCommand(line.split(" ")), {
        before,
        command,
        after,
      });
    });
  }
});
