import assert from "node:assert/strict";
import {
  markDirty,
  markDiscussionsDirty,
  markProjectDirty,
} from "../../../lib/db/dirty_documents.ts";
import { saveDiscussion } from "../../../lib/db/discussions.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { saveProject } from "../../../lib/db/projects.ts";
import { saveMergeRequest } from "../../../lib/db/merge_requests.ts";
import { aMirror } from "../../support/mirror.ts";
import { aDiscussion, aMergeRequest, anIssue, aNote, aProject } from "../../support/model.ts";

const DIRTY = "select kind, entity_id, origin_run_id from dirty_documents order by 1, 2";

Deno.test("markDirty() keeps one row for each entity, with the run that touched it last", () => {
  using mirror = aMirror();
  mirror.write((tx) => {
    markDirty(tx, "issue", { entityId: 1, runId: "first" });
    markDirty(tx, "issue", { entityId: 2, runId: "first" });
    markDirty(tx, "merge_request", { entityId: 1, runId: "first" });
    markDirty(tx, "issue", { entityId: 1, runId: "second" });
  });
  assert.deepEqual(mirror.rows(DIRTY), [
    { kind: "issue", entity_id: 1, origin_run_id: "second" },
    { kind: "issue", entity_id: 2, origin_run_id: "first" },
    { kind: "merge_request", entity_id: 1, origin_run_id: "first" },
  ]);
});

Deno.test("markDiscussionsDirty() marks the discussions of one item, and no others", () => {
  using mirror = aMirror();
  const { scope } = mirror;
  const [issue, request, ofIssue, ofRequest] = mirror.write((tx) => {
    const issue = { kind: "issue", id: saveIssue(tx, scope, anIssue(1)).id } as const;
    const request = {
      kind: "merge_request",
      id: saveMergeRequest(tx, scope, aMergeRequest(1)).id,
    } as const;
    const save = (item: typeof issue | typeof request, id: string, note: number): number =>
      saveDiscussion(tx, scope, { item, discussion: aDiscussion(id, [aNote(note)]) }).id;
    const ofIssue = [save(issue, "a", 1), save(issue, "b", 2)];
    return [issue, request, ofIssue, [save(request, "c", 3)]] as const;
  });
  // Both have the same key, in tables of their own.
  assert.equal(issue.id, request.id);
  const marked = (entity_id: number, origin_run_id: string) => ({
    kind: "discussion",
    entity_id,
    origin_run_id,
  });
  mirror.write((tx) => markDiscussionsDirty(tx, issue, "first"));
  assert.deepEqual(mirror.rows(DIRTY), ofIssue.map((id) => marked(id, "first")));
  mirror.write((tx) => markDiscussionsDirty(tx, issue, "second"));
  mirror.write((tx) => markDiscussionsDirty(tx, request, "third"));
  assert.deepEqual(mirror.rows(DIRTY), [
    ...ofIssue.map((id) => marked(id, "second")),
    ...ofRequest.map((id) => marked(id, "third")),
  ]);
});

Deno.test("markProjectDirty() marks all that a project has, and nothing of another", () => {
  using mirror = aMirror();
  const { scope, database } = mirror;
  const other = mirror.write((tx) =>
    saveProject(tx, scope.sourceId, aProject({ id: 8, path: "b" }))
  );
  mirror.write((tx) => {
    for (const [projectId, sign] of [[scope.projectId, 0], [other, 100]] as const) {
      const at = { ...scope, projectId };
      const issue = saveIssue(tx, at, anIssue(1, { id: 1 + sign })).id;
      const request = saveMergeRequest(tx, at, aMergeRequest(1, { id: 1 + sign })).id;
      const discussion = (id: string, note: number) => aDiscussion(id, [aNote(note)]);
      saveDiscussion(tx, at, {
        item: { kind: "issue", id: issue },
        discussion: discussion("a", 1 + sign),
      });
      saveDiscussion(tx, at, {
        item: { kind: "merge_request", id: request },
        discussion: discussion("b", 2 + sign),
      });
    }
    markProjectDirty(tx, scope.projectId, "run");
  });
  const marked = (kind: string): unknown[] =>
    database.all<{ id: number }>(
      "select entity_id as id from dirty_documents where kind = ? order by 1",
      kind,
    ).map(({ id }) => id);
  const owned = (table: string): unknown[] =>
    mirror.column(`select id from ${table} where project_id = ? order by id`, scope.projectId);
  assert.deepEqual(marked("issue"), owned("issues"));
  assert.deepEqual(marked("merge_request"), owned("merge_requests"));
  assert.deepEqual(marked("discussion"), owned("discussions"));
  assert.equal(marked("discussion").length, 2);
});
