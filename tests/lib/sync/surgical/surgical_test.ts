import assert from "node:assert/strict";
import { join } from "node:path";
import type { LoreError } from "../../../../lib/errors.ts";
import { type DemoForge, FAULTS, MALFORMED } from "../../../../lib/forge/demo/mod.ts";
import { listFolder } from "../../../../lib/platform/files.ts";
import { partialProblem } from "../../../../lib/sync/partial.ts";
import type { EntityFailure } from "../../../../lib/sync/surgical/types.ts";
import { DemoSync } from "../../../support/demo_sync.ts";
import {
  change,
  failureOf,
  HOUR_MS,
  mirrored,
  settledForge,
} from "../../../support/surgical_scene.ts";

type Dump = Record<string, unknown[]>;

const issue = (iid: number) => ({ project: "acme/web", kind: "issue", iid }) as const;
const mergeRequest = (iid: number) =>
  ({ project: "acme/web", kind: "merge_request", iid }) as const;

/** Paths of what was asked, without queries. */
function asked(forge: DemoForge): string[] {
  return forge.requests.map(({ path }) =>
    path.replace(/\?.*/, "").replace("/api/v4/projects/", "")
  );
}

function failuresOf(error: LoreError): readonly EntityFailure[] {
  return error.details.failures as readonly EntityFailure[];
}

Deno.test("runSurgical() brings in exactly what changed of the items, as a sync would", async () => {
  const { forge, sync } = await mirrored();
  using surgical = sync;
  using whole = new DemoSync(forge);
  await whole.sync();
  forge.advance(HOUR_MS);
  forge.changes.addNote(issue(1), { body: "Seen again on Tuesday, kumquat" });
  forge.changes.editTitle(mergeRequest(2), "Pushed further");
  forge.changes.pushFiles(mergeRequest(2), [{ path: "src/kumquat.ts" }]);
  forge.advance(HOUR_MS);
  await whole.sync();
  forge.clearRequests();
  const result = await surgical.surgical("#1 #2 !2");
  assert.deepEqual(
    result.entities.map(({ kind, iid, status }) => `${kind} ${iid} ${status}`),
    ["issue 1 refreshed", "issue 2 unchanged", "merge_request 2 refreshed"],
  );
  assert.ok(asked(forge).every((path) => /(issues\/[12]|merge_requests\/2)\b/.test(path)));
  // Where lists were walked to, and what only a look at the project tells.
  const itself = ({ cursors: _cursors, projects: _projects, ...rest }: Dump): Dump => rest;
  assert.deepEqual(itself(surgical.dump()), itself(whole.dump()));
});

Deno.test("runSurgical() makes a store of the items alone where there was none", async () => {
  const forge = settledForge();
  using sync = new DemoSync(forge);
  const result = await sync.surgical("#1 !1");
  assert.deepEqual([result.issues, result.merge_requests, result.failed], [1, 1, 0]);
  assert.deepEqual(sync.column("select iid from issues"), [1]);
  assert.deepEqual(sync.column("select count(*) from sync_cursors"), [0]);
  const documents = sync.column("select count(*) from documents");
  assert.deepEqual(documents, [result.documents]);
  assert.deepEqual(sync.column("select count(distinct document_id) from chunks"), documents);
  const { failed } = await sync.sync();
  assert.equal(failed, 0);
  using clean = new DemoSync(forge);
  await clean.sync();
  assert.deepEqual(sync.dump(), clean.dump());
});

Deno.test("runSurgical() is in the ledger from its first moment, phase by phase, to its end", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  const seen: unknown[] = [];
  const look = async (request: Request): Promise<Response> => {
    const [row] = sync.ask((reader) =>
      reader.all<Record<string, unknown>>(
        `select mode, phase, status, requested_counts, total_items_processed as items
         from sync_runs order by id desc limit 1`,
      )
    );
    const last = JSON.stringify(row);
    if (seen.at(-1) !== last) seen.push(last);
    return await forge.fetch(request);
  };
  await sync.surgical("#1", { fetch: look });
  const requested_counts = '{"issues":1,"merge_requests":0,"project":"acme/web"}';
  const row = { mode: "surgical", status: "running", requested_counts };
  assert.deepEqual(seen.map((text) => JSON.parse(String(text))), [
    { ...row, phase: "preflight", items: 0 },
    { ...row, phase: "dependents", items: 1 },
  ]);
  assert.deepEqual(
    sync.column("select phase || ' ' || status from sync_runs order by id desc limit 1"),
    ["done succeeded"],
  );
  assert.deepEqual(listFolder(join(sync.dataDir, "runs")), [], "its lock stayed behind");
});

Deno.test("runSurgical() that fails has a final state and says where it failed", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  const phases = ["preflight", "dependents"] as const;
  const matches = { preflight: /issues\/1\?/, dependents: /discussions/ };
  for (const phase of phases) {
    const fault = FAULTS.refused(401, "Unauthorized");
    forge.setFaults([{ match: matches[phase], fault }]);
    const error = await failureOf(sync.surgical("#1", { runId: `dies${phase.slice(0, 4)}` }));
    assert.equal(error.code, "AUTH_FAILED");
    // The token is to be put right before the run can go on.
    assert.deepEqual(error.actions, ["lore doctor", `lore sync --resume dies${phase.slice(0, 4)}`]);
    assert.ok("stage_timings_ms" in error.details);
    assert.deepEqual(
      sync.column(`select phase || ' ' || failed_phase || ' ' || status || ' ' || (finished_at > 0)
        from sync_runs order by id desc limit 1`),
      [`failed ${phase} failed 1`],
    );
  }
});

Deno.test("runSurgical() with skipMissing refreshes the rest and finishes in part", async () => {
  const { sync } = await mirrored();
  using _mirror = sync;
  const result = await sync.surgical("#1 #777", { skipMissing: true });
  assert.deepEqual(result.entities.map(({ iid, status }) => [iid, status]), [
    [1, "unchanged"],
    [777, "skipped"],
  ]);
  assert.equal(partialProblem(result)?.code, "PARTIAL");
  assert.deepEqual(sync.runs().at(-1)?.status, "succeeded");
  const none = await failureOf(sync.surgical("#777 #888", { skipMissing: true }));
  assert.equal(none.code, "NOT_FOUND", "where nothing is left there is nothing to skip");
});

Deno.test("the code of what cannot be refreshed is that which a new command line answers best", async (t) => {
  const cases = [
    ["#4", "AUTH_FAILED", ["lore doctor"]],
    ["#4 #5", "AUTH_FAILED", ["lore doctor", "lore sync --issue 5 -p acme/web"]],
    ["#5", "FORGE_UNAVAILABLE", ["lore sync --issue 5 -p acme/web"]],
    ["#4 #5 #777", "NOT_FOUND", ["lore doctor", "lore sync --issue 5 -p acme/web"]],
    ["#6", "FAILED", ["lore sync --issue 6 -p acme/web"]],
  ] as const;
  for (const [items, code, actions] of cases) {
    await t.step(items, async () => {
      const { forge, sync } = await mirrored();
      using _mirror = sync;
      forge.setFaults([
        { match: /issues\/4\?/, fault: FAULTS.refused(403, "Forbidden") },
        { match: /issues\/5\?/, fault: FAULTS.badGateway() },
        { match: /issues\/6\?/, fault: { kind: "status", status: 200, body: '{"iid":6}' } },
      ]);
      const before = sync.dump();
      const error = await failureOf(sync.surgical(items));
      assert.deepEqual([error.code, error.actions], [code, actions]);
      assert.deepEqual(sync.dump(), before);
    });
  }
});

Deno.test("a token that is refused, and a forge that is down, are one error and no item's", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  const many = "#1 #2 #3 #4 #5 #6 #7";
  forge.setFaults([{ match: /issues/, fault: FAULTS.refused(401, "Unauthorized") }]);
  const refused = await failureOf(sync.surgical(many));
  assert.deepEqual([refused.code, "failures" in refused.details], ["AUTH_FAILED", false]);
  forge.setFaults([{ match: /issues/, fault: FAULTS.dropped }]);
  const down = await failureOf(sync.surgical(many));
  assert.deepEqual([down.code, "failures" in down.details], ["FORGE_UNAVAILABLE", false]);
});

Deno.test("an issue that was moved is told with its new place, with or without a note", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  const moved = forge.changes.moveIssue(issue(3), "acme/api");
  const said = await failureOf(sync.surgical("#3"));
  assert.deepEqual(failuresOf(said).map(({ reason, moved_to }) => [reason, moved_to]), [
    ["moved", `acme/api#${moved.iid}`],
  ]);
  assert.equal(asked(forge).filter((path) => path.includes("discussions")).length, 1);
  forge.setFaults([{ match: /discussions/, fault: { kind: "status", status: 200, body: "[]" } }]);
  const [unsaid] = failuresOf(await failureOf(sync.surgical("#3")));
  assert.equal(unsaid?.moved_to, null);
  assert.match(unsaid?.message ?? "", /the forge's id there is \d+/);
});

Deno.test("a project that was renamed is followed and its new path told", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  forge.changes.renameProject("acme/web", "acme/site");
  const looked = await sync.preflight("#1");
  assert.deepEqual([looked.project, looked.renamed_to], ["acme/site", "acme/site"]);
  const known = await sync.surgical("#1");
  assert.deepEqual([known.project, known.renamed_to, known.failed], ["acme/web", "acme/site", 0]);
  await sync.sync();
  assert.deepEqual(sync.column("select path from projects where forge_id = 1001"), ["acme/site"]);
  assert.equal((await sync.surgical("#1")).renamed_to, null, "its former path still leads to it");
  using fresh = new DemoSync(forge);
  assert.equal((await fresh.surgical("#1")).project, "acme/site");
});

Deno.test("a project that is gone, or hidden, is one error however many items were asked for", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  forge.changes.setAccess("acme/web", "hidden");
  for (const attempt of [() => sync.surgical("#1 #2 !1"), () => sync.preflight("#1 #2 !1")]) {
    const error = await failureOf(attempt());
    assert.equal(error.code, "NOT_FOUND");
    assert.match(error.message, /project "acme\/web"/);
    assert.ok(!("failures" in error.details));
  }
});

Deno.test("findPlace() takes a project in any case, and names the nearest for one that is unknown", async (t) => {
  const { sync } = await mirrored();
  using _mirror = sync;
  const cases = [
    ["ACME/Web", undefined, undefined],
    ["acme/wep", { projects: ["acme/web"] }, ["lore sync --issue 1 -p acme/web"]],
    ["acme/wep", undefined, ["lore sync --issue 1 -p acme/web"]],
    ["other/web", undefined, ["lore doctor"]],
  ] as const;
  for (const [project, change, actions] of cases) {
    await t.step(project, async () => {
      const attempt = sync.surgical("#1", { project, ...change });
      if (actions === undefined) return assert.equal((await attempt).project, "acme/web");
      const error = await failureOf(attempt);
      assert.deepEqual([error.code, error.actions], ["NOT_FOUND", actions]);
    });
  }
  const error = await failureOf(sync.surgical("#1", { source: "dema" }));
  assert.deepEqual(error.actions, ["lore sync --issue 1 -p acme/web --source demo"]);
});

Deno.test("an answer that another run outdid meanwhile is asked for again, not stored over it", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  let answered = 0;
  const outdone = async (request: Request): Promise<Response> => {
    const answer = await forge.fetch(request);
    if (/issues\/1\?/.test(request.url) && ++answered === 1) {
      // Silently edited, and stored by somebody else before this run has the lock.
      forge.advance(1000);
      forge.changes.editWithoutBump(issue(1), { title: "Later words" });
      change(
        sync,
        `update issues set title = 'Later words', seen_at = ${forge.now()} where iid = 1`,
      );
    }
    return answer;
  };
  const result = await sync.surgical("#1", { fetch: outdone });
  assert.equal(answered, 2);
  assert.equal(result.failed, 0);
  assert.deepEqual(
    sync.column("select title from issues where iid = 1 and project_id = 1"),
    ["Later words"],
  );
});

Deno.test("preflight and dependents try again what passes by itself, and nothing that stays", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  const passing = [
    FAULTS.badGateway(),
    FAULTS.dropped,
    FAULTS.refused(500, "Error"),
    FAULTS.truncated,
  ];
  for (const match of [/issues\/1\?/, /discussions/]) {
    for (const fault of passing) {
      forge.setFaults([{ match, fault, times: 2 }]);
      const { failed } = await sync.surgical("#1", { maxRetries: 2 });
      assert.deepEqual([failed, forge.faultsStruck], [0, 2], `${match} ${fault.kind}`);
    }
    for (
      const [status, what] of [[401, "Unauthorized"], [403, "Forbidden"], [
        404,
        "Not found",
      ]] as const
    ) {
      forge.setFaults([{ match, fault: FAULTS.refused(status, what) }]);
      await sync.surgical("#1", { maxRetries: 5 }).catch(() => {});
      assert.equal(forge.faultsStruck, 1, `${match} ${status}`);
    }
  }
  const waits = sync.clock.slept.filter((ms) => ms > 100);
  assert.ok(new Set(waits).size > waits.length / 2, "the waits have no jitter");
  forge.setFaults([{ match: /issues\/1\?/, fault: FAULTS.badGateway() }]);
  await failureOf(sync.surgical("#1", { maxRetries: 3 }));
  assert.equal(forge.faultsStruck, 4, "retries are bounded");
});

Deno.test("what of an item could not be fetched or read is told, and any sync takes it up", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  forge.setFaults([
    { match: /issues\/1\/discussions/, fault: FAULTS.badGateway() },
    { match: /issues\/2\/discussions/, fault: { kind: "malformed", change: () => ({ id: 7 }) } },
    { match: /issues\/4\/discussions/, fault: FAULTS.refused(403, "Forbidden") },
  ]);
  const result = await sync.surgical("#1 #2 #3 #4");
  assert.deepEqual(result.entities.map(({ iid, status, reason }) => [iid, status, reason]), [
    [1, "failed", "unavailable"],
    [2, "failed", "unreadable"],
    [3, "unchanged", null],
    [4, "failed", "forbidden"],
  ]);
  assert.equal(result.failed, 3);
  assert.equal(partialProblem(result)?.code, "PARTIAL");
  assert.deepEqual(result.recovery_actions, [
    "lore sync --issue 1 --issue 2 --issue 4 -p acme/web",
  ]);
  assert.deepEqual(sync.column("select scope_run_id from dependents_queue"), [null, null]);
  forge.setFaults([]);
  assert.equal((await sync.sync()).failed, 0);
  assert.deepEqual(sync.column("select count(*) from dependents_queue"), [0]);
});

Deno.test("an item that could not be read is remembered no longer once it is refreshed", async () => {
  const forge = settledForge();
  using sync = new DemoSync(forge);
  forge.setFaults([{
    match: /\/1001\/issues\?/,
    fault: { kind: "malformed", where: ({ iid }) => iid === 1, change: MALFORMED.title },
  }]);
  assert.ok((await sync.sync()).failed > 0);
  const unread = "select iid from unparsed_items";
  assert.deepEqual(sync.column(unread), [1]);
  forge.setFaults([]);
  assert.equal((await sync.surgical("#1")).entities[0]?.status, "refreshed");
  assert.deepEqual(sync.column(unread), []);
});

Deno.test("vectors of another model stay: the items' own wait for all to be embedded anew", async () => {
  const { forge, sync } = await mirrored();
  using _mirror = sync;
  change(sync, "update embedding_model set model = 'another'");
  const chunks = sync.column("select count(*) from chunks");
  forge.changes.editTitle(issue(1), "Kumquat");
  const result = await sync.surgical("#1");
  assert.deepEqual(sync.column("select count(*) from chunks"), chunks);
  assert.deepEqual(result.failures.map(({ stage, code }) => [stage, code]), [["embed", "PARTIAL"]]);
  assert.deepEqual(result.recovery_actions, ["lore embed"]);
  assert.equal(result.entities[0]?.status, "refreshed");
});
