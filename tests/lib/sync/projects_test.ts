import assert from "node:assert/strict";
import { saveProject } from "../../../lib/db/projects.ts";
import { LoreError } from "../../../lib/errors.ts";
import { SyncContext, type SyncOptions } from "../../../lib/sync/context.ts";
import { findProjects } from "../../../lib/sync/projects.ts";
import { listen } from "../../support/heard.ts";
import { aProject, aUser } from "../../support/model.ts";
import { ScriptedProject } from "../../support/scripted_port.ts";
import { ScriptedSync } from "../../support/scripted_sync.ts";

const HOUR = 60 * 60 * 1000;

function projects(...paths: readonly string[]): ScriptedProject[] {
  return paths.map((path, index) => new ScriptedProject(aProject({ id: 7 + index, path })));
}

/** Finds the projects; gives their paths. */
async function find(sync: ScriptedSync, change: Partial<SyncOptions> = {}) {
  sync.forge.calls.length = 0;
  const context = new SyncContext(sync.options(change));
  const found = await findProjects(context, "ingest_issues");
  return { context, found, paths: found.map(({ path }) => path) };
}

Deno.test("findProjects() finds a project by its path, and its labels, milestones and who asks", async () => {
  const [web] = projects("acme/web");
  assert.ok(web !== undefined);
  web.labels = [{ id: 5, name: "bug", color: "#f00", description: null }];
  using sync = new ScriptedSync([web]);
  const { found } = await find(sync);
  assert.deepEqual(found.map(({ forgeId, path }) => [forgeId, path]), [[7, "acme/web"]]);
  assert.deepEqual(sync.forge.calls, ["project acme/web", "labels 7", "milestones 7", "identity"]);
  assert.deepEqual(sync.column("select name from labels"), ["bug"]);
  assert.deepEqual(sync.column("select token_username from sources"), ["robot"]);
});

Deno.test("findProjects() asks nothing of a project that it asked of within a day", async () => {
  using sync = new ScriptedSync(projects("acme/web"));
  await find(sync);
  sync.clock.advance(24 * HOUR - 1);
  assert.deepEqual((await find(sync)).paths, ["acme/web"]);
  assert.deepEqual(sync.forge.calls, []);
  sync.clock.advance(1);
  await find(sync);
  assert.equal(sync.forge.calls.length, 4);
});

Deno.test("findProjects() asks again when the clock was wrong, and when all is wanted anew", async () => {
  using sync = new ScriptedSync(projects("acme/web"));
  await find(sync);
  await find(sync, { full: true });
  assert.equal(sync.forge.calls.length, 4);
  sync.clock.jumpTo(sync.clock.now() - 48 * HOUR);
  await find(sync);
  assert.equal(sync.forge.calls.length, 4);
});

Deno.test("findProjects() finds all projects of a wildcard, each once, also when it is named besides", async () => {
  using sync = new ScriptedSync(
    projects("acme/web", "acme/sub/api", "other/thing"),
    ["acme/web", "acme/*", "acme/sub/*"],
  );
  assert.deepEqual((await find(sync)).paths, ["acme/web", "acme/sub/api"]);
  assert.deepEqual(sync.forge.asked(/^(group|labels)/), [
    "labels 7",
    "group acme",
    "labels 8",
    "group acme/sub",
  ]);
});

Deno.test("findProjects() meets a project that joined the group since", async () => {
  const all = projects("acme/web");
  using sync = new ScriptedSync(all, ["acme/*"]);
  await find(sync);
  all.push(new ScriptedProject(aProject({ id: 9, path: "acme/new" })));
  assert.deepEqual((await find(sync)).paths, ["acme/web", "acme/new"]);
});

Deno.test("findProjects() follows a project across its rename, by the path that the config names", async () => {
  const [web] = projects("acme/web");
  assert.ok(web !== undefined);
  using sync = new ScriptedSync([web]);
  const [before] = (await find(sync)).found;
  web.project = { ...web.project, path: "acme/site" };
  // The forge redirects the old path.
  const { project } = sync.forge;
  sync.forge.project = (path, ask) => project.call(sync.forge, path === "acme/web" ? 7 : path, ask);
  sync.clock.advance(25 * HOUR);
  const [after] = (await find(sync)).found;
  assert.deepEqual([after?.id, after?.path], [before?.id, "acme/site"]);
  assert.deepEqual((await find(sync)).paths, ["acme/site"]);
  assert.deepEqual(sync.forge.calls, []);
});

Deno.test("findProjects() notes a project that is unknown, and finds the others", async () => {
  using sync = new ScriptedSync(projects("acme/web"), ["acme/nothing", "acme/web"]);
  const { paths, context } = await find(sync);
  assert.deepEqual(paths, ["acme/web"]);
  assert.deepEqual(context.failures, [{
    source: "work",
    stage: "ingest_issues",
    project: "acme/nothing",
    code: "NOT_FOUND",
    message: 'No project "acme/nothing"',
    hint: undefined,
  }]);
});

Deno.test("findProjects() asks nothing more of a source that refused the token", async () => {
  using sync = new ScriptedSync(projects("acme/web", "acme/api"));
  sync.forge.fail(/./, new LoreError("AUTH_FAILED", "The token was refused"));
  const { paths, context } = await find(sync);
  assert.deepEqual([paths, context.failed], [[], 1]);
  assert.deepEqual(sync.forge.calls, ["project acme/web"]);
});

Deno.test("findProjects() asks only where the project that is wanted can be", async (t) => {
  const patterns = ["acme/web", "acme/*", "other/thing"];
  const cases: Record<string, { readonly calls: RegExp; readonly paths: readonly string[] }> = {
    "acme/web": { calls: /^(project acme\/web|group acme)$/, paths: ["acme/web"] },
    "acme/api": { calls: /^group acme$/, paths: ["acme/api"] },
    "other/thing": { calls: /^project other\/thing$/, paths: ["other/thing"] },
  };
  for (const [project, { calls, paths }] of Object.entries(cases)) {
    await t.step(project, async () => {
      using sync = new ScriptedSync(projects("acme/web", "acme/api", "other/thing"), patterns);
      assert.deepEqual((await find(sync, { project })).paths, paths);
      const looked = sync.forge.asked(/^(project|group) /);
      assert.deepEqual(looked, looked.filter((call) => calls.test(call)));
    });
  }
});

Deno.test("findProjects() refuses a project that no source of the config has", async () => {
  using sync = new ScriptedSync(projects("acme/web"));
  await assert.rejects(
    find(sync, { project: "acme/wbe" }),
    (error) =>
      error instanceof LoreError && error.code === "NOT_FOUND" && /wbe/.test(error.message),
  );
  assert.deepEqual(sync.forge.calls, []);
});

Deno.test("findProjects() warns when the token belongs to somebody else than before", async () => {
  using sync = new ScriptedSync(projects("acme/web"));
  await find(sync);
  sync.forge.owner = aUser("somebody");
  using heard = listen("WARN");
  await find(sync, { full: true });
  assert.deepEqual(heard.messages("WARN"), ["The token belongs to somebody else than before"]);
});

Deno.test("findProjects() counts labels and milestones that cannot be read, and asks again next time", async () => {
  const [web] = projects("acme/web");
  assert.ok(web !== undefined);
  web.labels = [{ id: 5, name: "bug", color: null, description: null }];
  using sync = new ScriptedSync([web]);
  await find(sync);
  web.broken.labels = "nameless";
  const { context, paths } = await find(sync, { full: true });
  assert.deepEqual(paths, ["acme/web"]);
  assert.deepEqual(sync.column("select name from labels"), ["bug"]);
  assert.deepEqual(context.failures.map(({ code, project }) => [code, project]), [
    ["PARTIAL", "acme/web"],
  ]);
  delete web.broken.labels;
  const again = await find(sync);
  assert.deepEqual(sync.forge.asked(/^labels/), ["labels 7"]);
  assert.equal(again.context.failed, 0);
});

Deno.test("findProjects() loses no other project of a wildcard to one that fails", async () => {
  using sync = new ScriptedSync(projects("acme/web", "acme/api", "acme/cli"), ["acme/*"]);
  sync.forge.fail(/^labels 8/, new LoreError("FORGE_UNAVAILABLE", "The forge is down"));
  const { paths, context } = await find(sync);
  assert.deepEqual(paths, ["acme/web", "acme/cli"]);
  assert.deepEqual(context.failures.map(({ project, code }) => [project, code]), [
    ["acme/api", "FORGE_UNAVAILABLE"],
  ]);
});

Deno.test("findProjects() notes once that the token is refused, however late it is", async (t) => {
  const cases: Record<string, readonly string[]> = {
    "paths": ["acme/web", "acme/api", "acme/cli"],
    "a wildcard": ["acme/web", "acme/*"],
  };
  for (const [name, patterns] of Object.entries(cases)) {
    await t.step(name, async () => {
      using sync = new ScriptedSync(projects("acme/web", "acme/api", "acme/cli"), patterns);
      const refused = new LoreError("AUTH_FAILED", "The token was refused");
      sync.forge.fail(/(project acme\/api|labels [89]|identity)$/, refused);
      const { context } = await find(sync);
      assert.deepEqual(context.failures.map(({ code }) => code), ["AUTH_FAILED"]);
      assert.deepEqual(sync.forge.asked(/identity/), []);
    });
  }
});

Deno.test("findProjects() asks once for each source who the token belongs to", async () => {
  using sync = new ScriptedSync(projects("acme/web", "acme/api"));
  await find(sync);
  assert.deepEqual(sync.forge.asked(/identity/), ["identity"]);
});

Deno.test("findProjects() finds a project by its new path while the config names the old one", async () => {
  const content = new ScriptedProject();
  using sync = new ScriptedSync([content], ["acme/web"]);
  await find(sync);
  content.project = { ...content.project, path: "acme/site" };
  sync.database.transaction((tx) => saveProject(tx, 1, content.project));
  assert.deepEqual((await find(sync, { project: "acme/site" })).paths, ["acme/site"]);
  assert.deepEqual((await find(sync, { project: "acme/web" })).paths, ["acme/site"]);
});

Deno.test("findProjects() takes a project for gone in whose place another is found", async () => {
  const [web, api] = projects("acme/web", "acme/api");
  assert.ok(web !== undefined && api !== undefined);
  using sync = new ScriptedSync([web, api], ["acme/web"]);
  await find(sync);
  // Renamed, and its place taken, while nobody looked.
  web.project = { ...web.project, path: "old/web" };
  api.project = { ...api.project, path: "acme/web" };
  sync.clock.advance(48 * HOUR);
  const { found } = await find(sync);
  assert.deepEqual(found.map(({ forgeId }) => forgeId), [8]);
  assert.deepEqual(sync.column("select forge_id from projects where gone_at is not null"), [7]);
});
