import assert from "node:assert/strict";
import { type SavedDiscussion, saveDiscussion } from "../../../lib/db/discussions.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import type { StoredItem } from "../../../lib/db/items.ts";
import { saveMergeRequest } from "../../../lib/db/merge_requests.ts";
import type { DiffPosition, Discussion, Note } from "../../../lib/model.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { aDiscussion, aMergeRequest, anIssue, aNote, aUser, NOON } from "../../support/model.ts";

const POSITION: DiffPosition = {
  oldPath: "src/a.ts",
  newPath: "src/b.ts",
  oldLine: 3,
  newLine: 4,
  startLine: 2,
  endLine: 4,
  type: "text",
  baseSha: "b".repeat(40),
  startSha: "c".repeat(40),
  headSha: "d".repeat(40),
};

function theIssue(mirror: Mirror): StoredItem {
  const { id } = mirror.write((tx) => saveIssue(tx, mirror.scope, anIssue(1)));
  return { kind: "issue", id };
}

function save(mirror: Mirror, item: StoredItem, discussion: Discussion): SavedDiscussion {
  return mirror.write((tx) => saveDiscussion(tx, mirror.scope, { item, discussion }));
}

Deno.test("saveDiscussion() gives a discussion to the item that shows it by now", () => {
  using mirror = aMirror();
  const first = theIssue(mirror);
  const { id } = mirror.write((tx) => saveIssue(tx, mirror.scope, anIssue(2)));
  const discussion = aDiscussion("d1", [aNote(1)]);
  save(mirror, first, discussion);
  assert.equal(save(mirror, { kind: "issue", id }, discussion).changed, true);
  assert.deepEqual(mirror.column("select issue_id from discussions"), [id]);
});

Deno.test("saveDiscussion() tells whether anything is new or differs", async (t) => {
  const note = aNote(1, { resolvable: true });
  const cases: Record<string, { readonly notes: readonly Note[]; readonly changed: boolean }> = {
    "the same again": { notes: [note], changed: false },
    "a reply": { notes: [note, aNote(2)], changed: true },
    "an edited body": { notes: [{ ...note, body: "Edited" }], changed: true },
    "a new time of change": { notes: [{ ...note, updatedAt: NOON + 1 }], changed: true },
    "resolved": {
      notes: [{ ...note, resolved: true, resolvedBy: aUser("eve"), resolvedAt: NOON }],
      changed: true,
    },
    "an author who is gone": { notes: [{ ...note, author: null }], changed: true },
    "a place in the diff": { notes: [{ ...note, position: POSITION }], changed: true },
    "the author's new avatar": {
      notes: [{ ...note, author: aUser("bob", { avatarUrl: "https://forge.test/b.png" }) }],
      changed: false,
    },
  };
  for (const [name, { notes, changed }] of Object.entries(cases)) {
    await t.step(name, () => {
      using mirror = aMirror();
      const item = theIssue(mirror);
      const first = save(mirror, item, aDiscussion("d1", [note]));
      assert.equal(first.changed, true);
      assert.deepEqual(save(mirror, item, aDiscussion("d1", notes)), { id: first.id, changed });
      assert.equal(save(mirror, item, aDiscussion("d1", notes)).changed, false, "once more");
    });
  }
});

Deno.test("saveDiscussion() stores every field of a note", () => {
  using mirror = aMirror();
  const { id } = mirror.write((tx) => saveMergeRequest(tx, mirror.scope, aMergeRequest(1)));
  const note = aNote(9, {
    type: "DiffNote",
    body: "Why?",
    updatedAt: NOON + 1,
    system: true,
    internal: true,
    resolvable: true,
    resolved: true,
    resolvedBy: aUser("eve"),
    resolvedAt: NOON + 2,
    position: POSITION,
  });
  save(mirror, { kind: "merge_request", id }, aDiscussion("d1", [note]));
  const [row] = mirror.rows(`select n.*, a.username as author, r.username as resolver
    from notes n join users a on a.id = author_id join users r on r.id = resolved_by_id`);
  const { id: _id, discussion_id: _d, author_id: _a, resolved_by_id: _r, ...rest } = row ?? {};
  assert.deepEqual(rest, {
    forge_id: 9,
    type: "DiffNote",
    body: "Why?",
    created_at: NOON,
    updated_at: NOON + 1,
    system: 1,
    internal: 1,
    resolvable: 1,
    resolved: 1,
    resolved_at: NOON + 2,
    old_path: "src/a.ts",
    new_path: "src/b.ts",
    old_line: 3,
    new_line: 4,
    start_line: 2,
    end_line: 4,
    position_type: "text",
    base_sha: POSITION.baseSha,
    start_sha: POSITION.startSha,
    head_sha: POSITION.headSha,
    author: "bob",
    resolver: "eve",
  });
});

Deno.test("saveDiscussion() hangs a discussion on its issue or its merge request", () => {
  using mirror = aMirror();
  const issue = theIssue(mirror);
  const { id } = mirror.write((tx) => saveMergeRequest(tx, mirror.scope, aMergeRequest(1)));
  save(mirror, issue, aDiscussion("d1", [aNote(1)]));
  save(mirror, { kind: "merge_request", id }, aDiscussion("d2", [aNote(2), aNote(3)]));
  assert.deepEqual(
    mirror.rows(`select forge_id, issue_id, merge_request_id, individual from discussions
      order by forge_id`),
    [
      { forge_id: "d1", issue_id: issue.id, merge_request_id: null, individual: 1 },
      { forge_id: "d2", issue_id: null, merge_request_id: id, individual: 0 },
    ],
  );
});

Deno.test("saveDiscussion() takes it that a single note became a thread", () => {
  using mirror = aMirror();
  const item = theIssue(mirror);
  save(mirror, item, aDiscussion("d1", [aNote(1)]));
  save(mirror, item, aDiscussion("d1", [aNote(1), aNote(2)]));
  assert.deepEqual(mirror.column("select individual from discussions"), [0]);
  assert.deepEqual(mirror.column("select forge_id from notes order by forge_id"), [1, 2]);
});
