/** References between items, from texts at a forge to answers, by whole syncs. @module */

import assert from "node:assert/strict";
import { type Reference, referencesOf } from "../../lib/db/references.ts";
import { createDemoForge, type DemoForge, type ItemAt } from "../../lib/forge/demo/mod.ts";
import { DemoSync } from "../support/demo_sync.ts";

const PROJECT = "acme/web";
const MINUTES_MS = 10 * 60_000;

interface Scene {
  readonly forge: DemoForge;
  readonly issue: ItemAt;
  readonly request: ItemAt;
}

/** A forge whose latest merge request closes its latest issue. */
function closingForge(): Scene {
  const forge = createDemoForge({ projects: 2, issues: 9, mergeRequests: 5 });
  const issue = forge.changes.addIssue(PROJECT, { title: "Login fails" });
  const description = `Closes #${issue.iid}`;
  const request = forge.changes.addMergeRequest(PROJECT, { title: "Use a cookie", description });
  forge.changes.addNote(issue, {
    body: `mentioned in merge request !${request.iid}`,
    system: true,
  });
  forge.advance(MINUTES_MS);
  return { forge, issue, request };
}

/** What is not made up by the demo itself. */
const OURS = /^(?:Use a cookie|Login fails|Logout fails)$/;

/** What the mirror says of an item and others of some title. */
function told(sync: DemoSync, { kind, iid }: ItemAt, title = OURS): string[] {
  const table = kind === "issue" ? "issues" : "merge_requests";
  return sync.ask((reader) => {
    const item = reader.get<{ id: number }>(
      `select i.id from ${table} i join projects p on p.id = i.project_id
       where p.path = ? and i.iid = ?`,
      PROJECT,
      iid,
    );
    const { outgoing, incoming } = referencesOf(reader, { kind, id: item?.id ?? 0 });
    const isAsked = (one: Reference): boolean => title.test(one.title ?? "");
    return [
      ...outgoing.filter(isAsked).map((one) => `${one.relation} ${one.title} (${one.source})`),
      ...incoming.filter(isAsked).map((one) => `${one.title} ${one.relation} it (${one.source})`),
    ];
  });
}

/** What the mirror holds, which is what a mirror made now would hold. */
async function assertAsClean(sync: DemoSync, forge: DemoForge): Promise<void> {
  using clean = new DemoSync(forge);
  await clean.sync();
  const [ours, theirs] = [sync.dump(), clean.dump()];
  assert.ok((theirs.entity_references?.length ?? 0) > 3);
  assert.deepEqual(ours, theirs);
}

Deno.test("A sync knows what a merge request closes, and the next one what it closes now", async () => {
  const { forge, issue, request } = closingForge();
  using sync = new DemoSync(forge);
  await sync.sync();
  assert.deepEqual(told(sync, issue), ["Use a cookie closes it (description)"]);
  assert.deepEqual(told(sync, request), ["closes Login fails (description)"]);

  const other = forge.changes.addIssue(PROJECT, { title: "Logout fails" });
  forge.changes.editDescription(request, `Closes #${other.iid}`);
  forge.advance(MINUTES_MS);
  await sync.sync();
  assert.deepEqual(told(sync, request), [
    "mentions Login fails (system_note)",
    "closes Logout fails (description)",
  ]);
  assert.deepEqual(told(sync, other), ["Use a cookie closes it (description)"]);
  assert.deepEqual(told(sync, issue), ["Use a cookie mentions it (system_note)"]);
  await assertAsClean(sync, forge);
});

Deno.test("A note of the forge's own makes a reference at the next sync, without a request for it", async () => {
  const { forge, issue, request } = closingForge();
  using sync = new DemoSync(forge);
  await sync.sync();
  const note = { body: `marked this issue as related to #1`, system: true };
  forge.changes.addNote(issue, { ...note, bump: true });
  forge.changes.addNote(request, { body: `As in #${issue.iid} and api!2`, bump: true });
  forge.advance(MINUTES_MS);
  forge.clearRequests();
  await sync.sync();
  const asked = forge.requests.filter(({ path }) => /\/(issues|merge_requests)\/\d+/.test(path));
  assert.ok(asked.length > 0);
  for (const { path } of asked) assert.match(path, /\/(discussions|resource_\w+_events|diffs)\b/);
  assert.equal(told(sync, issue, /./).filter((line) => line.startsWith("related ")).length, 1);
  await assertAsClean(sync, forge);
});

Deno.test("A renamed project's references still lead to its items", async () => {
  const { forge, issue, request } = closingForge();
  forge.changes.addNote(issue, { body: `See acme/api#1 and acme/web!${request.iid}` });
  forge.advance(MINUTES_MS);
  using sync = new DemoSync(forge);
  await sync.sync();
  const before = told(sync, issue, /./);
  assert.ok(before.length >= 2, before.join());
  forge.changes.renameProject("acme/api", "acme/interface");
  forge.advance(24 * 60 * MINUTES_MS);
  sync.clock.advance(48 * 60 * 60_000);
  await sync.sync();
  assert.deepEqual(told(sync, issue, /./), before);
  assert.deepEqual(sync.column("select path from projects where path like '%/interface'"), [
    "acme/interface",
  ]);
});
