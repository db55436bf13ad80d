import assert from "node:assert/strict";
import { SETTLE_MS } from "../../../lib/db/dependents_queue.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { markFetched } from "../../../lib/db/items.ts";
import type { Label, Milestone } from "../../../lib/model.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { anIssue, aUser, NOON } from "../../support/model.ts";

const LABELS = `select l.name from issue_labels il join labels l on l.id = il.label_id
  order by l.name`;
const ASSIGNEES = `select u.username from issue_assignees ia join users u on u.id = ia.user_id
  order by u.username`;

function label(name: string): Label {
  return { id: null, name, color: null, description: null };
}

function save(mirror: Mirror, ...args: Parameters<typeof anIssue>) {
  return mirror.write((tx) => saveIssue(tx, mirror.scope, anIssue(...args)));
}

Deno.test("saveIssue() stores every field", () => {
  using mirror = aMirror();
  const milestone: Milestone = {
    id: 31,
    iid: 1,
    title: "1.0",
    description: null,
    state: "active",
    startDate: null,
    dueDate: null,
    webUrl: null,
    createdAt: null,
    updatedAt: null,
  };
  save(mirror, 3, {
    title: "It breaks",
    description: "when **pushed**",
    state: "closed",
    milestone,
    confidential: true,
    issueType: "incident",
    dueDate: "2026-02-03",
    weight: 5,
    healthStatus: "at_risk",
    closedAt: NOON,
    closedBy: aUser("bob"),
    noteCount: 4,
    upvotes: 2,
    downvotes: 1,
    discussionLocked: true,
    movedToId: 99,
  });
  const row = mirror.rows(
    `select i.*, a.username as author, c.username as closer, m.title as milestone from issues i
     join users a on a.id = author_id join users c on c.id = closed_by_id
     join milestones m on m.id = milestone_id`,
  )[0];
  const {
    id: _id,
    author_id: _a,
    closed_by_id: _c,
    milestone_id: _m,
    content_hash,
    row_hash,
    ...rest
  } = row ?? {};
  assert.ok(Number(content_hash) > 0 && Number(row_hash) > 0);
  assert.deepEqual(rest, {
    project_id: mirror.scope.projectId,
    forge_id: 1003,
    iid: 3,
    title: "It breaks",
    description: "when **pushed**",
    state: "closed",
    confidential: 1,
    issue_type: "incident",
    due_date: "2026-02-03",
    weight: 5,
    health_status: "at_risk",
    created_at: NOON - 1e6,
    updated_at: NOON - 1e6,
    closed_at: NOON,
    note_count: 4,
    upvotes: 2,
    downvotes: 1,
    discussion_locked: 1,
    moved_to_forge_id: 99,
    web_url: "https://forge.test/acme/web/-/issues/3",
    seen_at: NOON,
    seen_identity: 0,
    silent: 0,
    discussions_identity: 0,
    notes_stored: 0,
    parts_at: null,
    notes_missing: 0,
    notes_hidden: 0,
    discussions_at: null,
    events_at: null,
    author: "ada",
    closer: "bob",
    milestone: "1.0",
  });
});

Deno.test("saveIssue() makes an issue carry exactly the labels and assignees of the answer", () => {
  using mirror = aMirror();
  const [ada, bob, eve] = [aUser("ada"), aUser("bob"), aUser("eve")];
  save(mirror, 1, { labels: [label("bug"), label("docs")], assignees: [ada, bob] });
  assert.deepEqual(mirror.column(LABELS), ["bug", "docs"]);
  save(mirror, 1, { labels: [label("docs"), label("ui"), label("ui")], assignees: [bob, eve] });
  assert.deepEqual(mirror.column(LABELS), ["docs", "ui"]);
  assert.deepEqual(mirror.column(ASSIGNEES), ["bob", "eve"]);
  save(mirror, 1);
  assert.deepEqual([mirror.column(LABELS), mirror.column(ASSIGNEES)], [[], []]);
});

Deno.test("saveIssue() leaves the labels of other issues alone", () => {
  using mirror = aMirror();
  save(mirror, 1, { labels: [label("bug")] });
  save(mirror, 2, { labels: [label("docs")] });
  save(mirror, 2, { labels: [] });
  assert.deepEqual(mirror.column(LABELS), ["bug"]);
});

Deno.test("saveIssue() changes nothing by an answer that is older than what is stored", () => {
  using mirror = aMirror();
  const stored = save(mirror, 1, {
    title: "New title",
    updatedAt: NOON,
    labels: [label("bug")],
    assignees: [aUser("ada")],
  });
  const older = save(mirror, 1, { title: "Old title", updatedAt: NOON - 1 });
  assert.equal(older.id, stored.id);
  assert.deepEqual(mirror.rows("select title, updated_at from issues"), [
    { title: "New title", updated_at: NOON },
  ]);
  assert.deepEqual([mirror.column(LABELS), mirror.column(ASSIGNEES)], [["bug"], ["ada"]]);
});

Deno.test("saveIssue() takes other content under an equal updated_at: forges do not always touch it", () => {
  using mirror = aMirror();
  save(mirror, 1, { title: "Before", labels: [label("bug")] });
  save(mirror, 1, { title: "After", labels: [label("docs")] });
  assert.deepEqual(mirror.column("select title from issues"), ["After"]);
  assert.deepEqual(mirror.column(LABELS), ["docs"]);
});

Deno.test("saveIssue() tells when what hangs on the issue was fetched, also for an older answer", () => {
  using mirror = aMirror();
  const { id, discussionsAt, eventsAt, filesAt } = save(mirror, 1, { updatedAt: NOON });
  assert.deepEqual([discussionsAt, eventsAt, filesAt], [null, null, null]);
  mirror.write((tx) => {
    markFetched(tx, { kind: "issue", id }, { job: "discussions", serverTime: NOON + 1 });
    markFetched(tx, { kind: "issue", id }, { job: "events", serverTime: NOON + 2 });
  });
  const known = { id, discussionsAt: NOON + 1, eventsAt: NOON + 2, filesAt: null, silent: 0 };
  assert.deepEqual({ ...save(mirror, 1, { updatedAt: NOON + 5 }) }, known);
  assert.deepEqual({ ...save(mirror, 1, { updatedAt: NOON - 5 }) }, known);
});

Deno.test("saveIssue() tells what changed without a time that says so", () => {
  using mirror = aMirror();
  const silentAfter = (title: string, updatedAt: number): number =>
    save(mirror, 1, { title, updatedAt }).silent;
  const { id } = save(mirror, 1, { title: "At first", updatedAt: NOON });
  const serverTime = NOON + 9 * SETTLE_MS;
  mirror.write((tx) => markFetched(tx, { kind: "issue", id }, { job: "events", serverTime }));
  assert.equal(silentAfter("At first", NOON), 0, "nothing changed");
  assert.equal(silentAfter("Edited", NOON), 1, "by the same time");
  // A backup brought back what came between: what was fetched since is not of that.
  assert.equal(silentAfter("Of a backup", NOON + SETTLE_MS), 1, "by a time that was passed");
  assert.equal(silentAfter("Edited again", serverTime + 1), 0, "that is what the time tells");
});

Deno.test("saveIssue() stores an issue whose author is gone", () => {
  using mirror = aMirror();
  save(mirror, 1, { author: aUser("ada") });
  save(mirror, 1, { author: null });
  assert.deepEqual(mirror.column("select author_id from issues"), [null]);
});
