/** What hangs on items and can never be had: told, tried again, and in the way of nothing else. */

import assert from "node:assert/strict";
import { createDemoForge, FAULTS } from "../../../lib/forge/demo/mod.ts";
import { DemoSync } from "../../support/demo_sync.ts";
import { HOUR } from "../../support/mirrored_forge.ts";
import { gapsOf, stateOf, verdictOf, wrongItems } from "../../support/verdicts.ts";

Deno.test("items whose discussions can never be had keep nothing else from being fetched", async () => {
  const forge = createDemoForge({ projects: 1, issues: 24, mergeRequests: 4 });
  using mirror = new DemoSync(forge);
  const broken = FAULTS.refused(500, "Internal Server Error");
  forge.setFaults([{ match: /issues\/[3-8]\/discussions/, fault: broken }]);
  for (let times = 0; times < 4; times++) {
    forge.advance(HOUR);
    await mirror.sync().catch(({ code }) => assert.equal(code, "FORGE_UNAVAILABLE"));
  }
  assert.deepEqual(gapsOf(mirror), ["6 queued"]);
  assert.deepEqual([...verdictOf(mirror).gaps[0]?.iids ?? []], [3, 4, 5, 6, 7, 8]);
  assert.equal(stateOf(mirror, "merge_request"), "current");
});

Deno.test("what failed before and can be had by now is fetched, whatever else goes on failing", async () => {
  const forge = createDemoForge({ projects: 1, issues: 24, mergeRequests: 4 });
  using mirror = new DemoSync(forge);
  const broken = FAULTS.refused(500, "Internal Server Error");
  const sync = async (items: RegExp): Promise<void> => {
    forge.setFaults([{ match: items, fault: broken }]);
    forge.advance(HOUR);
    await mirror.sync().catch(({ code }) => assert.equal(code, "FORGE_UNAVAILABLE"));
  };
  for (let times = 0; times < 6; times++) await sync(/issues\/\d+\/discussions/);
  for (let times = 0; times < 3; times++) await sync(/issues\/[1-8]\/discussions/);
  assert.deepEqual(gapsOf(mirror), ["8 queued"]);
});

/** What hangs on an item, by its address. */
const PARTS = {
  discussions: { kind: "issue", address: /1001\/issues\/5\/discussions/ },
  files: { kind: "merge_request", address: /1001\/merge_requests\/2\/diffs/ },
} as const;

for (const [what, { kind, address }] of Object.entries(PARTS)) {
  Deno.test(`${what} that are not found of an item that is there are still to be fetched`, async () => {
    const forge = createDemoForge({ projects: 1, issues: 12, mergeRequests: 4 });
    using mirror = new DemoSync(forge);
    forge.changes.addNote({ project: "acme/web", kind: "issue", iid: 5 }, { bump: true });
    forge.advance(HOUR);
    forge.setFaults([{ match: address, fault: FAULTS.refused(404, "Not Found") }]);
    for (let times = 0; times < 2; times++) {
      assert.equal((await mirror.sync()).failed, 1);
      assert.deepEqual(gapsOf(mirror, kind), ["1 queued"]);
      assert.match(verdictOf(mirror, kind).gaps[0]?.message ?? "", /answers 404 for its/);
    }
    forge.setFaults([]);
    await mirror.sync();
    assert.deepEqual([gapsOf(mirror, kind), wrongItems(forge, mirror)], [[], []]);
  });
}
