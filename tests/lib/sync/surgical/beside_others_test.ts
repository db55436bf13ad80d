/** Surgical runs while other runs change the same store. */

import assert from "node:assert/strict";
import type { DemoForge } from "../../../../lib/forge/demo/mod.ts";
import type { Fetch } from "../../../../lib/platform/fetch.ts";
import { failureOf, HOUR_MS, mirrored } from "../../../support/surgical_scene.ts";
import { stateOf, wrongItems } from "../../../support/verdicts.ts";

/** Does something once an issue has been answered, before the answer is there. */
function onceAnswered(forge: DemoForge, iid: number, act: () => Promise<void>): Fetch {
  let done = false;
  return async (request) => {
    const answer = await forge.fetch(request);
    if (!done && new RegExp(`/issues/${iid}\\?`).test(request.url)) {
      done = true;
      await act();
    }
    return answer;
  };
}

for (const isStored of [true, false]) {
  const which = isStored ? "was stored" : "nobody had stored";
  Deno.test(`an item that ${which} and that another run found gone meanwhile is not stored`, async () => {
    const { forge, sync } = await mirrored();
    using _mirror = sync;
    const { iid } = isStored ? { iid: 5 } : forge.changes.addIssue("acme/web");
    forge.advance(HOUR_MS);
    const fetch = onceAnswered(forge, iid, async () => {
      forge.changes.deleteItem({ project: "acme/web", kind: "issue", iid });
      forge.advance(HOUR_MS);
      await sync.sync({ reconcile: true });
      forge.advance(HOUR_MS);
    });
    const error = await failureOf(sync.surgical(`#${iid}`, { fetch }));
    assert.equal(error.code, "NOT_FOUND");
    assert.deepEqual([stateOf(sync), wrongItems(forge, sync)], ["complete", []]);
    assert.equal(sync.column("select iid from tombstones").length, isStored ? 1 : 0);
  });
}
