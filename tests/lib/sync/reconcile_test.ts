import assert from "node:assert/strict";
import { createDemoForge, type DemoForge, type Row } from "../../../lib/forge/demo/mod.ts";
import { DemoSync, smallPages } from "../../support/demo_sync.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEB = "acme/web";

const issue = (iid: number) => ({ project: WEB, kind: "issue", iid }) as const;
const request = (iid: number) => ({ project: WEB, kind: "merge_request", iid }) as const;

/** A forge that was mirrored once, and has settled. */
async function mirrored(): Promise<{ forge: DemoForge; mirror: DemoSync } & Disposable> {
  const forge = createDemoForge({ projects: 2, issues: 24, mergeRequests: 12 });
  const mirror = new DemoSync(forge);
  await mirror.sync();
  forge.advance(HOUR);
  return { forge, mirror, [Symbol.dispose]: () => mirror[Symbol.dispose]() };
}

/** What of a mirror must equal the forge: labels, milestones and people outlive what bore them. */
function content(mirror: DemoSync): Record<string, unknown> {
  const { labels: _l, milestones: _m, users: _u, project_paths: _p, ...rest } = mirror.dump();
  return rest;
}

/** Asserts that a mirror holds what a mirror made just now would hold. */
async function assertTrue(forge: DemoForge, mirror: DemoSync): Promise<void> {
  using clean = new DemoSync(forge);
  await clean.sync();
  assert.deepEqual(content(mirror), content(clean));
}

/** Whether a mirror holds what the forge has. */
async function isTrue(forge: DemoForge, mirror: DemoSync): Promise<boolean> {
  try {
    await assertTrue(forge, mirror);
    return true;
  } catch (error) {
    if (error instanceof assert.AssertionError) return false;
    throw error;
  }
}

function noteOf(mirror: DemoSync, iid: number): number {
  const [id] = mirror.column(
    `select n.forge_id from notes n join discussions d on d.id = discussion_id
    join issues i on i.id = d.issue_id join projects p on p.id = i.project_id
    where p.path = '${WEB}' and i.iid = ${iid} and n.system = 0 limit 1`,
  );
  return Number(id);
}

/** Issues of the project with notes by people. */
function issuesWithNotes(mirror: DemoSync): number[] {
  return mirror.column(`select distinct i.iid from issues i
    join projects p on p.id = i.project_id join discussions d on d.issue_id = i.id
    join notes n on n.discussion_id = d.id and n.system = 0
    where p.path = '${WEB}' order by i.iid`).map(Number);
}

/** What no walk by time finds: each changes the forge without a new `updated_at` that shows it. */
const SILENT: Readonly<Record<string, (forge: DemoForge, mirror: DemoSync) => void>> = {
  "a deleted issue": (forge) => forge.changes.deleteItem(issue(3)),
  "a deleted merge request": (forge) => forge.changes.deleteItem(request(2)),
  "a silent edit": (forge) =>
    forge.changes.editTitle(issue(4), "Edited in silence", { bump: false }),
  "labels changed in silence": (forge) =>
    forge.changes.setLabels(request(1), ["bug"], { bump: false }),
  "a label renamed": (forge) => forge.changes.renameLabel(WEB, "bug", "defect"),
  "a deleted note": (forge, mirror) => {
    const [iid = 0] = issuesWithNotes(mirror);
    forge.changes.deleteNote(issue(iid), noteOf(mirror, iid));
  },
  "a note that left the time alone": (forge) =>
    void forge.changes.addNote(issue(5), { body: "Unheard", bump: false }),
};

for (const [name, change] of Object.entries(SILENT)) {
  Deno.test(`a reconcile finds ${name}, which a sync does not`, async () => {
    using scene = await mirrored();
    const { forge, mirror } = scene;
    change(forge, mirror);
    forge.advance(HOUR);
    await mirror.sync();
    assert.equal(await isTrue(forge, mirror), false, "the sync found it: this test shows nothing");
    await mirror.sync({ reconcile: true });
    await assertTrue(forge, mirror);
  });
}

Deno.test("a reconcile finds everything at once, and an issue that moved", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  for (const change of Object.values(SILENT)) change(forge, mirror);
  forge.changes.moveIssue(issue(6), "acme/api");
  forge.advance(HOUR);
  await mirror.sync({ reconcile: true });
  await assertTrue(forge, mirror);
});

Deno.test("a reconcile of what did not change asks for lists, and whose the token is", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  await mirror.sync();
  const before = content(mirror);
  forge.clearRequests();
  await mirror.sync({ reconcile: true });
  const others = forge.requests.filter(({ path }) =>
    !/\/(groups\/acme\/projects|projects\/\d+\/(issues|merge_requests|labels|milestones))\?/
      .test(path) && !/\/(user|personal_access_tokens\/self)$/.test(path)
  );
  assert.deepEqual(others, []);
  assert.deepEqual(content(mirror), before);
  assert.deepEqual(
    mirror.column("select distinct mode from coverage where id > 8 order by 1"),
    ["reconcile"],
  );
});

Deno.test("what a list leaves out is found by the forge's own count, also what was never seen", async () => {
  const forge = createDemoForge({ projects: 1, issues: 24, mergeRequests: 12 });
  const list = /\/issues\?/;
  const where = ({ iid }: Row): boolean => Number(iid) % 5 === 0;
  forge.setFaults([{ match: list, fault: { kind: "leaveOut", where } }]);
  using mirror = new DemoSync(forge);
  await mirror.sync();
  assert.equal(mirror.column("select iid from issues where iid % 5 = 0").length, 0);
  forge.advance(HOUR);
  await mirror.sync({ reconcile: true });
  forge.setFaults([]);
  await assertTrue(forge, mirror);
  assert.ok(Number(mirror.column("select max(found_left_out) from coverage")[0]) > 0);
});

Deno.test("what is listed no more and still there is kept", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  const where = ({ iid }: Row): boolean => iid === 3;
  forge.setFaults([{ match: /\/issues\?/, fault: { kind: "leaveOut", where } }]);
  await mirror.sync({ reconcile: true });
  forge.setFaults([]);
  await assertTrue(forge, mirror);
  assert.deepEqual(mirror.column("select kind from tombstones"), []);
});

Deno.test("a tombstone keeps what was stored, and goes when the thing is back", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  const [title] = mirror.column(
    `select title from issues where iid = 3 and project_id = (select id from projects where path = '${WEB}')`,
  );
  forge.changes.deleteItem(issue(3));
  await mirror.sync({ reconcile: true });
  assert.deepEqual(mirror.column("select kind || iid || title from tombstones"), [
    `issue3${title}`,
  ]);
  const [text] = mirror.column("select content from tombstones");
  assert.equal(JSON.parse(String(text)).title, title);
});

Deno.test("nothing is buried that another token saw and this one may just not see", async () => {
  const forge = createDemoForge({ projects: 1, issues: 24, mergeRequests: 12 });
  using mirror = new DemoSync(forge);
  await mirror.sync();
  const before = content(mirror);
  forge.advance(HOUR);
  const other = (row: Row): unknown => ({ ...row, id: 4242, username: "somebody.else" });
  forge.setFaults([
    { match: /\/user$/, fault: { kind: "malformed", change: other } },
    { match: /\/issues\?/, fault: { kind: "leaveOut", where: ({ iid }) => iid === 3 } },
    { match: /\/issues\/3(\?|$)/, fault: { kind: "status", status: 404, body: "{}" } },
  ]);
  await mirror.sync({ reconcile: true });
  assert.deepEqual(content(mirror), before);
  assert.deepEqual(mirror.column("select found_hidden from coverage where found_hidden > 0"), [1]);
});

Deno.test("a sync reconciles by itself once the last comparison is a week old", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  forge.changes.deleteItem(issue(3));
  forge.advance(6 * 24 * HOUR);
  await mirror.sync();
  assert.equal(mirror.column("select id from tombstones").length, 0);
  forge.advance(2 * 24 * HOUR);
  await mirror.sync();
  assert.equal(mirror.column("select id from tombstones").length, 1);
});

Deno.test("a first walk that ends in another run proves the whole list as of when it began", async () => {
  const forge = createDemoForge({ projects: 1, issues: 24, mergeRequests: 4 });
  using mirror = new DemoSync(forge);
  const small = smallPages(forge.fetch, 5);
  const began = Math.floor(forge.now() / 1000) * 1000;
  let pages = 0;
  forge.setFaults([{
    match: ({ url }) => /\/issues\?/.test(url) && ++pages === 3,
    fault: { kind: "status", status: 502 },
  }]);
  await assert.rejects(mirror.sync({ fetch: small }), { code: "FORGE_UNAVAILABLE" });
  const wholes = () =>
    mirror.column("select whole_since from coverage where kind = 'issue' order by id");
  assert.deepEqual(wholes(), [null]);
  assert.deepEqual(
    mirror.column("select rows_seen from coverage where kind = 'issue'"),
    // A page begins with the last row of the one before.
    [9],
    "what was walked is kept with its pages",
  );
  forge.advance(HOUR);
  forge.setFaults([]);
  await mirror.sync({ fetch: small });
  assert.deepEqual(wholes(), [null, began]);
  forge.advance(HOUR);
  await assertTrue(forge, mirror);
});

Deno.test("an item that came into the store before the first walk is compared by that walk", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  mirror.change((tx) => {
    tx.run("delete from coverage");
    tx.run("delete from sync_cursors");
  });
  forge.changes.deleteItem(issue(3));
  await mirror.sync();
  await assertTrue(forge, mirror);
  assert.deepEqual(mirror.column("select iid from tombstones"), [3]);
});

Deno.test("a project that its group's list leaves out is not taken for gone", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  const where = ({ path_with_namespace: path }: Row): boolean => path === WEB;
  forge.setFaults([{ match: /\/groups\/acme\/projects/, fault: { kind: "leaveOut", where } }]);
  await assert.rejects(mirror.sync(), {
    code: "FORGE_UNAVAILABLE",
    message: /the forge counts 2 and lists 1/,
  });
  assert.deepEqual(mirror.column("select path from projects where gone_at is not null"), []);
});

Deno.test("an item that cannot be read and may not be asked for stops nothing", async () => {
  const forge = createDemoForge({ projects: 1, issues: 24, mergeRequests: 4 });
  using mirror = new DemoSync(forge);
  const where = ({ iid }: Row): boolean => iid === 3;
  const change = (row: Row): unknown => ({ ...row, title: 42 });
  forge.setFaults([{ match: /\/issues\?/, fault: { kind: "malformed", change, where } }]);
  await mirror.sync();
  forge.setFaults([{ match: /\/issues\/3\?/, fault: { kind: "status", status: 403, body: "{}" } }]);
  forge.changes.editTitle(issue(4), "Changed since");
  forge.advance(HOUR);
  await mirror.sync();
  assert.deepEqual(mirror.column("select title from issues where iid = 4"), ["Changed since"]);
  assert.deepEqual(mirror.column("select iid from unparsed_items"), [3]);
});

Deno.test("a forge that was set back to a backup is followed, by a comparison alone", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  forge.changes.editTitle(issue(4), "Before the backup");
  forge.advance(HOUR);
  await mirror.sync();
  forge.changes.editTitle(issue(4), "As it was in the backup", { bump: false });
  forge.changes.setUpdatedAt(issue(4), forge.now() - 2 * HOUR);
  await mirror.sync();
  assert.equal(await isTrue(forge, mirror), false);
  await mirror.sync({ reconcile: true });
  assert.deepEqual(
    mirror.column(`select title from issues where iid = 4 and web_url like '%/${WEB}/%'`),
    ["As it was in the backup"],
  );
});

Deno.test("a comparison asks for nothing that hangs on items whose people, votes or paths changed", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  forge.changes.editWithoutBump(issue(4), { upvotes: 99 });
  forge.changes.renameProject(WEB, "acme/site");
  const other = (row: Row): unknown => ({
    ...row,
    author: {
      ...Object(row.author),
      name: "Another Name",
      avatar_url: "https://forge.test/new.png",
    },
  });
  forge.setFaults([{
    match: /\/1001\/(issues|merge_requests)\?/,
    fault: { kind: "malformed", change: other },
  }]);
  forge.clearRequests();
  await mirror.sync({ reconcile: true });
  const asked = forge.requests.filter(({ path }) => /\/(issues|merge_requests)\/\d+/.test(path));
  assert.deepEqual(asked, []);
  assert.deepEqual(mirror.column("select max(upvotes) from issues"), [99]);
  assert.deepEqual(mirror.column("select count(*) from issues where web_url like '%/acme/web/%'"), [
    0,
  ]);
  assert.ok(Number(mirror.column("select count(*) from users where name = 'Another Name'")[0]) > 3);
});

Deno.test("a plain walk that meets an item which changed in silence fetches all that hangs on it", async () => {
  const forge = createDemoForge({ projects: 1, issues: 24, mergeRequests: 4 });
  using mirror = new DemoSync(forge);
  const at = forge.changes.addIssue(WEB, { title: "Late" });
  forge.advance(HOUR);
  forge.changes.editTitle(at, "Touched");
  forge.advance(2 * MINUTE);
  await mirror.sync();
  forge.advance(HOUR);
  forge.changes.setLabels(at, ["bug"], { bump: false });
  // The next walk steps back to where the last one ended, and so lists it.
  await mirror.sync();
  await assertTrue(forge, mirror);
  assert.equal(
    mirror.column("select id from resource_events where label_name = 'bug'").length > 0,
    true,
  );
});

Deno.test("what cannot be read of an item is forgotten when the item is gone", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  forge.changes.editTitle(issue(3), "Touched");
  forge.advance(HOUR);
  forge.setFaults([{
    match: /\/1001\/issues\/3\/resource_state_events/,
    fault: { kind: "malformed", change: () => null },
  }, {
    match: /\/1001\/issues\/3\/discussions/,
    fault: { kind: "status", status: 200, body: '[{"id":7}]' },
  }]);
  await mirror.sync();
  assert.deepEqual(mirror.column("select distinct iid from unparsed_items"), [3]);
  forge.setFaults([]);
  forge.changes.deleteItem(issue(3));
  await mirror.sync({ reconcile: true });
  assert.deepEqual(mirror.column("select iid from unparsed_items"), []);
});

Deno.test("notes that a list leaves out though the forge counts them are not taken for gone", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  const [iid = 0] = issuesWithNotes(mirror);
  const before = mirror.column("select count(*) from notes");
  forge.changes.editTitle(issue(iid), "Touched");
  forge.advance(HOUR);
  const match = new RegExp(`/1001/issues/${iid}/discussions`);
  forge.setFaults([{ match, fault: { kind: "leaveOut", where: () => true } }]);
  await mirror.sync();
  assert.deepEqual(mirror.column("select kind from tombstones"), []);
  assert.deepEqual(mirror.column("select count(*) from notes"), before);
  forge.setFaults([]);
  await mirror.sync({ reconcile: true });
  await assertTrue(forge, mirror);
});

Deno.test("a note that another token saw is never buried, however often this one does not see it", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  const [iid = 0] = issuesWithNotes(mirror);
  forge.changes.deleteNote(issue(iid), noteOf(mirror, iid));
  forge.setViewer({ username: "ada.okafor" });
  for (let times = 0; times < 3; times++) {
    await mirror.sync({ reconcile: true });
    forge.advance(HOUR);
  }
  assert.deepEqual(mirror.column("select kind from tombstones"), []);
  assert.deepEqual(mirror.column("select iid from issues where notes_hidden > 0"), [iid]);
});
