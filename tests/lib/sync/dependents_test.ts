import assert from "node:assert/strict";
import { LoreError } from "../../../lib/errors.ts";
import {
  aDiscussion,
  aFile,
  aMergeRequest,
  anEvent,
  anIssue,
  aNote,
  aProject,
  NOON,
} from "../../support/model.ts";
import { listen } from "../../support/heard.ts";
import { ScriptedProject } from "../../support/scripted_port.ts";
import { ScriptedSync } from "../../support/scripted_sync.ts";

const DOWN = new LoreError("FORGE_UNAVAILABLE", "The forge is down");
const GONE = new LoreError("NOT_FOUND", "404 Not found");
const ISSUES = { kinds: ["issue"] } as const;

/** Settled issues 1 to `count`, never touched, with a discussion of one note each. */
function issues(count: number): ScriptedProject {
  const content = new ScriptedProject();
  content.issues = Array.from({ length: count }, (_, index) => anIssue(index + 1));
  for (const { iid } of content.issues) {
    content.discussions[`#${iid}`] = [aDiscussion(`d${iid}`, [aNote(iid)])];
  }
  return content;
}

function waiting(sync: ScriptedSync): unknown[] {
  return sync.column("select iid from dependents_queue order by id");
}

/** Numbers of the issues whose discussions are stored. */
function stored(sync: ScriptedSync): unknown[] {
  return sync.column("select iid from issues i join discussions d on d.issue_id = i.id order by 1");
}

Deno.test("What hangs on an item is stored, and the item remembers when it was fetched", async () => {
  const content = new ScriptedProject();
  content.mergeRequests = [aMergeRequest(1, { createdAt: 1 })];
  content.discussions["!1"] = [
    aDiscussion("d1", [aNote(1), aNote(2)]),
    aDiscussion("d2", [aNote(3)]),
  ];
  content.events["!1"] = [anEvent(1), anEvent(2)];
  content.files["!1"] = [aFile("a"), aFile("b"), aFile("c")];
  using sync = new ScriptedSync([content]);
  const result = await sync.run();
  assert.deepEqual([result.discussions, result.events, result.files], [2, 2, 3]);
  assert.deepEqual(waiting(sync), []);
  for (const [table, count] of [["notes", 3], ["resource_events", 2], ["merge_request_files", 3]]) {
    assert.deepEqual(sync.column(`select count(*) from ${table}`), [count], String(table));
  }
  const [row] = sync.database.all<Record<string, unknown>>(
    "select discussions_at, events_at, files_at, files_complete from merge_requests",
  );
  assert.deepEqual({ ...row }, {
    discussions_at: NOON,
    events_at: NOON,
    files_at: NOON,
    files_complete: 1,
  });
  assert.deepEqual(
    sync.column("select count(*) from dirty_documents where kind = 'discussion'"),
    [2],
  );
});

Deno.test("A discussion that did not change leaves its document alone", async () => {
  using sync = new ScriptedSync([issues(1)]);
  await sync.run(ISSUES);
  sync.database.transaction((tx) => {
    tx.run("delete from dirty_documents");
    tx.run(
      "insert into dependents_queue (project_id, kind, item_id, iid, job) values (1, 'issue', 1, 1, 'discussions')",
    );
  });
  await sync.run({ ...ISSUES, overlapMs: -1e6 });
  assert.deepEqual(sync.forge.asked(/#/), ["discussions 7#1"]);
  assert.deepEqual(sync.column("select kind from dirty_documents"), []);
});

Deno.test("A job that fails once is noted and stays for the next sync, the others are done", async () => {
  using sync = new ScriptedSync([issues(4)]);
  sync.forge.fail(/^discussions 7#2/, DOWN);
  const { failures, failed } = await sync.run(ISSUES);
  assert.equal(failed, 1);
  assert.deepEqual(failures, [{
    source: "work",
    project: "acme/web",
    stage: "ingest_issues",
    iid: 2,
    code: "FORGE_UNAVAILABLE",
    message: "The forge is down",
    hint: undefined,
  }]);
  assert.deepEqual([stored(sync), waiting(sync)], [[1, 3, 4], [2]]);
  assert.deepEqual(sync.column("select last_error from dependents_queue"), ["The forge is down"]);

  sync.forge.reset();
  assert.equal((await sync.run(ISSUES)).failed, 0);
  assert.deepEqual(sync.forge.asked(/#/), ["discussions 7#2"]);
  assert.deepEqual([stored(sync), waiting(sync)], [[1, 2, 3, 4], []]);
});

Deno.test("What the token may not see of one item stays queued, and the others are done", async () => {
  using sync = new ScriptedSync([issues(4)]);
  sync.forge.fail(
    /^discussions 7#2/,
    new LoreError("AUTH_FAILED", "403 Forbidden", { details: { status: 403 } }),
  );
  const { failures } = await sync.run(ISSUES);
  assert.deepEqual(failures.map(({ iid, code }) => [iid, code]), [[2, "AUTH_FAILED"]]);
  assert.deepEqual([stored(sync), waiting(sync)], [[1, 3, 4], [2]]);
});

Deno.test("Three failures in a row stop a project, and another goes on", async () => {
  const content = issues(6);
  const other = new ScriptedProject(aProject({ id: 8, path: "acme/api" }));
  other.issues = [anIssue(1, { id: 1, projectPath: "acme/api" })];
  using sync = new ScriptedSync([content, other]);
  sync.forge.fail(/^discussions 7#/, DOWN);
  const { failed } = await sync.run();
  assert.deepEqual(sync.forge.asked(/^discussions/), [
    "discussions 7#1",
    "discussions 7#2",
    "discussions 7#3",
    "discussions 8#1",
  ]);
  assert.equal(failed, 3);
  assert.deepEqual(waiting(sync).toSorted(), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(sync.forge.asked(/^mrs/), ["mrs 8"], "no more is asked of the project");
});

Deno.test("Failures that are not in a row do not stop a project", async () => {
  using sync = new ScriptedSync([issues(6)]);
  sync.forge.fail(/^discussions 7#[1245]/, DOWN);
  const { failed } = await sync.run(ISSUES);
  assert.equal(failed, 4);
  assert.deepEqual([stored(sync), waiting(sync)], [[3, 6], [1, 2, 4, 5]]);
});

Deno.test("Jobs that end because others failed are not failures of their own", async () => {
  using sync = new ScriptedSync([issues(6)]);
  sync.forge.fail(/^discussions 7#[123]/, DOWN);
  sync.forge.hang(/^discussions 7#[456]/);
  const { failed } = await sync.run({ ...ISSUES, concurrency: 6 });
  assert.equal(failed, 3);
  assert.deepEqual(sync.column("select attempts from dependents_queue order by iid"), [
    ...[1, 1, 1],
    ...[0, 0, 0],
  ]);
});

Deno.test("An item that vanished is skipped with a warning, and what hangs on the others is fetched", async () => {
  using sync = new ScriptedSync([issues(5)]);
  sync.forge.fail(/^(discussions|item) 7#[1234]/, GONE);
  using heard = listen("WARN", "lore::sync");
  const { failed } = await sync.run(ISSUES);
  assert.equal(failed, 0);
  assert.deepEqual(
    heard.lines.map(({ message, fields }) => [message, fields?.iid]),
    [1, 2, 3, 4].map((iid) => ["An item vanished before what hangs on it was fetched", iid]),
  );
  assert.deepEqual(sync.column("select forge_id from discussions"), ["d5"]);
  assert.deepEqual(waiting(sync), []);
  sync.forge.reset();
  await sync.run(ISSUES);
  assert.deepEqual(sync.forge.asked(/^discussions/), [], "what is gone is not asked for again");
});

Deno.test("What a token may not see any more has not vanished: it is fetched once it may", async () => {
  using sync = new ScriptedSync([issues(3)]);
  sync.forge.fail(/^((discussions|item) 7#|project 7)/, GONE);
  const { failures } = await sync.run({ ...ISSUES, concurrency: 2 });
  assert.deepEqual(failures.map(({ project, code }) => [project, code]), [
    ["acme/web", "NOT_FOUND"],
  ]);
  assert.deepEqual(waiting(sync), [1, 2, 3]);
  sync.forge.reset();
  await sync.run(ISSUES);
  assert.deepEqual(waiting(sync), []);
  assert.deepEqual(stored(sync), [1, 2, 3]);
});

Deno.test("A merge request whose files arrive by a later run gets a new document", async () => {
  const content = new ScriptedProject();
  content.mergeRequests = [1, 2].map((iid) => aMergeRequest(iid, { updatedAt: iid * 1e6 }));
  content.files["!1"] = [aFile("src/a.ts")];
  using sync = new ScriptedSync([content]);
  sync.forge.fail(/^files 7!1/, DOWN);
  await sync.run();
  sync.database.transaction((tx) => tx.run("delete from dirty_documents"));
  sync.forge.reset();
  const { files } = await sync.run();
  assert.equal(files, 1);
  const dirty = "select iid from dirty_documents join merge_requests m on m.id = entity_id" +
    " where kind = 'merge_request' order by iid";
  assert.deepEqual(sync.column(dirty), [1, 2]);
});

Deno.test("What cannot be read is counted and remembered, and fetched again until it can", async (t) => {
  const hanging = {
    discussions: aDiscussion("d1", [aNote(1)]),
    events: anEvent(1),
    files: aFile("a"),
  };
  for (const what of ["discussions", "events", "files"] as const) {
    await t.step(what, async () => {
      const content = new ScriptedProject();
      content.mergeRequests = [aMergeRequest(1, { createdAt: 1 })];
      content.discussions["!1"] = [hanging.discussions];
      content.events["!1"] = [hanging.events];
      content.files["!1"] = [hanging.files];
      content.broken[`${what} !1`] = "nameless";
      using sync = new ScriptedSync([content]);

      const { failures } = await sync.run();
      assert.deepEqual(failures.map(({ code, iid, stage }) => [code, iid, stage]), [
        ["PARTIAL", 1, "ingest_mrs"],
      ]);
      assert.deepEqual(sync.column("select what from unparsed_items"), [what]);
      assert.deepEqual(sync.column(`select ${what}_at from merge_requests`), [null]);
      assert.deepEqual(sync.column("select files_complete from merge_requests"), [
        what === "files" ? 0 : 1,
      ]);

      await sync.run();
      assert.deepEqual(sync.forge.asked(/!/), [`${what} 7!1`]);
      assert.deepEqual(sync.column("select count(*) from unparsed_items"), [1]);

      delete content.broken[`${what} !1`];
      assert.equal((await sync.run()).failed, 0);
      assert.deepEqual(sync.column("select count(*) from unparsed_items"), [0]);
      await sync.run();
      assert.deepEqual(sync.forge.asked(/!/), []);
    });
  }
});

Deno.test("An abort keeps what was fetched and throws the reason; the next sync goes on there", async () => {
  using sync = new ScriptedSync([issues(5)]);
  const stop = new AbortController();
  const reason = new LoreError("INTERRUPTED", "Interrupted by SIGINT");
  sync.forge.on(/^discussions 7#3/, () => stop.abort(reason));
  await assert.rejects(sync.run({ ...ISSUES, signal: stop.signal }), reason);
  assert.deepEqual([stored(sync), waiting(sync)], [[1, 2], [3, 4, 5]]);
  sync.forge.reset();
  await sync.run(ISSUES);
  assert.deepEqual(sync.forge.asked(/^discussions/), [
    "discussions 7#3",
    "discussions 7#4",
    "discussions 7#5",
  ]);
  assert.deepEqual([stored(sync), waiting(sync)], [[1, 2, 3, 4, 5], []]);
});

Deno.test("An abort is thrown by its own reason, whatever that is", async () => {
  using sync = new ScriptedSync([issues(3)]);
  const stop = new AbortController();
  sync.forge.hang(/^discussions/);
  sync.forge.on(/^issues/, () => queueMicrotask(() => stop.abort()), 1);
  await assert.rejects(sync.run({ ...ISSUES, signal: stop.signal }), { name: "AbortError" });
});

Deno.test("Jobs that were left by an earlier run are done although no row shows their items", async () => {
  const content = issues(3);
  using sync = new ScriptedSync([content]);
  sync.forge.fail(/^discussions/, DOWN, 3);
  assert.equal((await sync.run(ISSUES)).failed, 3);
  sync.forge.reset();
  content.issues = [];
  await sync.run(ISSUES);
  assert.deepEqual(stored(sync), [1, 2, 3]);
});

Deno.test("More jobs than are held at once are all done, each once, by all workers together", async () => {
  const content = new ScriptedProject();
  content.issues = Array.from({ length: 1_100 }, (_, index) => anIssue(index + 1));
  using sync = new ScriptedSync([content]);
  sync.forge.pageSize = 100;
  await sync.run({ ...ISSUES, concurrency: 8 });
  const asked = sync.forge.asked(/^discussions/);
  assert.deepEqual([asked.length, new Set(asked).size, waiting(sync).length], [1_100, 1_100, 0]);
});
