/** `lore init` by flags, against a forge on loopback. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { init } from "../../commands/init.ts";
import { configJsonSchema } from "../../lib/config/json_schema.ts";
import { loadConfig } from "../../lib/config/mod.ts";
import { createDemoForge, type Fault, type FaultRule, FAULTS } from "../../lib/forge/demo/mod.ts";
import { initSchema } from "../../lib/init/init_schema.ts";
import type { InitResult } from "../../lib/init/types.ts";
import { listFolder, readText } from "../../lib/platform/files.ts";
import { systemFetch } from "../../lib/platform/fetch.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "../support/fake_host.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const TOKEN = "glpat-Zm9yLXRlc3RzLW9ubHk";

/** A folder to set lore up in, and a forge on loopback. */
class Scene implements AsyncDisposable {
  readonly folder = temporaryFolder();
  readonly path = join(this.folder.path, "lore.config.json");
  readonly #server;

  constructor(readonly faults: readonly FaultRule[] = []) {
    const forge = createDemoForge({
      projects: 5,
      issues: 5,
      mergeRequests: 5,
      token: TOKEN,
      faults,
    });
    this.#server = forge.serve({ port: 0 });
  }

  get url(): string {
    return this.#server.url;
  }

  /** Runs `lore init` with the token in GITLAB_TOKEN, unless the variables say otherwise. */
  async init(
    argv: readonly string[],
    { variables = {}, fetch = systemFetch }: {
      readonly variables?: Readonly<Record<string, string>>;
      readonly fetch?: typeof systemFetch;
    } = {},
  ): Promise<LoreRun> {
    const host = new FakeHost({ GITLAB_TOKEN: TOKEN, HOME: this.folder.path, ...variables });
    host.fetch = fetch;
    const line = ["init", "--config", this.path, ...argv];
    const run = await runLore(line, { commands: [init], host });
    assert.ok(!`${run.out}${run.err}`.includes(TOKEN.slice(6)), "the token was written");
    return run;
  }

  /** The result in robot mode, held against its schema. */
  async result(
    argv: readonly string[],
    options?: { readonly variables?: Readonly<Record<string, string>> },
  ): Promise<InitResult> {
    const { ok, data, error } = envelopeOf(await this.init(["--robot", ...argv], options));
    assert.ok(ok, JSON.stringify(error));
    return initSchema.parse(data);
  }

  /** The error in robot mode; nothing may have been written. */
  async refusal(
    argv: readonly string[],
    options?: { readonly variables?: Readonly<Record<string, string>> },
  ): Promise<Refusal> {
    const before = this.files();
    const run = await this.init(["--robot", ...argv], options);
    const { ok, error } = envelopeOf(run) as { readonly ok: boolean; readonly error: Refusal };
    assert.equal(ok, false, run.out);
    assert.deepEqual(this.files(), before, "something was written");
    return { ...error, exit: run.code };
  }

  files(): string[] {
    return listFolder(this.folder.path).map(({ name }) => name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly actions: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly exit: number;
}

Deno.test("lore init writes a config that lore reads, with its schema beside it", async () => {
  await using scene = new Scene();
  const argv = ["--url", scene.url, "--project", "acme/web", "--project", "acme/tools/*"];
  const result = await scene.result(argv);
  const source = {
    name: new URL(scene.url).host,
    forge: "gitlab",
    url: scene.url,
    token_env: "GITLAB_TOKEN",
    projects: ["acme/web", "acme/tools/*"],
  } as const;
  assert.deepEqual(result.sources, [source]);
  assert.deepEqual([result.path, result.place, result.replaced], [scene.path, "--config", false]);
  assert.deepEqual(result.token, { user: "lore.reader", scopes: ["read_api"], expires_at: null });
  assert.deepEqual(
    result.checks.map(({ check, subject, status, message }) => [check, subject, status, message]),
    [
      ["token", "GITLAB_TOKEN", "ok", 'Accepted: "lore.reader" with read_api'],
      ["forge", scene.url, "ok", `${scene.url} answers, version 18.4.1`],
      ["project", "acme/web", "ok", "Visible"],
      ["project", "acme/tools/*", "ok", "Visible: 2 projects"],
    ],
  );
  assert.deepEqual(result.next, [
    `lore doctor --config ${scene.path}`,
    `lore sync --config ${scene.path}`,
  ]);
  const { config } = await loadConfig({ flag: scene.path, environment: () => undefined });
  assert.deepEqual(config.sources, [source]);
  assert.deepEqual(scene.files(), ["lore.config.json", "lore.config.schema.json"]);
  assert.deepEqual(JSON.parse(readText(result.schema.path)), configJsonSchema());
});

Deno.test("lore init --name and --token-env are written, and the project's own spelling", async () => {
  await using scene = new Scene();
  const variables = { GITLAB_TOKEN: "", WORK_TOKEN: TOKEN };
  const argv = ["--name", "work", "--token-env", "WORK_TOKEN", "--url", scene.url];
  const { sources, notes } = await scene.result([...argv, "--project", "ACME/Web"], { variables });
  assert.deepEqual(
    sources.map(({ name, token_env, projects }) => [name, token_env, ...projects]),
    [["work", "WORK_TOKEN", "acme/web"]],
  );
  assert.deepEqual(notes, ['"ACME/Web" is now "acme/web", and written so']);
});

Deno.test("lore init takes the project from the address of its page", async (t) => {
  const cases: readonly [string, string[]][] = [
    ["/acme/web", ["acme/web"]],
    ["/acme/tools/cli/-/issues/3", ["acme/tools/cli"]],
    ["/acme/api.git", ["acme/api"]],
    ["/acme", ["acme/*"]],
    ["/groups/acme/-/issues", ["acme/*"]],
  ];
  for (const [path, projects] of cases) {
    await t.step(path, async () => {
      await using scene = new Scene();
      const { sources } = await scene.result(["--url", `${scene.url}${path}`]);
      assert.deepEqual(sources.map(({ url, projects }) => [url, projects]), [[
        scene.url,
        projects,
      ]]);
    });
  }
  await t.step("unless --project says others", async () => {
    await using scene = new Scene();
    const argv = [
      "--url",
      `${scene.url}/acme/web`,
      "--project",
      `${scene.url}/acme/api/-/tree/main`,
    ];
    const { sources } = await scene.result(argv);
    assert.deepEqual(sources[0]?.projects, ["acme/api"]);
  });
});

Deno.test("lore init finds a GitLab that lives below a path", async () => {
  await using scene = new Scene();
  const demo = createDemoForge({ projects: 2, issues: 2, mergeRequests: 2, token: TOKEN });
  await using below = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => {
      const url = new URL(request.url);
      if (!url.pathname.startsWith("/git/")) return new Response("<html>Intranet", { status: 404 });
      const inner = new URL(url.pathname.slice(4) + url.search, url.origin);
      return demo.fetch(new Request(inner, request));
    },
  );
  const url = `http://127.0.0.1:${below.addr.port}/git`;
  const { sources } = await scene.result(["--url", `${url}/acme/web`]);
  assert.deepEqual(sources.map(({ url, projects }) => [url, projects]), [[url, ["acme/web"]]]);
});

Deno.test("lore init never replaces a config without --force", async () => {
  await using scene = new Scene();
  scene.folder.write("lore.config.json", "mine");
  const argv = ["--url", scene.url, "--project", "acme/web", "--yes"];
  const { code, message, actions } = await scene.refusal(argv);
  assert.equal(code, "USAGE");
  assert.match(message, /already: it was left as it is/);
  assert.deepEqual(actions, [`lore doctor --config ${scene.path}`]);
  assert.equal(readText(scene.path), "mine");

  const failed = await scene.refusal(["--force", "--url", scene.url, "--project", "acme/none"]);
  assert.equal(failed.code, "NOT_FOUND");
  assert.equal(readText(scene.path), "mine", "it outlives what fails, --force or not");

  const { replaced } = await scene.result([...argv, "--force"]);
  assert.equal(replaced, true);
  assert.match(readText(scene.path), /acme\/web/);
});

Deno.test("lore init leaves a schema that is there, and says so", async () => {
  await using scene = new Scene();
  scene.folder.write("lore.config.schema.json", "mine");
  const argv = ["--url", scene.url, "--project", "acme/web"];
  const { schema, notes } = await scene.result(argv);
  assert.equal(schema.written, false);
  assert.match(notes.join(), /schema\.json was there already/);
  assert.equal(readText(schema.path), "mine");
});

Deno.test("lore init without a terminal names exactly the flags that are missing", async (t) => {
  await using scene = new Scene();
  const cases: readonly [string, string[], string[]][] = [
    ["nothing given", [], ["--url", "--project"]],
    ["no address", ["--project", "acme/web"], ["--url"]],
    ["--yes answers nothing by itself", ["--yes"], ["--url", "--project"]],
  ];
  for (const [name, argv, missing] of cases) {
    await t.step(name, async () => {
      const error = await scene.refusal(argv);
      assert.deepEqual([error.code, error.exit], ["USAGE", 2]);
      assert.equal(error.message, `Cannot set up lore: ${missing.join(" and ")} must be given`);
      assert.deepEqual(error.details, { missing });
      for (const flag of missing) assert.ok(error.hint.includes(`${flag} `), error.hint);
      assert.deepEqual(error.actions, ["lore init --help"]);
    });
  }
  await t.step("no project, but a token that knows some", async () => {
    const error = await scene.refusal(["--url", scene.url]);
    assert.deepEqual([error.code, error.exit], ["USAGE", 2]);
    assert.match(error.hint, /"lore.reader" works on acme\//);
    const [action = ""] = error.actions;
    const run = await scene.result(action.split(" ").slice(2));
    assert.equal(run.sources[0]?.projects.length, 1, "the action can be run as it is");
  });
  await t.step("no project, and no token", async () => {
    const options = { variables: { GITLAB_TOKEN: "" } };
    const error = await scene.refusal(["--url", scene.url, "--force"], options);
    assert.match(error.message, /--project must be given/);
  });
});

Deno.test("lore init without a token says which to export; --yes writes unchecked", async () => {
  await using scene = new Scene();
  const options = { variables: { GITLAB_TOKEN: " " } };
  const argv = ["--url", `${scene.url}/acme/web`];
  const error = await scene.refusal(argv, options);
  assert.deepEqual([error.code, error.exit], ["TOKEN_MISSING", 4]);
  assert.match(
    error.hint,
    /^Export GITLAB_TOKEN with a token of scope read_api, made at http:.*--yes/,
  );
  const [action = ""] = error.actions;
  assert.equal(action, `lore init --config ${scene.path} ${argv.join(" ")} --yes`);
  const { token, checks, sources } = await scene.result(action.split(" ").slice(2), options);
  assert.equal(token, null);
  assert.deepEqual(checks.map(({ check, status }) => `${check} ${status}`), [
    "token warn",
    "forge warn",
    "project warn",
  ]);
  assert.deepEqual(sources.map(({ url, projects }) => [url, projects]), [[scene.url, [
    "acme/web",
  ]]]);
});

Deno.test("lore init reads the token from lore.env beside the config", async () => {
  await using scene = new Scene();
  scene.folder.write("lore.env", `GITLAB_TOKEN=${TOKEN}\n`, { mode: 0o600 });
  const options = { variables: { GITLAB_TOKEN: "" } };
  const { token } = await scene.result(["--url", `${scene.url}/acme/web`], options);
  assert.equal(token?.user, "lore.reader");
});

Deno.test("lore init refuses a token in the place of a name, and never repeats it", async (t) => {
  const secret = "aB3dE5fG7hI9jK1lM3nO";
  await using scene = new Scene();
  const good = ["--url", scene.url, "--project", "acme/web"];
  const cases: readonly [string, string[]][] = [
    ["--token-env", [...good, "--token-env", secret]],
    ["--token-env with a prefix", [...good, "--token-env", `glpat-${secret}`]],
    ["--name", [...good, "--name", secret]],
    ["--project", ["--url", scene.url, "--project", secret]],
    ["--url", ["--url", secret, "--project", "acme/web"]],
    ["a password in --url", ["--url", `https://me:${secret}@gitlab.test`, "--project", "acme/web"]],
  ];
  for (const [name, argv] of cases) {
    await t.step(name, async () => {
      for (const mode of [["--robot"], ["-vvv"]]) {
        const run = await scene.init([...mode, ...argv]);
        assert.equal(run.code, 2, run.err);
        assert.ok(!`${run.out}${run.err}`.includes(secret), `${run.out}${run.err}`);
      }
      assert.deepEqual(scene.files(), []);
    });
  }
});

Deno.test("lore init writes nothing that the forge refuses", async (t) => {
  interface Case {
    readonly name: string;
    readonly argv?: readonly string[];
    readonly faults?: readonly FaultRule[];
    readonly variables?: Readonly<Record<string, string>>;
    readonly exit: number;
    readonly code: string;
    readonly message: RegExp;
    readonly hint: RegExp;
  }
  const cases: readonly Case[] = [
    {
      name: "a wrong token",
      variables: { GITLAB_TOKEN: "glpat-0000000000000000" },
      exit: 4,
      code: "AUTH_FAILED",
      message: /^"http:\/\/127\.0\.0\.1:\d+" refused the token in GITLAB_TOKEN$/,
      hint: /expired or revoked.*scopes=read_api$/,
    },
    {
      name: "a token without the scope",
      faults: [{ match: /personal_access_tokens\/self/, fault: NARROW }],
      exit: 4,
      code: "AUTH_FAILED",
      message: /lacks the scope read_api: it has read_user$/,
      hint: /^Make a token with scope read_api: http/,
    },
    {
      name: "a token that may not even ask who it is",
      faults: [{ match: /\/user$/, fault: FAULTS.refused(403, "insufficient_scope") }],
      exit: 4,
      code: "AUTH_FAILED",
      message: /^The token in GITLAB_TOKEN lacks the scope read_api$/,
      hint: /^Make one with scope read_api/,
    },
    {
      name: "a project that is not there",
      argv: ["--project", "acme/wbe", "--project", "acme/api"],
      exit: 5,
      code: "NOT_FOUND",
      message: /^"lore.reader" sees no project "acme\/wbe"$/,
      hint: /^Did you mean acme\/web\?$/,
    },
    {
      name: "a project in another group",
      argv: ["--project", "other/deploy"],
      exit: 5,
      code: "NOT_FOUND",
      message: /sees no project "other\/deploy"$/,
      hint: /^Did you mean acme\/tools\/deploy\?$/,
    },
    {
      name: "a group that is not there",
      argv: ["--project", "zebra/*"],
      exit: 5,
      code: "NOT_FOUND",
      message: /sees no group "zebra"$/,
      hint: /^Check its path; a private one needs its token's owner as a member$/,
    },
    {
      name: "several projects",
      argv: ["--project", "acme/x", "--project", "acme/web", "--project", "acme/y"],
      exit: 5,
      code: "NOT_FOUND",
      message: /^2 projects cannot be used:\n {2}.*"acme\/x".*\n {2}.*"acme\/y"/,
      hint: /^Correct the list of projects$/,
    },
    {
      name: "a project that may not be read",
      faults: [{ match: /\/projects\/acme%2Fweb$/, fault: FAULTS.refused(403, "Forbidden") }],
      exit: 4,
      code: "AUTH_FAILED",
      message: /acme%2Fweb" answered 403/,
      hint: /read_api, and its user access to the project/,
    },
    {
      name: "a login page instead of a GitLab",
      faults: [{ match: /./, fault: FAULTS.loginPage() }],
      exit: 6,
      code: "FORGE_UNAVAILABLE",
      message: /answered an HTML page where JSON was expected/,
      hint: /Check the source's url/,
    },
    {
      name: "something else at the address",
      faults: [{ match: /./, fault: FAULTS.refused(404, "Not Found") }],
      exit: 5,
      code: "NOT_FOUND",
      message: /^There is no GitLab at "http:\/\/127\.0\.0\.1:\d+"$/,
      hint: /the page on which you sign in/,
    },
    {
      name: "nobody at the address",
      faults: [{ match: /./, fault: FAULTS.dropped }],
      exit: 6,
      code: "FORGE_UNAVAILABLE",
      message: /user" .*, 2 times over$/,
      hint: /can be reached from here$/,
    },
  ];
  for (const each of cases) {
    await t.step(each.name, async () => {
      await using scene = new Scene(each.faults);
      const argv = ["--url", scene.url, ...each.argv ?? ["--project", "acme/web"], "--yes"];
      const error = await scene.refusal(argv, { variables: each.variables });
      assert.deepEqual([error.code, error.exit], [each.code, each.exit], error.message);
      assert.match(error.message, each.message);
      assert.match(error.hint, each.hint);
    });
  }
});

/** The record of a token that may see nothing but its owner. */
const NARROW: Fault = {
  kind: "status",
  status: 200,
  body: JSON.stringify({ id: 17, name: "lore", scopes: ["read_user"], expires_at: null }),
};

Deno.test("lore init asks a host that does not answer for no other path", async () => {
  await using scene = new Scene();
  const asked: string[] = [];
  const run = await scene.init(["--url", "https://gitlab.test/acme/web"], {
    fetch: ({ url }) => {
      asked.push(url);
      return Promise.reject(new TypeError("connection refused"));
    },
  });
  assert.equal(run.code, 6, run.err);
  assert.deepEqual([...new Set(asked)], ["https://gitlab.test/api/v4/user"]);
});

Deno.test("lore init repeats no token that the forge repeats", async () => {
  const token = "aB3dE5fG7hI9jK1lM3nO";
  await using scene = new Scene([{
    match: /./,
    fault: FAULTS.refused(400, `no user for ${token}`),
  }]);
  const variables = { GITLAB_TOKEN: token };
  for (const mode of [["--robot"], ["-vvv"]]) {
    const argv = [...mode, "--url", scene.url, "--project", "acme/web"];
    const { code, out, err } = await scene.init(argv, { variables });
    assert.equal(code, 1);
    assert.match(`${out}${err}`, /no user for \[redacted\]/);
    assert.ok(!`${out}${err}`.includes(token));
  }
});

Deno.test("lore init --forge github says that it cannot be used yet, whatever is near", async () => {
  await using scene = new Scene();
  for (const forge of ["github", "githab"]) {
    const error = await scene.refusal(["--forge", forge, "--url", scene.url]);
    assert.equal(error.code, "USAGE");
  }
  const { message } = await scene.refusal(["--forge", "github", "--url", scene.url]);
  assert.match(message, /mirrors GitLab only/);
});

Deno.test("lore init says in words what it wrote, checked and would run next", async () => {
  await using scene = new Scene();
  const { code, out, err } = await scene.init(["--url", `${scene.url}/acme/web`]);
  assert.deepEqual([code, err], [0, ""]);
  assert.equal(
    out.replaceAll(scene.path, "PATH").replaceAll(scene.url, "URL"),
    [
      "Wrote PATH",
      '  ok    token    GITLAB_TOKEN: Accepted: "lore.reader" with read_api',
      "  ok    forge    URL answers, version 18.4.1",
      "  ok    project  acme/web: Visible",
      "",
      "Next:",
      `  ${"lore doctor --config PATH"}  # is everything in order?`,
      `  ${"lore sync --config PATH"}    # mirror; the next sync fetches only what changed`,
      "",
    ].join("\n"),
  );
});
