import assert from "node:assert/strict";

import { createDemoForge } from "../../../../lib/forge/demo/mod.ts";
import { ask, everyRow, one, request, rows } from "./ask.ts";

Deno.test("DemoForge.fetch() refuses what GitLab refuses, in its words", async (t) => {
  const forge = createDemoForge();
  const cases: readonly (readonly [path: string, status: number, body: unknown])[] = [
    ["/projects/acme%2Fnone", 404, { message: "404 Project Not Found" }],
    ["/projects/1001/issues/99999", 404, { message: "404 Not found" }],
    ["/projects/1001/issues/none", 404, { message: "404 Not found" }],
    ["/groups/none", 404, { message: "404 Group Not Found" }],
    ["/nothing", 404, { message: "404 Not Found" }],
    ["/projects/1001/issues/1/diffs", 404, { message: "404 Not Found" }],
    ["/projects/1001/issues?page=x", 400, { error: "page is invalid" }],
    ["/projects/1001/issues?updated_after=x", 400, { error: "updated_after is invalid" }],
    ["/projects/1001/issues?state=merged", 400, { error: "state does not have a valid value" }],
  ];
  for (const [path, status, body] of cases) {
    await t.step(path, async () => {
      const answer = await ask(forge, path);
      assert.equal(answer.status, status);
      assert.deepEqual(await answer.json(), body);
    });
  }
});

Deno.test("DemoForge.fetch() lets in nothing but its token", async () => {
  const forge = createDemoForge({ token: "other" });
  const refused = await ask(forge, "/user");
  assert.deepEqual([refused.status, await refused.json()], [401, { message: "401 Unauthorized" }]);
  const headers = { "private-token": "other" };
  assert.equal((await forge.fetch(request("/user", { headers }))).status, 200);
  assert.equal((await forge.fetch(request("/user", { headers: {} }))).status, 401);
});

Deno.test("DemoForge.fetch() finds a project by number and by path, and its group's projects", async () => {
  const forge = createDemoForge();
  const byPath = await one(forge, "/projects/acme%2Ftools%2Fcli");
  assert.deepEqual(byPath, await one(forge, `/projects/${byPath.id}`));
  const direct = await rows(forge, "/groups/acme/projects");
  const deep = await rows(forge, "/groups/acme/projects?include_subgroups=true");
  const paths = (found: typeof direct) => found.map((row) => row.path_with_namespace).sort();
  assert.deepEqual(paths(direct), ["acme/api", "acme/web"]);
  assert.deepEqual(paths(deep), ["acme/api", "acme/tools/cli", "acme/web"]);
});

Deno.test("createDemoForge() spreads the totals over the projects and repeats itself by seed", async () => {
  const all = async (seed: number) => {
    const forge = createDemoForge({ seed, issues: 40, mergeRequests: 13 });
    const projects = await everyRow(forge, "/projects");
    const found = [];
    for (const { id } of projects) {
      found.push(...await everyRow(forge, `/projects/${id}/issues`));
      found.push(...await everyRow(forge, `/projects/${id}/merge_requests`));
    }
    return found;
  };
  const first = await all(1);
  assert.equal(first.length, 53);
  assert.deepEqual(await all(1), first);
  assert.notDeepEqual(await all(2), first);
});

Deno.test("DemoForge.fetch() dates answers by server time and notes each request", async () => {
  const forge = createDemoForge({ endsAt: Date.UTC(2026, 1, 3, 4, 5, 6) });
  forge.advance(2_000);
  const answer = await ask(forge, "/version?x=1");
  assert.equal(answer.headers.get("date"), "Tue, 03 Feb 2026 04:05:08 GMT");
  assert.deepEqual(forge.requests, [{ method: "GET", path: "/api/v4/version?x=1", status: 200 }]);
  forge.clearRequests();
  assert.deepEqual(forge.requests, []);
});

Deno.test("DemoForge.serve() answers the same over HTTP", async () => {
  const forge = createDemoForge();
  await using server = forge.serve({ port: 0 });
  const path = "/api/v4/projects/1001/merge_requests?per_page=3";
  const init = { headers: { authorization: "Bearer demo-token" } };
  const answer = await fetch(server.url + path, init);
  assert.match(answer.headers.get("link") ?? "", new RegExp(`^<${server.url}/api/v4/.*page=2`));
  assert.equal(answer.headers.get("date"), "Thu, 15 Jan 2026 12:00:00 GMT");
  const inProcess = await rows(forge, "/projects/1001/merge_requests?per_page=3");
  assert.deepEqual(await answer.json(), inProcess);
});
