import assert from "node:assert/strict";
import { saveCoverage } from "../../../lib/db/cursors.ts";
import { saveDiscussion } from "../../../lib/db/discussions.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { saveMergeRequest } from "../../../lib/db/merge_requests.ts";
import { openStore } from "../../../lib/db/mod.ts";
import { insertReferences } from "../../../lib/db/references.ts";
import { saveProject } from "../../../lib/db/projects.ts";
import { filePages, projectCounts, storeTotals, tableSizes } from "../../../lib/db/stats.ts";
import { aLibrary } from "../../support/documents.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { aDiscussion, aMergeRequest, anIssue, aNote, aProject, NOON } from "../../support/model.ts";
import { fullScans, plansOf } from "../../support/query_plan.ts";

const ALL = { limit: 50, offset: 0 };

function walked(mirror: Mirror, kind: "issue" | "merge_request", serverTime: number): void {
  const { projectId } = mirror.scope;
  const seen = { rowsSeen: 0, forgeTotal: 0, unparsed: 0 };
  const interval = { updatedFrom: null, updatedTo: serverTime, beganAt: serverTime, serverTime };
  mirror.write((tx) =>
    saveCoverage(tx, {
      ...{
        runId: "00000001",
        projectId,
        kind,
        mode: "full",
        withheld: 0,
        wholeSince: 1,
        finished: true,
      },
      ...{ ...seen, ...interval },
    })
  );
}

Deno.test("storeTotals() counts every kind of row, and items by state", () => {
  using mirror = aMirror();
  mirror.write((tx) => {
    const item = saveIssue(tx, mirror.scope, anIssue(1));
    saveIssue(tx, mirror.scope, anIssue(2, { state: "closed" }));
    saveIssue(tx, mirror.scope, anIssue(3));
    saveMergeRequest(tx, mirror.scope, aMergeRequest(1, { state: "merged" }));
    const discussion = aDiscussion("d1", [aNote(1), aNote(2)]);
    saveDiscussion(tx, mirror.scope, { item: { kind: "issue", id: item.id }, discussion });
  });
  const { issues, merge_requests, discussions, notes, projects, tombstones } = storeTotals(
    mirror.database,
  );
  assert.deepEqual(issues, { closed: 1, opened: 2 });
  assert.deepEqual(merge_requests, { merged: 1 });
  assert.deepEqual([discussions, notes, projects, tombstones], [1, 2, 1, 0]);
});

Deno.test("projectCounts() counts what belongs to each project, by path and page by page", () => {
  using mirror = aMirror();
  mirror.write((tx) => {
    const { sourceId, serverTime } = mirror.scope;
    const api = aProject({ id: 2, path: "acme/api" });
    const other = { sourceId, projectId: saveProject(tx, sourceId, api), serverTime };
    const item = saveIssue(tx, mirror.scope, anIssue(1, { updatedAt: NOON - 5 }));
    saveIssue(tx, other, anIssue(1, { state: "closed", updatedAt: NOON }));
    saveMergeRequest(tx, mirror.scope, aMergeRequest(1, { updatedAt: NOON + 5 }));
    const discussion = aDiscussion("d1", [aNote(1), aNote(2)]);
    saveDiscussion(tx, mirror.scope, { item: { kind: "issue", id: item.id }, discussion });
  });
  const rows = projectCounts(mirror.database, ALL);
  assert.deepEqual(
    rows.map((row) => [row.project, row.issues, row.mergeRequests, row.discussions, row.notes]),
    [["acme/api", { closed: 1 }, {}, 0, 0], ["acme/web", { opened: 1 }, { opened: 1 }, 1, 2]],
  );
  assert.deepEqual(rows.map((row) => [row.oldestUpdate, row.newestUpdate]), [
    [NOON, NOON],
    [NOON - 5, NOON + 5],
  ]);
  const paths = (page: Parameters<typeof projectCounts>[1]): string[] =>
    projectCounts(mirror.database, page).map(({ project }) => project);
  assert.deepEqual(paths({ limit: 1, offset: 0 }), ["acme/api"]);
  assert.deepEqual(paths({ limit: 1, offset: 1 }), ["acme/web"]);
  assert.deepEqual(paths({ ...ALL, projectIds: [mirror.scope.projectId] }), ["acme/web"]);
});

Deno.test("projectCounts() counts references by the project of the item in which they stand", () => {
  using mirror = aMirror();
  mirror.write((tx) => {
    const { sourceId, serverTime } = mirror.scope;
    const api = aProject({ id: 2, path: "acme/api" });
    const other = { sourceId, projectId: saveProject(tx, sourceId, api), serverTime };
    const refer = (kind: "issue" | "merge_request", itemId: number): void =>
      insertReferences(tx, [{
        ...{ kind, itemId, discussionId: null, noteId: null, source: "description" },
        ...{ relation: "mentions", incoming: false, retracted: false, assumed: false },
        ...{ path: "acme/api", otherKind: "issue", iid: 9, createdAt: NOON },
      }]);
    refer("issue", saveIssue(tx, mirror.scope, anIssue(1)).id);
    refer("merge_request", saveMergeRequest(tx, mirror.scope, aMergeRequest(1)).id);
    refer("issue", saveIssue(tx, other, anIssue(1)).id);
  });
  const rows = projectCounts(mirror.database, ALL);
  assert.deepEqual(rows.map(({ project, references }) => [project, references]), [
    ["acme/api", 1],
    ["acme/web", 2],
  ]);
});

Deno.test("projectCounts() counts documents by project, those of discussions among them", async () => {
  using library = aLibrary();
  const id = library.issue(1);
  library.mergeRequest(1);
  library.discussion({ kind: "issue", id }, "d1", [aNote(1), aNote(2)]);
  const other = library.write((tx) => {
    const { sourceId, serverTime } = library.scope;
    const api = aProject({ id: 2, path: "acme/api" });
    const scope = { sourceId, projectId: saveProject(tx, sourceId, api), serverTime };
    return saveIssue(tx, scope, anIssue(1)).id;
  });
  library.dirty("issue", other);
  await library.generate();
  const rows = projectCounts(library.database, ALL);
  assert.deepEqual(rows.map(({ project, documents }) => [project, documents]), [
    ["acme/api", 1],
    ["acme/web", 3],
  ]);
});

Deno.test("projectCounts() tells the kind that was walked longest ago, and nothing before both were", () => {
  using mirror = aMirror();
  const syncedAt = (): number | null | undefined =>
    projectCounts(mirror.database, ALL)[0]?.syncedAt;
  assert.equal(syncedAt(), null);
  walked(mirror, "issue", NOON + 1);
  assert.equal(syncedAt(), null);
  walked(mirror, "merge_request", NOON);
  assert.equal(syncedAt(), NOON);
  walked(mirror, "merge_request", NOON + 2);
  assert.equal(syncedAt(), NOON + 1);
});

Deno.test("storeTotals() and projectCounts() count by indexes, and read no table", () => {
  using mirror = aMirror();
  const plans = plansOf(mirror.database, (reader) => {
    storeTotals(reader);
    projectCounts(reader, ALL);
  });
  // Indexes are scanned; of tables those that hold keys alone, or a row for a project, a run or 1,024
  // chunks.
  const small = ["projects", "sync_runs", "vector_blocks", "embedding_queue", "dirty_documents"];
  const scans = fullScans(plans, [...small, "p", "s"]).filter((step) =>
    !step.includes("USING COVERING INDEX")
  );
  assert.deepEqual(scans, []);
  const indexes = ["issues_project_state", "merge_requests_project_state", "documents_project"];
  for (const index of indexes) {
    assert.ok(plans.flat().some((step) => step.includes(`COVERING INDEX ${index}`)), index);
  }
});

Deno.test("tableSizes() gives every page of the file to a table, and FTS5's own tables to its index", () => {
  using mirror = aMirror();
  const sizes = tableSizes(mirror.database);
  assert.ok(sizes !== undefined);
  const names = sizes.map(({ table }) => table);
  assert.ok(names.includes("documents_words") && names.includes("documents"));
  assert.deepEqual(names.filter((name) => /_(data|idx|docsize|config|content)$/.test(name)), []);
  const { page_count, page_size, free_pages } = filePages(mirror.database);
  const sum = sizes.reduce((all, { bytes, index_bytes }) => all + bytes + index_bytes, 0);
  assert.equal(sum, (page_count - free_pages) * page_size);
});

Deno.test("an empty store has nothing to count and one page at least", () => {
  using database = openStore(":memory:", { mode: "write" });
  assert.deepEqual(projectCounts(database, ALL), []);
  assert.deepEqual(storeTotals(database).issues, {});
  assert.ok(filePages(database).page_count > 0);
});
