import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { doctor } from "../../commands/doctor.ts";
import { takeLock } from "../../lib/db/lock.ts";
import { openStore } from "../../lib/db/mod.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "../support/fake_host.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

type Check = Record<string, unknown> & { status: string; message: string; hint?: string };
type Reply = (url: URL) => Response;

const CONFIG = {
  sources: [{
    name: "work",
    forge: "gitlab",
    url: "https://gitlab.test",
    projects: ["acme/web"],
  }],
  sync: { max_retries: 0 },
};

/** What a GitLab that is well answers, by path below `/api/v4`. */
const WELL: Readonly<Record<string, unknown>> = {
  "/user": { id: 1, username: "ada", name: "Ada", state: "active" },
  "/personal_access_tokens/self": { scopes: ["read_api"], expires_at: "2027-01-15" },
  "/version": { version: "17.8.1", revision: "abc" },
  "/projects/acme%2Fweb": {
    id: 7,
    path_with_namespace: "acme/web",
    name: "web",
    web_url: "https://gitlab.test/acme/web",
  },
  "/groups/acme/projects": [],
};

/** A machine with config, token and data directory, and a GitLab. */
class Scene implements Disposable {
  readonly folder = temporaryFolder();
  readonly dataDir = join(this.folder.path, "data");
  readonly host = new FakeHost({
    HOME: this.folder.path,
    LORE_DATA_DIR: this.dataDir,
    LORE_CONFIG: join(this.folder.path, "lore.config.json"),
    GITLAB_TOKEN: "glpat-abcdefghij0123456789",
  });

  /** Writes the config; `answers` go before those of a GitLab that is well. */
  constructor(config: unknown = CONFIG, answers: Readonly<Record<string, unknown>> = {}) {
    if (config !== undefined) this.folder.write("lore.config.json", JSON.stringify(config));
    const { clock } = this.host;
    this.host.fetch = (request) => {
      const path = new URL(request.url).pathname.replace("/api/v4", "");
      const answer = path in answers ? answers[path] : WELL[path];
      if (answer instanceof Error) return Promise.reject(answer);
      const response = typeof answer === "function"
        ? (answer as Reply)(new URL(request.url))
        : answer === undefined
        ? Response.json({ message: "404 Project Not Found" }, { status: 404 })
        : Response.json(answer);
      if (!response.headers.has("date")) {
        response.headers.set("date", new Date(clock.now()).toUTCString());
      }
      return Promise.resolve(response);
    };
  }

  makeStore(): string {
    const path = join(this.dataDir, "lore.db");
    using _store = openStore(path, { mode: "write" });
    return path;
  }

  run(...argv: string[]): Promise<LoreRun> {
    return runLore(argv, { commands: [doctor], host: this.host });
  }

  /** Every check by its name. */
  async checks(): Promise<Record<string, Check>> {
    this.host.terminal.out = "";
    const { data } = envelopeOf(await this.run("--robot", "doctor"));
    return (data as { checks: Record<string, Check> }).checks;
  }

  /** One check: its status, code and hint. */
  async check(name: string): Promise<Check> {
    const check = (await this.checks())[name];
    assert.ok(check, `there is no check "${name}"`);
    return check;
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

function refusal(status: number, message: string): Reply {
  return () => Response.json({ message }, { status });
}

Deno.test("doctor says what it found where all is well", async () => {
  using scene = new Scene();
  scene.makeStore();
  const { code, out } = await scene.run("doctor");
  assert.equal(code, 0);
  const lines = out.trimEnd().split("\n").map((line) => line.split(/ {2,}|(?<=^\S+) +/));
  assert.deepEqual(lines.map(([status, name]) => [status, name]), [
    ["ok", "config"],
    ["ok", "token"],
    ["ok", "forge"],
    ["ok", "projects"],
    ["ok", "clock"],
    ["ok", "store"],
    ["ok", "coverage"],
    ["ok", "lock"],
    ["ok", "logging"],
    ["ok", "permissions"],
    ["ok", "embedding"],
  ]);
  assert.match(out, /token +Accepted: "ada" with read_api\n/);
  assert.match(out, /forge +https:\/\/gitlab\.test answers, version 17\.8\.1\n/);
  assert.match(out, /store +Schema version \d+, sound and writable, [\d.]+ kB\n/);
});

Deno.test("doctor as JSON tells where the log files are and how much there is", async () => {
  using scene = new Scene();
  const day = "lore.2026-01-10.log";
  scene.folder.write(`data/logs/${day}`, "0123456789");
  scene.folder.write("data/logs/other.txt", "not counted");
  const { status, log_dir, oldest_file, file_count, total_bytes } = await scene.check("logging");
  assert.equal(status, "ok");
  assert.equal(log_dir, join(scene.dataDir, "logs"));
  assert.equal(oldest_file, day);
  assert.ok(Number(file_count) >= 1 && Number(file_count) <= 2, String(file_count));
  assert.ok(Number(total_bytes) >= 10);
});

Deno.test("doctor with neither config nor store says what to do, and checks the rest", async () => {
  using scene = new Scene();
  scene.host.variables.LORE_CONFIG = join(scene.folder.path, "none.json");
  const run = await scene.run("--robot", "doctor");
  assert.equal(run.code, 1);
  const { ok, error, data } = envelopeOf(run);
  assert.equal(ok, false);
  assert.equal((error as Check).code, "FAILED");
  assert.equal((error as Check).message, "1 check failed: config");
  const { checks } = data as { checks: Record<string, Check> };
  assert.equal(checks.config?.code, "CONFIG_NOT_FOUND");
  assert.match(checks.config?.hint ?? "", /none\.json/);
  assert.equal(checks.store?.status, "warn");
  assert.equal(checks.store?.hint, "Run lore sync to make one");
  assert.equal(checks.token?.message, "Not checked: there is no config that can be read");
  assert.equal(checks.lock?.status, "ok");
});

Deno.test("doctor tells what is wrong with a config", async () => {
  using scene = new Scene({ sources: [], colour: "red" });
  const { status, code, message } = await scene.check("config");
  assert.deepEqual([status, code], ["fail", "CONFIG_INVALID"]);
  assert.match(message, /colour/);
});

Deno.test("doctor tells what is wrong with a token", async (t) => {
  const self = (scopes: string[], expires_at: string) => ({
    "/personal_access_tokens/self": { scopes, expires_at },
  });
  const cases: readonly [
    name: string,
    answers: Record<string, unknown>,
    expected: [status: string, code: string | undefined, message: RegExp],
  ][] = [
    ["refused", { "/user": refusal(401, "401 Unauthorized") }, ["fail", "AUTH_FAILED", /./]],
    ["too narrow", self(["read_user"], "2027-01-15"), ["fail", "AUTH_FAILED", /lacks .*read_api/]],
    ["wide enough", self(["api"], "2027-01-15"), ["ok", undefined, /Accepted/]],
    ["expires soon", self(["api"], "2026-01-20"), ["warn", undefined, /expires on 2026-01-20/]],
  ];
  for (const [name, answers, [status, code, message]] of cases) {
    await t.step(name, async () => {
      using scene = new Scene(CONFIG, answers);
      const check = await scene.check("token");
      assert.deepEqual([check.status, check.code], [status, code]);
      assert.match(check.message, message);
    });
  }
  await t.step("missing", async () => {
    using scene = new Scene();
    delete scene.host.variables.GITLAB_TOKEN;
    const { token, forge, store } = await scene.checks();
    assert.equal(token?.code, "TOKEN_MISSING");
    assert.equal(forge?.message, "Not checked: there is no token");
    assert.equal(store?.status, "warn");
  });
});

Deno.test("doctor tells that a forge cannot be reached, and goes on", async () => {
  using scene = new Scene(CONFIG, { "/user": new TypeError("connection refused") });
  scene.makeStore();
  const { forge, token, projects, clock, store, embedding } = await scene.checks();
  assert.deepEqual([forge?.status, forge?.code], ["fail", "FORGE_UNAVAILABLE"]);
  assert.deepEqual([token, projects, clock].map((check) => check?.status), [
    "warn",
    "warn",
    "warn",
  ]);
  assert.deepEqual([store, embedding].map((check) => check?.status), ["ok", "ok"]);
});

Deno.test("doctor tells which projects cannot be seen", async () => {
  const [source] = CONFIG.sources;
  using scene = new Scene({
    ...CONFIG,
    sources: [{ ...source, projects: ["acme/web", "acme/gone", "acme/*"] }],
  });
  const { status, code, sources } = await scene.check("projects");
  assert.deepEqual([status, code], ["fail", "NOT_FOUND"]);
  const [{ projects }] = sources as [{ projects: Check[] }];
  assert.deepEqual(projects, [
    { pattern: "acme/web", status: "ok", visible: 1 },
    { pattern: "acme/gone", status: "fail", visible: 0 },
    { pattern: "acme/*", status: "warn", visible: 0 },
  ]);
});

Deno.test("doctor names the source where there are several", async () => {
  const [source] = CONFIG.sources;
  using scene = new Scene({
    ...CONFIG,
    sources: [source, { ...source, name: "other", token_env: "OTHER_TOKEN" }],
  });
  const { status, message, sources } = await scene.check("token");
  assert.equal(status, "fail");
  assert.match(message, /^other: .*OTHER_TOKEN/);
  assert.deepEqual((sources as Check[]).map(({ source, status }) => [source, status]), [
    ["work", "ok"],
    ["other", "fail"],
  ]);
});

Deno.test("doctor warns of a clock that is more than a minute off the forge's", async (t) => {
  const cases: readonly [offMs: number, status: string, message: RegExp][] = [
    [59_000, "ok", /^\d+ s from/],
    [90_000, "warn", /is 9\d s behind/],
    [-90_000, "warn", /is (89|90) s ahead of/],
  ];
  for (const [offMs, status, message] of cases) {
    await t.step(`${offMs} ms`, async () => {
      const date = (): Response => {
        const time = new Date(scene.host.clock.now() + offMs).toUTCString();
        return Response.json(WELL["/user"], { headers: { date: time } });
      };
      const others = Object.keys(WELL).map((path) => [path, () => {
        const response = date();
        return Response.json(WELL[path], { headers: response.headers });
      }]);
      using scene = new Scene(CONFIG, Object.fromEntries(others));
      const check = await scene.check("clock");
      assert.equal(check.status, status);
      assert.match(check.message, message);
    });
  }
});

Deno.test("doctor tells what is wrong with a store", async (t) => {
  await t.step("no database", async () => {
    using scene = new Scene();
    scene.folder.write("data/lore.db", "This is text, not a database.\n".repeat(100));
    const { status, code } = await scene.check("store");
    assert.deepEqual([status, code], ["fail", "DB_CORRUPT"]);
  });
  await t.step("of a newer lore", async () => {
    using scene = new Scene();
    {
      using database = openStore(scene.makeStore(), { mode: "write" });
      database.exec("pragma user_version = 9999");
    }
    assert.equal((await scene.check("store")).code, "DB_TOO_NEW");
  });
  await t.step("of an older lore", async () => {
    using scene = new Scene();
    {
      using database = openStore(scene.makeStore(), { mode: "write" });
      database.exec("pragma user_version = 3");
    }
    const { status, hint } = await scene.check("store");
    assert.equal(status, "warn");
    assert.match(hint ?? "", /lore sync/);
  });
  await t.step("damaged inside", async () => {
    using scene = new Scene();
    const path = scene.makeStore();
    {
      using database = openStore(path, { mode: "write" });
      database.exec("pragma wal_checkpoint(truncate)");
    }
    const { size } = Deno.statSync(path);
    {
      using file = Deno.openSync(path, { write: true });
      file.seekSync(size - 4096 * 6, Deno.SeekMode.Start);
      file.writeSync(new Uint8Array(4096 * 6).fill(0xff));
    }
    const { status, code } = await scene.check("store");
    assert.deepEqual([status, code], ["fail", "DB_CORRUPT"]);
  });
});

Deno.test("doctor tells who holds the lock, and whether it seems to hang", async () => {
  using scene = new Scene();
  const { clock } = scene.host;
  const options = { clock, runId: "a1b2c3d4", command: "sync", staleMs: 1 };
  using _lock = await takeLock(scene.dataDir, options);
  const held = await scene.check("lock");
  assert.equal(held.status, "ok");
  assert.equal(held.message, `Held by run a1b2c3d4 ("sync", pid ${Deno.pid})`);
  clock.jumpTo(clock.now() + 31 * 60_000);
  const silent = await scene.check("lock");
  assert.equal(silent.status, "warn");
  assert.match(silent.hint ?? "", /kill \d+/);
});

Deno.test("doctor tells what is wrong with the embedding server, by its URL", async (t) => {
  const cases: Readonly<Record<string, [answers: Record<string, unknown>, message: RegExp]>> = {
    "unreachable": [
      { "/api/embed": new TypeError("connection refused") },
      /127\.0\.0\.1:9\/api\/embed" cannot be reached/,
    ],
    "something else": [{}, /127\.0\.0\.1:9\/api\/embed" answered 404/],
  };
  for (const [name, [answers, expected]] of Object.entries(cases)) {
    await t.step(name, async () => {
      const embedding = { provider: "ollama", url: "http://127.0.0.1:9" };
      using scene = new Scene({ ...CONFIG, embedding }, answers);
      const { status, message } = await scene.check("embedding");
      assert.equal(status, "fail");
      assert.match(message, expected);
    });
  }
});

Deno.test("doctor tells that the stored vectors are of another model", async () => {
  using scene = new Scene();
  {
    using database = openStore(scene.makeStore(), { mode: "write" });
    database.exec("insert into embedding_model (id, model, dimensions) values (1, 'old/one', 3)");
  }
  const { status, message, hint } = await scene.check("embedding");
  assert.equal(status, "warn");
  assert.match(message, /of "old\/one"/);
  assert.match(hint ?? "", /lore embed/);
});

Deno.test("doctor makes no secret known", async () => {
  using scene = new Scene();
  const { out, err } = await scene.run("--robot", "-vvv", "doctor");
  assert.doesNotMatch(out + err, /abcdefghij/);
});

Deno.test("doctor with less access than it needs names the flags that are missing", async () => {
  using scene = new Scene();
  const root = new URL("../../", import.meta.url);
  // Not HOME: Deno keeps its packages there.
  const { HOME: _home, ...env } = scene.host.variables;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--no-prompt",
      "--frozen",
      `--config=${fileURLToPath(new URL("deno.json", root))}`,
      "--allow-read",
      "--allow-env=HOME,LORE_DATA_DIR,LORE_CONFIG,GITLAB_TOKEN",
      fileURLToPath(new URL("commands/doctor.ts", root)),
      "--robot",
    ],
    env,
  }).output();
  const { data } = JSON.parse(new TextDecoder().decode(stdout));
  const { status, code, flags } = data.checks.permissions;
  assert.deepEqual([status, code], ["fail", "PERMISSION_DENIED"]);
  assert.deepEqual(flags, [`--allow-write=${scene.dataDir}`, "--allow-net=gitlab.test"]);
  assert.equal(data.checks.store.status, "warn");
});
