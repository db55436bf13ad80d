/** What a comparison with an unchanged forge costs: waits and writes beside its pages. */

import assert from "node:assert/strict";
import { createDemoForge, type DemoForge } from "../../../lib/forge/demo/mod.ts";
import type { Fetch } from "../../../lib/platform/fetch.ts";
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
  const [present] = mirror.column("select identity_no from sources");
  assert.deepEqual(mirror.column("select distinct seen_identity from issues"), [present]);
  assert.deepEqual(mirror.column("select distinct seen_identity from merge_requests"), [present]);
});

Deno.test("pages that bring nothing cost a comparison no transaction", async () => {
  using scene = await mirrored({ issues: 120, mergeRequests: 60 });
  const { forge, mirror } = scene;
  const costs = async (rows: number): Promise<{ pages: number; transactions: number }> => {
    using heard = listen("DEBUG", "sqlite");
    forge.clearRequests();
    await mirror.sync({ reconcile: true, fetch: smallPages(forge.fetch, rows) });
    const begun = heard.lines.filter(({ fields }) => fields?.sql === "begin immediate");
    const pages = forge.requests.filter(({ path }) => LIST.test(path));
    return { pages: pages.length, transactions: begun.length };
  };
  const [few, many] = [await costs(100), await costs(3)];
  assert.ok(many.pages > few.pages + 20, `${many.pages} pages show little`);
  // A page that is the first to mention somebody brings something.
  assert.ok(
    many.transactions - few.transactions < (many.pages - few.pages) / 2,
    `${many.transactions} and ${few.transactions} for ${many.pages} and ${few.pages} pages`,
  );
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
