import assert from "node:assert/strict";
import { join } from "node:path";
import { byKind, covers, EVERYTHING, needsOf } from "../../../lib/permissions/needs.ts";
import { type Survey, takeSurvey } from "../../../lib/permissions/survey.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const SOURCE = { name: "work", forge: "gitlab", token_env: "WORK_TOKEN", projects: ["a/b"] };

/** What words come to by a config in a folder of its own, which `<home>` stands for. */
async function needed(
  words: readonly string[],
  { config = {}, variables = {}, flag = true }: {
    readonly config?: Readonly<Record<string, unknown>>;
    readonly variables?: Readonly<Record<string, string>>;
    readonly flag?: boolean;
  } = {},
): Promise<Record<string, readonly string[]>> {
  using folder = temporaryFolder();
  const sources = [{ ...SOURCE, url: "https://gitlab.example.com" }];
  const path = folder.write("conf/lore/config.json", JSON.stringify({ sources, ...config }));
  const all: Record<string, string> = {
    HOME: join(folder.path, "home"),
    XDG_CONFIG_HOME: join(folder.path, "conf"),
    WORK_TOKEN: "secret",
    ...variables,
  };
  const environment = (name: string): string | undefined => all[name];
  const survey = await takeSurvey({ flag: flag ? path : undefined, environment });
  const named = [...byKind(needsOf(words, survey))].map(([kind, values]) => [
    kind,
    values.map((value) => value.replace(folder.path, "<home>").replace(Deno.cwd(), "<cwd>")),
  ]);
  return Object.fromEntries(named);
}

const CONFIG = "<home>/conf/lore/config.json";
const DATA = "<home>/home/.local/share/lore";

Deno.test("needsOf() follows the words of a spec", async (t) => {
  const cases: readonly [words: string, expected: Record<string, readonly string[]>][] = [
    ["", {}],
    ["env", {}],
    ["read:config", { read: [CONFIG] }],
    ["read:config env", { read: [CONFIG] }],
    ["read:data env", {
      read: [DATA, CONFIG],
      env: ["LORE_DATA_DIR", "XDG_DATA_HOME", "HOME"],
    }],
    ["write:data", { read: [CONFIG], write: [DATA] }],
    ["read:logs", { read: [`${DATA}/logs`, CONFIG] }],
    ["read:data read:logs", { read: [DATA, CONFIG] }],
    ["net:forge env", { read: [CONFIG], net: ["gitlab.example.com"], env: ["WORK_TOKEN"] }],
    ["net:embedding env", {}],
    ["net:loopback", { net: ["127.0.0.1"] }],
    ["run:less env:PAGER", { env: ["PAGER"], run: ["less"] }],
    ["read:PATH write:PATH", { read: ["PATH"], write: ["PATH"] }],
    ["read:FOLDER write:FOLDER", { read: ["FOLDER"], write: ["FOLDER"] }],
    ["env:forge", { read: [CONFIG], env: ["WORK_TOKEN"] }],
    ["write:config", { read: ["<home>/conf/lore"], write: ["<home>/conf/lore"] }],
    ["read read:config", { read: [] }],
  ];
  for (const [words, expected] of cases) {
    await t.step(words, async () => {
      assert.deepEqual(await needed(words.split(" ").filter(Boolean)), expected);
    });
  }
});

Deno.test("needsOf() follows config and environment", async (t) => {
  const cases: readonly [
    name: string,
    words: readonly string[],
    given: Parameters<typeof needed>[1],
    expected: Record<string, readonly string[]>,
  ][] = [
    ["LORE_DATA_DIR makes the config needless", ["read:data", "env"], {
      variables: { LORE_DATA_DIR: "/srv/lore" },
    }, { read: ["/srv/lore"], env: ["LORE_DATA_DIR"] }],
    ["a data_dir of the config makes HOME needless", ["read:data", "env"], {
      config: { storage: { data_dir: "/srv/lore" } },
    }, { read: ["/srv/lore", CONFIG], env: ["LORE_DATA_DIR"] }],
    ["unless it begins with ~", ["read:data", "env"], {
      config: { storage: { data_dir: "~/lore" } },
    }, { read: ["<home>/home/lore", CONFIG], env: ["LORE_DATA_DIR", "HOME"] }],
    ["a log_dir elsewhere counts", ["read:logs", "write:logs"], {
      config: { logging: { log_dir: "/var/log/lore" } },
    }, { read: ["/var/log/lore", CONFIG], write: ["/var/log/lore"] }],
    ["a token that is not set is looked for in the env file", ["net:forge", "env"], {
      variables: { WORK_TOKEN: "" },
    }, {
      read: [CONFIG, "<home>/conf/lore/lore.env"],
      net: ["gitlab.example.com"],
      env: ["WORK_TOKEN", "LORE_ENV_FILE"],
    }],
    ["LORE_ENV_FILE says where that is", ["net:forge"], {
      variables: { WORK_TOKEN: "", LORE_ENV_FILE: "/run/secrets/lore" },
    }, { read: [CONFIG, "/run/secrets/lore"], net: ["gitlab.example.com"] }],
    ["a name of a token alone needs no env file", ["env:forge"], {
      variables: { WORK_TOKEN: "" },
    }, { read: [CONFIG], env: ["WORK_TOKEN", "LORE_ENV_FILE"] }],
    ["hosts keep a port of their own, and come once", ["net:forge"], {
      config: {
        sources: ["https://a.test:8443", "http://b.test/sub", "https://a.test:8443/x"].map(
          (url, index) => ({ ...SOURCE, name: `${index}`, url }),
        ),
      },
    }, { read: [CONFIG], net: ["a.test:8443", "b.test"] }],
    ["an embedding server counts", ["net:embedding", "env"], {
      config: { embedding: { provider: "openai" } },
      variables: { OPENAI_API_KEY: "key" },
    }, { read: [CONFIG], net: ["api.openai.com"], env: ["OPENAI_API_KEY"] }],
    ["a config by its usual place takes what leads there", ["read:config", "env"], {
      flag: false,
    }, {
      read: ["<cwd>/lore.config.json", CONFIG],
      env: ["LORE_CONFIG", "XDG_CONFIG_HOME"],
    }],
  ];
  for (const [name, words, given, expected] of cases) {
    await t.step(name, async () => assert.deepEqual(await needed(words, given), expected));
  }
});

Deno.test("takeSurvey() goes by defaults where there is no config, and by none where one is named", async () => {
  const variables: Record<string, string> = { HOME: "/nowhere/home" };
  const environment = (name: string): string | undefined => variables[name];
  const survey = await takeSurvey({ environment });
  assert.equal(survey.config, undefined);
  const kinds = byKind(needsOf(EVERYTHING, survey));
  assert.deepEqual(kinds.get("net"), ["gitlab.com"]);
  assert.deepEqual(kinds.get("write"), ["/nowhere/home/.local/share/lore"]);
  await assert.rejects(takeSurvey({ environment, flag: "/nowhere/x" }), {
    code: "CONFIG_NOT_FOUND",
  });
  variables.LORE_CONFIG = "/nowhere/y";
  await assert.rejects(takeSurvey({ environment }), { code: "CONFIG_NOT_FOUND" });
});

Deno.test("needsOf() gives each reason on its own", () => {
  const nothing = { paths: [], hosts: [], variables: [], files: [], usesConfig: false, why: "" };
  const survey: Survey = {
    config: undefined,
    subjects: {
      config: { ...nothing, paths: ["/c"], variables: ["C"], why: "the config file" },
      places: nothing,
      data: { ...nothing, paths: ["/d"], variables: ["D", "C"], usesConfig: true, why: "data" },
      logs: nothing,
      forge: nothing,
      embedding: nothing,
      loopback: nothing,
    },
  };
  assert.deepEqual(needsOf(["env", "read:data"], survey), [
    { kind: "read", values: ["/d"], why: "data" },
    { kind: "read", values: ["/c"], why: "the config file" },
    { kind: "env", values: ["D", "C"], why: "where the data directory is" },
  ]);
});

Deno.test("covers() knows folders and ports", () => {
  const cases: readonly [kind: string, value: string, target: string, expected: boolean][] = [
    ["read", "/data", "/data/lore.db", true],
    ["read", "/data", "/data2/lore.db", false],
    ["read", "/data/..x", "/data/..x/y", true],
    ["write", "/data/lore.db", "/data", false],
    ["net", "a.test", "a.test:443", true],
    ["net", "a.test:1", "a.test:2", false],
    ["net", "a.test", "b.a.test:443", false],
    ["env", "HOME", "HOME", true],
    ["env", "HOME", "HOME2", false],
  ];
  for (const [kind, value, target, expected] of cases) {
    assert.equal(covers(kind, value, target), expected, `${kind} ${value} ${target}`);
  }
});
