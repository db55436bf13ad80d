import assert from "node:assert/strict";
import { SETTLE_MS } from "../../../lib/db/dependents_queue.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { rowHash } from "../../../lib/db/item_hash.ts";
import { markFetched } from "../../../lib/db/items.ts";
import { enqueueLongestUnread, loadHashes } from "../../../lib/db/reconcile.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { anIssue, NOON } from "../../support/model.ts";

/** An issue of which all was fetched long after it changed, unless told otherwise. */
function issue(
  mirror: Mirror,
  iid: number,
  { settledMs = 2 * SETTLE_MS, notes = {} } = {},
): number {
  return mirror.write((tx) => {
    const { id } = saveIssue(tx, mirror.scope, anIssue(iid, { updatedAt: NOON }));
    const serverTime = NOON + settledMs;
    const counts = { stored: 0, missing: 0, hidden: 0, ...notes };
    markFetched(tx, { kind: "issue", id }, { job: "discussions", serverTime, notes: counts });
    markFetched(tx, { kind: "issue", id }, { job: "events", serverTime });
    return id;
  });
}

Deno.test("loadHashes() gives -1 for what is due, hidden from this token, or has other notes", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  issue(mirror, 1);
  issue(mirror, 2, { settledMs: 1 });
  issue(mirror, 3, { notes: { stored: 2 } });
  issue(mirror, 4, { notes: { hidden: 1 } });
  mirror.write((tx) => saveIssue(tx, mirror.scope, anIssue(5)));
  const scope = { projectId, kind: "issue", jobs: ["discussions", "events"] } as const;
  const hash = rowHash(anIssue(1, { updatedAt: NOON }));
  const hashes = () => [...loadHashes(mirror.database, scope)].toSorted(([a], [b]) => a - b);
  assert.deepEqual(hashes(), [
    [1, hash],
    ...[2, 3, 4, 5].map((iid) => [iid, -1]),
  ]);
  mirror.database.transaction((tx) => tx.run("update projects set identity_no = identity_no + 1"));
  assert.deepEqual(hashes()[0], [1, -1]);
});

/** A mirror of issues 1 to 4, each with all that hangs on it read an hour after the one before. */
function readInTurn(): Mirror {
  const mirror = aMirror();
  for (let iid = 1; iid <= 4; iid++) issue(mirror, iid, { settledMs: iid * HOUR });
  return mirror;
}

const HOUR = 3_600_000;
const JOBS = ["discussions", "events"] as const;

function queued({ database }: Mirror): string[] {
  return database.all<{ row: string }>(
    "select iid || ' ' || job as row from dependents_queue order by iid, job",
  ).map(({ row }) => row);
}

for (
  const { name, due, expected } of [
    { name: "as many items as asked for", due: { items: 2, before: 0 }, expected: [1, 2] },
    {
      name: "all that were read before a time, however many",
      due: { items: 1, before: NOON + 3 * HOUR + 1 },
      expected: [1, 2, 3],
    },
    { name: "nothing when nothing is due", due: { items: 0, before: NOON }, expected: [] },
  ]
) {
  Deno.test(`enqueueLongestUnread() queues ${name}, those first that were read longest ago`, () => {
    using mirror = readInTurn();
    const { projectId } = mirror.scope;
    // Untouched since its creation: it has no events to ask for.
    mirror.write((tx) =>
      tx.run("update issues set created_at = updated_at, events_at = null where iid = 2")
    );
    const scope = { projectId, kind: "issue", jobs: JOBS } as const;
    const rows = mirror.write((tx) => enqueueLongestUnread(tx, scope, due));
    const jobs = (iid: number): string[] =>
      JOBS.filter((job) => iid !== 2 || job !== "events").map((job) => `${iid} ${job}`);
    assert.deepEqual(queued(mirror), expected.flatMap(jobs));
    assert.equal(rows, expected.flatMap(jobs).length);
  });
}

Deno.test("enqueueLongestUnread() leaves to the queue what was never read", () => {
  using mirror = readInTurn();
  const { projectId } = mirror.scope;
  mirror.write((tx) => tx.run("update issues set discussions_at = null where iid = 1"));
  const scope = { projectId, kind: "issue", jobs: ["discussions"] } as const;
  mirror.write((tx) => enqueueLongestUnread(tx, scope, { items: 1, before: 0 }));
  assert.deepEqual(queued(mirror), ["2 discussions"]);
});

Deno.test("enqueueLongestUnread() takes turns where events are not mirrored any more", () => {
  using mirror = readInTurn();
  const { projectId } = mirror.scope;
  mirror.write((tx) => tx.run("update issues set events_at = 1"));
  const scope = { projectId, kind: "issue", jobs: ["discussions"] } as const;
  const due = { items: 1, before: NOON + HOUR };
  const turn = (): string[] => {
    mirror.write((tx) => enqueueLongestUnread(tx, scope, due));
    const rows = queued(mirror);
    mirror.write((tx) => {
      tx.run(
        `update issues set discussions_at = ${NOON + 9 * HOUR}
         where id in (select item_id from dependents_queue)`,
      );
      tx.run("delete from dependents_queue");
    });
    return rows;
  };
  assert.deepEqual([turn(), turn()], [["1 discussions"], ["2 discussions"]]);
});

Deno.test("enqueueLongestUnread() asks for events also of an item that is dated before it was opened", () => {
  using mirror = readInTurn();
  const { projectId } = mirror.scope;
  mirror.write((tx) => tx.run("update issues set created_at = updated_at + 5 where iid = 1"));
  const scope = { projectId, kind: "issue", jobs: JOBS } as const;
  mirror.write((tx) => enqueueLongestUnread(tx, scope, { items: 1, before: 0 }));
  assert.deepEqual(queued(mirror), ["1 discussions", "1 events"]);
});
