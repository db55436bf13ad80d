/** A forge whose clock is set back, and items dated in the future: nothing announced is missed. */

import assert from "node:assert/strict";
import type { DemoForge } from "../../../lib/forge/demo/mod.ts";
import { HOUR, issue, mirrored } from "../../support/mirrored_forge.ts";
import { gapsOf, stateOf, wrongItems } from "../../support/verdicts.ts";

/** An edit and a comment, both announced. */
function touch(forge: DemoForge, iid: number): void {
  forge.changes.editTitle(issue(iid), `Touched at ${forge.now()}`);
  forge.changes.addNote(issue(iid), { body: "And spoken of." });
}

Deno.test("a list is compared as a whole when the forge's clock was set back, and then walked as ever", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  for (const iid of [4, 7]) touch(forge, iid);
  forge.advance(HOUR);
  await mirror.sync();
  forge.advance(-5 * HOUR);
  touch(forge, 5);
  forge.advance(HOUR);
  await mirror.sync();
  assert.deepEqual([stateOf(mirror), wrongItems(forge, mirror)], ["complete", []]);
  // 4 is stored as of a time that is yet to come, and 7 is as it is stored.
  for (const iid of [4, 6]) touch(forge, iid);
  forge.advance(HOUR);
  await mirror.sync();
  assert.deepEqual([gapsOf(mirror), wrongItems(forge, mirror)], [["1 unsettled"], []]);
  forge.advance(5 * HOUR);
  await mirror.sync();
  assert.deepEqual([stateOf(mirror), wrongItems(forge, mirror)], ["current", []]);
});

Deno.test("an item that is dated in the future does not hide what changes before that", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  forge.changes.setUpdatedAt(issue(4), forge.now() + 400 * 24 * HOUR);
  forge.advance(HOUR);
  await mirror.sync();
  for (const iid of [4, 5]) touch(forge, iid);
  forge.advance(HOUR);
  await mirror.sync();
  assert.deepEqual([stateOf(mirror), wrongItems(forge, mirror)], ["current", []]);
});
