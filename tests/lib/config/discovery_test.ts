import assert from "node:assert/strict";
import {
  configCandidates,
  dataDirectory,
  findConfig,
  logDirectory,
} from "../../../lib/config/discovery.ts";
import type { Config } from "../../../lib/config/types.ts";
import { LoreError } from "../../../lib/errors.ts";
import type { Environment } from "../../../lib/platform/environment.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

function environment(variables: Readonly<Record<string, string>>): Environment {
  return (name) => variables[name];
}

function configWith(dataDir: string | null, logDir: string | null): Config {
  return {
    sources: [],
    storage: { data_dir: dataDir },
    logging: { log_dir: logDir, retention_days: 30, file_logging: true },
    sync: {
      concurrency: 8,
      overlap_secs: 120,
      max_retries: 5,
      request_timeout_secs: 30,
      stale_lock_minutes: 30,
      heartbeat_interval_seconds: 10,
      reconcile_days: 7,
      reread_days: 28,
      resource_events: true,
    },
    embedding: { provider: "builtin", model: null, url: null, token_env: null },
  };
}

Deno.test("configCandidates() goes by flag, LORE_CONFIG, working directory, user config", async (t) => {
  const cases: [string, string | undefined, Record<string, string>, [string, string][]][] = [
    ["flag before all", "a.json", { LORE_CONFIG: "b.json" }, [["/w/a.json", "--config"]]],
    ["variable before files", undefined, { LORE_CONFIG: "/b.json" }, [["/b.json", "LORE_CONFIG"]]],
    ["files", undefined, { HOME: "/h", LORE_CONFIG: "" }, [
      ["/w/lore.config.json", "working directory"],
      ["/h/.config/lore/config.json", "user config"],
    ]],
    ["XDG before HOME", "", { HOME: "/h", XDG_CONFIG_HOME: "/x" }, [
      ["/w/lore.config.json", "working directory"],
      ["/x/lore/config.json", "user config"],
    ]],
    ["a relative XDG folder is ignored", undefined, { HOME: "/h", XDG_CONFIG_HOME: "x" }, [
      ["/w/lore.config.json", "working directory"],
      ["/h/.config/lore/config.json", "user config"],
    ]],
    ["no home", undefined, {}, [["/w/lore.config.json", "working directory"]]],
  ];
  for (const [name, flag, variables, expected] of cases) {
    await t.step(name, () => {
      const found = configCandidates({ flag, environment: environment(variables), cwd: "/w" });
      assert.deepEqual(found.map(({ path, place }) => [path, place]), expected);
    });
  }
});

Deno.test("findConfig() takes the first file that is there", () => {
  using folder = temporaryFolder();
  const user = folder.write("home/.config/lore/config.json", "{}");
  const options = {
    environment: environment({ HOME: `${folder.path}/home` }),
    cwd: `${folder.path}/work`,
  };
  assert.deepEqual(findConfig(options), { path: user, place: "user config" });
  const local = folder.write("work/lore.config.json", "{}");
  assert.deepEqual(findConfig(options), { path: local, place: "working directory" });
});

Deno.test("findConfig() names every place it looked at", () => {
  using folder = temporaryFolder();
  const options = { environment: environment({ HOME: folder.path }), cwd: folder.path };
  assert.throws(() => findConfig(options), (error: unknown) => {
    assert.ok(error instanceof LoreError);
    assert.equal(error.code, "CONFIG_NOT_FOUND");
    assert.equal(error.exitCode, 2);
    assert.equal(
      error.message,
      `Cannot find a config file: looked for "${folder.path}/lore.config.json" (working ` +
        `directory), "${folder.path}/.config/lore/config.json" (user config)`,
    );
    assert.match(error.hint ?? "", /^Run lore init /);
    return true;
  });
});

Deno.test("findConfig() does not fall back when a flag names nothing", () => {
  using folder = temporaryFolder();
  folder.write("lore.config.json", "{}");
  const options = { flag: "other.json", environment: environment({}), cwd: folder.path };
  assert.throws(() => findConfig(options), { code: "CONFIG_NOT_FOUND", message: /other\.json/ });
});

Deno.test("dataDirectory() goes by LORE_DATA_DIR, config, XDG, home", async (t) => {
  const every = { LORE_DATA_DIR: "/a", XDG_DATA_HOME: "/c", HOME: "/h" };
  const cases: [Record<string, string>, string | null, string][] = [
    [every, "/b", "/a"],
    [{ ...every, LORE_DATA_DIR: "" }, "/b", "/b"],
    [{ ...every, LORE_DATA_DIR: "" }, null, "/c/lore"],
    [{ HOME: "/h", XDG_DATA_HOME: "c" }, null, "/h/.local/share/lore"],
    [{ HOME: "/h" }, null, "/h/.local/share/lore"],
  ];
  for (const [variables, configured, expected] of cases) {
    await t.step(expected, () => {
      assert.equal(dataDirectory(configWith(configured, null), environment(variables)), expected);
      if (configured !== null) return;
      assert.equal(dataDirectory(undefined, environment(variables)), expected);
    });
  }
});

Deno.test("dataDirectory() says what to set when nothing is", () => {
  assert.throws(() => dataDirectory(undefined, environment({})), {
    code: "CONFIG_INVALID",
    hint: "Set LORE_DATA_DIR to a folder",
  });
});

Deno.test("logDirectory() is in the data directory unless the config says otherwise", () => {
  const variables = environment({ LORE_DATA_DIR: "/a" });
  assert.equal(logDirectory(undefined, variables), "/a/logs");
  assert.equal(logDirectory(configWith(null, "/var/log/lore"), variables), "/var/log/lore");
});
