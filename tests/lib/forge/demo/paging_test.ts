import assert from "node:assert/strict";

import { createDemoForge } from "../../../../lib/forge/demo/mod.ts";
import { ask, everyRow, type Row, rows } from "./ask.ts";

const forge = createDemoForge({ projects: 1, issues: 230, mergeRequests: 40 });
const BASE = "/projects/1001/issues";

async function head(path: string, of = forge): Promise<Record<string, string | null>> {
  const answer = await ask(of, path);
  await answer.body?.cancel();
  const names = ["x-page", "x-per-page", "x-prev-page", "x-next-page", "x-total", "x-total-pages"];
  return Object.fromEntries(names.map((name) => [name, answer.headers.get(name)]));
}

function relations(answer: Response): Record<string, string> {
  const links = (answer.headers.get("link") ?? "").matchAll(/<([^>]*)>; rel="(\w+)"/g);
  return Object.fromEntries(Array.from(links, ([, url = "", name]) => [name, url]));
}

Deno.test("lists tell of their pages in GitLab's headers", async (t) => {
  const cases = [
    { query: "", headers: ["1", "20", "", "2", "230", "12"] },
    { query: "?per_page=100&page=3", headers: ["3", "100", "2", "", "230", "3"] },
    { query: "?per_page=500", headers: ["1", "100", "", "2", "230", "3"] },
    { query: "?per_page=0", headers: ["1", "20", "", "2", "230", "12"] },
    { query: "?updated_after=2030-01-01", headers: ["1", "20", "", "", "0", "1"] },
  ];
  for (const { query, headers } of cases) {
    await t.step(query || "no parameters", async () => {
      assert.deepEqual(Object.values(await head(BASE + query)), headers);
    });
  }
});

Deno.test("Link leads to the neighbours and keeps every parameter", async () => {
  const answer = await ask(forge, `${BASE}?page=2&sort=asc&state=opened&per_page=7`);
  await answer.body?.cancel();
  const links = relations(answer);
  assert.deepEqual(Object.keys(links).sort(), ["first", "last", "next", "prev"]);
  const next = new URL(links.next ?? "").searchParams;
  assert.deepEqual(Object.fromEntries(next), {
    page: "3",
    sort: "asc",
    state: "opened",
    per_page: "7",
  });
});

Deno.test("above 10,000 rows GitLab counts no longer, above an offset of 50,000 it refuses", async () => {
  const large = createDemoForge({ projects: 1, issues: 50_200, mergeRequests: 0 });
  const last = await ask(large, `${BASE}?per_page=100&page=501`);
  await last.body?.cancel();
  assert.deepEqual([last.status, last.headers.get("x-total"), last.headers.get("x-next-page")], [
    200,
    null,
    "502",
  ]);
  assert.deepEqual(Object.keys(relations(last)).sort(), ["first", "next", "prev"]);
  const refused = await ask(large, `${BASE}?per_page=100&page=502`);
  assert.equal(refused.status, 405);
  assert.match(
    (await refused.json()).error,
    /^Offset pagination has a maximum allowed offset of 50000/,
  );
});

Deno.test("updated_after and updated_before include their bounds", async () => {
  const order = "order_by=updated_at&sort=asc&per_page=100";
  const all = await everyRow(forge, `${BASE}?${order}`);
  const times = all.map((row) => String(row.updated_at));
  assert.deepEqual(times, times.toSorted());
  const [from, to] = [times[50] ?? "", times[60] ?? ""];
  const range = `updated_after=${encodeURIComponent(from)}&updated_before=${
    encodeURIComponent(to)
  }`;
  assert.deepEqual(await rows(forge, `${BASE}?${order}&${range}`), all.slice(50, 61));
  const byCreation = await rows(
    forge,
    `${BASE}?${range}&order_by=created_at&sort=asc&per_page=100`,
  );
  const iids = (found: readonly Row[]) => found.map((row) => Number(row.iid)).sort((a, b) => a - b);
  assert.deepEqual(iids(byCreation), iids(all.slice(50, 61)));
});

Deno.test("filters select what they say, and unknown parameters are ignored silently", async () => {
  const all = await everyRow(forge, BASE);
  assert.deepEqual(
    all.map((row) => row.created_at),
    all.map((row) => row.created_at).sort().reverse(),
  );
  assert.deepEqual(await everyRow(forge, `${BASE}?updatd_after=2030-01-01`), all);
  const where = (test: (row: Row) => boolean) => all.filter(test);
  const opened = await everyRow(forge, `${BASE}?state=opened&scope=all`);
  assert.deepEqual(opened, where((row) => row.state === "opened"));
  const some = await rows(forge, `${BASE}?iids[]=3&iids[]=7&sort=asc`);
  assert.deepEqual(some.map((row) => row.iid), [3, 7]);
  const labelled = await everyRow(forge, `${BASE}?labels=bug`);
  assert.deepEqual(labelled, where((row) => (row.labels as string[]).includes("bug")));
  const { statistics } = await (await ask(forge, "/projects/1001/issues_statistics")).json();
  const { length } = opened;
  assert.deepEqual(statistics.counts, { all: 230, opened: length, closed: 230 - length });
});

Deno.test("keyset paging walks everything by Link alone, while items move to the end", async () => {
  const moving = createDemoForge({ projects: 1, issues: 230, mergeRequests: 0 });
  const seen = new Set<unknown>();
  let walked = 0;
  let path: string | undefined =
    `${BASE}?pagination=keyset&order_by=updated_at&sort=asc&per_page=50`;
  while (path !== undefined) {
    const answer = await ask(moving, path);
    assert.equal(answer.headers.get("x-next-page"), null);
    const found: Row[] = await answer.json();
    for (const row of found) seen.add(row.iid);
    walked += found.length;
    if (!path.includes("cursor")) {
      moving.changes.addNote({ project: 1001, kind: "issue", iid: Number(found[0]?.iid) });
    }
    path = relations(answer).next?.replace("https://forge.test/api/v4", "");
  }
  assert.equal(seen.size, 230);
  assert.equal(walked, 231, "only the one that moved is met twice");
});

Deno.test("offset paging skips a row when another moves to the end meanwhile, as the real one does", async () => {
  const moving = createDemoForge({ projects: 1, issues: 30, mergeRequests: 0 });
  const order = `${BASE}?order_by=updated_at&sort=asc&per_page=10`;
  const first = await rows(moving, order);
  moving.changes.addNote({ project: 1001, kind: "issue", iid: Number(first[0]?.iid) });
  const second = await rows(moving, `${order}&page=2`);
  const all = await everyRow(moving, `${BASE}?order_by=updated_at&sort=asc`);
  const seen = new Set([...first, ...second].map((row) => row.iid));
  assert.ok(!seen.has(all[9]?.iid));
});
