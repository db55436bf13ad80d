import assert from "node:assert/strict";
import { coverageFacts } from "../../../lib/db/coverage.ts";
import { saveCoverage, type WalkCoverage } from "../../../lib/db/cursors.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { NOON } from "../../support/model.ts";

function walked(mirror: Mirror, change: Partial<WalkCoverage> = {}): void {
  const walk: WalkCoverage = {
    ...{ runId: "a1b2c3d4", projectId: mirror.scope.projectId, kind: "issue", mode: "full" },
    ...{ updatedFrom: null, updatedTo: NOON, rowsSeen: 1, forgeTotal: 1, unparsed: 0, withheld: 0 },
    ...{ beganAt: NOON, serverTime: NOON, finished: true, wholeSince: NOON },
    ...change,
  };
  mirror.write((tx) => saveCoverage(tx, walk));
}

Deno.test("coverageFacts() tells the walks since the last that covered the whole list, and no others", () => {
  using mirror = aMirror();
  const walk = (runId: string, whole: boolean, finished = true): void =>
    walked(mirror, {
      ...{ runId, finished, wholeSince: whole && finished ? NOON : null },
      updatedFrom: whole ? null : NOON,
    });
  const told = () => (coverageFacts(mirror.database)[0]?.walks ?? []).map(({ runId }) => runId);
  walk("00000001", true, false);
  walk("00000002", false);
  assert.deepEqual(told(), ["00000001", "00000002"]);
  walk("00000003", true);
  walk("00000004", false);
  walk("00000005", true, false);
  assert.deepEqual(told(), ["00000003", "00000004", "00000005"]);
});

Deno.test("saveCoverage() drops what was walked before the last proof but one", () => {
  using mirror = aMirror();
  const runs = () => mirror.column("select run_id from coverage order by id");
  for (const [runId, whole] of [["1", 1], ["2", 0], ["3", 1], ["4", 0], ["5", 1]] as const) {
    walked(mirror, { runId, wholeSince: whole === 1 ? NOON : null });
  }
  assert.deepEqual(runs(), ["3", "4", "5"]);
});

Deno.test("saveCoverage() goes on with the row of its walk", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  const walk = {
    ...{ runId: "a1b2c3d4", projectId, kind: "issue", mode: "incremental" } as const,
    ...{ updatedFrom: 1, forgeTotal: 9, unparsed: 0, withheld: 0, beganAt: NOON, wholeSince: null },
  };
  mirror.write((tx) => {
    const far = { rowsSeen: 2, updatedTo: 5, serverTime: NOON, finished: false };
    const id = saveCoverage(tx, { ...walk, ...far });
    saveCoverage(tx, { ...walk, ...far, rowsSeen: 4, updatedTo: 7, finished: true }, id);
  });
  assert.deepEqual(mirror.rows("select rows_seen, updated_to, finished from coverage"), [
    { rows_seen: 4, updated_to: 7, finished: 1 },
  ]);
});
