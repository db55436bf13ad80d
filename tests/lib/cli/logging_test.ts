import assert from "node:assert/strict";
import { join } from "node:path";
import { type Command, defineCommand } from "../../../lib/cli/mod.ts";
import { logger } from "../../../lib/log/logger.ts";
import {
  listFolder,
  readText,
  remove,
  temporaryFolder,
  writeText,
} from "../../../lib/platform/files.ts";
import { span } from "../../../lib/spans/mod.ts";
import { FakeHost, type LoreRun, runLore } from "../../support/fake_host.ts";
import { temporaryFolder as scratchFolder } from "../../support/temporary_folder.ts";

const log = logger("lore::fixture");

/** Says something at every level, then ends as it is told. */
const talk = defineCommand({
  name: "talk",
  summary: "Talk",
  flags: { end: { kind: "enum", values: ["well", "badly"], default: "well", brief: "How to end" } },
  permissions: ["read", "write"],
  changesStore: true,
  async run(app, { end }) {
    const { config } = await app.config();
    await span("ingest_issues", { project: "a/b" }, () => {
      log.trace("wire");
      log.debug("detail");
      log.info("state", { header: "the-secret-token-of-work" });
      log.warn("degraded");
      return Promise.resolve();
    });
    if (end === "badly") throw new TypeError("undefined is not a function");
    return config.sources.length;
  },
  text: (sources) => `${sources}`,
});

interface Place extends Disposable {
  /** Runs a command with the folder's config and data directory. */
  lore(line: string, command?: Command, variables?: Record<string, string>): Promise<LoreRun>;
  /** The lines of the log file; none when there is no file. */
  logged(): Record<string, unknown>[];
}

function place(config: unknown = {}): Place {
  const folder = temporaryFolder("lore-cli-");
  const source = { name: "work", forge: "gitlab", url: "https://gitlab.test", token_env: "TOKEN" };
  const file = join(folder, "lore.config.json");
  writeText(
    file,
    JSON.stringify({ sources: [{ ...source, projects: ["a/b"] }], ...config as object }),
  );
  const logs = join(folder, "logs");
  return {
    lore(line, command = talk, variables = {}) {
      const host = new FakeHost({
        LORE_CONFIG: file,
        LORE_DATA_DIR: folder,
        TOKEN: "the-secret-token-of-work",
        ...variables,
      });
      return runLore(line.split(" "), { commands: [command], host });
    },
    logged: () =>
      listFolder(logs).flatMap(({ name }) =>
        readText(join(logs, name)).trimEnd().split("\n").map((line) => JSON.parse(line))
      ),
    [Symbol.dispose]: () => remove(folder),
  };
}

Deno.test("startLogging() shows on stderr what -q and -v ask for", async (t) => {
  const cases: [string, string[]][] = [
    ["talk", ["state", "degraded"]],
    ["-q talk", ["degraded"]],
    ["-qv talk", ["degraded"]],
    ["-v talk", ["Command started", "detail", "state", "degraded", "close", "close"]],
    ["-vvv talk", ["Command started", "wire", "detail", "state", "degraded", "close", "close"]],
  ];
  for (const [line, messages] of cases) {
    await t.step(line, async () => {
      using here = place();
      const { err, out } = await here.lore(`${line} --log-format json`);
      const lines = err.trimEnd().split("\n").map((text) => JSON.parse(text));
      assert.deepEqual(lines.map(({ fields }) => fields.message), messages);
      assert.equal(out, "1\n");
    });
  }
});

Deno.test("startLogging() writes the file whatever the flags, each line with the run's id", async () => {
  using here = place();
  const { out } = await here.lore("-q -J talk");
  const { run_id } = JSON.parse(out).meta;
  const lines = here.logged();
  const messages = lines.map(({ fields }) => (fields as { message: string }).message);
  assert.deepEqual(messages, ["Command started", "detail", "state", "degraded", "close", "close"]);
  for (const line of lines) assert.equal((line.span as { run_id: string }).run_id, run_id);
});

Deno.test("startLogging() keeps configured tokens out of stderr and file", async () => {
  using here = place();
  const { err } = await here.lore("-v talk");
  const text = err + JSON.stringify(here.logged());
  assert.ok(!text.includes("the-secret-token-of-work"));
  assert.ok(err.includes("[redacted]"));
});

Deno.test("a failure is in the file with its stack, and once on stderr", async (t) => {
  await t.step("as text", async () => {
    using here = place();
    const { err, code } = await here.lore("talk --end badly");
    assert.equal(code, 70);
    assert.equal(err.match(/undefined is not a function/g)?.length, 1);
    assert.match(err, /\nerror: Unexpected failure: undefined is not a function\nhint: /);
    const failure = here.logged().find(({ level }) => level === "ERROR");
    const fields = failure?.fields as Record<string, unknown>;
    assert.equal(fields.message, "Command failed");
    assert.equal(fields.code, "INTERNAL");
    assert.match(String(fields.stack), /logging_test\.ts/);
  });
  await t.step("as JSON, nothing but JSON", async () => {
    using here = place();
    const { err } = await here.lore("talk --end badly --log-format json");
    const lines = err.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.filter(({ level }) => level === "ERROR").length, 1);
  });
  await t.step("to a robot only in the envelope", async () => {
    using here = place();
    const { err, out } = await here.lore("-q -J talk --end badly");
    assert.equal(JSON.parse(out).error.code, "INTERNAL");
    assert.doesNotMatch(err, /undefined is not a function/);
  });
});

Deno.test("a corrected word is a warning in the file, too", async () => {
  using here = place();
  const { err } = await here.lore("tlak");
  assert.equal(err.match(/tlak/g)?.length, 1);
  const fields = here.logged().find(({ level }) => level === "WARN")?.fields;
  assert.deepEqual(fields, { message: "Corrected", given: "tlak", used: "talk" });
});

Deno.test("there is no log file where there is to be none", async (t) => {
  const cases: [string, unknown, Partial<Command>][] = [
    ["file_logging: false", { logging: { file_logging: false } }, {}],
    ["retention_days: 0", { logging: { retention_days: 0 } }, {}],
    ["a command that may not write", {}, { permissions: ["read"] }],
    ["a command without a config", {}, { usesConfig: false }],
  ];
  for (const [name, config, changes] of cases) {
    await t.step(name, async () => {
      using here = place(config);
      const { code, err } = await here.lore("talk", { ...talk, ...changes } as Command);
      assert.equal(code, 0);
      assert.match(err, /degraded/);
      assert.deepEqual(here.logged(), []);
    });
  }
});

Deno.test("a broken config is the command's failure, logged in the usual place", async () => {
  using here = place({ surprise: true });
  const { code, err } = await here.lore("talk");
  assert.equal(code, 2);
  assert.match(err, /^error: .*surprise/s);
  const failure = here.logged().find(({ level }) => level === "ERROR");
  assert.equal((failure?.fields as { code: string }).code, "CONFIG_INVALID");
});

Deno.test("LORE_LOG replaces the table of flags; a bad directive is named and ignored", async () => {
  using here = place();
  const { err, code } = await here.lore("-q talk", talk, {
    LORE_LOG: "lore::fixture=trace,lore=nonsense,error",
  });
  assert.equal(code, 0);
  assert.match(err, /^warning: .*LORE_LOG.*nonsense/);
  assert.match(err, /TRACE wire/);
});

Deno.test("startLogging() names the exact flag when Deno does not let it find the log's place", async () => {
  const host = new FakeHost({ LORE_CONFIG: "/nowhere/lore.config.json" });
  host.environment = (name) => {
    if (name !== "LORE_DATA_DIR") return host.variables[name];
    const message = `Requires env access to "${name}", run again with the --allow-env flag`;
    throw Object.assign(new Error(message), { name: "NotCapable" });
  };
  const { err } = await runLore(["talk"], { commands: [talk], host });
  assert.match(err, /^warning: No log file: .*Run again with --allow-env=LORE_DATA_DIR$/m);
});

Deno.test("a run that changes the store is refused where Deno keeps it from its log", async (t) => {
  using folder = scratchFolder();
  const source = { name: "a", forge: "gitlab", url: "https://a.test", projects: ["a/b"] };
  const dir = join(folder.path, "logs");
  const run = async (kind: string, logging: unknown, changes: Partial<Command> = {}) => {
    const host = new FakeHost({ LORE_DATA_DIR: join(folder.path, "data") });
    Object.assign(host, { isAllowed: (access: { kind: string }) => access.kind !== kind });
    const config = folder.write("lore.json", JSON.stringify({ sources: [source], logging }));
    const command = { ...talk, ...changes } as Command;
    return await runLore(["talk", "--config", config, "-J"], { commands: [command], host });
  };
  for (const kind of ["read", "write"]) {
    await t.step(kind, async () => {
      const { code, out } = await run(kind, { log_dir: dir });
      const { error } = JSON.parse(out);
      assert.deepEqual([code, error.code], [4, "PERMISSION_DENIED"]);
      assert.equal(error.hint, `Run again with --allow-${kind}=${dir}`);
    });
  }
  await t.step("but not where it keeps none", async () => {
    assert.equal((await run("write", { log_dir: dir, file_logging: false })).code, 0);
    assert.equal((await run("write", { log_dir: dir, retention_days: 0 })).code, 0);
    assert.equal(
      (await run("write", { log_dir: dir }, { permissions: ["read", "write:data"] })).code,
      0,
    );
  });
  await t.step("nor one that only looks", async () => {
    assert.equal((await run("write", { log_dir: dir }, { changesStore: false })).code, 0);
  });
});
