import assert from "node:assert/strict";
import { LoreError } from "../../../../lib/errors.ts";
import { Api } from "../../../../lib/forge/gitlab/api.ts";
import { parseIssue } from "../../../../lib/forge/gitlab/parse.ts";
import { walkItems } from "../../../../lib/forge/gitlab/walk.ts";
import type { Issue, Page } from "../../../../lib/forge/port.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { issueRow, ItemList, type Row } from "../../../support/item_list.ts";

const T = Date.UTC(2025, 5, 1);

function walk(
  list: ItemList,
  options: { readonly updatedAfter?: number; readonly signal?: AbortSignal } = {},
): AsyncGenerator<Page<Issue>> {
  const api = new Api({ url: "https://forge.test", fetch: list.fetch, clock: new FakeClock() });
  const url = (updated_after: string | undefined): string =>
    api.url("/projects/1/issues", { updated_after });
  return walkItems(api, { url, parser: parseIssue, ...options });
}

async function pagesOf(walking: AsyncGenerator<Page<Issue>>): Promise<Page<Issue>[]> {
  return await Array.fromAsync(walking);
}

async function iidsOf(walking: AsyncGenerator<Page<Issue>>): Promise<number[]> {
  return (await pagesOf(walking)).flatMap(({ items }) => items.map(({ iid }) => iid));
}

function rows(count: number, at: (iid: number) => number): Row[] {
  return Array.from({ length: count }, (_, index) => issueRow(index + 1, at(index + 1)));
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

Deno.test("walkItems() yields every row once, in order, and asks by time", async () => {
  const list = new ItemList(rows(8, (iid) => T + iid));
  assert.deepEqual(await iidsOf(walk(list)), upTo(8));
  assert.deepEqual(
    list.asked.map((query) => [query.get("updated_after"), query.get("page")]),
    [[null, null], [T + 3, null], [T + 5, null], [T + 7, null]].map(([time, page]) => [
      time === null ? null : new Date(Number(time)).toISOString(),
      page,
    ]),
  );
});

Deno.test("walkItems() asks from the cursor on, that time included", async () => {
  const list = new ItemList(rows(5, (iid) => T + iid));
  assert.deepEqual(await iidsOf(walk(list, { updatedAfter: T + 4 })), [4, 5]);
  assert.equal(list.asked.length, 1);
});

Deno.test("walkItems() tells total and server time, the total of the first request alone", async () => {
  const [first, second] = await pagesOf(walk(new ItemList(rows(4, (iid) => T + iid))));
  assert.deepEqual([first?.total, second?.total], [4, null]);
  assert.equal(first?.serverTime, Date.UTC(2026, 0, 15, 12));
});

Deno.test("walkItems() yields one empty page of an empty list", async () => {
  assert.deepEqual(await pagesOf(walk(new ItemList([]))), [
    { items: [], unparsed: [], serverTime: Date.UTC(2026, 0, 15, 12), total: 0, withheld: 0 },
  ]);
});

Deno.test("walkItems() skips nothing whichever row is updated after whichever page", async () => {
  for (let moved = 1; moved <= 9; moved++) {
    for (let page = 1; page <= 4; page++) {
      const list = new ItemList(rows(9, (iid) => T + iid));
      list.onAnswered = (count) => count === page && list.touch(moved, T + 1000);
      const iids = await iidsOf(walk(list));
      assert.deepEqual(new Set(iids), new Set(upTo(9)), `${moved} moved after page ${page}`);
      assert(iids.length <= 10, "nothing but the moved row is repeated");
    }
  }
});

Deno.test("walkItems() passes a stretch of equal times that is longer than a page", async (t) => {
  const cases: [name: string, at: (iid: number) => number, updatedAfter?: number][] = [
    ["in the middle", (iid) => T + (iid < 3 ? iid : iid < 12 ? 100 : iid * 100)],
    ["all of the list", () => T],
    ["at the end", (iid) => T + Math.min(iid, 5)],
    ["at the cursor", (iid) => T + Math.max(0, iid - 8), T],
  ];
  for (const [name, at, updatedAfter] of cases) {
    await t.step(name, async () => {
      const list = new ItemList(rows(14, at));
      assert.deepEqual(await iidsOf(walk(list, { updatedAfter })), upTo(14));
    });
  }
});

Deno.test("walkItems() skips nothing of a stretch of equal times that moves", async () => {
  for (let moved = 1; moved <= 9; moved++) {
    for (let page = 1; page <= 5; page++) {
      const list = new ItemList(rows(10, (iid) => iid < 10 ? T : T + 50));
      list.onAnswered = (count) => count === page && list.touch(moved, T + 1000);
      const iids = await iidsOf(walk(list));
      assert.deepEqual(new Set(iids), new Set(upTo(10)), `${moved} moved after page ${page}`);
    }
  }
});

Deno.test("walkItems() goes by links and X-Next-Page, never by totals or short pages", async (t) => {
  const cases: [string, (headers: Headers, count: number) => void][] = [
    ["no totals", (headers) => headers.delete("x-total")],
    ["wrong totals", (headers) => headers.set("x-total", "1")],
    ["X-Next-Page instead of Link", (headers) => {
      headers.set("x-next-page", headers.has("link") ? "2" : "");
      headers.delete("link");
    }],
    ["Link to another host, as behind a tunnel", (headers) => {
      const link = headers.get("link");
      if (link !== null) headers.set("link", link.replace("forge.test", "inside.test:8443"));
    }],
  ];
  for (const [name, change] of cases) {
    await t.step(name, async () => {
      // Two rows of one time on each page: links are followed, too.
      const list = new ItemList(rows(6, (iid) => iid < 5 ? T : T + iid));
      list.distort = (rows, headers, count) => {
        change(headers, count);
        return rows;
      };
      assert.deepEqual(await iidsOf(walk(list)), upTo(6));
    });
  }
  await t.step("a short page with a next one", async () => {
    const list = new ItemList(rows(6, (iid) => T + iid));
    list.distort = (rows, _headers, count) => count === 1 ? rows.slice(0, 2) : rows;
    assert.deepEqual(await iidsOf(walk(list)), upTo(6));
  });
});

Deno.test("walkItems() fails where the forge breaks the rules of its request", async (t) => {
  const cases: [name: string, distort: ItemList["distort"], message: RegExp][] = [
    [
      "ignores the filter",
      (_rows, headers) => {
        headers.set("link", '<https://forge.test/x?page=2>; rel="next"');
        return rows(3, (iid) => T + iid);
      },
      /with an item of 2025-06-01T00:00:00.001Z where those from 2025-06-01T00:00:00.003Z on/,
    ],
    [
      "ignores the order",
      (rows) => rows.toReversed(),
      /with items out of order: 2025-06-01T00:00:00.002Z after 2025-06-01T00:00:00.003Z/,
    ],
    [
      "repeats a page of one time",
      (_rows, headers) => {
        headers.set("link", '<https://forge.test/x?page=2>; rel="next"');
        return rows(3, () => T);
      },
      /with the rows of the page before it/,
    ],
    [
      "repeats a page without a readable row",
      (_rows, headers) => {
        headers.set("link", '<https://forge.test/x?page=2>; rel="next"');
        return [{ id: 1 }, { id: 2 }];
      },
      /with the rows of the page before it/,
    ],
  ];
  for (const [name, distort, message] of cases) {
    await t.step(name, async () => {
      const list = new ItemList(rows(8, (iid) => T + iid));
      list.distort = distort;
      await assert.rejects(pagesOf(walk(list)), (error) => {
        assert(error instanceof LoreError);
        assert.equal(error.code, "FORGE_UNAVAILABLE");
        assert.match(error.message, message);
        return true;
      });
      assert(list.asked.length < 12, "asked again a bounded number of times");
    });
  }
});

Deno.test("walkItems() goes on after one page that breaks the rules", async () => {
  const list = new ItemList(rows(8, (iid) => T + iid));
  list.distort = (rows, _headers, count) => count === 2 ? rows.toReversed() : rows;
  assert.deepEqual(await iidsOf(walk(list)), upTo(8));
});

Deno.test("walkItems() tells what it cannot parse, once, and goes on", async (t) => {
  const cases: [name: string, spoil: (row: Row) => Row, path: string][] = [
    ["without a title", (row) => ({ ...row, title: null }), "title"],
    ["without a time", (row) => ({ ...row, updated_at: "soon" }), "updated_at"],
    ["without an iid", ({ iid: _iid, ...row }) => row, "iid"],
  ];
  for (const [name, spoil, path] of cases) {
    await t.step(name, async () => {
      const list = new ItemList(rows(8, (iid) => T + iid));
      list.distort = (rows) => rows.map((row) => row.iid === 3 ? spoil(row) : row);
      const pages = await pagesOf(walk(list));
      assert.deepEqual(
        new Set(pages.flatMap(({ items }) => items.map(({ iid }) => iid))),
        new Set(upTo(8).filter((iid) => iid !== 3)),
      );
      const unparsed = pages.flatMap((page) => page.unparsed);
      assert.deepEqual(unparsed.map((fault) => fault.path), [path]);
      assert.equal(unparsed[0]?.iid, path === "iid" ? null : 3);
    });
  }
});

Deno.test("walkItems() gets past pages that are unreadable from end to end", async () => {
  const list = new ItemList(rows(8, (iid) => T + iid));
  list.distort = (rows, _headers, count) =>
    count === 1 ? rows.map(({ id }) => ({ id, broken: true })) : rows;
  const pages = await pagesOf(walk(list));
  assert.deepEqual(
    new Set(pages.flatMap(({ items }) => items.map(({ iid }) => iid))),
    new Set(upTo(8)),
  );
  assert.equal(pages[0]?.unparsed.length, 3);
});

Deno.test("walkItems() asks one page ahead of its consumer, and no more", async () => {
  const list = new ItemList(rows(20, (iid) => T + iid));
  const walking = walk(list);
  await walking.next();
  assert.equal(list.asked.length, 2);
  await walking.next();
  assert.equal(list.asked.length, 3);
  await walking.return(undefined);
  assert.equal(list.asked.length, 3);
});

Deno.test("walkItems() takes back the page ahead when its consumer stops", async () => {
  const list = new ItemList(rows(20, (iid) => T + iid));
  const answer = list.fetch;
  let reason: unknown;
  const hanging = Object.assign(list, {
    fetch: (request: Request) =>
      list.asked.length === 0 ? answer(request) : new Promise<Response>((_, reject) => {
        request.signal.addEventListener("abort", () => reject(reason = request.signal.reason));
      }),
  });
  for await (const page of walk(hanging)) {
    assert.equal(page.items.length, 3);
    break;
  }
  assert.match(String(reason), /Stopped walking/);
});

Deno.test("walkItems() hands on the failure of the page ahead when it is asked for", async () => {
  const list = new ItemList(rows(20, (iid) => T + iid));
  const answer = list.fetch;
  const failing = Object.assign(list, {
    fetch: (request: Request) =>
      list.asked.length === 0 ? answer(request) : Promise.reject(new Error("down")),
  });
  const walking = walk(failing);
  assert.equal((await walking.next()).value?.items.length, 3);
  // A turn of the event loop, as storing a page takes: a rejection nobody awaits would end the process.
  await new Promise((go) => setTimeout(go));
  await assert.rejects(walking.next(), /down/);
});

Deno.test("walkItems() ends with the reason of its signal", async () => {
  const stop = new AbortController();
  const list = new ItemList(rows(20, (iid) => T + iid));
  const reason = new Error("enough");
  list.onAnswered = (count) => count === 2 && stop.abort(reason);
  await assert.rejects(pagesOf(walk(list, { signal: stop.signal })), (error) => error === reason);
});
