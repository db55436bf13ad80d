/** Forges that come back from a backup: what went with it, and what belongs elsewhere since. */

import assert from "node:assert/strict";
import type { DemoForge } from "../../../lib/forge/demo/mod.ts";
import { HOUR, issue, mirrored, WEB } from "../../support/mirrored_forge.ts";
import { stateOf, wrongItems } from "../../support/verdicts.ts";

/** What hangs on an issue of acme/web, to be changed behind everybody's back. */
function dependentsOf({ world }: DemoForge, iid: number) {
  const project = world.projects.find(({ path }) => path === WEB);
  const kept = project && world.keep(project, "issue", iid);
  assert.ok(kept);
  return kept.dependents;
}

Deno.test("events that a backup took away are gone once the item is read anew", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  forge.changes.close(issue(5));
  forge.advance(HOUR);
  await mirror.sync();
  forge.changes.reopen(issue(5), { bump: false });
  dependentsOf(forge, 5).events.splice(-2);
  assert.deepEqual(wrongItems(forge, mirror), [`${WEB}#5`]);
  await mirror.sync({ reconcile: true });
  assert.deepEqual([stateOf(mirror), wrongItems(forge, mirror)], ["complete", []]);
});

Deno.test("threads and events that a backup gave to other items are those of the others", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  for (const iid of [5, 6]) {
    forge.changes.addNote(issue(iid), { body: `On ${iid}.`, bump: true });
    forge.changes.close(issue(iid));
  }
  forge.advance(HOUR);
  await mirror.sync();
  const [five, six] = [dependentsOf(forge, 5), dependentsOf(forge, 6)];
  const { discussions, events } = five;
  Object.assign(five, { discussions: six.discussions, events: six.events });
  Object.assign(six, { discussions, events });
  for (const iid of [5, 6]) forge.changes.editTitle(issue(iid), `Another ${iid}`);
  forge.advance(HOUR);
  await mirror.sync({ full: true });
  const wrong = wrongItems(forge, mirror);
  assert.deepEqual(mirror.column("select kind from tombstones"), []);
  assert.deepEqual(wrong.filter((reference) => !/#[56]$/.test(reference)), []);
  for (const iid of [5, 6]) {
    assert.deepEqual(
      mirror.column(`select body from notes n join discussions d on d.id = discussion_id
        join issues i on i.id = issue_id join projects p on p.id = i.project_id
        where p.path = '${WEB}' and i.iid = ${iid} and body like 'On %'`),
      [`On ${11 - iid}.`],
    );
  }
});

Deno.test("what a backup changed while events were not mirrored is read once they are again", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  forge.changes.editTitle(issue(5), "Touched: its events are read");
  forge.advance(HOUR);
  await mirror.sync();
  forge.changes.close(issue(5));
  forge.changes.setUpdatedAt(issue(5), forge.now() - 400 * 24 * HOUR);
  await mirror.sync({ reconcile: true, resourceEvents: false });
  assert.deepEqual(wrongItems(forge, mirror), [`${WEB}#5`]);
  forge.advance(HOUR);
  await mirror.sync();
  assert.deepEqual([stateOf(mirror), wrongItems(forge, mirror)], ["current", []]);
});
