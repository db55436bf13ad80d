import assert from "node:assert/strict";
import { markFetched } from "../../../lib/db/items.ts";
import { saveFiles } from "../../../lib/db/merge_request_files.ts";
import { saveMergeRequest } from "../../../lib/db/merge_requests.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { aMergeRequest, aUser, NOON } from "../../support/model.ts";

/** Usernames by role, of the only merge request. */
function people(mirror: Mirror): Record<string, unknown> {
  const [row] = mirror.rows(`
    select (select username from users where id = author_id) as author,
      (select username from users where id = merged_by_id) as mergedBy,
      (select username from users where id = closed_by_id) as closedBy,
      (select group_concat(username, ' ' order by username) from merge_request_assignees a
        join users u on u.id = a.user_id where a.merge_request_id = m.id) as assignees,
      (select group_concat(username, ' ' order by username) from merge_request_reviewers r
        join users u on u.id = r.user_id where r.merge_request_id = m.id) as reviewers
    from merge_requests m`);
  return row ?? {};
}

function save(mirror: Mirror, ...args: Parameters<typeof aMergeRequest>) {
  return mirror.write((tx) => saveMergeRequest(tx, mirror.scope, aMergeRequest(...args)));
}

Deno.test("saveMergeRequest() keeps people in the role that they have", () => {
  using mirror = aMirror();
  save(mirror, 1, {
    author: aUser("ada"),
    assignees: [aUser("bob"), aUser("cid")],
    reviewers: [aUser("dee"), aUser("bob")],
    mergedBy: aUser("eve"),
    closedBy: aUser("fay"),
  });
  assert.deepEqual(people(mirror), {
    author: "ada",
    mergedBy: "eve",
    closedBy: "fay",
    assignees: "bob cid",
    reviewers: "bob dee",
  });
  save(mirror, 1, { author: null, assignees: [aUser("dee")], reviewers: [] });
  assert.deepEqual(people(mirror), {
    author: null,
    mergedBy: null,
    closedBy: null,
    assignees: "dee",
    reviewers: null,
  });
});

Deno.test("saveMergeRequest() stores branches, commits and state", () => {
  using mirror = aMirror();
  const shas = {
    sha: "1".repeat(40),
    mergeCommitSha: "2".repeat(40),
    squashCommitSha: "3".repeat(40),
  };
  save(mirror, 4, {
    ...shas,
    state: "merged",
    draft: true,
    sourceProjectId: 70,
    targetProjectId: 7,
    mergedAt: NOON,
    mergeStatus: "checking",
    labels: [{ id: 1, name: "bug", color: null, description: null }],
  });
  assert.deepEqual(
    mirror.rows(`select state, draft, source_branch, target_branch, source_project_forge_id,
      target_project_forge_id, sha, merge_commit_sha, squash_commit_sha, merged_at, merge_status,
      seen_at, files_complete, l.name as label
      from merge_requests m join merge_request_labels ml on ml.merge_request_id = m.id
      join labels l on l.id = ml.label_id`),
    [{
      state: "merged",
      draft: 1,
      source_branch: "topic-4",
      target_branch: "main",
      source_project_forge_id: 70,
      target_project_forge_id: 7,
      sha: shas.sha,
      merge_commit_sha: shas.mergeCommitSha,
      squash_commit_sha: shas.squashCommitSha,
      merged_at: NOON,
      merge_status: "checking",
      seen_at: NOON,
      files_complete: null,
      label: "bug",
    }],
  );
});

Deno.test("saveMergeRequest() changes nothing by an older answer, and takes an equal updated_at", () => {
  using mirror = aMirror();
  const { id } = save(mirror, 1, { title: "New", updatedAt: NOON, reviewers: [aUser("dee")] });
  assert.equal(save(mirror, 1, { title: "Old", updatedAt: NOON - 1 }).id, id);
  assert.deepEqual(mirror.column("select title from merge_requests"), ["New"]);
  assert.equal(people(mirror).reviewers, "dee");
  save(mirror, 1, { title: "Newer", updatedAt: NOON });
  assert.deepEqual(mirror.column("select title from merge_requests"), ["Newer"]);
  assert.equal(people(mirror).reviewers, null);
});

Deno.test("saveMergeRequest() tells when what hangs on it was fetched, also for an older answer", () => {
  using mirror = aMirror();
  const { id } = save(mirror, 1, { updatedAt: NOON });
  mirror.write((tx) => {
    markFetched(tx, { kind: "merge_request", id }, { job: "discussions", serverTime: NOON + 1 });
    markFetched(tx, { kind: "merge_request", id }, { job: "events", serverTime: NOON + 2 });
    saveFiles(tx, id, { files: [], complete: true, serverTime: NOON + 3 });
  });
  const fetched = { discussionsAt: NOON + 1, eventsAt: NOON + 2, filesAt: NOON + 3 };
  const known = { id, ...fetched, silent: 0 };
  assert.deepEqual({ ...save(mirror, 1, { updatedAt: NOON }) }, known);
  assert.deepEqual({ ...save(mirror, 1, { updatedAt: NOON - 9 }) }, known);
});

Deno.test("An issue and a merge request of one number do not meet", () => {
  using mirror = aMirror();
  const first = save(mirror, 1);
  const second = save(mirror, 2);
  mirror.write((tx) =>
    markFetched(tx, { kind: "issue", id: first.id }, { job: "discussions", serverTime: NOON })
  );
  assert.notEqual(first.id, second.id);
  assert.deepEqual(mirror.column("select discussions_at from merge_requests"), [null, null]);
});
