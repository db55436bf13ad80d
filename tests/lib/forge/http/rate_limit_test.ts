import assert from "node:assert/strict";
import { RateGate, withRateLimit } from "../../../../lib/forge/http/mod.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { collectLog } from "../../../support/log_lines.ts";
import { ScriptedForge } from "../../../support/scripted_forge.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const target = "lore::gitlab";

function quota(remaining: number, resetAt: number, prefix = "ratelimit"): Response {
  return Response.json([], {
    headers: {
      date: new Date(NOON).toUTCString(),
      [`${prefix}-remaining`]: `${remaining}`,
      [`${prefix}-reset`]: `${resetAt / 1000}`,
    },
  });
}

function ask(): Request {
  return new Request("https://forge.test/issues");
}

Deno.test("withRateLimit() waits for the reset once no requests are left", async (t) => {
  const cases: [name: string, answer: Response, slept: number[]][] = [
    ["none left", quota(0, NOON + 9000), [9000]],
    ["none left, GitHub's headers", quota(0, NOON + 9000, "x-ratelimit"), [9000]],
    ["some left", quota(1, NOON + 9000), []],
    ["none left, reset passed", quota(0, NOON - 9000), []],
    ["reset beyond patience", quota(0, NOON + 3_600_000), [60_000]],
    ["no headers", Response.json([]), []],
  ];
  for (const [name, answer, slept] of cases) {
    await t.step(name, async () => {
      // An hour ahead of the forge: its reset is to be read by its own clock.
      const clock = new FakeClock(NOON + 3_600_000);
      const forge = new ScriptedForge().on("GET /issues", answer).on("GET /issues", quota(5, NOON));
      const gate = new RateGate(clock);
      const fetch = withRateLimit(forge.fetch, { clock, gate, target, maxWaitMs: 60_000 });
      await fetch(ask());
      await fetch(ask());
      assert.deepEqual(clock.slept, slept);
    });
  }
});

Deno.test("withRateLimit() tells how many requests are left", async () => {
  const clock = new FakeClock();
  const gate = new RateGate(clock);
  const forge = new ScriptedForge().on("GET /issues", Response.json([]))
    .on("GET /issues", quota(41, NOON + 1000)).on("GET /issues", Response.json([]));
  const fetch = withRateLimit(forge.fetch, { clock, gate, target, maxWaitMs: 60_000 });
  const left: (number | null)[] = [];
  for (let i = 0; i < 3; i++) {
    await fetch(ask());
    left.push(gate.remaining);
  }
  assert.deepEqual(left, [null, 41, 41]);
});

Deno.test("withRateLimit() says once that it waits", async () => {
  using lines = collectLog("INFO");
  const clock = new FakeClock();
  const forge = new ScriptedForge().on("GET /issues", quota(0, NOON + 9000))
    .on("GET /issues", quota(0, NOON + 9000));
  const options = { clock, gate: new RateGate(clock), target, maxWaitMs: 60_000 };
  const fetch = withRateLimit(forge.fetch, options);
  await Promise.all([fetch(ask()), fetch(ask())]);
  assert.deepEqual(lines.fieldsOf("Rate limit used up, waiting"), [
    { path: "/issues", wait_secs: 9 },
  ]);
});

Deno.test("RateGate waits again when it is shut for longer meanwhile", async () => {
  const clock = new FakeClock();
  const gate = new RateGate(clock);
  gate.pause(1000);
  using _ticker = clock.every(900, () => clock.monotonic() === 900 && gate.pause(5000));
  await gate.pass(new AbortController().signal);
  assert.deepEqual(clock.slept, [1000, 4900]);
});
