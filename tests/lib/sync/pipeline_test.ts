import assert from "node:assert/strict";
import { type Database, openStore } from "../../../lib/db/mod.ts";
import { LoreError } from "../../../lib/errors.ts";
import type { StageTiming } from "../../../lib/spans/mod.ts";
import type { LaterStages } from "../../../lib/sync/pipeline.ts";
import { dumpStore } from "../../support/dump.ts";
import {
  aDiscussion,
  aFile,
  aMergeRequest,
  anEvent,
  anIssue,
  aNote,
  aProject,
  aUser,
  NOON,
} from "../../support/model.ts";
import { ScriptedForge, ScriptedProject } from "../../support/scripted_port.ts";
import { ScriptedSync } from "../../support/scripted_sync.ts";
import { statementsOf } from "../../support/statements.ts";

const DOWN = new LoreError("FORGE_UNAVAILABLE", "The forge is down");
const REFUSED = new LoreError("AUTH_FAILED", "The token was refused", {
  hint: "Set GITLAB_TOKEN to a token with scope read_api",
  actions: ["lore doctor"],
});

/** A project with all that there is: issues, merge requests, and what hangs on them. */
function aFullProject(id: number, path: string): ScriptedProject {
  const content = new ScriptedProject(aProject({ id, path }));
  const own = {
    projectPath: path,
    labels: [{ id: 1, name: "bug", color: null, description: null }],
  };
  content.labels = [{ id: 1, name: "bug", color: "#f00", description: "Broken" }];
  content.issues = [1, 2, 3, 4, 5].map((iid) =>
    anIssue(iid, { ...own, id: id * 100 + iid, createdAt: iid % 2, updatedAt: iid * 1e6 })
  );
  content.mergeRequests = [1, 2, 3].map((iid) =>
    aMergeRequest(iid, { ...own, id: id * 200 + iid, createdAt: 1, reviewers: [aUser("dee")] })
  );
  for (const sign of ["#1", "#2", "!1", "!3"]) {
    const note = id * 1000 + Number(sign.slice(1)) + (sign.startsWith("#") ? 0 : 500);
    content.discussions[sign] = [aDiscussion(`${id}${sign}`, [aNote(note)])];
    content.events[sign] = [anEvent(note)];
  }
  content.files["!1"] = [aFile("src/a.ts"), aFile("src/b.ts", { change: "added" })];
  return content;
}

/** The stages with what is the same in every run: no times, no empty fields. */
function shape(stages: readonly StageTiming[]): unknown[] {
  return stages.map(({ elapsed_ms: _, sub_stages, ...stage }) =>
    sub_stages === undefined ? stage : { ...stage, sub_stages: shape(sub_stages) }
  );
}

/** Later stages that note what they were called with. */
class Later implements LaterStages {
  readonly called: [string, Database][] = [];
  failure: Error | undefined;

  generateDocs(database: Database): Promise<number> {
    this.called.push(["docs", database]);
    return Promise.resolve(8);
  }

  embed(database: Database): Promise<number> {
    this.called.push(["embed", database]);
    return this.failure === undefined ? Promise.resolve(13) : Promise.reject(this.failure);
  }
}

Deno.test("runPipeline() runs its stages in order and tells what they did", async () => {
  using sync = new ScriptedSync([aFullProject(7, "acme/web")]);
  const later = new Later();
  const phases: string[] = [];
  const result = await sync.run({ later, onPhase: (phase) => phases.push(phase) });
  assert.deepEqual(phases, ["ingest_issues", "ingest_mrs", "generate_docs", "embed"]);
  assert.deepEqual(later.called, [["docs", sync.database], ["embed", sync.database]]);
  assert.deepEqual(result, {
    projects: 1,
    issues: 5,
    merge_requests: 3,
    discussions: 4,
    events: 4,
    files: 2,
    documents: 8,
    chunks: 13,
    failures: [],
    failed: 0,
  });
  assert.deepEqual(sync.stages.map(({ name }) => name), phases);
});

Deno.test("runPipeline() mirrors only the kinds that are asked for", async () => {
  using sync = new ScriptedSync([aFullProject(7, "acme/web")]);
  const result = await sync.run({ kinds: ["merge_request"] });
  assert.deepEqual([result.issues, result.merge_requests], [0, 3]);
  assert.deepEqual(sync.forge.asked(/^(issues|.*#)/), []);
  assert.deepEqual(sync.stages.map(({ name }) => name), ["ingest_mrs"]);
});

Deno.test("The stages of a run are a tree with the right counts, for each project", async () => {
  const web = aFullProject(7, "acme/web");
  const api = new ScriptedProject(aProject({ id: 8, path: "acme/api" }));
  api.issues = [anIssue(1, { id: 1, projectPath: "acme/api" })];
  web.broken["#4"] = "named";
  using sync = new ScriptedSync([web, api]);
  sync.forge.fail(/^discussions 7#2/, DOWN);
  await sync.run({ kinds: ["issue"] });
  const inWeb = { project: "acme/web" };
  const inApi = { project: "acme/api" };
  assert.deepEqual(shape(sync.stages), [{
    name: "ingest_issues",
    items_processed: 5,
    errors: 2,
    sub_stages: [
      { name: "fetch_pages", ...inWeb, items_processed: 4, errors: 1 },
      { name: "sync_discussions", ...inWeb, items_processed: 1, errors: 1 },
      { name: "fetch_resource_events", ...inWeb, items_processed: 2 },
      { name: "fetch_pages", ...inApi, items_processed: 1 },
      { name: "sync_discussions", ...inApi, items_processed: 0 },
    ],
  }]);

  sync.forge.reset();
  await sync.run({ kinds: ["issue"] });
  assert.deepEqual(shape(sync.stages), [{
    name: "ingest_issues",
    items_processed: 0,
    items_skipped: 2,
    errors: 1,
    sub_stages: [
      { name: "fetch_pages", ...inWeb, items_processed: 0, items_skipped: 1, errors: 1 },
      { name: "sync_discussions", ...inWeb, items_processed: 1 },
      { name: "fetch_pages", ...inApi, items_processed: 0, items_skipped: 1 },
    ],
  }]);
});

Deno.test("Projects that are mirrored at once have stages of their own", async () => {
  const projects = [7, 8, 9].map((id) => aFullProject(id, `acme/p${id}`));
  using sync = new ScriptedSync(projects);
  await sync.run({ kinds: ["merge_request"], concurrency: 3 });
  const [stage]: readonly StageTiming[] = sync.stages;
  assert.equal(stage?.items_processed, 9);
  for (const { project: { path } } of projects) {
    const own: readonly StageTiming[] = stage?.sub_stages?.filter(({ project }) =>
      project === path
    ) ?? [];
    assert.deepEqual(own.map(({ name, items_processed }) => [name, items_processed]), [
      ["fetch_pages", 3],
      ["sync_discussions", 2],
      ["fetch_resource_events", 2],
      ["fetch_diffs", 2],
    ], path);
  }
});

Deno.test("The stages of a run that failed tell how far it came", async () => {
  using sync = new ScriptedSync([aFullProject(7, "acme/web")]);
  const stop = new AbortController();
  sync.forge.on(/^discussions 7#3/, () => stop.abort());
  await assert.rejects(sync.run({ signal: stop.signal }), { name: "AbortError" });
  assert.deepEqual(shape(sync.stages), [{
    name: "ingest_issues",
    items_processed: 5,
    sub_stages: [
      { name: "fetch_pages", project: "acme/web", items_processed: 5 },
      { name: "sync_discussions", project: "acme/web", items_processed: 2 },
    ],
  }]);
});

Deno.test("What fails of one project is noted, and the others are mirrored", async () => {
  using sync = new ScriptedSync(
    [aFullProject(7, "acme/web"), aFullProject(8, "acme/api")],
    ["acme/nothing", "acme/web", "acme/api"],
  );
  sync.forge.fail(/^issues 7/, DOWN);
  const { failures, projects } = await sync.run();
  assert.deepEqual(failures.map(({ project, code }) => [project, code]), [
    ["acme/nothing", "NOT_FOUND"],
    ["acme/web", "FORGE_UNAVAILABLE"],
  ]);
  assert.equal(projects, 2);
  assert.deepEqual(
    sync.column(`select distinct path from issues i join projects p on p.id = i.project_id`),
    ["acme/api"],
  );
});

Deno.test("When no project can be mirrored, the first failure is thrown as what it is", async () => {
  using sync = new ScriptedSync([aFullProject(7, "acme/web")], ["acme/web", "acme/nothing"]);
  sync.forge.fail(/^issues 7/, REFUSED);
  await assert.rejects(sync.run(), (error) => {
    assert.ok(error instanceof LoreError);
    assert.equal(error.code, "NOT_FOUND");
    return true;
  });
  using other = new ScriptedSync([aFullProject(7, "acme/web")]);
  other.forge.fail(/./, REFUSED);
  const later = new Later();
  await assert.rejects(other.run({ later }), (error) => {
    assert.ok(error instanceof LoreError);
    assert.deepEqual([error.code, error.hint, error.actions], [
      "AUTH_FAILED",
      REFUSED.hint,
      ["lore doctor"],
    ]);
    return true;
  });
  assert.deepEqual(other.forge.calls, ["project acme/web"]);
  assert.deepEqual(later.called, []);
});

Deno.test("A source that refused its token is asked once and no more, other sources go on", async () => {
  using sync = new ScriptedSync([aFullProject(7, "acme/web"), aFullProject(8, "acme/api")]);
  const oss = new ScriptedForge(sync.clock, [aFullProject(9, "oss/std")]);
  sync.sources.push({ name: "oss", url: "https://oss.test", forge: oss, projects: ["oss/std"] });
  sync.forge.fail(/^issues/, REFUSED);
  const { failures, issues, merge_requests } = await sync.run();
  assert.deepEqual(failures.map(({ source, project, code }) => [source, project, code]), [
    ["work", "acme/web", "AUTH_FAILED"],
  ]);
  assert.deepEqual(sync.forge.asked(/^(issues|mrs)/), ["issues 7"]);
  assert.deepEqual([issues, merge_requests], [5, 3]);
});

Deno.test("What makes the store unusable is thrown at once, and nothing more is asked", async () => {
  using sync = new ScriptedSync([aFullProject(7, "acme/web"), aFullProject(8, "acme/api")]);
  const full = new LoreError("DISK_FULL", "The disk is full");
  sync.forge.fail(/^issues 7/, full);
  await assert.rejects(sync.run(), full);
  assert.deepEqual(sync.forge.asked(/8$/), ["labels 8", "milestones 8"]);
});

Deno.test("What makes the store unusable stops the projects that are under way", async () => {
  const full = new LoreError("DISK_FULL", "The disk is full");
  for (const hanging of [/^issues 8 page 2/, /^discussions 8#2/]) {
    using sync = new ScriptedSync([aFullProject(7, "acme/web"), aFullProject(8, "acme/api")]);
    sync.forge.hang(hanging);
    sync.forge.on(/^issues 7/, async () => {
      while (sync.forge.asked(hanging).length === 0) await Promise.resolve();
      throw full;
    });
    await assert.rejects(sync.run({ concurrency: 2 }), full);
    assert.deepEqual(sync.forge.asked(/^mrs/), []);
  }
});

Deno.test("Embeddings that cannot be made leave the mirror as it is, and are noted", async () => {
  using sync = new ScriptedSync([aFullProject(7, "acme/web")]);
  const later = new Later();
  later.failure = new LoreError("FORGE_UNAVAILABLE", 'Cannot reach "http://127.0.0.1:11434"');
  const { failures, documents, chunks } = await sync.run({ later });
  assert.deepEqual([documents, chunks], [8, 0]);
  assert.deepEqual(failures.map(({ source, stage, code }) => [source, stage, code]), [
    ["embedding", "embed", "FORGE_UNAVAILABLE"],
  ]);
  assert.equal(sync.stages.at(-1)?.errors, 1);
  later.failure = new TypeError("a bug");
  await assert.rejects(sync.run({ later }), later.failure);
});

Deno.test("A sync that fails at any request and is run again leaves the store of a clean one", async (t) => {
  const projects = () => [aFullProject(7, "acme/web"), aFullProject(8, "acme/api")];
  using undisturbed = new ScriptedSync(projects());
  await undisturbed.run();
  const clean = dumpStore(undisturbed.database);
  const requests = undisturbed.forge.calls.length;
  assert.ok(requests > 40, `${requests} requests`);

  for (const code of ["FORGE_UNAVAILABLE", "AUTH_FAILED", "INTERRUPTED"] as const) {
    await t.step(code, async () => {
      for (let n = 1; n <= requests; n += 1) {
        using sync = new ScriptedSync(projects());
        let call = 0;
        sync.forge.on(/./, () => {
          if (++call === n) throw new LoreError(code, `Request ${n} failed`);
        });
        const first = await sync.run().catch((error) => error);
        const told = first instanceof LoreError ? first.code === code : first.failed === 1;
        assert.ok(told, `request ${n}: the failure is told`);
        sync.forge.reset();
        await sync.run();
        assert.deepEqual(dumpStore(sync.database), clean, `request ${n}`);
      }
    });
  }
});

Deno.test("A store that takes no more writes at any moment is whole, and the next sync completes it", async () => {
  const projects = () => [aFullProject(7, "acme/web")];
  using undisturbed = new ScriptedSync(projects());
  await undisturbed.run();
  const clean = dumpStore(undisturbed.database);
  const tables = ["issues", "merge_requests", "notes", "resource_events", "merge_request_files"];
  for (const table of tables) {
    for (const nth of [1, 2]) {
      using sync = new ScriptedSync(projects());
      sync.database.exec(`create temp trigger no_room before insert on ${table}
        when (select count(*) from ${table}) = ${nth - 1}
        begin select raise(abort, 'no room'); end`);
      await assert.rejects(sync.run(), /no room/, `${table} ${nth}`);
      sync.database.exec("drop trigger no_room");
      await sync.run();
      assert.deepEqual(dumpStore(sync.database), clean, `${table} ${nth}`);
    }
  }
});

Deno.test("No statement of a sync walks through a whole table or sorts what it finds", async () => {
  const content = aFullProject(7, "acme/web");
  using sync = new ScriptedSync([content]);
  content.broken["#1"] = "named";
  content.broken["#2"] = "nameless";
  content.broken["discussions #3"] = "nameless";
  const sql = await statementsOf(async () => {
    await sync.run();
    delete content.broken["#1"];
    sync.clock.jumpTo(NOON + 1e9);
    content.issues[4] = anIssue(5, { updatedAt: NOON + 1 });
    await sync.run({ full: true });
  });
  using store = openStore(":memory:", { mode: "write" });
  let plans = 0;
  for (const statement of sql) {
    const [verb] = /^\s*(select|insert|update|delete)/.exec(statement) ?? [];
    if (verb === undefined) continue;
    // The plan of an insert shows scans for broken references, which run only when there are any.
    store.exec(`pragma foreign_keys = ${verb.includes("insert") ? "off" : "on"}`);
    for (const { detail } of store.all<{ detail: string }>(`explain query plan ${statement}`)) {
      assert.doesNotMatch(detail, /^SCAN (?!json_each )|TEMP B-TREE/, statement);
      plans += 1;
    }
  }
  assert.ok(plans > 20, `${plans} plans`);
});

Deno.test("A sync whose merge requests all fail has finished in part, and its issues become documents", async () => {
  const content = new ScriptedProject();
  content.issues = [anIssue(1)];
  using sync = new ScriptedSync([content]);
  sync.forge.fail(/^mrs/, new LoreError("FORGE_UNAVAILABLE", "The forge is down"));
  const later = { generateDocs: () => Promise.resolve(7), embed: () => Promise.resolve(0) };
  const { failed, issues, documents } = await sync.run({ later });
  assert.deepEqual([failed, issues, documents], [1, 1, 7]);
});

Deno.test("A project that is gone by its id is looked for under its path by the next sync", async () => {
  const content = new ScriptedProject();
  content.issues = [anIssue(1)];
  using sync = new ScriptedSync([content]);
  await sync.run();
  sync.forge.fail(/^issues/, new LoreError("NOT_FOUND", "404 Project Not Found"));
  await assert.rejects(sync.run(), { code: "NOT_FOUND" });
  sync.forge.reset();
  await sync.run();
  assert.deepEqual(sync.forge.asked(/^project /), ["project acme/web"]);
});
