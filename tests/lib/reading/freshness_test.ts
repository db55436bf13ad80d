import assert from "node:assert/strict";
import { saveCoverage } from "../../../lib/db/cursors.ts";
import { enqueue } from "../../../lib/db/dependents_queue.ts";
import { saveProject } from "../../../lib/db/projects.ts";
import { freshnessOf } from "../../../lib/reading/freshness.ts";
import { aLibrary, type Library } from "../../support/documents.ts";
import { aProject, NOON } from "../../support/model.ts";
import { fullScans, plansOf } from "../../support/query_plan.ts";

const DAY_MS = 86_400_000;

/** Notes a walk over the issues of a project that reached its end. */
function walked(
  library: Library,
  projectId: number,
  serverTime: number,
  from?: number,
  change: { readonly withheld?: number; readonly finished?: boolean } = {},
): void {
  const seen = { rowsSeen: 0, forgeTotal: 0, unparsed: 0, withheld: 0, finished: true, ...change };
  const times = { beganAt: serverTime, serverTime, updatedFrom: from ?? null, updatedTo: null };
  const mode = from === undefined ? "full" : "incremental";
  const wholeSince = from === undefined ? serverTime : null;
  const walk = { ...seen, ...times, wholeSince };
  library.write((tx) =>
    saveCoverage(tx, { runId: "00000001", projectId, kind: "issue", mode, ...walk })
  );
}

function noticeOf(library: Library, now: number, projectIds?: readonly number[]): string {
  return freshnessOf(library.database, { kind: "issue", projectIds, now }).notices.join("\n");
}

Deno.test("freshnessOf() has nothing to say of a mirror that is whole and of today", () => {
  using library = aLibrary();
  walked(library, library.scope.projectId, NOON);
  const answer = freshnessOf(library.database, { kind: "issue", now: NOON + DAY_MS - 1 });
  assert.deepEqual(answer, { synced_at: "2026-01-15T12:00:00.000Z", notices: [] });
});

Deno.test("freshnessOf() tells in one line what an answer may lack", async (t) => {
  using library = aLibrary();
  const { projectId, sourceId } = library.scope;
  await t.step("never walked", () => {
    assert.match(noticeOf(library, NOON), /: acme\/web not walked to the end yet; run lore sync$/);
  });
  await t.step("walked, but never from the beginning", () => {
    walked(library, projectId, NOON, NOON - 9);
    assert.match(noticeOf(library, NOON), /acme\/web not walked to the end yet/);
  });
  await t.step("old", () => {
    walked(library, projectId, NOON);
    assert.match(noticeOf(library, NOON + 3 * DAY_MS), /: last synced 3 days ago; run lore sync$/);
  });
  await t.step("queued", () => {
    const id = library.issue(1);
    library.write((tx) =>
      enqueue(tx, projectId, {
        item: { kind: "issue", id },
        iid: 1,
        jobs: ["discussions"],
        runId: null,
      })
    );
    assert.match(noticeOf(library, NOON), /: 1 fetch queued; run lore sync$/);
  });
  await t.step("the oldest of several projects counts, but for those asked for", () => {
    const other = library.write((tx) =>
      saveProject(tx, sourceId, aProject({ id: 8, path: "b/c" }))
    );
    walked(library, other, NOON - 2 * DAY_MS);
    assert.match(noticeOf(library, NOON), /last synced 2 days ago, 1 fetch queued/);
    assert.doesNotMatch(noticeOf(library, NOON, [projectId]), /last synced/);
    assert.equal(
      noticeOf(library, NOON - DAY_MS, [other]),
      "The mirror may lack something: last synced 1 day ago; run lore sync",
    );
  });
});

Deno.test("freshnessOf() tells of lists that are not whole, as long as they are not", async (t) => {
  using library = aLibrary();
  const { projectId } = library.scope;
  const lacking = "The mirror may lack something: ";
  await t.step("a walk that did not reach its end, until one does", () => {
    walked(library, projectId, NOON);
    walked(library, projectId, NOON, NOON - 9, { finished: false });
    const said = `${lacking}the last walk of acme/web not finished; run lore sync`;
    assert.equal(noticeOf(library, NOON), said);
    walked(library, projectId, NOON, NOON - 9);
    assert.equal(noticeOf(library, NOON), "");
  });
  await t.step("what a list left out, until the whole list is walked without", () => {
    walked(library, projectId, NOON, NOON - 9, { withheld: 2 });
    const said = `${lacking}2 left out of the forge's lists; see lore coverage`;
    assert.equal(noticeOf(library, NOON), said);
    walked(library, projectId, NOON, NOON - 9);
    assert.equal(noticeOf(library, NOON), said);
    walked(library, projectId, NOON);
    assert.equal(noticeOf(library, NOON), "");
  });
  await t.step("a project that the forge does not show any more, beside what is old", () => {
    library.write((tx) => tx.run("update projects set gone_at = ?", NOON));
    assert.equal(
      noticeOf(library, NOON + DAY_MS),
      `${lacking}last synced 1 day ago, acme/web not shown by the forge any more; ` +
        "run lore sync, see lore coverage",
    );
  });
});

Deno.test("freshnessOf() reads no table of rows as a whole", () => {
  using library = aLibrary();
  const plans = plansOf(
    library.database,
    (reader) => freshnessOf(reader, { kind: "issue", now: 0 }),
  );
  assert.deepEqual(fullScans(plans, ["p", "k"]), []);
});
