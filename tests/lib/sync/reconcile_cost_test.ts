/** What a comparison with an unchanged forge costs: waits and writes beside its pages. */

import assert from "node:assert/strict";
import { createDemoForge, type DemoForge } from "../../../lib/forge/demo/mod.ts";
import type { Fetch } from "../../../lib/platform/fetch.ts";
import { coverageReport } from "../../../lib/sync/coverage.ts";
import { DemoSync, smallPages } from "../../support/demo_sync.ts";
import { listen } from "../../support/heard.ts";

const HOUR = 3_600_000;
const LIST = /\/(issues|merge_requests)\?/;

async function mirrored(
  size = { issues: 24, mergeRequests: 12 },
): Promise<{ forge: DemoForge; mirror: DemoSync } & Disposable> {
  const forge = createDemoForge({ projects: 2, ...size });
  const mirror = new DemoSync(forge);
  await mirror.sync();
  forge.advance(HOUR);
  await mirror.sync();
  return { forge, mirror, [Symbol.dispose]: () => mirror[Symbol.dispose]() };
}

/**
 * Answers what `held` matches only with the second page of a list. That is asked for when the first
 * has come: whoever waits for the first page alone has taken it in by then.
 */
function withSecondPage(held: RegExp, forge: DemoForge): Fetch {
  const { promise: listed, resolve } = Promise.withResolvers<void>();
  const lists = new Set<string>();
  const fetch = smallPages(forge.fetch, 3);
  return async (request) => {
    if (held.test(request.url)) await listed;
    const answer = await fetch(request);
    const { pathname } = new URL(request.url);
    if (LIST.test(request.url) && lists.has(pathname)) resolve();
    if (LIST.test(request.url)) lists.add(pathname);
    return answer;
  };
}

for (const held of [/\/user$/, /\/labels\?/, /\/milestones\?/]) {
  Deno.test(`a comparison does not wait for ${held.source} before it asks for its pages`, async () => {
    using scene = await mirrored();
    const { forge, mirror } = scene;
    // Were it to wait, neither would ever be answered.
    await mirror.sync({ reconcile: true, fetch: withSecondPage(held, forge) });
  });
}

Deno.test("no page of a comparison is taken in before it is known whose token sees it", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  forge.setViewer({ username: "ada.okafor" });
  await mirror.sync({ reconcile: true, fetch: withSecondPage(/\/user$/, forge) });
  const [present] = mirror.column("select distinct identity_no from projects");
  assert.deepEqual(mirror.column("select distinct seen_identity from issues"), [present]);
  assert.deepEqual(mirror.column("select distinct seen_identity from merge_requests"), [present]);
});

Deno.test("pages that bring nothing cost a comparison no question to the store and no transaction", async () => {
  using scene = await mirrored({ issues: 120, mergeRequests: 60 });
  const { forge, mirror } = scene;
  const costs = async (rows: number) => {
    using heard = listen("DEBUG", "sqlite");
    forge.clearRequests();
    await mirror.sync({ reconcile: true, fetch: smallPages(forge.fetch, rows) });
    const run = (words: string): number =>
      heard.lines.filter(({ fields }) => String(fields?.sql).startsWith(words)).length;
    const pages = forge.requests.filter(({ path }) => LIST.test(path)).length;
    return { pages, questions: run("select"), transactions: run("begin immediate") };
  };
  const [few, many] = [await costs(100), await costs(3)];
  const told = JSON.stringify({ few, many });
  assert.ok(many.pages > few.pages + 40, told);
  assert.equal(many.questions, few.questions, told);
  // A page that is the first to mention somebody brings something.
  assert.ok(many.transactions - few.transactions < (many.pages - few.pages) / 2, told);
});

Deno.test("a comparison leaves the cursor at the last item of its list", async () => {
  using scene = await mirrored({ issues: 120, mergeRequests: 60 });
  const { forge, mirror } = scene;
  const cursors = "select updated_at from sync_cursors order by project_id, kind";
  const before = mirror.column(cursors);
  mirror.change((tx) => tx.run("update sync_cursors set updated_at = 0"));
  await mirror.sync({ reconcile: true, fetch: smallPages(forge.fetch, 5) });
  assert.deepEqual(mirror.column(cursors), before);
});

/** Numbers of acme/web's issues of which discussions were asked for since the log was cleared. */
function reread(forge: DemoForge): number[] {
  const iids = forge.requests.map(({ path }) =>
    /\/1001\/issues\/(\d+)\/discussions/.exec(path)?.[1]
  );
  return iids.filter((iid) => iid !== undefined).map(Number).toSorted((a, b) => a - b);
}

Deno.test("comparisons read all that hangs on items anew within 28 days, a share of them each", async () => {
  using scene = await mirrored({ issues: 80, mergeRequests: 4 });
  const { forge, mirror } = scene;
  const all = mirror.column(
    "select iid from issues where web_url like '%/acme/web/%' order by iid",
  ).map(Number);
  const weeks: number[][] = [];
  for (let week = 1; week <= 4; week++) {
    forge.advance(7 * 24 * HOUR + 1000);
    forge.clearRequests();
    await mirror.sync();
    weeks.push(reread(forge));
  }
  assert.deepEqual(weeks.flat().toSorted((a, b) => a - b), all, "each of them once");
  for (const week of weeks) assert.ok(week.length <= Math.ceil(all.length / 4) + 1, `${weeks}`);
});

Deno.test("what was not compared for long is read anew at once, and a full sync leaves nothing to read", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  const issues = mirror.column("select iid from issues where web_url like '%/acme/web/%'").length;
  forge.advance(60 * 24 * HOUR);
  forge.clearRequests();
  await mirror.sync({ reconcile: true });
  assert.equal(reread(forge).length, issues);
  forge.advance(2 * HOUR);
  await mirror.sync({ full: true });
  forge.clearRequests();
  await mirror.sync({ reconcile: true });
  assert.deepEqual(reread(forge), []);
});

Deno.test("a comment edited without a trace in its item is found when it is read anew", async () => {
  using scene = await mirrored();
  const { forge, mirror } = scene;
  const at = { project: "acme/web", kind: "issue", iid: 5 } as const;
  const { note } = forge.changes.addNote(at, { body: "At first." });
  forge.advance(HOUR);
  await mirror.sync();
  forge.advance(HOUR);
  forge.changes.editNote(at, note, { body: "In the end.", bump: false });
  const stored = () => mirror.column(`select body from notes where forge_id = ${note}`)[0];
  await mirror.sync({ reconcile: true });
  assert.equal(stored(), "At first.");
  const [web] = mirror.ask((reader) => coverageReport(reader, { limit: 9, offset: 0 })).coverage
    .filter(({ project, kind }) => project === "acme/web" && kind === "issue");
  assert.equal(web?.state, "complete");
  assert.ok(Date.parse(web?.parts_proved_at ?? "") < forge.now() - HOUR, "no more is claimed");
  for (let week = 0; week < 5; week++) {
    forge.advance(7 * 24 * HOUR);
    await mirror.sync();
  }
  assert.equal(stored(), "In the end.");
});
