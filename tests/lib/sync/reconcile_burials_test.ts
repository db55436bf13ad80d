/** What a comparison buries as gone, and what it must not take for gone. @module */

import assert from "node:assert/strict";
import { createDemoForge, type Row } from "../../../lib/forge/demo/mod.ts";
import { DemoSync } from "../../support/demo_sync.ts";
import {
  assertTrue,
  content,
  HOUR,
  issue,
  issuesWithNotes,
  mirrored,
  noteOf,
  WEB,
} from "../../support/mirrored_forge.ts";

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
