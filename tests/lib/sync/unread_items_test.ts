/** Items that cannot be read: a gap until they are stored as the forge has them. */

import assert from "node:assert/strict";
import { createDemoForge, FAULTS, MALFORMED, type Row } from "../../../lib/forge/demo/mod.ts";
import type { Fetch } from "../../../lib/platform/fetch.ts";
import { DemoSync } from "../../support/demo_sync.ts";
import { HOUR, issue, mirrored, WEB } from "../../support/mirrored_forge.ts";
import { gapsOf, stateOf, wrongItems } from "../../support/verdicts.ts";

const where = ({ iid, project_id }: Row): boolean => iid === 5 && project_id === 1001;

/** Issue 5 cannot be read, in lists and alone. */
const UNREADABLE = {
  match: /\/issues(\/5)?\?/,
  fault: { kind: "malformed", change: MALFORMED.title, where },
} as const;

/** The same in lists alone. */
const UNLISTED = { ...UNREADABLE, match: /\/issues\?/ };

Deno.test("an item that cannot be read is not gone while its project is hidden", async () => {
  const forge = createDemoForge({ projects: 1, issues: 12, mergeRequests: 4 });
  using mirror = new DemoSync(forge);
  // A project that is named is looked at once a day.
  const projects = [WEB];
  forge.setFaults([UNREADABLE]);
  forge.advance(HOUR);
  await mirror.sync({ projects });
  forge.setFaults([]);
  forge.changes.setAccess(WEB, "hidden");
  await assert.rejects(mirror.sync({ projects }), { code: "NOT_FOUND" });
  forge.changes.setAccess(WEB, "full");
  forge.advance(HOUR);
  await mirror.sync({ projects });
  assert.deepEqual([gapsOf(mirror), wrongItems(forge, mirror)], [[], []]);
});

Deno.test("an item that the forge never answers keeps nothing else of its project from being walked", async () => {
  const forge = createDemoForge({ projects: 1, issues: 12, mergeRequests: 4 });
  using mirror = new DemoSync(forge);
  const broken = FAULTS.refused(500, "Internal Server Error");
  forge.setFaults([UNLISTED, { match: /1001\/issues\/5\?/, fault: broken }]);
  forge.advance(HOUR);
  await mirror.sync();
  forge.changes.editTitle(issue(6), "Changed since");
  forge.advance(HOUR);
  assert.equal((await mirror.sync()).failed, 1);
  assert.deepEqual([gapsOf(mirror), wrongItems(forge, mirror)], [
    ["1 unreadable_items"],
    [`${WEB}#5`],
  ]);
});

for (const closes of ["sync", "surgical"] as const) {
  Deno.test(`an item that a backup set back and no list could show is stored by ${closes}`, async () => {
    using scene = await mirrored();
    const { forge, mirror } = scene;
    forge.changes.addNote(issue(5), { body: "After the backup.", bump: true });
    forge.advance(HOUR);
    await mirror.sync();
    forge.changes.editTitle(issue(5), "As it was in the backup", { bump: false });
    forge.changes.setUpdatedAt(issue(5), forge.now() - 20 * HOUR);
    forge.setFaults([UNLISTED]);
    await mirror.sync({ reconcile: true });
    assert.deepEqual(gapsOf(mirror), ["1 unreadable_items"]);
    forge.setFaults([]);
    if (closes === "sync") await mirror.sync();
    else await mirror.surgical("#5");
    assert.deepEqual([gapsOf(mirror), wrongItems(forge, mirror)], [[], []]);
  });
}

Deno.test("rows without a readable number hide no row that a list left out", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  // No comparison may find it by its time.
  const at = forge.changes.addIssue(WEB, { title: "Never listed" });
  forge.changes.setUpdatedAt(at, forge.now() - 90 * HOUR);
  forge.advance(HOUR);
  forge.setFaults([{
    match: /1001\/issues\?/,
    fault: { kind: "malformed", change: MALFORMED.iid, where: only(3) },
  }]);
  await mirror.sync({ reconcile: true, fetch: without(at.iid, forge.fetch) });
  assert.deepEqual([gapsOf(mirror), wrongItems(forge, mirror)], [["1 unreadable_items"], []]);
  assert.equal(stateOf(mirror), "incomplete");
});

const only = (iid: number) => (row: Row): boolean => row.iid === iid;

/** Leaves an issue of acme/web out of every list. */
function without(iid: number, fetch: Fetch): Fetch {
  return async (request) => {
    const answer = await fetch(request);
    if (!/1001\/issues\?/.test(request.url)) return answer;
    const rows: Row[] = await answer.json();
    return Response.json(rows.filter((row) => row.iid !== iid), { headers: answer.headers });
  };
}
