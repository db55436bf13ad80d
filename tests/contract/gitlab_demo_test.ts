/**
 * The GitLab client and the demo forge mean the same by GitLab.
 *
 * @module
 */

import assert from "node:assert/strict";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { type GitLab, gitlab } from "../../lib/forge/gitlab/mod.ts";
import type { ItemKind, Page } from "../../lib/forge/port.ts";
import { FakeClock } from "../support/fake_clock.ts";

const ACME = "acme";

function client(demo: DemoForge): GitLab {
  const url = "https://gitlab.acme.example";
  return gitlab({ url, token: "demo-token", fetch: demo.fetch, clock: new FakeClock() });
}

async function iids(walk: AsyncGenerator<Page<{ readonly iid: number }>>): Promise<number[]> {
  const pages = await Array.fromAsync(walk);
  assert.deepEqual(pages.flatMap(({ unparsed }) => unparsed), []);
  return pages.flatMap(({ items }) => items.map(({ iid }) => iid));
}

Deno.test("gitlab() reads the whole of a demo forge, and nothing twice", async () => {
  const demo = createDemoForge({ issues: 400, mergeRequests: 60 });
  const lore = client(demo);
  const projects = await lore.groupProjects(ACME);
  assert.equal(projects.length, 3);
  let issues = 0;
  let mergeRequests = 0;
  for (const { id } of projects) {
    const found = await iids(lore.issues(id));
    assert.equal(new Set(found).size, found.length);
    issues += found.length;
    mergeRequests += (await iids(lore.mergeRequests(id))).length;
  }
  assert.deepEqual([issues, mergeRequests], [400, 60]);
});

Deno.test("gitlab() parses all that hangs on a demo forge's items", async () => {
  const lore = client(createDemoForge({ issues: 30, mergeRequests: 30 }));
  const seen = new Map<string, number>();
  const count = (
    what: string,
    list: { items: readonly unknown[]; unparsed: readonly unknown[] },
  ) => {
    assert.deepEqual(list.unparsed, []);
    seen.set(what, (seen.get(what) ?? 0) + list.items.length);
  };
  for (const { id: projectId } of await lore.groupProjects(ACME)) {
    count("labels", await lore.labels(projectId));
    count("milestones", await lore.milestones(projectId));
    const walks: [ItemKind, number[]][] = [
      ["issue", await iids(lore.issues(projectId))],
      ["merge_request", await iids(lore.mergeRequests(projectId))],
    ];
    for (const [kind, found] of walks) {
      for (const iid of found) {
        const ref = { kind, projectId, iid };
        count(`${kind} discussions`, await lore.discussions(ref));
        count(`${kind} events`, await lore.resourceEvents(ref));
        if (kind === "merge_request") count("files", await lore.files(ref));
      }
    }
  }
  assert.equal(seen.size, 7);
  for (const [what, found] of seen) assert(found > 0, what);
});

Deno.test("gitlab() and a demo forge agree on who asks", async () => {
  const lore = client(createDemoForge());
  assert.notEqual((await lore.identity()).user.username, "");
  assert.match(await lore.version() ?? "", /^\d+\.\d+/);
});
