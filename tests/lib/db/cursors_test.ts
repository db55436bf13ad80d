import assert from "node:assert/strict";
import { advanceCursor, completeCursor, cursor, saveCoverage } from "../../../lib/db/cursors.ts";
import type { ItemKind } from "../../../lib/model.ts";
import { aMirror } from "../../support/mirror.ts";
import { NOON } from "../../support/model.ts";

Deno.test("advanceCursor() goes forward and never back", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  const standsAt = () => cursor(mirror.database, projectId, "issue");
  assert.equal(standsAt(), undefined);
  for (const [to, expected] of [[NOON, NOON], [NOON - 1, NOON], [NOON + 1, NOON + 1]] as const) {
    mirror.write((tx) =>
      advanceCursor(tx, { projectId, kind: "issue", updatedAt: to, beganAt: to })
    );
    assert.deepEqual(standsAt(), { updatedAt: expected, beganAt: NOON, complete: false });
  }
});

Deno.test("completeCursor() marks one kind of one project, and stays when the cursor moves", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  const kinds: readonly ItemKind[] = ["issue", "merge_request"];
  mirror.write((tx) => {
    for (const kind of kinds) {
      advanceCursor(tx, { projectId, kind, updatedAt: NOON, beganAt: NOON - 5 });
    }
    completeCursor(tx, projectId, "issue");
    advanceCursor(tx, { projectId, kind: "issue", updatedAt: NOON + 1, beganAt: NOON });
  });
  assert.deepEqual(cursor(mirror.database, projectId, "issue"), {
    updatedAt: NOON + 1,
    beganAt: NOON - 5,
    complete: true,
  });
  assert.deepEqual(cursor(mirror.database, projectId, "merge_request"), {
    updatedAt: NOON,
    beganAt: NOON - 5,
    complete: false,
  });
});

Deno.test("saveCoverage() keeps one row for every walk", () => {
  using mirror = aMirror();
  const walk = {
    runId: "a1b2c3d4",
    projectId: mirror.scope.projectId,
    kind: "issue",
    mode: "full",
    updatedFrom: null,
    updatedTo: NOON,
    rowsSeen: 3,
    forgeTotal: 4,
    unparsed: 1,
    withheld: 6,
    beganAt: NOON + 4,
    serverTime: NOON + 5,
    finished: true,
    wholeSince: NOON + 3,
  } as const;
  mirror.write((tx) => saveCoverage(tx, walk));
  mirror.write((tx) =>
    saveCoverage(tx, {
      ...walk,
      mode: "reconcile",
      updatedFrom: NOON,
      forgeTotal: null,
      finished: false,
      wholeSince: null,
      found: { gone: 1, changed: 2, leftOut: 3, hidden: 4 },
    })
  );
  const nothing = { gone: 0, changed: 0, left_out: 0, hidden: 0 };
  const same = {
    run_id: "a1b2c3d4",
    project_id: mirror.scope.projectId,
    kind: "issue",
    updated_to: NOON,
    rows_seen: 3,
    unparsed: 1,
    withheld: 6,
    began_at: NOON + 4,
    server_time: NOON + 5,
  };
  assert.deepEqual(
    mirror.rows(`select run_id, project_id, kind, updated_from, updated_to, rows_seen, forge_total,
      unparsed, withheld, began_at, server_time, finished, whole_since, mode, found_gone as gone, found_changed as changed,
      found_left_out as left_out, found_hidden as hidden from coverage order by id`),
    [
      {
        ...same,
        ...nothing,
        updated_from: null,
        forge_total: 4,
        finished: 1,
        whole_since: NOON + 3,
        mode: "full",
      },
      {
        ...same,
        updated_from: NOON,
        forge_total: null,
        finished: 0,
        whole_since: null,
        mode: "reconcile",
        ...{ gone: 1, changed: 2, left_out: 3, hidden: 4 },
      },
    ],
  );
});
