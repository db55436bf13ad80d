import assert from "node:assert/strict";
import { type Command, defineCommand } from "../../../lib/cli/mod.ts";
import { VERSION } from "../../../lib/cli/version.ts";
import { record, span } from "../../../lib/spans/mod.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "../../support/fake_host.ts";
import { end, fixtures, greet } from "./fixture_commands.ts";

function lore(line: string, host = new FakeHost(), commands = fixtures): Promise<LoreRun> {
  return runLore(line.split(" ").filter((word) => word !== ""), { commands, host });
}

/** What cannot be known beforehand is left out. */
function metaKeys(run: LoreRun): string[] {
  return Object.keys(envelopeOf(run).meta as Record<string, unknown>);
}

Deno.test("runCli() puts the text of a result on stdout and nothing else", async () => {
  const run = await lore("greet Ada -n 2");
  assert.deepEqual(run, { code: 0, out: "Hello, Ada\nHello, Ada\n", err: "" });
});

Deno.test("runCli() runs the only command without its name", async () => {
  const run = await runLore(["Ada", "-J"], { commands: fixtures, only: greet });
  assert.deepEqual(envelopeOf(run).data, { greetings: ["Hello, Ada"], labels: [] });
});

Deno.test("runCli() takes global flags on either side of the command", async () => {
  const before = envelopeOf(await lore("-J --color never greet Ada"));
  const after = envelopeOf(await lore("greet Ada --color=never --robot"));
  assert.deepEqual(before, after);
});

Deno.test("runCli() takes LORE_ROBOT for --robot", async (t) => {
  for (const [value, robot] of [["1", true], ["0", false], ["", false]] as const) {
    await t.step(JSON.stringify(value), async () => {
      const { out } = await lore("greet Ada", new FakeHost({ LORE_ROBOT: value }));
      assert.equal(out.startsWith("{"), robot);
    });
  }
});

Deno.test("runCli() gives each way out its envelope and exit code", async (t) => {
  const cases: [string, number, Record<string, unknown>, string[]][] = [
    ["end well", 0, { ok: true, data: { how: "well" } }, ["run_id", "elapsed_ms", "stages"]],
    ["greet", 2, {
      ok: false,
      error: {
        code: "USAGE",
        message: `Command "greet" lacks its argument <whom>: Whom to greet`,
        hint: "See lore greet --help",
        actions: ["lore greet --help"],
      },
    }, ["elapsed_ms"]],
    ["end partial", 3, {
      ok: false,
      data: { how: "partial" },
      error: {
        code: "PARTIAL",
        message: "1 of 2 projects failed",
        actions: ["lore explain", "lore sync"],
      },
    }, ["run_id", "elapsed_ms", "stages"]],
    ["end fail", 5, {
      ok: false,
      error: {
        code: "NOT_FOUND",
        message: `Cannot find "x"`,
        hint: "Look elsewhere",
        actions: ["lore greet x"],
        causes: ["deeper down"],
      },
    }, ["run_id", "elapsed_ms", "stages"]],
    ["end bug", 70, {
      ok: false,
      error: {
        code: "INTERNAL",
        message: "Unexpected failure: undefined is not a function",
        hint: "This is a bug in lore: please report it with the log of this run",
        actions: ["lore logs --level error"],
        causes: ["undefined is not a function"],
      },
    }, ["run_id", "elapsed_ms", "stages"]],
    ["xyzzy", 2, {
      ok: false,
      error: {
        code: "USAGE",
        message: `Unknown command "xyzzy"`,
        hint: "Run lore --help for the commands that there are",
        actions: ["lore --help"],
        details: { candidates: [] },
      },
    }, ["elapsed_ms"]],
  ];
  for (const [line, code, expected, keys] of cases) {
    await t.step(line, async () => {
      const run = await lore(`${line} --robot`);
      assert.equal(run.code, code);
      const { meta: _, ...rest } = envelopeOf(run);
      assert.deepEqual(rest, expected);
      assert.deepEqual(metaKeys(run), keys);
      assert.equal(run.err, "");
    });
  }
});

Deno.test("runCli() reports a failure on stderr, with -v its causes", async (t) => {
  const cases: [string, RegExp][] = [
    ["end fail", /^error: Cannot find "x"\nhint: Look elsewhere\n$/],
    [
      "end fail -v",
      /(^|\n)error: Cannot find "x"\n {2}caused by: deeper down\nhint: Look elsewhere\n$/,
    ],
    ["end fail -qv", /^error: Cannot find "x"\nhint: Look elsewhere\n$/],
    ["end bug", /^error: Unexpected failure: undefined is not a function\nhint: .+\n$/],
    ["end bug -v", /\n {2}caused by: undefined is not a function\n {4}at .*fixture_commands/],
  ];
  for (const [line, expected] of cases) {
    await t.step(line, async () => {
      const { out, err } = await lore(line);
      assert.equal(out, "");
      assert.match(err, expected);
    });
  }
});

Deno.test("runCli() prints no secret that got into an error", async () => {
  assert.equal((await lore("end secret")).err, "error: Cannot read with [redacted]\n");
  assert.deepEqual(envelopeOf(await lore("end secret -J")).error, {
    code: "AUTH_FAILED",
    message: "Cannot read with [redacted]",
    actions: ["lore doctor"],
    details: { header: "Bearer [redacted]" },
  });
});

Deno.test("runCli() prints the data of a run that finished in part, then what is missing", async () => {
  const run = await lore("end partial");
  assert.deepEqual(run, {
    code: 3,
    out: "ended partial\n",
    err: "error: 1 of 2 projects failed\n",
  });
});

Deno.test("runCli() puts a mistyped command right and says so", async () => {
  const text = await lore("gret Ada");
  assert.deepEqual(text, {
    code: 0,
    out: "Hello, Ada\n",
    err: 'warning: No "gret": taken for "greet"\n',
  });
  const robot = await lore("gret Ada --tmies 2 -J");
  assert.equal(robot.err, "");
  assert.deepEqual((envelopeOf(robot).meta as Record<string, unknown>).corrections, [
    { given: "gret", used: "greet" },
    { given: "--tmies", used: "--times" },
  ]);
});

Deno.test("runCli() refuses a mistyped command when several are near", async () => {
  const close = ["status", "statue"].map((name) => ({ ...end, name }));
  const run = await lore("statu -J", new FakeHost(), close);
  assert.equal(run.code, 2);
  assert.deepEqual(envelopeOf(run).error, {
    code: "USAGE",
    message: `Unknown command "statu"`,
    hint: "Did you mean status or statue?",
    actions: ["lore status", "lore statue"],
    details: { candidates: ["status", "statue"] },
  });
});

Deno.test("runCli() answers --version and --help whatever else is said", async (t) => {
  for (const line of ["--version", "-V", "greet -V", "-vV"]) {
    await t.step(line, async () => {
      assert.deepEqual(await lore(line), { code: 0, out: `lore ${VERSION}\n`, err: "" });
    });
  }
  const overall = (await lore("--help")).out;
  const ofGreet = (await lore("greet --help")).out;
  await t.step("one text by whichever way", async () => {
    assert.equal((await lore("")).out, overall);
    assert.equal((await lore("help")).out, overall);
    assert.equal((await lore("help greet")).out, ofGreet);
    assert.equal((await lore("-h greet --times")).code, 2);
    assert.equal((await lore("-h greet")).out, ofGreet);
  });
  await t.step("for robots as data", async () => {
    const { data } = envelopeOf(await lore("-J --help")) as { data: { commands: Command[] } };
    assert.deepEqual(data.commands.map(({ name }) => name), ["greet", "end", "wait", "work"]);
    assert.deepEqual(envelopeOf(await lore("-J -V")).data, { version: VERSION });
  });
});

Deno.test("runCli() shows help", async (t) => {
  await t.assertSnapshot((await lore("--help")).out.replace(VERSION, "0.0.0"));
  await t.assertSnapshot((await lore("greet --help")).out);
});

Deno.test("execute() puts the tree of stages into the envelope", async () => {
  const staged = defineCommand({
    name: "staged",
    summary: "Run in stages",
    flags: {},
    permissions: [],
    usesConfig: false,
    changesStore: true,
    run: (app) =>
      span("ingest_issues", {}, async () => {
        record({ items_processed: 2 });
        await span("fetch_pages", { project: "a/b" }, () => app.clock.sleep(5));
      }),
    text: () => "",
  });
  const { meta } = envelopeOf(await lore("staged -J", new FakeHost(), [staged]));
  const { run_id, ...rest } = meta as Record<string, unknown>;
  assert.match(String(run_id), /^[0-9a-f]{8}$/);
  assert.deepEqual(rest, {
    elapsed_ms: 5,
    stages: [{
      name: "ingest_issues",
      elapsed_ms: 5,
      items_processed: 2,
      sub_stages: [{ name: "fetch_pages", project: "a/b", elapsed_ms: 5, items_processed: 0 }],
    }],
  });
});

Deno.test("execute() ends an interrupted run with INTERRUPTED and stops listening", async (t) => {
  const host = new FakeHost();
  const interrupted = (fail: (signal: AbortSignal) => unknown) =>
    defineCommand({
      name: "work",
      summary: "Work",
      flags: {},
      permissions: [],
      usesConfig: false,
      run(app) {
        host.interrupt("SIGTERM");
        assert.equal(app.signal.aborted, true);
        return fail(app.signal);
      },
      text: () => "finished all the same",
    });
  const ways: [string, (signal: AbortSignal) => unknown, number][] = [
    ["by the signal's reason", (signal) => signal.throwIfAborted(), 130],
    ["by a failure that followed from it", () => {
      throw new Error("socket closed");
    }, 130],
    ["after all was done", () => ({}), 0],
  ];
  for (const [name, fail, code] of ways) {
    await t.step(name, async () => {
      assert.equal((await lore("work", host, [interrupted(fail)])).code, code);
      assert.equal(host.listeners, 0);
    });
  }
});

Deno.test("execute() shows the epilogue only to someone at a terminal", async (t) => {
  const cases: [string, boolean, string][] = [
    ["end well", true, "That was well\n"],
    ["end well -q", true, ""],
    ["end well -J", true, ""],
    ["end well", false, ""],
  ];
  for (const [line, stderrIsTerminal, err] of cases) {
    await t.step(`${line}, ${stderrIsTerminal ? "" : "no "}terminal`, async () => {
      const host = new FakeHost();
      host.terminal.stderrIsTerminal = stderrIsTerminal;
      assert.equal((await lore(line, host)).err, err);
    });
  }
});

Deno.test("execute() takes it for the end when the reader of stdout left", async () => {
  const host = new FakeHost();
  host.terminal.stdoutIsBroken = true;
  assert.deepEqual(await lore("greet Ada", host), { code: 0, out: "", err: "" });
  assert.equal((await lore("--help", host)).code, 0);
});

Deno.test("runCli() says on stderr what stdout does not take", async (t) => {
  for (const argv of ["greet Ada", "--robot greet Ada", "--help", "--robot --version"]) {
    await t.step(argv, async () => {
      const host = new FakeHost();
      host.terminal.writeOut = () => {
        throw new Error("No space left on device");
      };
      const { code, err } = await lore(argv, host);
      assert.equal(code, 1);
      assert.match(
        err,
        /^error: Cannot write the result to stdout: No space left on device\nhint: /,
      );
    });
  }
});

Deno.test("execute() tells the host which access the command has, before it runs", async () => {
  const host = new FakeHost();
  const kinds: unknown[] = [];
  Object.assign(host, {
    confine: (given: readonly string[]) => {
      kinds.push(...given);
      return Promise.resolve();
    },
  });
  const narrow = { ...end, name: "narrow", permissions: ["read:data", "env"] } as const;
  await lore("narrow well", host, [narrow]);
  assert.deepEqual(kinds, ["read:data", "env"]);
});

Deno.test("App.config() reads the config once, and its failure is the command's", async () => {
  const configured = defineCommand({
    name: "configured",
    summary: "Read the config",
    flags: {},
    permissions: ["read"],
    async run(app) {
      return (await app.config()).path;
    },
    text: (path) => path,
  });
  const run = await lore("configured --config /nowhere/lore.json", new FakeHost(), [configured]);
  assert.equal(run.code, 2);
  assert.match(run.err, /^error: Cannot find a config file: .*"\/nowhere\/lore.json"/);
});

Deno.test("App.dataDir() needs no config where LORE_DATA_DIR or the usual place will do", async (t) => {
  const located = defineCommand({
    name: "located",
    summary: "Find the store",
    flags: {},
    permissions: ["read"],
    usesConfig: false,
    run: (app) => app.dataDir(),
    text: (folder) => folder,
  });
  const cases: [string, Record<string, string>, string, number][] = [
    ["located", { LORE_DATA_DIR: "/data", HOME: "/h" }, "/data\n", 0],
    ["located", { HOME: "/nowhere/h" }, "/nowhere/h/.local/share/lore\n", 0],
    ["located --config /nowhere/x", { HOME: "/nowhere/h" }, "", 2],
  ];
  for (const [line, variables, out, code] of cases) {
    await t.step(`${line} ${JSON.stringify(variables)}`, async () => {
      const run = await lore(line, new FakeHost(variables), [located]);
      assert.deepEqual([run.out, run.code], [out, code]);
    });
  }
});
