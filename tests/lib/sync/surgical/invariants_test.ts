/** What holds of every surgical sync. The names are those by which the invariants are known. @module */

import assert from "node:assert/strict";
import { listFolder, openRead } from "../../../../lib/platform/files.ts";
import { join } from "node:path";
import { takeLock } from "../../../../lib/db/lock.ts";
import type { Reader } from "../../../../lib/db/mod.ts";
import { countDirty, dirtyDiscussions, dirtyItems } from "../../../../lib/db/document_sources.ts";
import { countQueued, queuedDocuments } from "../../../../lib/db/embeddings.ts";
import { countJobs, nextJobs } from "../../../../lib/db/dependents_queue.ts";
import { FAULTS } from "../../../../lib/forge/demo/mod.ts";
import { DemoSync } from "../../../support/demo_sync.ts";
import { change, failureOf, mirrored, settledForge } from "../../../support/surgical_scene.ts";
import { fullScans, plansOf } from "../../../support/query_plan.ts";

Deno.test("surgical_docs_scope_ignores_preexisting_dirty_rows", async () => {
  const { sync } = await mirrored();
  using _mirror = sync;
  change(
    sync,
    `insert into dirty_documents (kind, entity_id, origin_run_id)
       select 'issue', id, 'elsewhere' from issues;
     insert into embedding_queue (document_id) select id from documents where kind = 'issue'`,
  );
  const dirty = "select entity_id from dirty_documents order by 1";
  const unembedded = `select d.entity_id from embedding_queue q
    join documents d on d.id = q.document_id order by 1`;
  const [before, queued] = [sync.column(dirty), sync.column(unembedded)];
  const [own] = sync.column(
    `select i.id from issues i join projects p on p.id = i.project_id
     where p.path = 'acme/web' and i.iid = 1`,
  );
  assert.ok(before.length > 10 && before.includes(own));
  await sync.surgical("#1");
  assert.deepEqual(sync.column(dirty), before.filter((id) => id !== own));
  assert.deepEqual(sync.column(unembedded), queued.filter((id) => id !== own));
});

Deno.test("scoped_queue_drain_ignores_orphaned_jobs", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  change(
    sync,
    `insert into dependents_queue (project_id, kind, item_id, iid, job, scope_run_id)
       select project_id, 'issue', id, iid, 'discussions', iif(iid = 2, 'dead0001', null) from issues
       where iid in (1, 2, 3)`,
  );
  const orphans =
    "select iid || ' ' || coalesce(scope_run_id, 'any') from dependents_queue order by 1";
  assert.equal(sync.column(orphans).length, 6);
  await sync.surgical("#1");
  const asked = forge.requests.filter(({ path }) => path.includes("discussions"));
  assert.deepEqual(asked.map(({ path }) => path.replace(/\?.*/, "")), [
    "/api/v4/projects/1001/issues/1/discussions",
  ]);
  assert.deepEqual(sync.column(orphans), ["1 any", "2 dead0001", "2 dead0001", "3 any", "3 any"]);
  await sync.sync();
  assert.deepEqual(sync.column(orphans), [], "an ordinary sync takes over what dead runs left");
});

Deno.test("preflight_aggregates_multiple_missing_iids", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  forge.changes.moveIssue({ project: "acme/web", kind: "issue", iid: 3 }, "acme/api");
  forge.setFaults([{ match: /issues\/4\b/, fault: FAULTS.refused(403, "Forbidden") }]);
  const before = sync.dump();
  const error = await failureOf(sync.surgical("#1 #3 #4 #777 #888 !999"));
  assert.equal(error.code, "NOT_FOUND");
  const failures = error.details.failures as { kind: string; iid: number; reason: string }[];
  assert.deepEqual(failures.map(({ kind, iid, reason }) => `${kind} ${iid} ${reason}`), [
    "issue 3 moved",
    "issue 4 forbidden",
    "issue 777 missing",
    "issue 888 missing",
    "merge_request 999 missing",
  ]);
  for (const { iid } of failures) assert.match(error.message, new RegExp(`\\b${iid}\\b`));
  assert.match(error.message, /moved to acme\/api#5\b/);
  assert.doesNotMatch(error.message, /issue 1\b/);
  assert.deepEqual(sync.dump(), before, "something was written");
  assert.deepEqual(error.actions, [
    "lore sync --issue 1 -p acme/web",
    "lore sync --issue 5 -p acme/api",
    "lore doctor",
  ]);
});

Deno.test("preflight_only_performs_zero_writes", async () => {
  const { sync } = await mirrored();
  using _mirror = sync;
  const before = filesOf(sync.dataDir);
  assert.equal((await sync.preflight("#1 !1")).entities.length, 2);
  await assert.rejects(sync.preflight("#1 #999999"), { code: "NOT_FOUND" });
  assert.deepEqual(filesOf(sync.dataDir), before);
  using nowhere = new DemoSync(settledForge());
  await nowhere.preflight("#1");
  assert.deepEqual(listFolder(nowhere.dataDir), []);
});

/** Every file with its content and the time of its last change. */
function filesOf(folder: string): unknown[] {
  return listFolder(folder).filter(({ isFile }) => isFile)
    .map(({ name }) => {
      using file = openRead(join(folder, name));
      assert.ok(file);
      const content = new Uint8Array(file.size());
      file.readAt(0, content);
      return [name, Deno.statSync(join(folder, name)).mtime, content];
    });
}

Deno.test("dry_run_performs_zero_network_calls", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  const fetch = () => Promise.reject(new Error("the network was used"));
  const report = sync.dryRun("#1 #999999 !1", { fetch });
  assert.deepEqual(forge.requests, []);
  assert.deepEqual(report.entities.map(({ iid, status }) => [iid, status]), [
    [1, "known"],
    [999999, "unknown"],
    [1, "known"],
  ]);
  await sync.surgical("#1 !1");
  const { requests_at_least } = sync.dryRun("#1 !1");
  assert.ok(requests_at_least <= forge.requests.length && requests_at_least > 2);
});

Deno.test("lock_window_does_not_block_during_preflight", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  const { clock, dataDir } = sync;
  let during = "";
  const whileAsking = async (request: Request): Promise<Response> => {
    if (during === "" && request.url.includes("/issues/1")) {
      // Another process may take the lock, and is told of a run that is alive.
      using _lock = await takeLock(dataDir, { clock, runId: "x", command: "x", staleMs: 1 });
      during = String(sync.column("select phase from sync_runs order by id desc limit 1"));
    }
    return await forge.fetch(request);
  };
  await sync.surgical("#1", { fetch: whileAsking });
  assert.equal(during, "preflight");

  {
    using _held = await takeLock(dataDir, { clock, runId: "other", command: "sync", staleMs: 1e9 });
    forge.clearRequests();
    const error = await failureOf(sync.surgical("#1", { runId: "waits001" }));
    assert.equal(error.code, "LOCK_HELD");
    assert.equal(forge.requests.length, 1, "it asked for more before it had the lock");
    assert.equal(error.actions[0], "lore sync --resume waits001");
  }
  await sync.resume("waits001");
  const last = sync.runs().at(-1);
  assert.deepEqual([last?.run_id, last?.status, last?.phase], ["waits001", "succeeded", "done"]);
});

Deno.test("scoped_claims_use_indexes", async () => {
  const { sync } = await mirrored();
  using _mirror = sync;
  const batch = { runId: "a1b2c3d4", limit: 10, maxChars: 1000 };
  const scope = { projectId: 1, kind: "issue", job: "events", runId: "a1b2c3d4" } as const;
  const claims: Readonly<Record<string, (reader: Reader) => unknown>> = {
    nextJobs: (reader) => nextJobs(reader, scope, { after: 0, limit: 10 }),
    countJobs: (reader) => countJobs(reader, scope),
    dirtyIssues: (reader) => dirtyItems(reader, "issue", batch),
    dirtyMergeRequests: (reader) => dirtyItems(reader, "merge_request", batch),
    dirtyDiscussions: (reader) => dirtyDiscussions(reader, batch),
    countDirty: (reader) => countDirty(reader, "a1b2c3d4"),
    queuedDocuments: (reader) => queuedDocuments(reader, batch),
    countQueued: (reader) => countQueued(reader, "a1b2c3d4"),
  };
  const wanted = {
    nextJobs:
      /USING INDEX dependents_queue_claim \(project_id=\? AND kind=\? AND job=\? AND scope_run_id=\? AND id>\?\)/,
    countJobs:
      /dependents_queue_claim \(project_id=\? AND kind=\? AND job=\? AND scope_run_id=\?\)/,
    dirty: /dirty_documents_origin \(origin_run_id=\?/,
    queued: /embedding_queue_origin \(origin_run_id=\?\)/,
  };
  sync.ask((reader) => {
    for (const [name, claim] of Object.entries(claims)) {
      const plans = plansOf(reader, claim);
      assert.deepEqual(fullScans(plans), [], name);
      const index = name.startsWith("next")
        ? wanted.nextJobs
        : name === "countJobs"
        ? wanted.countJobs
        : /[dD]irty/.test(name)
        ? wanted.dirty
        : wanted.queued;
      assert.match(plans.flat().join("\n"), index, name);
      const sorts = plans.flat().some((step) => step.includes("TEMP B-TREE FOR ORDER BY"));
      // Labels and people of an item are sorted, and few; the rows that are claimed are not.
      assert.ok(!sorts || index === wanted.dirty, name);
    }
  });
});
