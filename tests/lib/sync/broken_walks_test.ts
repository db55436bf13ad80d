/** Walks that break off, and what the next one makes of what they left. */

import assert from "node:assert/strict";
import { createDemoForge, type DemoForge, FAULTS, type Row } from "../../../lib/forge/demo/mod.ts";
import { DemoSync, smallPages } from "../../support/demo_sync.ts";
import { HOUR, issue, mirrored, WEB } from "../../support/mirrored_forge.ts";
import { gapsOf, stateOf, wrongItems } from "../../support/verdicts.ts";

const ROWS_A_PAGE = 5;

/** Breaks the walk of acme/web's issues off at a page, after pages that lacked some rows. */
async function breakOff(
  { forge, mirror }: { readonly forge: DemoForge; readonly mirror: DemoSync },
  { page, lacks, reconcile }: {
    readonly page: number;
    readonly lacks: readonly number[];
    readonly reconcile?: boolean;
  },
): Promise<void> {
  let pages = 0;
  const where = ({ iid }: Row): boolean => lacks.includes(Number(iid));
  forge.setFaults([
    {
      match: ({ url }) => /1001\/issues\?/.test(url) && ++pages === page,
      fault: FAULTS.badGateway(),
    },
    { match: /1001\/issues\?/, fault: { kind: "leaveOut", where } },
  ]);
  const fetch = smallPages(forge.fetch, ROWS_A_PAGE);
  await mirror.sync({ fetch, reconcile }).catch(({ code }) => {
    assert.equal(code, "FORGE_UNAVAILABLE");
  });
  forge.setFaults([]);
  forge.advance(HOUR);
}

Deno.test("what the first piece of a first walk left out is a gap when the last piece has ended", async () => {
  const forge = createDemoForge({ projects: 1, issues: 24, mergeRequests: 4 });
  using mirror = new DemoSync(forge);
  await breakOff({ forge, mirror }, { page: 6, lacks: [4, 8] });
  await mirror.sync();
  assert.deepEqual(wrongItems(forge, mirror), [`${WEB}#4`, `${WEB}#8`]);
  assert.deepEqual(gapsOf(mirror), ["2 list_cut_short"]);
  forge.advance(HOUR);
  await mirror.sync();
  assert.deepEqual(gapsOf(mirror), ["2 list_cut_short"], "it stays until the list is compared");
  await mirror.sync({ reconcile: true });
  assert.deepEqual([stateOf(mirror), wrongItems(forge, mirror)], ["complete", []]);
});

Deno.test("what a walk left out that broke off later is a gap, though the next one ends", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  for (let iid = 1; iid <= 12; iid++) {
    forge.changes.editTitle(issue(iid), `Number ${iid}`);
    forge.advance(2 * 60_000);
  }
  await breakOff(scene, { page: 3, lacks: [3] });
  await mirror.sync();
  assert.deepEqual([wrongItems(forge, mirror), gapsOf(mirror)], [
    [`${WEB}#3`],
    ["1 list_cut_short"],
  ]);
  await mirror.sync({ reconcile: true });
  assert.deepEqual([stateOf(mirror), wrongItems(forge, mirror)], ["complete", []]);
});

Deno.test("what a comparison left out that broke off is met by the next walk, if it changed", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  for (const iid of [4, 5, 6, 7, 8, 9]) {
    forge.changes.editTitle(issue(iid), `Number ${iid}`);
    forge.advance(2 * 60_000);
  }
  // Page by page up to the last; 4 changed first.
  await breakOff(scene, { page: 4, lacks: [2, 4], reconcile: true });
  await mirror.sync();
  assert.deepEqual([stateOf(mirror), wrongItems(forge, mirror)], ["current", []]);
});
