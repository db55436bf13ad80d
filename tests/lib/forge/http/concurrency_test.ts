import assert from "node:assert/strict";
import { withConcurrency } from "../../../../lib/forge/http/mod.ts";

function held() {
  const open = new Map<string, () => void>();
  const order: string[] = [];
  const fetch = (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    order.push(pathname);
    return new Promise((resolve) => open.set(pathname, () => resolve(new Response())));
  };
  const answer = async (path: string): Promise<void> => {
    while (!open.has(path)) await Promise.resolve();
    open.get(path)?.();
  };
  return { fetch, order, answer };
}

function ask(path: string, signal?: AbortSignal): Request {
  return new Request(`https://forge.test${path}`, { signal });
}

Deno.test("withConcurrency() serves in the order of asking", async () => {
  const { fetch, order, answer } = held();
  const one = withConcurrency(fetch, { concurrency: 1 });
  const all = Promise.all(["/a", "/b", "/c"].map((path) => one(ask(path))));
  for (const path of ["/a", "/b", "/c"]) await answer(path);
  await all;
  assert.deepEqual(order, ["/a", "/b", "/c"]);
});

Deno.test("withConcurrency() lets an aborted request leave the queue without losing a slot", async () => {
  const { fetch, order, answer } = held();
  const one = withConcurrency(fetch, { concurrency: 1 });
  const stop = new AbortController();
  const first = one(ask("/a"));
  const second = one(ask("/b", stop.signal));
  const third = one(ask("/c"));
  const reason = new Error("enough");
  stop.abort(reason);
  await assert.rejects(second, (error) => error === reason);
  await answer("/a");
  await answer("/c");
  await Promise.all([first, third]);
  assert.deepEqual(order, ["/a", "/c"]);
});

Deno.test("withConcurrency() frees the slot of a request that fails", async () => {
  const failing = withConcurrency(() => Promise.reject(new Error("down")), { concurrency: 1 });
  await assert.rejects(failing(ask("/a")), /down/);
  await assert.rejects(failing(ask("/b")), /down/);
});
