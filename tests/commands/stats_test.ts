import assert from "node:assert/strict";
import { join } from "node:path";
import type { Stats } from "../../lib/store/stats_types.ts";
import { envelopeOf } from "../support/fake_host.ts";
import { NOON } from "../support/model.ts";
import { ReadingScene } from "../support/reading_scene.ts";

/** A store with items of two projects. */
function scene(): ReadingScene {
  const stage = new ReadingScene();
  stage.issue(1, { updatedAt: NOON });
  stage.issue(2, { state: "closed", updatedAt: NOON });
  stage.mergeRequest(1, { state: "merged", updatedAt: NOON });
  stage.issue(1, {}, stage.project({ id: 2, path: "acme/api" }));
  return stage;
}

async function robot(stage: ReadingScene, ...argv: readonly string[]): Promise<Stats> {
  return envelopeOf(await stage.ask(["--robot", "stats", ...argv])).data as Stats;
}

Deno.test("stats counts in all and by project", async () => {
  using stage = scene();
  const { totals, projects, truncated } = await robot(stage);
  assert.deepEqual([totals.projects, totals.issues], [2, { closed: 1, opened: 2 }]);
  assert.deepEqual(projects.map(({ project, issues }) => [project, issues]), [
    ["acme/api", { opened: 1 }],
    ["acme/web", { closed: 1, opened: 1 }],
  ]);
  assert.equal(projects[1]?.newest_update, new Date(NOON).toISOString());
  assert.equal(truncated, false);
  const { out } = await stage.ask(["stats"]);
  assert.match(out, /^Issues +3 {2}2 opened, 1 closed$/m);
  assert.match(out, /^acme\/web +2 +1 +1 +0 /m);
});

Deno.test("stats measures store, write-ahead log and log files, and takes other files for none", async () => {
  using stage = scene();
  const folder = join(stage.path, "..");
  Deno.mkdirSync(join(folder, "logs"));
  Deno.writeTextFileSync(join(folder, "logs", "lore.2026-01-15.log"), "x".repeat(1000));
  Deno.writeTextFileSync(join(folder, "logs", "notes.txt"), "x".repeat(500));
  const { store } = await robot(stage);
  assert.equal(store.path, stage.path);
  assert.equal(store.bytes, Deno.statSync(stage.path).size);
  assert.deepEqual(store.logs, { path: join(folder, "logs"), files: 1, bytes: 1000 });
  Deno.writeTextFileSync(`${stage.path}-wal`, "");
  assert.equal((await robot(stage)).store.wal_bytes, 0);
});

Deno.test("stats -p shows one project, and names the near one for a project that is not there", async () => {
  using stage = scene();
  const { projects, totals } = await robot(stage, "-p", "ACME/api");
  assert.deepEqual([projects.map(({ project }) => project), totals.projects], [["acme/api"], 2]);
  assert.match((await stage.ask(["stats", "-p", "acme/api"])).out, /^1 of 2 projects shown$/m);
  const missing = await stage.ask(["stats", "-p", "acme/wbe"]);
  assert.equal(missing.code, 5);
  assert.match(missing.err, /acme\/web/);
});

Deno.test("stats goes through projects page by page", async () => {
  using stage = scene();
  const first = await robot(stage, "-n", "1");
  assert.deepEqual([first.projects[0]?.project, first.truncated], ["acme/api", true]);
  const next = await robot(stage, "-n", "1", "--offset", "1", "--fields", "project");
  assert.deepEqual([next.projects, next.truncated], [[{ project: "acme/web" }], false]);
});

Deno.test("stats --tables adds what each table takes, and reads it only when asked to", async () => {
  using stage = scene();
  assert.equal((await robot(stage)).tables, null);
  const { tables, store } = await robot(stage, "--tables");
  assert.ok(tables !== null && tables.length > 20);
  const sum = tables.reduce((all, { bytes, index_bytes }) => all + bytes + index_bytes, 0);
  assert.equal(sum, store.bytes - store.free_bytes);
  assert.match((await stage.ask(["stats", "--tables"])).out, /^Table +Rows +Indexes$/m);
});

Deno.test("stats without a store says how to make one", async () => {
  using stage = scene();
  stage.forget();
  const { code, err } = await stage.ask(["stats"]);
  assert.equal(code, 5);
  assert.match(err, /lore sync/);
});
