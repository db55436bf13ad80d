import assert from "node:assert/strict";
import { parseConfig } from "../../../lib/config/parse.ts";
import type { Config } from "../../../lib/config/types.ts";
import { LoreError } from "../../../lib/errors.ts";

const OPTIONS = { path: "/etc/lore/lore.config.json", home: "/home/me" };

const SOURCE = { name: "work", forge: "gitlab", projects: ["group/repo"] };

function parse(value: unknown): Config {
  return parseConfig(JSON.stringify(value), OPTIONS).config;
}

function failure(text: string, options = OPTIONS): LoreError {
  try {
    parseConfig(text, options);
  } catch (error) {
    if (error instanceof LoreError) return error;
    throw error;
  }
  assert.fail(`accepted: ${text}`);
}

/** The problems as `path: message`. */
function problems(value: unknown): string[] {
  const list = failure(JSON.stringify(value)).details.problems as {
    path: string;
    message: string;
  }[];
  return list.map(({ path, message }) => `${path}: ${message}`);
}

Deno.test("parseConfig() fills in every default", () => {
  assert.deepEqual(parse({ sources: [SOURCE] }), {
    sources: [{ ...SOURCE, url: "https://gitlab.com", token_env: "GITLAB_TOKEN" }],
    storage: { data_dir: null },
    logging: { log_dir: null, retention_days: 30, file_logging: true },
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
  });
});

Deno.test("parseConfig() keeps the defaults beside a key that is given", () => {
  const { logging } = parse({ sources: [SOURCE], logging: { retention_days: 7 } });
  assert.deepEqual(logging, { log_dir: null, retention_days: 7, file_logging: true });
});

Deno.test("parseConfig() accepts comments, trailing commas and $schema", () => {
  const { config } = parseConfig(
    `{
      // where to mirror from
      "$schema": "docs/config.schema.json",
      "sources": [{ "name": "oss", "forge": "github", "projects": ["denoland/*",], }], /* all */
    }`,
    OPTIONS,
  );
  assert.deepEqual(config.sources, [{
    name: "oss",
    forge: "github",
    url: "https://api.github.com",
    token_env: "GITHUB_TOKEN",
    projects: ["denoland/*"],
  }]);
  assert.equal("$schema" in config, false);
});

Deno.test("parseConfig() takes the slash off addresses and keeps their path", () => {
  const { sources } = parse({ sources: [{ ...SOURCE, url: "http://127.0.0.1:8080/gitlab/" }] });
  assert.equal(sources[0]?.url, "http://127.0.0.1:8080/gitlab");
});

Deno.test("parseConfig() makes folders absolute", async (t) => {
  const cases: [string, string][] = [
    ["data", "/etc/lore/data"],
    ["../data", "/etc/data"],
    ["~/lore", "/home/me/lore"],
    ["~", "/home/me"],
    ["~other/x", "/etc/lore/~other/x"],
    ["/srv/lore", "/srv/lore"],
  ];
  for (const [given, expected] of cases) {
    await t.step(given, () => {
      const config = parse({
        sources: [SOURCE],
        storage: { data_dir: given },
        logging: { log_dir: given },
      });
      assert.equal(config.storage.data_dir, expected);
      assert.equal(config.logging.log_dir, expected);
    });
  }
});

Deno.test("parseConfig() gives each embedding provider its address and key", async (t) => {
  const cases: [Record<string, unknown>, string | null, string | null][] = [
    [{ provider: "ollama" }, "http://localhost:11434", null],
    [{ provider: "openai" }, "https://api.openai.com/v1", "OPENAI_API_KEY"],
    [
      { provider: "openai", url: "https://api.openai.com/v1/" },
      "https://api.openai.com/v1",
      "OPENAI_API_KEY",
    ],
    [{ provider: "openai", url: "http://localhost:8000/v1" }, "http://localhost:8000/v1", null],
    [{ provider: "openai", token_env: "KEY" }, "https://api.openai.com/v1", "KEY"],
    [{ url: "http://localhost:1" }, null, null],
  ];
  for (const [embedding, url, tokenEnv] of cases) {
    await t.step(JSON.stringify(embedding), () => {
      const config = parse({ sources: [SOURCE], embedding });
      assert.equal(config.embedding.url, url);
      assert.equal(config.embedding.token_env, tokenEnv);
    });
  }
});

Deno.test("parseConfig() remembers what the file says and what is a default", () => {
  const text = JSON.stringify({ sources: [SOURCE], sync: { concurrency: 2 } });
  const { origins } = parseConfig(text, OPTIONS);
  assert.equal(origins["sync.concurrency"], "file");
  assert.equal(origins["sync.overlap_secs"], "default");
  assert.equal(origins["sources[0].projects[0]"], "file");
  assert.equal(origins["sources[0].url"], "default");
});

Deno.test("parseConfig() names every problem at once, in the order of the file", () => {
  const error = failure(`{
    "sources": [{ "name": "a", "forge": "gitlub", "projects": [] }],
    "sync": { "concurency": 3,
              "max_retries": 99 }
  }`);
  assert.equal(error.code, "CONFIG_INVALID");
  assert.equal(error.exitCode, 2);
  assert.equal(
    error.message,
    `The config "/etc/lore/lore.config.json" has 4 problems:
  line 2, sources[0].forge: must be one of "gitlab", "github", is "gitlub"
  line 2, sources[0].projects: must have at least one entry
  line 3, sync.concurency: is not a known key: did you mean "concurrency"?
  line 4, sync.max_retries: must be at most 20, is 99`,
  );
  const list = error.details.problems as { line: number; column: number }[];
  assert.deepEqual(list.map(({ line, column }) => [line, column]), [[2, 32], [2, 51], [3, 15], [
    4,
    15,
  ]]);
});

Deno.test("parseConfig() words the problem of an entry", async (t) => {
  const source = (part: Record<string, unknown>) => ({ sources: [{ ...SOURCE, ...part }] });
  const sync = (part: Record<string, unknown>) => ({ sources: [SOURCE], sync: part });
  const cases: [unknown, string][] = [
    [[], "(the whole file): must be an object, is a list"],
    [{}, "sources: is missing: must be a list"],
    [{ sources: [] }, "sources: must have at least one entry"],
    [{ sources: {} }, "sources: must be a list, is an object"],
    [source({ name: undefined }), "sources[0].name: is missing: must be a text"],
    [source({ name: "" }), "sources[0].name: must not be empty"],
    [
      source({ forge: undefined }),
      'sources[0].forge: is missing: must be one of "gitlab", "github"',
    ],
    [
      source({ url: "gitlab" }),
      "sources[0].url: must be an address like https://gitlab.example.com",
    ],
    [source({ url: "ftp://a.b" }), "sources[0].url: must begin with https:// or http://"],
    [
      source({ url: "https://a.b?x=1" }),
      "sources[0].url: must end with its path: leave out ?… and #…",
    ],
    [
      source({ url: "https://me:pw@a.b" }),
      "sources[0].url: must not hold a user name or password: set the variable that token_env names",
    ],
    [
      source({ url: "https://a.b/api/v4" }),
      "sources[0].url: must be the address of the instance: leave out /api/…",
    ],
    [
      source({ forge: "github", url: "https://github.com" }),
      'sources[0].url: must be the address of the API: "https://api.github.com"',
    ],
    [
      source({ token_env: "MY TOKEN" }),
      "sources[0].token_env: must be the name of an environment variable, like GITLAB_TOKEN",
    ],
    [
      source({ projects: ["repo"] }),
      'sources[0].projects[0]: must be like "group/repo" or "group/*", is "repo"',
    ],
    [
      source({ projects: ["*/repo"] }),
      'sources[0].projects[0]: must be like "group/repo" or "group/*", is "*/repo"',
    ],
    [
      source({ forge: "github", projects: ["a/b/*"] }),
      'sources[0].projects[0]: must be like "owner/repo" or "owner/*", is "a/b/*"',
    ],
    [
      source({ projects: ["a/b", "a/b"] }),
      'sources[0].projects[1]: is in the list twice: "a/b"',
    ],
    [
      { sources: [SOURCE, SOURCE] },
      'sources[1].name: must be unique: sources[0] is "work" too',
    ],
    [sync({ concurrency: 0 }), "sync.concurrency: must be at least 1, is 0"],
    [sync({ overlap_secs: 1.5 }), "sync.overlap_secs: must be a whole number, is 1.5"],
    [sync({ resource_events: "yes" }), 'sync.resource_events: must be true or false, is "yes"'],
    [
      sync({ provider: "x" }),
      'sync.provider: is not a known key here: "provider" belongs into "embedding"',
    ],
    [sync({ sources: [] }), 'sync.sources: is not a known key here: "sources" belongs at the top'],
    [
      { sources: [SOURCE], storage: { zzzzzz: 1 } },
      "storage.zzzzzz: is not a known key: must be one of data_dir",
    ],
  ];
  for (const [value, expected] of cases) {
    await t.step(expected, () => assert.deepEqual(problems(value), [expected]));
  }
});

Deno.test("parseConfig() accepts nested groups on GitLab and wildcards below them", () => {
  const projects = ["a/b/c/d", "a/*", "a/b/*"];
  assert.deepEqual(parse({ sources: [{ ...SOURCE, projects }] }).sources[0]?.projects, projects);
});

Deno.test("parseConfig() refuses a token anywhere and never repeats it", async (t) => {
  const tokens = ["glpat-s3cr3tS3CR3T0", "ghp_s3cr3tS3CR3T0", "github_pat_s3cr3tS3CR3T0"];
  for (const token of tokens) {
    const cases: [string, string, string][] = [
      [
        "as a value",
        `{"sources":[{"name":"a","forge":"gitlab","projects":["a/b"],"token_env":"${token}"}]}`,
        "sources[0].token_env",
      ],
      ["as an unknown key's value", `{"token":"${token}"}`, "token"],
      ["as a key", `{"${token}":1}`, "[redacted]"],
      ["in an address", `{"sources":[{"url":"https://a.b/${token}"}]}`, "sources[0].url"],
      ["in a comment", `{// ${token}\n}`, "(the whole file)"],
    ];
    for (const [where, text, path] of cases) {
      await t.step(`${token.slice(0, 6)} ${where}`, () => {
        const error = failure(text);
        const seen = JSON.stringify([error.message, error.hint, error.details]);
        assert.equal(seen.includes("s3cr3t"), false, seen);
        const list = error.details.problems as { path: string; message: string }[];
        const messages = list.filter((problem) => problem.path === path).map((p) => p.message);
        assert.match(messages.join(), /looks like a token/);
      });
    }
  }
});

Deno.test("parseConfig() repeats neither passwords nor what stands for a variable's name", () => {
  const error = failure(JSON.stringify({
    sources: [
      { ...SOURCE, url: "https://me:hunter2@a.b", token_env: "hunter2 hunter2" },
      { ...SOURCE, name: "b", url: "https://a.b?private_token=hunter2" },
    ],
  }));
  assert.equal(JSON.stringify([error.message, error.details]).includes("hunter2"), false);
});

Deno.test("parseConfig() does not take a project's name for a token", () => {
  const projects = ["gnome/glib-networking", "a/glossary-of-terms"];
  assert.deepEqual(parse({ sources: [{ ...SOURCE, projects }] }).sources[0]?.projects, projects);
});

Deno.test("parseConfig() finds keys that are given twice", () => {
  const error = failure(
    '{"sources":[{"name":"a","name":"b","forge":"gitlab","projects":["a/b"]}]}',
  );
  assert.match(error.message, /sources\[0\]\.name: is given twice/);
});

Deno.test("parseConfig() says where the syntax breaks", async (t) => {
  const cases: [string, string][] = [
    ["", 'Cannot parse "/etc/lore/lore.config.json:1:1": it is empty'],
    ["  \n", 'Cannot parse "/etc/lore/lore.config.json:1:1": it is empty'],
    ["// nothing", 'Cannot parse "/etc/lore/lore.config.json:1:11": value expected'],
    [
      '{\n  "sources": [\n',
      'Cannot parse "/etc/lore/lore.config.json:3:1": close bracket expected',
    ],
    ['{"a" 1}', 'Cannot parse "/etc/lore/lore.config.json:1:6": colon expected'],
    ["{}\n{}", 'Cannot parse "/etc/lore/lore.config.json:2:1": end of file expected'],
    ["<html>", 'Cannot parse "/etc/lore/lore.config.json:1:1": invalid symbol'],
  ];
  for (const [text, expected] of cases) {
    await t.step(JSON.stringify(text), () => {
      const error = failure(text);
      assert.equal(error.code, "CONFIG_INVALID");
      assert.equal(error.message, expected);
    });
  }
});

Deno.test("parseConfig() refuses ~ where there is no home", () => {
  const text = JSON.stringify({ sources: [SOURCE], storage: { data_dir: "~/x" } });
  let message = "";
  try {
    parseConfig(text, { path: OPTIONS.path, home: undefined });
  } catch (error) {
    message = String(error);
  }
  assert.match(message, /storage\.data_dir: begins with ~, but HOME is not set/);
});
