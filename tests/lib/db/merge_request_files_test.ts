import assert from "node:assert/strict";
import { saveFiles } from "../../../lib/db/merge_request_files.ts";
import { saveMergeRequest } from "../../../lib/db/merge_requests.ts";
import type { FileChange } from "../../../lib/model.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { aFile, aMergeRequest, NOON } from "../../support/model.ts";

function theMergeRequest(mirror: Mirror, iid = 1): number {
  return mirror.write((tx) => saveMergeRequest(tx, mirror.scope, aMergeRequest(iid))).id;
}

function save(
  mirror: Mirror,
  id: number,
  files: readonly FileChange[],
  { complete = true, serverTime = NOON }: { complete?: boolean; serverTime?: number | null } = {},
): void {
  mirror.write((tx) => saveFiles(tx, id, { files, complete, serverTime }));
}

Deno.test("saveFiles() makes a merge request have exactly the files of the answer", () => {
  using mirror = aMirror();
  const [id, other] = [theMergeRequest(mirror), theMergeRequest(mirror, 2)];
  save(mirror, other, [aFile("kept")]);
  save(mirror, id, [aFile("a"), aFile("b")]);
  save(mirror, id, [aFile("b", { change: "deleted", additions: 0, deletions: 9 }), aFile("c")]);
  assert.deepEqual(
    mirror.rows(
      `select new_path, change, additions, deletions from merge_request_files
      where merge_request_id = ? order by new_path`,
      id,
    ),
    [
      { new_path: "b", change: "deleted", additions: 0, deletions: 9 },
      { new_path: "c", change: "modified", additions: 1, deletions: 1 },
    ],
  );
  save(mirror, id, []);
  assert.deepEqual(mirror.column("select new_path from merge_request_files"), ["kept"]);
});

Deno.test("saveFiles() stores renames and diffs that were left out, and a file listed twice once", () => {
  using mirror = aMirror();
  const renamed = aFile("new.ts", {
    oldPath: "old.ts",
    change: "renamed",
    collapsed: true,
    tooLarge: true,
    generated: true,
    additions: null,
    deletions: null,
  });
  save(mirror, theMergeRequest(mirror), [renamed, renamed]);
  assert.deepEqual(
    mirror.rows(`select old_path, new_path, change, collapsed, too_large, generated, additions,
      deletions from merge_request_files`),
    [{
      old_path: "old.ts",
      new_path: "new.ts",
      change: "renamed",
      collapsed: 1,
      too_large: 1,
      generated: 1,
      additions: null,
      deletions: null,
    }],
  );
});

Deno.test("saveFiles() keeps whether the list is complete and when it was read to its end", () => {
  using mirror = aMirror();
  const id = theMergeRequest(mirror);
  const state = () => mirror.rows("select files_at, files_complete from merge_requests");
  save(mirror, id, [aFile("a")], { complete: false });
  assert.deepEqual(state(), [{ files_at: NOON, files_complete: 0 }]);
  save(mirror, id, [aFile("a")]);
  assert.deepEqual(state(), [{ files_at: NOON, files_complete: 1 }]);
  save(mirror, id, [aFile("a")], { complete: false, serverTime: null });
  assert.deepEqual(state(), [{ files_at: null, files_complete: 0 }]);
});
