import assert from "node:assert/strict";
import { advanceCursor, completeCursor, saveCoverage } from "../../../lib/db/cursors.ts";
import { enqueue } from "../../../lib/db/dependents_queue.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { saveMergeRequest } from "../../../lib/db/merge_requests.ts";
import { type Database, openStore, type Transaction } from "../../../lib/db/mod.ts";
import { saveProject, saveSource } from "../../../lib/db/projects.ts";
import { type Coverage, listCoverage, listCursors, summarize } from "../../../lib/db/status.ts";
import { saveUnparsed } from "../../../lib/db/unparsed_items.ts";
import { aMergeRequest, anIssue, aProject, NOON } from "../../support/model.ts";
import { plansOf } from "../../support/query_plan.ts";

const RUN = "a1b2c3d4";

/** A store with one project in it. */
function storeOf(fill: (tx: Transaction, projectId: number, sourceId: number) => void): Database {
  const database = openStore(":memory:", { mode: "write" });
  database.transaction((tx) => {
    const sourceId = saveSource(tx, { name: "work", forge: "gitlab", url: "https://forge.test" });
    fill(tx, saveProject(tx, sourceId, aProject()), sourceId);
  });
  return database;
}

function saveWalk(
  tx: Transaction,
  projectId: number,
  change: Partial<Parameters<typeof saveCoverage>[1]> = {},
): void {
  saveCoverage(tx, {
    runId: RUN,
    projectId,
    kind: "issue",
    mode: "full",
    beganAt: NOON,
    updatedFrom: null,
    updatedTo: NOON,
    rowsSeen: 2,
    forgeTotal: 2,
    unparsed: 0,
    withheld: 0,
    serverTime: NOON,
    finished: true,
    wholeSince: change.finished === false || change.updatedFrom !== undefined ? null : NOON,
    ...change,
  });
}

function coverageOf(database: Database, kind: "issue" | "merge_request"): Coverage {
  const found = listCoverage(database).find((coverage) => coverage.kind === kind);
  assert.ok(found);
  return found;
}

Deno.test("listCoverage() names both kinds of a project of which nothing was walked", () => {
  using database = storeOf(() => {});
  const nothing = {
    projectId: 1,
    project: "acme/web",
    lastWalk: null,
    lastFullWalk: null,
    unparsed: 0,
    cutDiffs: 0,
    neverFetched: 0,
    queued: 0,
  };
  assert.deepEqual(listCoverage(database), [
    { ...nothing, kind: "issue" },
    { ...nothing, kind: "merge_request" },
  ]);
});

Deno.test("listCoverage() counts what is missing, kind by kind", () => {
  using database = storeOf((tx, projectId, sourceId) => {
    const scope = { sourceId, projectId, serverTime: NOON };
    saveIssue(tx, scope, anIssue(1));
    const issue = saveIssue(tx, scope, anIssue(2));
    tx.run("update issues set discussions_at = 1 where iid = 1");
    for (const iid of [1, 2, 3]) saveMergeRequest(tx, scope, aMergeRequest(iid));
    tx.run("update merge_requests set discussions_at = 1, files_at = 1, files_complete = 1");
    tx.run("update merge_requests set files_complete = 0 where iid = 2");
    tx.run("update merge_requests set files_at = null, files_complete = null where iid = 3");
    enqueue(tx, projectId, {
      item: { kind: "issue", id: issue.id },
      iid: 2,
      jobs: ["discussions", "events"],
      runId: null,
    });
    const unparsed = { projectId, what: "item", kind: "merge_request", iid: 9 } as const;
    saveUnparsed(tx, { ...unparsed, path: "author.id", message: "not a number" }, {
      runId: RUN,
      now: NOON,
      walkFrom: null,
    });
  });
  const issues = coverageOf(database, "issue");
  assert.deepEqual(
    [issues.neverFetched, issues.queued, issues.unparsed, issues.cutDiffs],
    [1, 2, 0, 0],
  );
  const mergeRequests = coverageOf(database, "merge_request");
  assert.deepEqual(
    [
      mergeRequests.neverFetched,
      mergeRequests.queued,
      mergeRequests.unparsed,
      mergeRequests.cutDiffs,
    ],
    [1, 0, 1, 1],
  );
});

Deno.test("listCoverage() tells the last walk from the last one from the beginning", () => {
  using database = storeOf((tx, projectId) => {
    saveWalk(tx, projectId, { runId: "00000001", rowsSeen: 40, forgeTotal: 41, unparsed: 1 });
    saveWalk(tx, projectId, { runId: "00000002", updatedFrom: NOON - 5, rowsSeen: 1 });
    saveWalk(tx, projectId, { runId: "00000003", finished: false });
  });
  const { lastWalk, lastFullWalk } = coverageOf(database, "issue");
  assert.equal(lastWalk?.runId, "00000002");
  assert.equal(lastWalk?.from, NOON - 5);
  assert.deepEqual(lastFullWalk, {
    runId: "00000001",
    from: null,
    to: NOON,
    rowsSeen: 40,
    forgeTotal: 41,
    unparsed: 1,
    serverTime: NOON,
  });
});

Deno.test("listCursors() tells how far each walk has come and whether it was whole", () => {
  using database = storeOf((tx, projectId) => {
    advanceCursor(tx, { projectId, kind: "merge_request", updatedAt: NOON - 7, beganAt: NOON });
    advanceCursor(tx, { projectId, kind: "issue", updatedAt: NOON, beganAt: NOON });
    completeCursor(tx, projectId, "issue");
  });
  assert.deepEqual(listCursors(database), [
    { project: "acme/web", kind: "issue", updatedAt: NOON, complete: true },
    { project: "acme/web", kind: "merge_request", updatedAt: NOON - 7, complete: false },
  ]);
});

Deno.test("summarize() counts every kind of row, also where there is none", () => {
  using database = storeOf((tx, projectId, sourceId) => {
    const scope = { sourceId, projectId, serverTime: NOON };
    for (const iid of [1, 2]) saveIssue(tx, scope, anIssue(iid));
  });
  assert.deepEqual(summarize(database), {
    projects: 1,
    issues: 2,
    merge_requests: 0,
    discussions: 0,
    notes: 0,
    resource_events: 0,
    merge_request_files: 0,
    documents: 0,
    embedded_chunks: 0,
    queued_dependents: 0,
    unparsed_items: 0,
    dirty_documents: 0,
    unembedded_documents: 0,
  });
});

Deno.test("listCoverage() counts items by indexes, and reads no table of items", () => {
  using database = storeOf(() => {});
  const steps = plansOf(database, listCoverage).flat()
    .filter((step) => /^(SCAN|SEARCH) [im]\b/.test(step));
  assert.equal(steps.length, 3);
  for (const step of steps) assert.match(step, /^SEARCH . USING (COVERING )?INDEX /);
  for (const index of ["issues_unfetched", "merge_requests_unfetched", "merge_requests_cut"]) {
    assert.ok(steps.some((step) => step.includes(index)), `${index}: ${steps.join("; ")}`);
  }
});
