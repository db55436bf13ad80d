import assert from "node:assert/strict";
import { parseConfig } from "../../../lib/config/parse.ts";
import {
  configuredTokens,
  parseEnvFile,
  tokenOf,
  withEnvFile,
} from "../../../lib/config/tokens.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const SOURCE = { name: "work", forge: "gitlab", token_env: "GITLAB_TOKEN" } as const;

Deno.test("tokenOf() takes the token from the variable that the source names", () => {
  const token = tokenOf(SOURCE, (name) => name === "GITLAB_TOKEN" ? " abc\n" : undefined);
  assert.equal(token, "abc");
});

Deno.test("tokenOf() refuses what cannot be a token, without repeating it", async (t) => {
  const cases: [string | undefined, RegExp][] = [
    [undefined, /"GITLAB_TOKEN" is not set$/],
    ["", /is not set$/],
    ["  ", /is not set$/],
    ["hunter two", /holds characters that no token has$/],
    ["hünter", /holds characters that no token has$/],
  ];
  for (const [value, message] of cases) {
    await t.step(String(value), () => {
      assert.throws(() => tokenOf(SOURCE, () => value), (error: Error) => {
        assert.match(error.message, message);
        assert.equal(Reflect.get(error, "code"), "TOKEN_MISSING");
        assert.equal(Reflect.get(error, "exitCode"), 4);
        assert.match(String(Reflect.get(error, "hint")), /^Set GITLAB_TOKEN to a token/);
        assert.doesNotMatch(error.message, /hunter|hünter/);
        return true;
      });
    });
  }
});

Deno.test("withEnvFile() prefers the process's environment to the file", () => {
  using folder = temporaryFolder();
  folder.write("lore.env", "A=file\nB=file\n", { mode: 0o600 });
  const environment = withEnvFile(
    (name) => name === "A" ? "process" : name === "B" ? "" : undefined,
    `${folder.path}/lore.config.json`,
  );
  assert.equal(environment("A"), "process");
  assert.equal(environment("B"), "file");
  assert.equal(environment("C"), undefined);
});

Deno.test("withEnvFile() reads no file while the process has what is asked for", () => {
  using folder = temporaryFolder();
  folder.write("lore.env", "nonsense", { mode: 0o600 });
  const environment = withEnvFile(() => "process", `${folder.path}/lore.config.json`);
  assert.equal(environment("A"), "process");
});

Deno.test("withEnvFile() takes LORE_ENV_FILE before lore.env", () => {
  using folder = temporaryFolder();
  folder.write("lore.env", "A=beside\n", { mode: 0o600 });
  const other = folder.write("other.env", "A=named\n", { mode: 0o600 });
  const environment = withEnvFile(
    (name) => name === "LORE_ENV_FILE" ? other : undefined,
    `${folder.path}/lore.config.json`,
  );
  assert.equal(environment("A"), "named");
});

Deno.test("withEnvFile() does without lore.env, not without what LORE_ENV_FILE names", () => {
  using folder = temporaryFolder();
  const config = `${folder.path}/lore.config.json`;
  assert.equal(withEnvFile(() => undefined, config)("A"), undefined);
  const named = withEnvFile(
    (name) => name === "LORE_ENV_FILE" ? `${folder.path}/none.env` : undefined,
    config,
  );
  assert.throws(() => named("A"), { code: "CONFIG_INVALID", message: /none\.env/ });
});

Deno.test({
  name: "withEnvFile() refuses a file that others may read",
  ignore: Deno.build.os === "windows",
  async fn(t) {
    for (const mode of [0o640, 0o604, 0o620, 0o644]) {
      await t.step(mode.toString(8), () => {
        using folder = temporaryFolder();
        const path = folder.write("lore.env", "A=hunter2\n");
        Deno.chmodSync(path, mode);
        assert.throws(() => withEnvFile(() => undefined, `${folder.path}/c.json`)("A"), {
          code: "CONFIG_INVALID",
          message: `Others may read "${path}" (mode 0${mode.toString(8)})`,
          hint: `chmod 600 ${path}`,
        });
      });
    }
  },
});

Deno.test("parseEnvFile() reads NAME=value lines", () => {
  const text = [
    "# tokens",
    "",
    "A=one",
    "export B = two words ",
    'C="quo=ted"',
    "D='x\"y'",
    "E=",
    "F=a#b\r",
  ].join("\n");
  assert.deepEqual(
    [...parseEnvFile(text, "lore.env")],
    [["A", "one"], ["B", "two words"], ["C", "quo=ted"], ["D", 'x"y'], ["E", ""], ["F", "a#b"]],
  );
});

Deno.test("parseEnvFile() names a bad line by its number and keeps its text to itself", () => {
  assert.throws(() => parseEnvFile("A=1\nhunter2\n", "/x/lore.env"), (error: Error) => {
    assert.equal(error.message, 'Cannot read "/x/lore.env:2"');
    assert.doesNotMatch(JSON.stringify(error), /hunter2/);
    return true;
  });
});

Deno.test("configuredTokens() lists every token there is, and none that may not be read", () => {
  const text = JSON.stringify({
    sources: [
      { name: "a", forge: "gitlab", token_env: "A", projects: ["a/b"] },
      { name: "b", forge: "gitlab", token_env: "B", projects: ["a/b"] },
      { name: "c", forge: "gitlab", token_env: "C", projects: ["a/b"] },
    ],
    embedding: { provider: "openai", token_env: "D" },
  });
  const { config } = parseConfig(text, { path: "/c.json", home: undefined });
  const tokens = configuredTokens(config, (name) => {
    if (name === "B") throw new Deno.errors.NotCapable("Requires env access");
    return name === "C" ? undefined : `token-${name}`;
  });
  assert.deepEqual(tokens, ["token-A", "token-D"]);
});
