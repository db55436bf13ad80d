import assert from "node:assert/strict";
import { cursor } from "../../../lib/db/cursors.ts";
import { LoreError } from "../../../lib/errors.ts";
import { aMergeRequest, anIssue, aUser, NOON } from "../../support/model.ts";
import { listen } from "../../support/heard.ts";
import { ScriptedProject } from "../../support/scripted_port.ts";
import { OVERLAP, ScriptedSync } from "../../support/scripted_sync.ts";

const HOUR = 60 * 60 * 1000;
const DOWN = new LoreError("FORGE_UNAVAILABLE", "The forge is down");
const ISSUES = { kinds: ["issue"] } as const;

/** Settled times, a minute apart. */
const T = [0, 1, 2, 3, 4, 5].map((minute) => NOON - 10 * HOUR + minute * 60_000);
const [, T1 = 0, T2 = 0, T3 = 0, T4 = 0, T5 = 0] = T;

/** Issues 1 to 5, touched after they were opened, settled long since; two on a page. */
function fiveIssues(): ScriptedProject {
  const content = new ScriptedProject();
  content.issues = [1, 2, 3, 4, 5].map((iid) => anIssue(iid, { createdAt: 1, updatedAt: T[iid] }));
  return content;
}

function iids(sync: ScriptedSync): unknown[] {
  return sync.column("select iid from issues order by iid");
}

function cursorOf(sync: ScriptedSync) {
  const found = cursor(sync.database, 1, "issue");
  return found && { updatedAt: found.updatedAt, complete: found.complete };
}

Deno.test("A walk that fails between pages has its pages stored, and the next one goes on from there", async () => {
  using sync = new ScriptedSync([fiveIssues()]);
  sync.forge.fail(/^issues 7 page 3/, DOWN);
  await assert.rejects(sync.run(ISSUES), { code: "FORGE_UNAVAILABLE" });
  assert.deepEqual(iids(sync), [1, 2, 3, 4]);
  assert.deepEqual(cursorOf(sync), { updatedAt: T4, complete: false });
  assert.deepEqual(sync.column("select finished from coverage"), [0]);
  sync.forge.reset();
  await sync.run(ISSUES);
  assert.deepEqual(sync.forge.asked(/^issues/), [`issues 7 from ${T4 - OVERLAP}`]);
  assert.deepEqual(iids(sync), [1, 2, 3, 4, 5]);
  assert.deepEqual(cursorOf(sync), { updatedAt: T5, complete: true });
});

Deno.test("A page that cannot be stored whole is not stored at all, and its cursor neither", async () => {
  using sync = new ScriptedSync([fiveIssues()]);
  sync.database.exec(`create temp trigger no_room before insert on issues when new.iid = 4
    begin select raise(abort, 'no room'); end`);
  await assert.rejects(sync.run(ISSUES), /no room/);
  assert.deepEqual(iids(sync), [1, 2]);
  assert.deepEqual(cursorOf(sync), { updatedAt: T2, complete: false });
  assert.deepEqual(sync.column("select iid from dependents_queue where job = 'events'"), [1, 2]);
});

Deno.test("A walk keeps what it covered", async () => {
  using sync = new ScriptedSync([fiveIssues()]);
  await sync.run(ISSUES);
  sync.clock.advance(HOUR);
  await sync.run(ISSUES);
  const rows = sync.database.all<Record<string, unknown>>(
    `select run_id, updated_from, updated_to, rows_seen, forge_total, unparsed, server_time,
      finished from coverage order by id`,
  ).map((row) => ({ ...row }));
  const same = { updated_to: T5, unparsed: 0, finished: 1 };
  assert.deepEqual(rows, [
    {
      ...same,
      run_id: "run1",
      updated_from: null,
      rows_seen: 5,
      forge_total: 5,
      server_time: NOON,
    },
    {
      ...same,
      run_id: "run2",
      updated_from: T5 - OVERLAP,
      rows_seen: 1,
      forge_total: 1,
      server_time: NOON + HOUR,
    },
  ]);
});

Deno.test("A settled item that did not change costs no request", async () => {
  const content = fiveIssues();
  content.mergeRequests = [aMergeRequest(1)];
  using sync = new ScriptedSync([content]);
  const first = await sync.run();
  assert.deepEqual([first.issues, first.merge_requests], [5, 1]);
  const second = await sync.run();
  assert.deepEqual(sync.forge.calls, [
    `issues 7 from ${T5 - OVERLAP}`,
    `mrs 7 from ${NOON - 1e6 - OVERLAP}`,
  ]);
  assert.deepEqual([second.issues, second.merge_requests, second.failed], [0, 0, 0]);
});

Deno.test("A changed item is fetched again, alone", async () => {
  const content = fiveIssues();
  using sync = new ScriptedSync([content]);
  await sync.run(ISSUES);
  content.issues[1] = anIssue(2, { createdAt: 1, updatedAt: NOON + HOUR, title: "Changed" });
  sync.clock.advance(2 * HOUR);
  const { issues } = await sync.run(ISSUES);
  assert.equal(issues, 1);
  assert.deepEqual(sync.forge.asked(/7#/), ["discussions 7#2", "events 7#2"]);
  assert.deepEqual(sync.column("select title from issues where iid = 2"), ["Changed"]);
});

Deno.test("An unsettled item is fetched again next time, even when no row of the list shows it", async () => {
  const content = new ScriptedProject();
  content.issues = [
    anIssue(1, { updatedAt: NOON - 60_000, createdAt: 1 }),
    anIssue(2, { updatedAt: NOON - 1_000, createdAt: 1 }),
  ];
  using sync = new ScriptedSync([content]);
  await sync.run(ISSUES);
  sync.clock.advance(HOUR);
  await sync.run(ISSUES);
  assert.deepEqual(sync.forge.calls, [
    `issues 7 from ${NOON - 1_000 - OVERLAP}`,
    "discussions 7#1",
    "discussions 7#2",
    "events 7#1",
    "events 7#2",
  ]);
  await sync.run(ISSUES);
  assert.deepEqual(sync.forge.asked(/7#/), [], "by now it has settled");
});

Deno.test("A change that the list shows late is fetched again when it was fresh at the last fetch", async () => {
  const content = fiveIssues();
  using sync = new ScriptedSync([content]);
  await sync.run(ISSUES);
  content.issues[1] = anIssue(2, { createdAt: 1, updatedAt: NOON - 30_000 });
  sync.clock.advance(HOUR);
  await sync.run(ISSUES);
  assert.deepEqual(sync.forge.asked(/7#/), ["discussions 7#2", "events 7#2"]);
});

Deno.test("An item that was never touched costs no request for events, and none are asked for when not wanted", async (t) => {
  const cases = [
    { touched: false, resourceEvents: true, asked: ["discussions 7#1"] },
    { touched: true, resourceEvents: true, asked: ["discussions 7#1", "events 7#1"] },
    { touched: true, resourceEvents: false, asked: ["discussions 7#1"] },
  ];
  for (const { touched, resourceEvents, asked } of cases) {
    await t.step(JSON.stringify({ touched, resourceEvents }), async () => {
      const content = new ScriptedProject();
      content.issues = [anIssue(1, { createdAt: touched ? T1 : T2, updatedAt: T2 })];
      using sync = new ScriptedSync([content]);
      for (const full of [false, true]) {
        await sync.run({ ...ISSUES, resourceEvents, full });
        assert.deepEqual(sync.forge.asked(/7#/), asked, `full: ${full}`);
      }
    });
  }
});

Deno.test("Events that are wanted only later are fetched of the items that are there", async () => {
  using sync = new ScriptedSync([fiveIssues()]);
  await sync.run({ ...ISSUES, resourceEvents: false });
  await sync.run(ISSUES);
  assert.equal(sync.forge.asked(/^events/).length, 5);
  assert.deepEqual(sync.forge.asked(/^discussions/), []);
});

Deno.test("A full sync walks from the beginning and fetches everything again", async () => {
  const content = fiveIssues();
  content.mergeRequests = [aMergeRequest(1, { createdAt: 1 })];
  using sync = new ScriptedSync([content]);
  await sync.run();
  const first = sync.forge.calls.length;
  const { issues } = await sync.run({ full: true });
  assert.equal(sync.forge.calls.length, first);
  assert.equal(issues, 5);
  assert.deepEqual(sync.forge.asked(/^(issues|mrs) 7( from|$)/), ["issues 7", "mrs 7"]);
});

Deno.test("A walk reaches back behind its cursor for what the list showed late", async () => {
  const content = fiveIssues();
  const [, late] = content.issues.splice(3, 2);
  assert.ok(late !== undefined);
  using sync = new ScriptedSync([content]);
  await sync.run(ISSUES);
  assert.deepEqual(cursorOf(sync)?.updatedAt, T3);
  content.issues.push({ ...late, updatedAt: T3 - OVERLAP });
  await sync.run(ISSUES);
  assert.deepEqual(iids(sync), [1, 2, 3, 5]);
  assert.deepEqual(cursorOf(sync)?.updatedAt, T3, "and never goes back for it");
});

Deno.test("An item that cannot be read is counted and remembered, asked for alone, then forgotten", async () => {
  const content = fiveIssues();
  content.broken["#2"] = "named";
  using sync = new ScriptedSync([content]);

  const first = await sync.run(ISSUES);
  assert.deepEqual([first.issues, first.failed], [4, 1]);
  assert.deepEqual(first.failures, [{
    source: "work",
    project: "acme/web",
    stage: "ingest_issues",
    iid: 2,
    code: "PARTIAL",
    message: "Cannot read issue 2: author.username: expected string",
  }]);
  assert.deepEqual(iids(sync), [1, 3, 4, 5]);

  const second = await sync.run(ISSUES);
  assert.deepEqual(sync.forge.calls, ["item 7#2", `issues 7 from ${T5 - OVERLAP}`]);
  assert.equal(second.failed, 1, "it still cannot be read");

  delete content.broken["#2"];
  const third = await sync.run(ISSUES);
  assert.deepEqual(sync.forge.asked(/#2/), ["item 7#2", "discussions 7#2", "events 7#2"]);
  assert.equal(third.failed, 0);
  assert.deepEqual(iids(sync), [1, 2, 3, 4, 5]);
  assert.deepEqual(sync.column("select unparsed from coverage order by id"), [1, 1, 0]);

  await sync.run(ISSUES);
  assert.deepEqual(sync.forge.asked(/#/), []);
});

Deno.test("An item that cannot be read is counted once, also when the list shows it again", async () => {
  const content = fiveIssues();
  content.broken["#5"] = "named";
  content.repeatsLastPage = true;
  using sync = new ScriptedSync([content]);
  assert.equal((await sync.run(ISSUES)).failed, 1);
  assert.deepEqual(sync.column("select count(*) from unparsed_items"), [1]);
  assert.deepEqual(sync.column("select unparsed from coverage"), [1]);
  assert.equal((await sync.run({ ...ISSUES, full: true })).failed, 1, "alone and in the list");
  assert.deepEqual(sync.column("select count(*) from unparsed_items"), [1]);
});

Deno.test("An item that could not be read and is gone is forgotten", async () => {
  const content = fiveIssues();
  content.broken["#2"] = "named";
  using sync = new ScriptedSync([content]);
  await sync.run(ISSUES);
  content.issues = content.issues.filter(({ iid }) => iid !== 2);
  using heard = listen("WARN", "lore::sync");
  const { failed } = await sync.run(ISSUES);
  assert.equal(failed, 0);
  assert.deepEqual(heard.messages("WARN"), ["An item that could not be read is gone"]);
  assert.deepEqual(sync.column("select count(*) from unparsed_items"), [0]);
});

Deno.test("An item without a readable number pulls the next walk back to where it was", async () => {
  const content = fiveIssues();
  content.broken["#3"] = "nameless";
  using sync = new ScriptedSync([content]);
  assert.equal((await sync.run(ISSUES)).failed, 1);
  assert.deepEqual(iids(sync), [1, 2, 4, 5]);

  assert.equal((await sync.run(ISSUES)).failed, 1, "it still cannot be read");
  assert.deepEqual(sync.forge.asked(/^issues 7 from/), [`issues 7 from ${T2}`]);
  assert.deepEqual(sync.column("select run_id from unparsed_items"), ["run2"]);

  delete content.broken["#3"];
  assert.equal((await sync.run(ISSUES)).failed, 0);
  assert.deepEqual(sync.forge.asked(/^issues 7 from/), [`issues 7 from ${T2}`]);
  assert.deepEqual(iids(sync), [1, 2, 3, 4, 5]);

  await sync.run(ISSUES);
  assert.deepEqual(sync.forge.calls, [`issues 7 from ${T5 - OVERLAP}`]);
});

Deno.test("A nameless item is remembered until a walk has passed it to its end", async () => {
  const content = fiveIssues();
  content.broken["#1"] = "nameless";
  using sync = new ScriptedSync([content]);
  await sync.run(ISSUES);
  delete content.broken["#1"];
  sync.forge.fail(/^issues 7 from/, DOWN);
  await assert.rejects(sync.run(ISSUES), { code: "FORGE_UNAVAILABLE" });
  sync.forge.reset();
  await sync.run(ISSUES);
  assert.deepEqual(iids(sync), [1, 2, 3, 4, 5]);
});

Deno.test("A page of items that cannot be read leaves the cursor where it is", async () => {
  const content = fiveIssues();
  for (const item of ["#1", "#2"]) content.broken[item] = "named";
  using sync = new ScriptedSync([content]);
  sync.forge.fail(/^issues 7 page 2/, DOWN);
  await assert.rejects(sync.run(ISSUES), { code: "FORGE_UNAVAILABLE" });
  assert.equal(cursorOf(sync), undefined);
  assert.deepEqual(sync.column("select iid from unparsed_items order by iid"), [1, 2]);
});

Deno.test("Items tell of their project's new path, and the old one still leads to it", async () => {
  const content = fiveIssues();
  using sync = new ScriptedSync([content]);
  await sync.run(ISSUES);
  content.issues = content.issues.map((issue) => ({ ...issue, projectPath: "acme/site" }));
  await sync.run(ISSUES);
  assert.deepEqual(sync.column("select path from projects"), ["acme/site"]);
  await sync.run(ISSUES);
  assert.deepEqual(sync.forge.asked(/^project/), []);
  assert.deepEqual(sync.column("select path from project_paths order by path"), [
    "acme/site",
    "acme/web",
  ]);
});

Deno.test("A changed item makes its document and those of its discussions dirty, by the run that saw it", async () => {
  const content = fiveIssues();
  using sync = new ScriptedSync([content]);
  await sync.run(ISSUES);
  sync.database.transaction((tx) => {
    tx.run("delete from dirty_documents");
    tx.run(
      "insert into discussions (project_id, issue_id, forge_id, individual) values (1, 2, 'd', 1)",
    );
  });
  sync.clock.advance(HOUR);
  content.issues[1] = anIssue(2, { updatedAt: NOON + 1, author: aUser("eve") });
  await sync.run({ ...ISSUES, overlapMs: 0 });
  const dirty = sync.database.all<Record<string, unknown>>(
    "select kind, entity_id, origin_run_id from dirty_documents where entity_id <> 5 order by kind",
  ).map((row) => ({ ...row }));
  assert.deepEqual(dirty, [
    { kind: "discussion", entity_id: 1, origin_run_id: "run2" },
    { kind: "issue", entity_id: 2, origin_run_id: "run2" },
  ]);
});
