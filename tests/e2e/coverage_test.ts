/** `lore coverage` as people meet it, and who carries its verdict: on a demo forge, by the command line. */

import assert from "node:assert/strict";
import { envelopeOf } from "../support/fake_host.ts";
import {
  API,
  CoverageScene,
  HOUR_MS,
  issue,
  ISSUES,
  only,
  WEB,
} from "../support/coverage_scene.ts";

Deno.test("what another token saw is kept, and is not hidden any more once that token is back", async () => {
  using scene = new CoverageScene();
  scene.forge.changes.addIssue(WEB, { title: "Secret", confidential: true });
  scene.forge.changes.addNote(issue(2), { body: "Inside only.", internal: true });
  await scene.mirror();
  const before = scene.wrong();
  for (const viewer of [{ scopes: ["api"] }, { username: "ada.okafor" }]) {
    scene.forge.setViewer({ ...viewer, seesInternal: false });
    // The second time this token has fetched the discussions before, and still not seen all notes.
    for (let times = 0; times < 2; times++) {
      await scene.run("lore sync --reconcile");
      scene.forge.advance(HOUR_MS);
    }
    assert.deepEqual(scene.wrong(), before);
    assert.ok((await scene.coverage()).coverage.every(({ gone }) => gone.items + gone.notes === 0));
  }
  scene.forge.setViewer({ username: "lore.reader", scopes: ["read_api"], seesInternal: true });
  await scene.run("lore sync --reconcile");
  assert.deepEqual([scene.wrong(), await scene.gaps()], [[], []]);
});

Deno.test("lore coverage tells a new user what a second sync leaves open, and the command that closes it", async () => {
  using scene = new CoverageScene();
  await scene.mirror();
  const states = async () => new Set((await scene.coverage()).coverage.map(({ state }) => state));
  assert.deepEqual(await states(), new Set(["complete"]));
  scene.forge.changes.deleteItem(issue(3));
  await scene.run("lore sync");
  assert.deepEqual(await states(), new Set(["current"]));
  const { coverage: [first] } = await scene.coverage();
  assert.deepEqual([first?.complete, first?.gaps], [false, []]);
  assert.equal(first?.command, `lore sync --reconcile -p ${API}`);
  const { out } = await scene.run(`lore coverage -p ${WEB}`);
  assert.match(
    out,
    /^acme\/web issues: current up to just now, compared as a whole .* ago; 16 stored$/m,
  );
  assert.match(out, /deleted or edited in silence/);
  assert.match(out, /^ {4}lore sync --reconcile -p acme\/web$/m);
  await scene.run(`lore sync --reconcile -p ${WEB}`);
  await scene.run(`lore sync --reconcile -p ${API}`);
  assert.deepEqual([await states(), scene.wrong()], [new Set(["complete"]), []]);
  assert.match((await scene.run("lore coverage")).out, /acme\/web issues: complete .*, 1 gone/);
});

Deno.test("sync-status and doctor carry the verdict of lore coverage", async () => {
  using scene = new CoverageScene();
  await scene.run("lore sync", { match: ISSUES, fault: { kind: "leaveOut", where: only(3, 5) } });
  const { coverage, states } = await scene.coverage();
  const data = async (line: string) =>
    envelopeOf(await scene.run(line)).data as Record<string, unknown>;
  const rows = (await data("lore --robot sync-status")).coverage as typeof coverage;
  assert.deepEqual(
    rows.map(({ state, gaps, complete }) => ({ state, gaps, complete })),
    coverage.map(({ state, gaps }) => ({ state, gaps, complete: state !== "incomplete" })),
  );
  assert.match(
    (await scene.run("lore sync-status")).out,
    /acme\/web +issues .* 2 left out of the list/,
  );
  const { checks } = await data("lore --robot doctor") as { checks: Record<string, unknown> };
  assert.deepEqual(checks.coverage, {
    status: "warn",
    message: "3 lists complete, 1 incomplete; acme/web issues: 2 left out of the list",
    hint: "Run lore coverage to see what closes each gap",
    states,
  });
});

Deno.test("what is gone is kept, shown by nothing that does not ask for it, and told of when asked", async () => {
  using scene = new CoverageScene();
  const secret = scene.forge.changes.addIssue(WEB, { title: "Zanzibar", description: "Quagga" });
  const { note } = scene.forge.changes.addNote(issue(2), { body: "Okapi, see #3" });
  await scene.mirror();
  const data = async <T>(line: string): Promise<T> => envelopeOf(await scene.run(line)).data as T;
  const hits = async (word: string) =>
    (await data<{ hits: unknown[] }>(`lore --robot search ${word} --mode lexical`)).hits.length;
  assert.deepEqual([await hits("Quagga"), await hits("Okapi")], [1, 1]);
  scene.forge.changes.deleteItem(secret);
  scene.forge.changes.deleteNote(issue(2), note);
  await scene.run("lore sync --reconcile");
  assert.deepEqual([await hits("Quagga"), await hits("Okapi")], [0, 0]);
  const list = await data<{ issues: { iid: number }[] }>(
    `lore --robot issues --state all -p ${WEB}`,
  );
  assert.ok(list.issues.every(({ iid }) => iid !== secret.iid));
  const one = envelopeOf(await scene.run(`lore --robot issues ${secret.iid} -p ${WEB}`));
  assert.equal((one.error as { code: string }).code, "NOT_FOUND");
  const { gone } = await data<{ gone: Record<string, unknown>[] }>("lore --robot coverage --gone");
  assert.deepEqual(
    gone.map(({ reference, kind, title, body }) => [reference, kind, title, body]).toSorted(),
    [
      [`${WEB}#${secret.iid}`, "issue", "Zanzibar", "Quagga"],
      [`${WEB}#2`, "note", scene.forge.snapshot(WEB).issues[1]?.item.title, "Okapi, see #3"],
    ].toSorted(),
  );
  const { out } = await scene.run(`lore coverage --gone -p ${WEB}`);
  assert.match(out, /^acme\/web#\d+ +issue +\S+ +Zanzibar +just now$/m);
  assert.match(out, /^acme\/web#2 +note +\S+ +Okapi, see #3 +just now$/m);
  assert.match(
    (await scene.run(`lore coverage --gone -p ${API}`)).out,
    /Nothing that was mirrored/,
  );
});
