import assert from "node:assert/strict";
import { saveProjectPath } from "../../../lib/db/projects.ts";
import type { Transaction } from "../../../lib/db/mod.ts";
import { WriteBatch } from "../../../lib/sync/write_batch.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";

const COUNT = "select count(*) from project_paths where path like 'n%'";

function naming(mirror: Mirror, path: string): (tx: Transaction) => void {
  const { sourceId, projectId } = mirror.scope;
  return (tx) => saveProjectPath(tx, sourceId, { path, projectId });
}

Deno.test("WriteBatch commits by itself when there is enough, and the rest when flushed", () => {
  using mirror = aMirror();
  const batch = new WriteBatch(mirror.database);
  for (let n = 1; n < 50; n += 1) batch.add(naming(mirror, `n${n}`));
  assert.deepEqual(mirror.column(COUNT), [0]);
  batch.add(naming(mirror, "n50"));
  assert.deepEqual(mirror.column(COUNT), [50]);
  batch.add(naming(mirror, "n51"));
  assert.deepEqual(mirror.column(COUNT), [50]);
  batch.flush();
  assert.deepEqual(mirror.column(COUNT), [51]);
});

Deno.test("WriteBatch commits what it was given all or nothing, and once", () => {
  using mirror = aMirror();
  const batch = new WriteBatch(mirror.database);
  const failure = new Error("disk full");
  batch.add(naming(mirror, "n1"));
  batch.add(() => {
    throw failure;
  });
  assert.throws(() => batch.flush(), failure);
  assert.deepEqual(mirror.column(COUNT), [0]);
  batch.flush();
  batch.add(naming(mirror, "n2"));
  batch.flush();
  batch.flush();
  assert.deepEqual(mirror.column(COUNT), [1]);
});
