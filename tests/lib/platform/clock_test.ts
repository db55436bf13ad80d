import assert from "node:assert/strict";
import { systemClock } from "../../../lib/platform/clock.ts";

Deno.test("systemClock.now() is wall-clock time in Unix ms, monotonic() never goes back", () => {
  assert.ok(systemClock.now() > Date.UTC(2025, 0, 1));
  const first = systemClock.monotonic();
  assert.ok(systemClock.monotonic() >= first);
});

Deno.test("systemClock.sleep() resolves when the time has come", async () => {
  const before = systemClock.monotonic();
  await systemClock.sleep(5);
  assert.ok(systemClock.monotonic() - before >= 4);
});

Deno.test("systemClock.sleep() rejects at once with the reason of an aborted signal", async () => {
  const reason = new Error("asked to stop");
  await assert.rejects(systemClock.sleep(60_000, { signal: AbortSignal.abort(reason) }), reason);
});

Deno.test("systemClock.sleep() stops waiting when the signal aborts, and leaves no timer", async () => {
  const stop = new AbortController();
  const reason = new Error("asked to stop");
  const waiting = systemClock.sleep(60_000, { signal: stop.signal });
  stop.abort(reason);
  await assert.rejects(waiting, reason);
});

Deno.test("systemClock.sleep() is deaf to a signal that aborts after it", async () => {
  const stop = new AbortController();
  await systemClock.sleep(1, { signal: stop.signal });
  stop.abort(new Error("too late"));
});

Deno.test("systemClock.every() ticks until disposed", async () => {
  let ticks = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const ticker = systemClock.every(1, () => {
    ticks += 1;
    if (ticks === 2) {
      ticker[Symbol.dispose]();
      resolve();
    }
  });
  // The ticker alone does not keep the process alive: something else must, until it has ticked.
  const alive = setTimeout(() => {}, 60_000);
  await promise;
  clearTimeout(alive);
  assert.equal(ticks, 2);
});
