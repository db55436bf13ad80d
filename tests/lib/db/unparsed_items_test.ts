import assert from "node:assert/strict";
import {
  forgetNameless,
  forgetUnparsed,
  saveUnparsed,
  unparsedIids,
  type UnparsedItem,
  unparsedWalkFrom,
} from "../../../lib/db/unparsed_items.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { NOON } from "../../support/model.ts";

function save(
  mirror: Mirror,
  change: Partial<UnparsedItem>,
  { runId = "first", walkFrom = null }: { runId?: string; walkFrom?: number | null } = {},
): void {
  const item: UnparsedItem = {
    projectId: mirror.scope.projectId,
    what: "item",
    kind: "issue",
    iid: 1,
    path: "author.username",
    message: "expected string",
    ...change,
  };
  mirror.write((tx) => saveUnparsed(tx, item, { runId, now: NOON, walkFrom }));
}

Deno.test("unparsedIids() names each item of one kind once, in order; not what hangs on items", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  for (const iid of [9, 2, 9]) save(mirror, { iid });
  save(mirror, { iid: 3, kind: "merge_request" });
  save(mirror, { iid: 4, what: "discussions" });
  save(mirror, { iid: null }, { walkFrom: NOON });
  assert.deepEqual(unparsedIids(mirror.database, projectId, "issue"), [2, 9]);
  assert.deepEqual(unparsedIids(mirror.database, projectId, "merge_request"), [3]);
  assert.deepEqual(unparsedIids(mirror.database, projectId + 1, "issue"), []);
});

Deno.test("forgetUnparsed() forgets all that was wrong with one thing, and nothing else", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  save(mirror, { iid: 1, path: "author" });
  save(mirror, { iid: 1, path: "labels" });
  save(mirror, { iid: 1, what: "events" });
  save(mirror, { iid: 1, kind: "merge_request" });
  save(mirror, { iid: 2 });
  save(mirror, { iid: null }, { walkFrom: 5 });
  mirror.write((tx) => forgetUnparsed(tx, { projectId, kind: "issue", what: "item", iid: 1 }));
  assert.deepEqual(
    mirror.rows("select what, kind, iid from unparsed_items order by id"),
    [
      { what: "events", kind: "issue", iid: 1 },
      { what: "item", kind: "merge_request", iid: 1 },
      { what: "item", kind: "issue", iid: 2 },
      { what: "item", kind: "issue", iid: null },
    ],
  );
});

Deno.test("unparsedWalkFrom() is where the earliest nameless item was", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  const from = () => unparsedWalkFrom(mirror.database, projectId, "issue");
  save(mirror, { iid: 7 });
  assert.equal(from(), undefined);
  save(mirror, { iid: null }, { walkFrom: NOON });
  save(mirror, { iid: null }, { walkFrom: NOON - 5 });
  save(mirror, { iid: null, kind: "merge_request" }, { walkFrom: NOON - 9 });
  assert.equal(from(), NOON - 5);
});

Deno.test("forgetNameless() forgets those of earlier runs, and keeps what this run met", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  save(mirror, { iid: null }, { walkFrom: 1, runId: "first" });
  save(mirror, { iid: null }, { walkFrom: 2, runId: "second" });
  save(mirror, { iid: 7 }, { runId: "first" });
  mirror.write((tx) => forgetNameless(tx, { projectId, kind: "issue", runId: "second" }));
  assert.equal(unparsedWalkFrom(mirror.database, projectId, "issue"), 2);
  assert.deepEqual(unparsedIids(mirror.database, projectId, "issue"), [7]);
});
