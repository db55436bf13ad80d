import assert from "node:assert/strict";
import { looksLikeToken, tokenNameProblem } from "../../../lib/init/token_name.ts";

const unset = (): undefined => undefined;

Deno.test("tokenNameProblem() takes names of variables", () => {
  const names = ["GITLAB_TOKEN", "_t", "token", "CI_JOB_TOKEN_2", "workGitlab", "GITLAB2024TOKEN"];
  for (const name of names) assert.equal(tokenNameProblem(name, unset), undefined, name);
});

Deno.test("tokenNameProblem() refuses the token itself without repeating it", () => {
  const tokens = [
    "glpat-Zm9yLXRlc3RzLW9ubHk",
    "glpat-aB3dE5fG7hI9jK1lM3nO.01.0w1abcdef",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "aB3dE5fG7hI9jK1lM3nO",
    "Ab_dE5fG7hI9jK1lM3nO",
    "5f2c8a90b1d34e6fa7c8",
    "a5f2c8a90b1d34e6fa7c8",
  ];
  for (const token of tokens) {
    const problem = tokenNameProblem(token, unset) ?? "";
    assert.match(problem, /looks like a token/, token);
    assert.ok(!problem.includes(token.slice(0, 6)), problem);
    assert.ok(looksLikeToken(token));
  }
});

Deno.test("tokenNameProblem() refuses what can be no name, and does not repeat that either", () => {
  for (const text of ["", "MY TOKEN", "$GITLAB_TOKEN", "1X", "GITLAB-TOKEN", "a=b"]) {
    const problem = tokenNameProblem(text, unset);
    assert.equal(problem, "must be the name of an environment variable, like GITLAB_TOKEN", text);
  }
});

Deno.test("tokenNameProblem() takes whatever is the name of a variable that is set", () => {
  const environment = (name: string) => name === "gitlabTokenForWork2" ? "secret" : undefined;
  assert.match(tokenNameProblem("gitlabTokenForWork2", unset) ?? "", /looks like a token/);
  assert.equal(tokenNameProblem("gitlabTokenForWork2", environment), undefined);
});
