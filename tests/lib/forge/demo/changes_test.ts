import assert from "node:assert/strict";

import { createDemoForge, type DemoForge, type ItemAt } from "../../../../lib/forge/demo/mod.ts";
import { ask, one, type Row, rows } from "./ask.ts";

const MINUTE = 60_000;

function path({ project, kind, iid }: ItemAt): string {
  return `/projects/${project}/${kind === "issue" ? "issues" : "merge_requests"}/${iid}`;
}

function fresh(): { forge: DemoForge; issue: ItemAt; request: ItemAt } {
  const forge = createDemoForge({ issues: 6, mergeRequests: 3 });
  const issue = forge.changes.addIssue("acme/web", { title: "Fresh" });
  const request = forge.changes.addMergeRequest("acme/web", { title: "Fresh" });
  forge.advance(10 * MINUTE);
  return { forge, issue, request };
}

const iso = (at: number): string => new Date(at).toISOString();

Deno.test("addNote() touches its item at most once a minute", async () => {
  const { forge, issue } = fresh();
  forge.changes.addNote(issue);
  const first = iso(forge.now());
  assert.equal((await one(forge, path(issue))).updated_at, first);
  forge.advance(MINUTE - 1);
  forge.changes.addNote(issue);
  const untouched = await one(forge, path(issue));
  assert.deepEqual([untouched.updated_at, untouched.user_notes_count], [first, 2]);
  forge.advance(1);
  forge.changes.addNote(issue);
  assert.equal((await one(forge, path(issue))).updated_at, iso(forge.now()));
});

Deno.test("deleteNote() takes a note away and never touches its item", async () => {
  const { forge, issue } = fresh();
  const { note } = forge.changes.addNote(issue);
  const before = await one(forge, path(issue));
  forge.advance(10 * MINUTE);
  forge.changes.deleteNote(issue, note);
  const after = await one(forge, path(issue));
  assert.deepEqual(after, { ...before, user_notes_count: 0 });
  assert.deepEqual(await rows(forge, `${path(issue)}/discussions`), []);
});

Deno.test("threads are answered, edited and resolved; only those of merge requests resolve", async () => {
  const { forge, issue, request } = fresh();
  const { changes } = forge;
  const { discussion, note } = changes.addNote(request, { position: { newPath: "README.md" } });
  changes.addNote(request, { discussion, body: "An answer" });
  changes.editNote(request, note, { body: "Edited" });
  forge.advance(2 * MINUTE);
  changes.resolveThread(request, discussion, { by: "gita.rao" });
  const [thread] = await rows(forge, `${path(request)}/discussions`);
  const notes = thread?.notes as Row[];
  assert.deepEqual(
    notes.map(({ body, type, resolved, resolved_at }) => [body, type, resolved, resolved_at]),
    [
      ["Edited", "DiffNote", true, iso(forge.now())],
      ["An answer", "DiffNote", true, iso(forge.now())],
    ],
  );
  assert.equal((await one(forge, path(request))).updated_at, iso(forge.now()));
  changes.addNote(issue, { thread: true });
  const [plain] = await rows(forge, `${path(issue)}/discussions`);
  const [first] = plain?.notes as Row[];
  assert.deepEqual([first?.type, first?.resolvable, "resolved" in (first ?? {})], [
    "DiscussionNote",
    false,
    false,
  ]);
});

Deno.test("labels, milestones and states leave events that lead to the item's present state", async () => {
  const { forge, issue, request } = fresh();
  const { changes } = forge;
  changes.setLabels(issue, ["bug", "auth"]);
  changes.setLabels(issue, ["auth", "ci"]);
  changes.setMilestone(issue, "2.4");
  changes.setMilestone(issue, null);
  changes.close(issue, { by: "gita.rao" });
  changes.reopen(issue);
  changes.merge(request, { by: "gita.rao" });
  const item = await one(forge, path(issue));
  assert.deepEqual([item.labels, item.milestone, item.state, item.closed_by], [
    ["auth", "ci"],
    null,
    "opened",
    null,
  ]);
  const actions = async (what: string, of = issue) =>
    (await rows(forge, `${path(of)}/resource_${what}_events`)).map((event) =>
      event.action ?? event.state
    );
  assert.deepEqual(await actions("label"), ["add", "add", "remove", "add"]);
  assert.deepEqual(await actions("milestone"), ["add", "remove"]);
  assert.deepEqual(await actions("state"), ["closed", "reopened"]);
  assert.deepEqual(await actions("state", request), ["merged"]);
  const merged = await one(forge, path(request));
  assert.deepEqual([merged.state, merged.merged_at], ["merged", iso(forge.now())]);
});

Deno.test("a deleted label is gone from items and null in events, a renamed one shows at once", async () => {
  const { forge, issue } = fresh();
  forge.changes.setLabels(issue, ["bug", "auth"]);
  const before = await one(forge, path(issue));
  forge.changes.deleteLabel("acme/web", "bug");
  forge.changes.renameLabel("acme/web", "auth", "login");
  assert.deepEqual(await one(forge, path(issue)), { ...before, labels: ["login"] });
  const events = await rows(forge, `${path(issue)}/resource_label_events`);
  assert.deepEqual(events.map(({ label }) => (label as Row | null)?.name), [undefined, "login"]);
});

Deno.test("renameProject() redirects the old path to the number, with all that follows", async () => {
  const { forge } = fresh();
  forge.changes.renameProject("acme/web", "acme/site");
  const moved = await ask(forge, "/projects/acme%2Fweb/issues?per_page=1");
  assert.equal(moved.status, 301);
  const location = moved.headers.get("location") ?? "";
  assert.equal(location, "https://forge.test/api/v4/projects/1001/issues?per_page=1");
  const [issue] = await rows(forge, "/projects/acme%2Fsite/issues?per_page=1");
  assert.match(String((issue?.references as Row).full), /^acme\/site#/);
});

Deno.test("moveIssue() opens a copy and closes the old one, deleteItem() leaves nothing", async () => {
  const { forge, issue } = fresh();
  const moved = forge.changes.moveIssue(issue, "acme/api");
  const [old, copy] = [await one(forge, path(issue)), await one(forge, path(moved))];
  assert.deepEqual([old.state, old.moved_to_id, copy.title], ["closed", copy.id, "Fresh"]);
  forge.changes.deleteItem(moved);
  assert.equal((await ask(forge, path(moved))).status, 404);
  const listed = await rows(forge, "/projects/acme%2Fapi/issues?per_page=100");
  assert.ok(!listed.some(({ iid }) => iid === moved.iid));
  assert.equal(forge.changes.addIssue("acme/api").iid, moved.iid + 1);
});

Deno.test("pushFiles() replaces what was changed before and moves the head", async () => {
  const { forge, request } = fresh();
  const before = await one(forge, path(request));
  forge.changes.pushFiles(request, [{ path: "docs/start.md", from: "README.md" }]);
  const after = await one(forge, path(request));
  assert.notEqual(after.sha, before.sha);
  const files = await rows(forge, `${path(request)}/diffs`);
  assert.deepEqual(files.map((file) => [file.old_path, file.new_path, file.renamed_file]), [
    ["README.md", "docs/start.md", true],
  ]);
});

Deno.test("editWithoutBump() changes an item without a word", async () => {
  const { forge, issue } = fresh();
  const before = await one(forge, path(issue));
  forge.changes.editWithoutBump(issue, { title: "Otherwise" });
  assert.deepEqual(await one(forge, path(issue)), { ...before, title: "Otherwise" });
});

Deno.test("setAccess() hides a project or forbids its items", async () => {
  const { forge } = fresh();
  forge.changes.setAccess("acme/web", "forbidden");
  assert.equal((await ask(forge, "/projects/1001")).status, 200);
  assert.equal((await ask(forge, "/projects/1001/issues")).status, 403);
  forge.changes.setAccess("acme/web", "hidden");
  assert.equal((await ask(forge, "/projects/1001")).status, 404);
});

Deno.test("changeALittle() changes what it tells, each within reach of an incremental list", async () => {
  const forge = createDemoForge();
  const before = forge.now();
  const told = forge.changeALittle();
  assert.ok(told.length >= 8, told.join("\n"));
  const since = `updated_after=${iso(before)}&per_page=100`;
  const issues = await rows(forge, `/projects/1001/issues?${since}`);
  const requests = await rows(forge, `/projects/1001/merge_requests?${since}`);
  const named = new Set(told.map((line) => line.split(" ")[0]));
  const found = [...issues, ...requests].map((row) => (row.references as Row).full);
  assert.deepEqual(new Set(found), named);
  assert.ok(forge.changeALittle().length >= 8);
});

Deno.test("snapshot() equals what the API answers, after changes too", async () => {
  const forge = createDemoForge({ issues: 12, mergeRequests: 9 });
  forge.changeALittle();
  const { issues, mergeRequests, labels } = forge.snapshot("acme/web");
  const details = "with_labels_details=true&order_by=created_at&sort=asc&per_page=100";
  const answered = [
    ...await rows(forge, `/projects/1001/issues?${details}`),
    ...await rows(forge, `/projects/1001/merge_requests?${details}`),
  ];
  assert.deepEqual([...issues, ...mergeRequests].map(({ item }) => item), answered);
  assert.deepEqual(labels.length, (await rows(forge, "/projects/1001/labels?per_page=100")).length);
  for (const { item, discussions, files } of mergeRequests) {
    const base = `/projects/1001/merge_requests/${item.iid}`;
    assert.deepEqual(discussions, await rows(forge, `${base}/discussions?per_page=100`));
    assert.deepEqual(files, await rows(forge, `${base}/diffs?per_page=100`));
  }
});
