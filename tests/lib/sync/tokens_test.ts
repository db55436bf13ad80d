/** Mirrors that are kept by one token after the other: what one sees another may not see. */

import assert from "node:assert/strict";
import { createDemoForge, type DemoForge, FAULTS } from "../../../lib/forge/demo/mod.ts";
import { DemoSync, type DemoSyncOptions, smallPages } from "../../support/demo_sync.ts";
import { HOUR, issue, mirrored, WEB } from "../../support/mirrored_forge.ts";
import { gapsOf, stateOf, verdictOf, wrongItems } from "../../support/verdicts.ts";

/** Projects that are named are looked at once a day. */
const NAMED = { projects: [WEB, "acme/api"] };

/** Whoever sees all, and whoever does not. */
const MEMBER = { username: "ada.okafor", seesInternal: true, token: "member-token" };
const GUEST = { username: "lore.reader", seesInternal: false, token: "guest-token" };

/** A forge and its mirror, asked by one person or another. */
function as(forge: DemoForge, who: typeof MEMBER, options: DemoSyncOptions = {}): DemoSyncOptions {
  forge.setViewer(who);
  forge.advance(HOUR);
  return { ...NAMED, ...options, token: who.token };
}

/** What is taken for gone. */
const gone = (mirror: DemoSync) => mirror.column("select kind || iid from tombstones");

Deno.test("what another token saw within the same day is not taken for gone", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  await mirror.sync(as(forge, GUEST));
  await mirror.sync(as(forge, GUEST, { reconcile: true }));
  const { iid } = forge.changes.addIssue(WEB, { title: "Secret", confidential: true });
  await mirror.sync(as(forge, MEMBER));
  await mirror.sync(as(forge, GUEST, { reconcile: true }));
  assert.deepEqual([gone(mirror), wrongItems(forge, mirror)], [[], []]);
  assert.ok(gapsOf(mirror).some((gap) => gap.endsWith("hidden")));
  forge.changes.deleteItem(issue(iid));
  await mirror.sync(as(forge, MEMBER, { reconcile: true }));
  assert.deepEqual([gapsOf(mirror), wrongItems(forge, mirror)], [[], []]);
  assert.deepEqual(gone(mirror), [`issue${iid}`], "who saw it may find it gone");
});

Deno.test("an item that another token refreshed alone is not taken for gone", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  await mirror.sync(as(forge, GUEST, { reconcile: true }));
  const { iid } = forge.changes.addIssue(WEB, { title: "Secret", confidential: true });
  await mirror.surgical(`#${iid}`, as(forge, MEMBER));
  await mirror.sync(as(forge, GUEST, { reconcile: true }));
  assert.deepEqual([gone(mirror), wrongItems(forge, mirror)], [[], []]);
});

Deno.test("what a stranger saw is taken for seen by nobody else", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  await mirror.sync(as(forge, GUEST, { reconcile: true }));
  forge.changes.addIssue(WEB, { title: "Secret", confidential: true });
  forge.setFaults([{ match: /\/user$/, fault: FAULTS.badGateway() }]);
  assert.equal((await mirror.sync(as(forge, MEMBER))).failed, 1);
  forge.setFaults([]);
  await mirror.sync(as(forge, GUEST, { reconcile: true }));
  assert.deepEqual([gone(mirror), wrongItems(forge, mirror)], [[], []]);
});

Deno.test("a token of which it is never told whose it is stays the same stranger", async () => {
  const forge = createDemoForge({ projects: 2, issues: 12, mergeRequests: 4 });
  using mirror = new DemoSync(forge);
  forge.setFaults([{ match: /\/user$/, fault: FAULTS.refused(403, "Forbidden") }]);
  for (let times = 0; times < 3; times++) {
    forge.advance(HOUR);
    assert.equal((await mirror.sync(NAMED)).failed, 1);
  }
  assert.deepEqual([gapsOf(mirror), stateOf(mirror)], [[], "current"]);
});

Deno.test("a new token of the same person asks whose it is, and changes nothing else", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  await mirror.sync(as(forge, MEMBER, { reconcile: true }));
  forge.changes.deleteItem(issue(3));
  forge.clearRequests();
  await mirror.sync(as(forge, { ...MEMBER, token: "renewed-token" }));
  assert.ok(forge.requests.some(({ path }) => path.endsWith("/user")));
  assert.deepEqual([gapsOf(mirror), stateOf(mirror)], [[], "current"]);
  await mirror.sync(as(forge, { ...MEMBER, token: "renewed-token" }, { reconcile: true }));
  assert.deepEqual([gone(mirror), wrongItems(forge, mirror)], [["issue3"], []]);
});

Deno.test("a mirror is not current when its changes were told to another than who compared it", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  const at = forge.changes.addIssue(WEB, { title: "Secret", confidential: true });
  await mirror.sync(as(forge, MEMBER, { reconcile: true }));
  forge.changes.editTitle(at, "Changed where a guest does not look");
  await mirror.sync(as(forge, GUEST));
  assert.deepEqual(wrongItems(forge, mirror), [`${WEB}#${at.iid}`]);
  assert.deepEqual(gapsOf(mirror), ["other_rights"]);
  assert.equal(verdictOf(mirror).gaps[0]?.command, `lore sync --reconcile -p ${WEB}`);
  await mirror.sync(as(forge, GUEST, { reconcile: true }));
  assert.ok(!gapsOf(mirror).includes("other_rights"));
  await mirror.sync(as(forge, MEMBER, { reconcile: true }));
  assert.deepEqual([gapsOf(mirror), wrongItems(forge, mirror)], [[], []]);
});

Deno.test("a first walk that somebody else goes on with begins anew", async () => {
  const forge = createDemoForge({ projects: 2, issues: 24, mergeRequests: 4 });
  using mirror = new DemoSync(forge);
  const secret = forge.changes.addIssue(WEB, { title: "Secret", confidential: true });
  forge.changes.setUpdatedAt(secret, forge.now() - 99_000 * HOUR);
  let pages = 0;
  forge.setFaults([{
    match: ({ url }) => /1001\/issues\?/.test(url) && ++pages === 3,
    fault: FAULTS.badGateway(),
  }]);
  const fetch = smallPages(forge.fetch, 5);
  await mirror.sync(as(forge, GUEST, { fetch }));
  forge.setFaults([]);
  await mirror.sync(as(forge, MEMBER));
  const wrong = wrongItems(forge, mirror).filter((reference) => reference.startsWith(WEB));
  assert.deepEqual([stateOf(mirror), wrong], ["complete", []]);
});
