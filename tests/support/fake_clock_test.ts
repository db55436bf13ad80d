import assert from "node:assert/strict";

import { FakeClock } from "./fake_clock.ts";

Deno.test("FakeClock.sleep() moves time at once and notes the wait", async () => {
  const clock = new FakeClock(1_000);
  await clock.sleep(250);
  assert.deepEqual([clock.now(), clock.monotonic(), clock.slept], [1_250, 250, [250]]);
});

Deno.test("FakeClock.sleep() rejects with the reason of an aborted signal", async () => {
  const clock = new FakeClock();
  const reason = new Error("enough");
  await assert.rejects(clock.sleep(10, { signal: AbortSignal.abort(reason) }), reason);
  assert.deepEqual(clock.slept, []);
});

Deno.test("FakeClock.every() fires in order of time until disposed", () => {
  const clock = new FakeClock(0);
  const fired: string[] = [];
  const slow = clock.every(300, () => fired.push(`slow ${clock.now()}`));
  using _quick = clock.every(200, () => fired.push(`quick ${clock.now()}`));
  clock.advance(450);
  slow[Symbol.dispose]();
  clock.advance(200);
  assert.deepEqual(fired, ["quick 200", "slow 300", "quick 400", "quick 600"]);
  assert.equal(clock.now(), 650);
});
