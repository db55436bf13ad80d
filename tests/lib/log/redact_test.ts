import assert from "node:assert/strict";
import { isSecretName, redact, registerSecret } from "../../../lib/log/redact.ts";

/** Made up here, so that no scanner takes them for real. */
const RANDOM = "a1B2c3D4e5F6g7H8i9J0";
const GITLAB = `glpat-${RANDOM}`;

Deno.test("redact() finds tokens by their shape", async (t) => {
  const cases: [text: string, clean: string][] = [
    [GITLAB, "[redacted]"],
    [`glpat-${RANDOM}.01.abc-d_e`, "[redacted]"],
    [`gldt-${RANDOM} glrt-${RANDOM}`, "[redacted] [redacted]"],
    [`ghp_${RANDOM}, gho_${RANDOM}`, "[redacted], [redacted]"],
    [`ghs_${RANDOM} ghu_${RANDOM} ghr_${RANDOM}`, "[redacted] [redacted] [redacted]"],
    [`github_pat_${RANDOM}_${RANDOM}`, "[redacted]"],
    [`Bearer ${RANDOM}`, "Bearer [redacted]"],
    [`bearer ${RANDOM}`, "Bearer [redacted]"],
    [`Authorization: Bearer ${RANDOM}`, "Authorization: [redacted]"],
    [`authorization=${RANDOM}`, "authorization=[redacted]"],
    ["Authorization: Basic dXNlcjpwYXNz", "Authorization: [redacted]"],
    ["sent Basic dXNlcjpwYXNz== off", "sent Basic [redacted] off"],
    [`PRIVATE-TOKEN: ${RANDOM}`, "PRIVATE-TOKEN: [redacted]"],
    ["https://user:pass@forge.test/a", "https://[redacted]@forge.test/a"],
    [`https://oauth2:${RANDOM}@forge.test`, "https://[redacted]@forge.test"],
    ["https://pass@forge.test/a", "https://[redacted]@forge.test/a"],
    [
      "/api?private_token=abc&page=2&access_token=d",
      "/api?private_token=[redacted]&page=2&access_token=[redacted]",
    ],
    ["GITLAB_TOKEN=abc lore sync", "GITLAB_TOKEN=[redacted] lore sync"],
    ['{"token":"a\\"b","n":1}', '{"token":"[redacted]","n":1}'],
    ['{"client_secret": "x y"}', '{"client_secret": "[redacted]"}'],
    ["password=hunter2;", "password=[redacted];"],
    ["Set-Cookie: session=abc; HttpOnly", "Set-Cookie: [redacted]"],
    [`a ${GITLAB}\nb ${GITLAB}`, "a [redacted]\nb [redacted]"],
  ];
  for (const [text, clean] of cases) {
    await t.step(text, () => {
      assert.equal(redact(text), clean);
      assert.equal(redact(clean), clean, "twice");
    });
  }
});

Deno.test("redact() leaves ordinary text as it is", () => {
  for (
    const text of [
      "Discussion sync complete",
      'Cannot read "https://gitlab.test/api/v4": the token was refused',
      "Set GITLAB_TOKEN to a token with scope read_api",
      "basic authentication, basically",
      "the bearer of it",
      "ada@example.com wrote to @bob",
      "git@gitlab.test:group/repo.git",
      "ssh://git@gitlab.test/group/repo.git",
      "https://forge.test/a?page=2&order_by=updated_at#note_1",
      "https://forge.test/@ada/repo",
      "a secret: none",
      "glitter-paths and ghost_writers",
      "",
    ]
  ) assert.equal(redact(text), text);
});

Deno.test("redact() replaces registered secrets in every form, until they are given back", () => {
  const secret = 'tröpfchen/9+%"x';
  const texts = [
    `a ${secret} b`,
    `https://forge.test/?x=${encodeURIComponent(secret)}`,
    `{"note":${JSON.stringify(secret)}}`,
  ];
  {
    using _secret = registerSecret(secret);
    assert.deepEqual(texts.map(redact), [
      "a [redacted] b",
      "https://forge.test/?x=[redacted]",
      '{"note":"[redacted]"}',
    ]);
  }
  assert.deepEqual(texts.map(redact), texts);
});

Deno.test("registerSecret() holds a secret until its last owner gives it back", () => {
  const first = registerSecret("correct horse");
  const second = registerSecret("correct horse");
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  assert.equal(redact("correct horse"), "[redacted]");
  second[Symbol.dispose]();
  assert.equal(redact("correct horse"), "correct horse");
});

Deno.test("registerSecret() lets no piece of a longer secret show", () => {
  using _short = registerSecret("correct horse");
  using _long = registerSecret("correct horse battery");
  assert.equal(redact("x correct horse battery y"), "x [redacted] y");
});

Deno.test("registerSecret() does not take values that would blot out ordinary words", () => {
  using _empty = registerSecret("");
  using _short = registerSecret("project");
  assert.equal(redact("a project"), "a project");
});

Deno.test("isSecretName() knows names in any writing", () => {
  for (
    const name of [
      ...["authorization", "Authorization", "PRIVATE-TOKEN", "private_token", "token", "TOKEN"],
      ...["password", "Pass-Word", "secret", "client_secret", "apiKey", "API-KEY", "set-cookie"],
      ...["accessToken", "job.token", "gitlab_token", "db_password"],
    ]
  ) assert.ok(isSecretName(name), name);
  for (
    const name of ["token_env", "tokens", "path", "author", "authors", "secretary", "keys", ""]
  ) assert.ok(!isSecretName(name), name);
});

Deno.test("redact() takes time in proportion to the text, also for texts made to be slow", () => {
  for (
    const piece of ["https://", "token", "a:", "glpat-", "Bearer ", "-token=\\", '"token":"\\']
  ) {
    const text = piece.repeat(20_000 / piece.length);
    const before = performance.now();
    redact(text);
    assert.ok(performance.now() - before < 1_000, piece);
  }
});
