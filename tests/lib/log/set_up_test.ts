import assert from "node:assert/strict";
import { join } from "node:path";
import { logger, type LoggingSetup, redact, setUpLogging } from "../../../lib/log/mod.ts";
import { listFolder, readText } from "../../../lib/platform/files.ts";
import { span, withRun } from "../../../lib/spans/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const TARGETS = ["lore::sync", "lore::gitlab", "http"] as const;

/** What reaches stderr and file of one line per level and target, as `lore::sync TRACE`. */
function reach(setup: Omit<LoggingSetup, "file">): { stderr: string[]; file: string[] } {
  using folder = temporaryFolder();
  const lines: string[] = [];
  {
    using _logging = setUpLogging({
      ...setup,
      stderr: { ...setup.stderr, format: "json", write: (line) => void lines.push(line) },
      file: { dir: folder.path },
      clock: new FakeClock(),
    });
    for (const target of TARGETS) {
      const log = logger(target);
      for (const level of ["trace", "debug", "info", "warn", "error"] as const) log[level]("Line");
    }
  }
  const [file] = listFolder(folder.path);
  const text = file === undefined ? "" : readText(join(folder.path, file.name));
  const read = (line: string): string => {
    const { target, level } = JSON.parse(line);
    return `${target} ${level}`;
  };
  return { stderr: lines.map(read), file: text.split("\n").filter(Boolean).map(read) };
}

/** `lore::sync TRACE` and so on, from a least level each. */
function from(...least: readonly (string | undefined)[]): string[] {
  const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"];
  return TARGETS.flatMap((target, at) => {
    const rank = levels.indexOf(least[at] ?? "");
    return rank === -1 ? [] : levels.slice(rank).map((level) => `${target} ${level}`);
  });
}

const FILE = from("DEBUG", "DEBUG", "WARN");

Deno.test("setUpLogging() sends to stderr what the flags say, and to the file always the same", async (t) => {
  const cases: [name: string, stderr: LoggingSetup["stderr"], expected: string[]][] = [
    ["no flags", {}, from("INFO", "INFO", "WARN")],
    ["-q", { quiet: true }, from("WARN", "WARN", "ERROR")],
    ["-v", { verbose: 1 }, from("DEBUG", "DEBUG", "WARN")],
    ["-vv", { verbose: 2 }, from("DEBUG", "DEBUG", "INFO")],
    ["-vvv", { verbose: 3 }, from("TRACE", "TRACE", "DEBUG")],
    ["-q -v", { quiet: true, verbose: 1 }, from("WARN", "WARN", "ERROR")],
  ];
  for (const [name, stderr, expected] of cases) {
    await t.step(name, () => assert.deepEqual(reach({ stderr }), { stderr: expected, file: FILE }));
  }
});

Deno.test("setUpLogging() lets LORE_LOG, else RUST_LOG, override both handlers", async (t) => {
  const gitlab = from(undefined, "TRACE", undefined);
  const cases: [name: string, variables: Record<string, string>, expected: string[]][] = [
    ["RUST_LOG", { RUST_LOG: "lore::gitlab=trace" }, gitlab],
    ["LORE_LOG", { LORE_LOG: "lore::gitlab=trace" }, gitlab],
    ["both", { LORE_LOG: "lore::gitlab=trace", RUST_LOG: "off" }, gitlab],
    ["an empty one", { LORE_LOG: " ", RUST_LOG: "lore::gitlab=trace" }, gitlab],
    ["a mixture", { RUST_LOG: "lore::gitlab=trace,warn" }, from("WARN", "TRACE", "WARN")],
  ];
  for (const [name, variables, expected] of cases) {
    await t.step(name, () => {
      const environment = (key: string): string | undefined => variables[key];
      const reached = reach({ stderr: { quiet: true, verbose: 1 }, environment });
      assert.deepEqual(reached, { stderr: expected, file: expected });
    });
  }
});

Deno.test("setUpLogging() reports a bad directive once, by name, and goes on", () => {
  const warnings: string[] = [];
  const { stderr } = reach({
    environment: (name) => name === "RUST_LOG" ? "lore=loud,http=error" : undefined,
    warn: (text) => void warnings.push(text),
  });
  assert.deepEqual(warnings, [
    'Ignored in RUST_LOG: "lore=loud": "loud" is not a level ' +
    "(trace, debug, info, warn, error or off)",
  ]);
  assert.deepEqual(stderr, from(undefined, undefined, "ERROR"));
});

Deno.test("setUpLogging() writes text lines for people, with spans from -vv", () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line.slice(9));
  for (const verbose of [1, 2]) {
    using _logging = setUpLogging({ stderr: { verbose, write }, clock: new FakeClock() });
    withRun(
      { command: "sync", runId: "a1b2c3d4", clock: new FakeClock() },
      () => logger("lore::sync").info("Stored page", { rows: 1 }),
    );
  }
  assert.deepEqual(lines, [
    "INFO  Stored page rows=1\n",
    "DEBUG close elapsed_ms=0\n",
    "INFO  [sync{run_id=a1b2c3d4}] Stored page rows=1\n",
    "DEBUG [sync{run_id=a1b2c3d4}] close elapsed_ms=0\n",
  ]);
});

Deno.test("setUpLogging() writes the same JSON to stderr as to the file", () => {
  using folder = temporaryFolder();
  let lines = "";
  {
    using _logging = setUpLogging({
      stderr: { verbose: 1, format: "json", write: (line) => void (lines += line) },
      file: { dir: folder.path },
      clock: new FakeClock(),
    });
    withRun(
      { command: "sync" },
      () =>
        span("ingest_issues", { project: "group/repo" }, () => logger("lore::sync").info("Line")),
    );
  }
  const [file] = listFolder(folder.path);
  assert.equal(readText(join(folder.path, file?.name ?? "")), lines);
  assert.equal(lines.split("\n").length, 4);
});

Deno.test("setUpLogging() opens no file with 0 days to keep or with the file switched off", () => {
  for (const off of [{ retentionDays: 0 }, { enabled: false }]) {
    using folder = temporaryFolder();
    folder.write("lore.2020-01-01.log", "");
    using _logging = setUpLogging({ file: { dir: folder.path, ...off }, clock: new FakeClock() });
    logger("lore::sync").error("Line");
    assert.deepEqual(listFolder(folder.path).map(({ name }) => name), ["lore.2020-01-01.log"]);
  }
});

Deno.test("setUpLogging() removes old files and says so in the log", () => {
  using folder = temporaryFolder();
  folder.write("lore.2026-01-07.log", "");
  folder.write("lore.2026-01-08.log", "");
  using _logging = setUpLogging({
    file: { dir: folder.path, retentionDays: 7 },
    clock: new FakeClock(new Date(2026, 0, 15, 12).getTime()),
  });
  assert.deepEqual(listFolder(folder.path).map(({ name }) => name).sort(), [
    "lore.2026-01-08.log",
    "lore.2026-01-15.log",
  ]);
  const line = JSON.parse(readText(join(folder.path, "lore.2026-01-15.log")));
  assert.deepEqual(line.fields, {
    message: "Removed old log files",
    files: ["lore.2026-01-07.log"],
  });
});

Deno.test("setUpLogging() does not fail where the log folder cannot be read", () => {
  using folder = temporaryFolder();
  const dir = folder.write("logs", "a file");
  const warnings: string[] = [];
  using logging = setUpLogging({ file: { dir }, warn: (text) => void warnings.push(text) });
  logger("lore::sync").error("Line");
  assert.equal(logging.lostLines, 1);
  assert.match(warnings[0] ?? "", /^Cannot look for old log files in /);
  assert.match(warnings[1] ?? "", /^Cannot write the log below /);
  assert.equal(warnings.length, 2);
});

Deno.test("setUpLogging() keeps secrets out until disposed, and puts back what was before", () => {
  const outer: string[] = [];
  const inner: string[] = [];
  using _outer = setUpLogging({ stderr: { write: (line) => void outer.push(line) } });
  {
    using _inner = setUpLogging({
      stderr: { write: (line) => void inner.push(line) },
      secrets: ["correct horse"],
    });
    logger("lore::sync").info("Sent correct horse");
    assert.equal(redact("correct horse"), "[redacted]");
  }
  logger("lore::sync").info("After");
  assert.equal(redact("correct horse"), "correct horse");
  assert.match(inner.join(""), /Sent \[redacted\]\n$/);
  assert.match(outer.join(""), /^\S+ INFO {2}After\n$/);
});
