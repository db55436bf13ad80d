/** `lore sync` as people, scripts and agents run it, against a forge on loopback. @module */

import assert from "node:assert/strict";
import { createDemoForge, type DemoForge, FAULTS } from "../../lib/forge/demo/mod.ts";
import type { StageTiming } from "../../lib/spans/mod.ts";
import { dumpStore } from "../support/dump.ts";
import {
  type LoreHome,
  loreHome,
  type LoreOutput,
  runLoreProcess,
} from "../support/lore_process.ts";

const HOUR_MS = 60 * 60 * 1000;
const PROJECTS = ["acme/web", "acme/api"];

/** A forge whose last change is long ago: nothing of it may have changed unnoticed. */
function settledForge(): DemoForge {
  const forge = createDemoForge({ projects: 2, issues: 14, mergeRequests: 8 });
  forge.advance(HOUR_MS);
  return forge;
}

interface Envelope {
  readonly ok: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: { readonly run_id: string; readonly stages: readonly StageTiming[] };
}

/** The one envelope of a robot run. */
function envelopeOf({ out, err }: LoreOutput): Envelope {
  assert.match(out, /^\{.*\}\n$/, err);
  return JSON.parse(out);
}

/** Syncs as a robot and returns the envelope of a success. */
async function robotSync(home: LoreHome, ...flags: readonly string[]): Promise<Envelope> {
  const output = await runLoreProcess(home, ["sync", "--robot", ...flags]);
  assert.equal(output.code, 0, output.out + output.err);
  return envelopeOf(output);
}

function contentOf(home: LoreHome): Record<string, unknown[]> {
  using store = home.openStore();
  return dumpStore(store);
}

/** Stages by name and project, with those below them, in no order of time. */
function shapeOf(stages: readonly StageTiming[]): unknown[] {
  return stages.map(({ name, project, sub_stages = [] }) => {
    const below = shapeOf(sub_stages).map(String).sort();
    return below.length === 0 ? [name, project ?? ""].join(" ").trim() : [name, below];
  });
}

Deno.test("A robot's sync prints one envelope with four stages, and its log keeps every line of the run", async () => {
  await using server = settledForge().serve({ port: 0 });
  using home = loreHome(server);
  const { ok, data, meta } = await robotSync(home);
  assert.deepEqual([ok, data.projects, data.issues, data.merge_requests], [true, 2, 14, 8]);
  const of = (...names: readonly string[]): string[] =>
    names.flatMap((name) => PROJECTS.map((project) => `${name} ${project}`)).sort();
  assert.deepEqual(shapeOf(meta.stages), [
    ["ingest_issues", of("fetch_pages", "sync_discussions", "fetch_resource_events")],
    ["ingest_mrs", of("fetch_pages", "sync_discussions", "fetch_resource_events", "fetch_diffs")],
    "generate_docs",
    "embed",
  ]);
  for (const stage of meta.stages) {
    assert.ok(stage.items_processed > 0 && stage.elapsed_ms >= 0, JSON.stringify(stage));
    for (const optional of ["errors", "rate_limit_hits", "retries"]) {
      assert.ok(!(optional in stage), `${stage.name} has an empty ${optional}`);
    }
  }

  const lines = home.logLines();
  const ofRun = lines.filter(({ span }) => span?.run_id !== undefined && span.run_id !== null);
  assert.deepEqual(lines.filter((line) => !ofRun.includes(line)), [], "lines of no run");
  assert.deepEqual([...new Set(ofRun.map(({ span }) => span?.run_id))], [meta.run_id]);
  assert.ok(ofRun.some(({ span, spans }) => span?.name === "fetch_pages" && spans?.length === 3));
  using store = home.openStore();
  const runs = store.all<{ run_id: string; metrics_json: string }>(
    "select run_id, metrics_json from sync_runs",
  );
  assert.deepEqual(runs.map(({ run_id }) => run_id), [meta.run_id]);
  assert.deepEqual(
    shapeOf(JSON.parse(runs[0]?.metrics_json ?? "[]")),
    shapeOf(meta.stages),
  );
});

Deno.test("A first sync stores all that the forge has", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome(server);
  await robotSync(home);
  using store = home.openStore();
  const ids = (sql: string): unknown[] =>
    store.all<{ id: unknown }>(sql).map(({ id }) => String(id)).sort();
  const projects = PROJECTS.map((path) => forge.snapshot(path));
  const items = projects.flatMap(({ issues, mergeRequests }) => [...issues, ...mergeRequests]);
  const truth = (pick: (item: (typeof items)[number]) => readonly unknown[]): unknown[] =>
    items.flatMap(pick).map(String).sort();
  const idOf = (row: Readonly<Record<string, unknown>>): unknown => row.id;

  assert.deepEqual(
    ids("select forge_id as id from issues union all select forge_id from merge_requests"),
    truth(({ item }) => [item.id]),
  );
  assert.deepEqual(
    ids("select forge_id as id from discussions"),
    truth(({ discussions }) => discussions.map(idOf)),
  );
  assert.deepEqual(
    ids("select forge_id || ' ' || body as id from notes"),
    truth(({ discussions }) =>
      discussions.flatMap(({ notes }) =>
        Object.values(Object(notes)).map((note) => `${Object(note).id} ${Object(note).body}`)
      )
    ),
  );
  assert.deepEqual(
    ids("select kind || ' ' || forge_id as id from resource_events"),
    truth(({ stateEvents, labelEvents, milestoneEvents }) => [
      ...stateEvents.map(({ id }) => `state ${id}`),
      ...labelEvents.map(({ id }) => `label ${id}`),
      ...milestoneEvents.map(({ id }) => `milestone ${id}`),
    ]),
  );
  assert.deepEqual(
    ids("select old_path || ' ' || new_path as id from merge_request_files"),
    truth(({ files }) => files.map(({ old_path, new_path }) => `${old_path} ${new_path}`)),
  );
  assert.deepEqual(
    ids("select kind as id from documents where kind != 'discussion'").length,
    items.length,
  );
});

Deno.test("A second sync asks for one list per project and kind, and for nothing that hangs on items", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome({ ...server, url: server.url, projects: PROJECTS });
  await robotSync(home);
  const before = contentOf(home);
  forge.clearRequests();
  const { data } = await robotSync(home);
  assert.deepEqual(forge.requests.map(({ path }) => path.replace(/\?.*/, "")).sort(), [
    "/api/v4/projects/1001/issues",
    "/api/v4/projects/1001/merge_requests",
    "/api/v4/projects/1038/issues",
    "/api/v4/projects/1038/merge_requests",
  ]);
  assert.deepEqual([data.discussions, data.events, data.files, data.documents], [0, 0, 0, 0]);
  assert.deepEqual(contentOf(home), before);
});

Deno.test("A note within the minute of its issue's last change arrives with the next sync", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome({ url: server.url, projects: PROJECTS });
  const issue = { project: "acme/web", kind: "issue", iid: 2 } as const;
  forge.changes.editTitle(issue, "Edited just now");
  forge.advance(10_000);
  await robotSync(home);

  forge.advance(10_000);
  const updatedAt = (): unknown =>
    forge.snapshot("acme/web").issues.find(({ item }) => item.iid === 2)?.item.updated_at;
  const unmoved = updatedAt();
  forge.changes.addNote(issue, { body: "Said within the minute" });
  assert.equal(updatedAt(), unmoved);
  await robotSync(home);
  using store = home.openStore();
  assert.equal(store.all("select 1 from notes where body = 'Said within the minute'").length, 1);
  assert.equal(
    store.all("select 1 from documents where body like '%Said within the minute%'").length,
    1,
  );

  forge.advance(HOUR_MS);
  await robotSync(home);
  forge.clearRequests();
  await robotSync(home);
  assert.deepEqual(forge.requests.filter(({ path }) => /discussions|events/.test(path)), []);
});

Deno.test("What changes on the forge arrives: the store is that of a first sync", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome({ url: server.url, projects: PROJECTS });
  await robotSync(home);
  for (const _day of ["first", "second"]) {
    forge.changeALittle();
    const { changes } = forge;
    changes.setLabels({ project: "acme/api", kind: "issue", iid: 1 }, ["bug"]);
    changes.close({ project: "acme/api", kind: "issue", iid: 2 });
    changes.setMilestone({ project: "acme/web", kind: "merge_request", iid: 1 }, null);
    changes.pushFiles({ project: "acme/web", kind: "merge_request", iid: 2 }, [
      { path: "docs/new.md", change: "added" },
      { path: "docs/named.md", from: "docs/unnamed.md" },
    ]);
    forge.advance(HOUR_MS);
    await robotSync(home);
  }
  using fresh = loreHome({ url: server.url, projects: PROJECTS });
  await robotSync(fresh);
  const [incremental, clean] = [contentOf(home), contentOf(fresh)];
  for (const dump of [incremental, clean]) {
    // Projects are asked for once a day only.
    delete dump.projects;
  }
  assert.deepEqual(incremental, clean);
});

Deno.test("A project that is renamed stays the same project, under its new path", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome({ url: server.url, projects: PROJECTS });
  await robotSync(home);
  const issues = contentOf(home).issues?.length;
  forge.changes.renameProject("acme/web", "acme/site");
  forge.changes.editTitle({ project: "acme/site", kind: "issue", iid: 1 }, "After the move");
  for (const flags of [[], ["--full"], ["-p", "acme/site"], ["-p", "acme/web"]]) {
    await robotSync(home, ...flags);
    using store = home.openStore();
    const paths = store.all<{ path: string }>("select path from projects order by path");
    assert.deepEqual(paths.map(({ path }) => path), ["acme/api", "acme/site"], flags.join(" "));
    assert.equal(contentOf(home).issues?.length, issues);
    const named = (keywords: string): number =>
      store.all("select 1 from documents where keywords like ?", keywords).length;
    assert.deepEqual([named("%acme/web%"), named("%acme/site#1\n%") > 0], [0, true]);
    assert.equal(store.all("select 1 from issues where title = 'After the move'").length, 1);
  }
});

Deno.test("Ingesting one kind after the other and syncing makes the store of one sync", async () => {
  await using server = settledForge().serve({ port: 0 });
  using whole = loreHome(server);
  using parts = loreHome(server);
  await robotSync(whole);
  for (const kind of ["issues", "mrs"]) {
    const output = await runLoreProcess(parts, ["ingest", kind, "--robot"]);
    const { meta, data } = envelopeOf(output);
    assert.deepEqual(meta.stages.map(({ name }) => name), [`ingest_${kind}`]);
    assert.equal(data.documents, 0);
  }
  await robotSync(parts);
  assert.deepEqual(contentOf(parts), contentOf(whole));
});

Deno.test("A forge that answers 429 three times: the hits are in stages, ledger and status", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome({ url: server.url, projects: PROJECTS });
  forge.setFaults([{ match: /1001\/issues\?/, times: 3, fault: FAULTS.rateLimited(0) }]);
  const { meta } = await robotSync(home);
  const hits = (stages: readonly StageTiming[] = []): unknown[] =>
    stages.filter(({ rate_limit_hits = 0 }) => rate_limit_hits > 0)
      .map(({ name, project, rate_limit_hits }) => [name, project, rate_limit_hits]);
  assert.deepEqual(hits(meta.stages), [["ingest_issues", undefined, 3]]);
  const below = meta.stages[0]?.sub_stages ?? [];
  assert.deepEqual(hits(below), [["fetch_pages", "acme/web", 3]]);
  {
    using store = home.openStore();
    const row = store.get<{ metrics_json: string }>("select metrics_json from sync_runs");
    assert.deepEqual(hits(JSON.parse(row?.metrics_json ?? "[]")), hits(meta.stages));
  }
  const ask = ["sync-status", "--run", meta.run_id];
  const status = envelopeOf(await runLoreProcess(home, [...ask, "--robot"]));
  const [run] = Object(status.data).runs;
  assert.deepEqual([run.run_id, run.rate_limit_hits, run.retries], [meta.run_id, 3, 3]);
  assert.deepEqual(hits(run.stages), hits(meta.stages));
  assert.match((await runLoreProcess(home, ask)).out, /3 rate limits/);
  const retried = home.logLines().filter(({ fields }) =>
    fields.message === "Rate limited, retrying"
  );
  assert.deepEqual(
    retried.map(({ level, target, fields }) => [level, target, fields.attempt, fields.status_code]),
    [1, 2, 3].map((attempt) => ["INFO", "lore::gitlab", attempt, 429]),
  );
});
