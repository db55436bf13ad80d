import assert from "node:assert/strict";
import { SETTLE_MS } from "../../../lib/db/dependents_queue.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { rowHash } from "../../../lib/db/item_hash.ts";
import { markFetched } from "../../../lib/db/items.ts";
import { loadHashes } from "../../../lib/db/reconcile.ts";
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
  mirror.database.transaction((tx) => tx.run("update sources set identity_no = identity_no + 1"));
  assert.deepEqual(hashes()[0], [1, -1]);
});
