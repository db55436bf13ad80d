import assert from "node:assert/strict";
import {
  isLoopback,
  likeliest,
  projectPath,
  projectPaths,
  readAddress,
} from "../../../lib/init/address.ts";
import { LoreError } from "../../../lib/errors.ts";

/** Places as `url project`. */
function places(text: string): string[] {
  return readAddress(text).map(({ url, project = "" }) => `${url} ${project}`.trim());
}

Deno.test("readAddress() tells the places that a pasted address can mean, the likeliest first", async (t) => {
  const host = "https://gitlab.example.com";
  const instance = [host];
  const project = [`${host} group/repo`, `${host}/group repo/*`, `${host}/group/repo`];
  const cases: readonly [string, readonly string[]][] = [
    [host, instance],
    [`${host}/`, instance],
    ["gitlab.example.com", instance],
    [`  ${host}//  `, instance],
    [`${host}/api/v4`, instance],
    [`${host}/api/v4/projects?per_page=5`, instance],
    [`${host}/api`, instance],
    [`${host}/users/sign_in`, instance],
    [`${host}/-/user_settings/personal_access_tokens`, instance],
    [`${host}/dashboard/projects`, instance],
    [`${host}/tools/api/v4`, [`${host}/tools`]],
    [`${host}/group/repo`, project],
    [`${host}/group/repo/`, project],
    [`${host}/group/repo.git`, project],
    [`${host}/group/repo/-/issues/12#note_3`, project],
    [`${host}/group/repo?tab=x`, project],
    ["gitlab.example.com/group/repo", project],
    ["git@gitlab.example.com:group/repo.git", project],
    ["ssh://git@gitlab.example.com:2222/group/repo.git", project],
    [`${host}/acme/api`, [`${host} acme/api`, `${host}/acme api/*`, `${host}/acme/api`]],
    [`${host}/groups/team/-/issues`, [`${host} team/*`, `${host}/team`]],
    [`${host}/gitlab`, [`${host} gitlab/*`, `${host}/gitlab`]],
    ["localhost:8080", ["http://localhost:8080"]],
    ["127.0.0.1:8080/a/b", [
      "http://127.0.0.1:8080 a/b",
      "http://127.0.0.1:8080/a b/*",
      "http://127.0.0.1:8080/a/b",
    ]],
  ];
  for (const [text, expected] of cases) {
    await t.step(text.trim(), () => assert.deepEqual(places(text), expected));
  }
});

Deno.test("readAddress() refuses what is no GitLab's address, and repeats no secret", async (t) => {
  const cases: readonly [string, RegExp][] = [
    ["", /it is no address/],
    ["not an address", /it is no address/],
    ["ftp://gitlab.example.com", /must begin with https:/],
    ["https://user:pa55word@gitlab.example.com", /holds a user name or password/],
    ["https://oauth2@gitlab.example.com", /holds a user name or password/],
    ["https://github.com/denoland/std", /GitHub.*mirrors GitLab only/],
    ["git@github.com:denoland/std.git", /mirrors GitLab only/],
    ["glpat-Zm9yLXRlc3RzLW9ubHk", /looks like a token/],
    ["aB3dE5fG7hI9jK1lM3nO", /looks like a token/],
  ];
  for (const [text, message] of cases) {
    await t.step(text, () =>
      assert.throws(() => readAddress(text), (error) => {
        assert.ok(error instanceof LoreError);
        assert.equal(error.code, "USAGE");
        assert.match(error.message, message);
        for (const secret of ["pa55word", "glpat-", "aB3dE5"]) {
          assert.ok(!`${error.message} ${error.hint}`.includes(secret));
        }
        return true;
      }));
  }
});

Deno.test("likeliest() takes two levels for a project, one for a part of the address", () => {
  const chosen = (text: string, projectsKnown: boolean): string => {
    const { url, project } = likeliest(readAddress(text), { projectsKnown });
    return `${url} ${project ?? ""}`.trim();
  };
  assert.equal(chosen("https://g.test", false), "https://g.test");
  assert.equal(chosen("https://g.test/a/b", false), "https://g.test a/b");
  assert.equal(chosen("https://g.test/a", false), "https://g.test/a");
  assert.equal(chosen("https://g.test/a/b", true), "https://g.test/a/b");
});

Deno.test("projectPath() is what the config wants, however it was pasted", () => {
  const url = "https://g.test/git";
  assert.equal(projectPath("https://g.test/git/a/b/-/merge_requests/3", url), "a/b");
  assert.equal(projectPath("https://g.test/a/b.git", "https://g.test"), "a/b");
  assert.equal(projectPath("git@g.test:a/b.git"), "a/b");
  assert.equal(projectPath(" /a/b/ "), "a/b");
  assert.equal(projectPath("a/*"), "a/*");
  assert.deepEqual(projectPaths("a/b, a/b c/*  ,"), ["a/b", "c/*"]);
});

Deno.test("isLoopback() knows the hosts of this machine", () => {
  for (const host of ["localhost", "127.0.0.1", "127.8.9.1", "[::1]"]) assert.ok(isLoopback(host));
  for (const host of ["localhost.example.com", "10.0.0.1", "127.0.0.1.nip.io"]) {
    assert.ok(!isLoopback(host), host);
  }
});
