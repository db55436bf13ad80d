/** What a comparison finds, when it is made, and what it asks for. @module */

import assert from "node:assert/strict";
import { createDemoForge, type DemoForge, type Row } from "../../../lib/forge/demo/mod.ts";
import { DemoSync, smallPages } from "../../support/demo_sync.ts";
import {
  assertTrue,
  content,
  HOUR,
  issue,
  issuesWithNotes,
  isTrue,
  mirrored,
  noteOf,
  request,
  WEB,
} from "../../support/mirrored_forge.ts";

const MINUTE = 60_000;

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
