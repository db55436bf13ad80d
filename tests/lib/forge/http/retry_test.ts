import assert from "node:assert/strict";
import { LoreError } from "../../../../lib/errors.ts";
import { TransportError, withRetry } from "../../../../lib/forge/http/mod.ts";
import { RateGate } from "../../../../lib/forge/http/mod.ts";
import { span, withRun } from "../../../../lib/spans/mod.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { collectLog } from "../../../support/log_lines.ts";
import { ScriptedForge } from "../../../support/scripted_forge.ts";

const ISSUES = "https://forge.test/api/v4/projects/1/issues?per_page=100";
const GET = "GET /api/v4/projects/1/issues";

function limited(headers: Record<string, string> = {}): Response {
  return new Response("Retry later\n", { status: 429, headers });
}

Deno.test("withRetry() waits as long as Retry-After asks", async (t) => {
  const date = "Thu, 15 Jan 2026 11:00:00 GMT";
  const cases: [
    name: string,
    headers: Record<string, string>,
    waited: number,
  ][] = [
    ["seconds", { "retry-after": "7" }, 7000],
    ["a date, by the forge's clock", {
      date,
      "retry-after": "Thu, 15 Jan 2026 11:00:20 GMT",
    }, 20_000],
    ["a date, without one of the answer", {
      "retry-after": "Thu, 15 Jan 2026 12:00:03 GMT",
    }, 3000],
    ["a date that has passed", {
      date,
      "retry-after": "Thu, 15 Jan 2026 10:00:00 GMT",
    }, 0],
    ["blank: backoff", { "retry-after": "" }, 250],
    ["absent: backoff", {}, 250],
    ["nonsense: backoff", { "retry-after": "soon" }, 250],
    ["absent: until the quota's reset", {
      date,
      "ratelimit-remaining": "0",
      "ratelimit-reset": `${Date.UTC(2026, 0, 15, 11, 0, 9) / 1000}`,
    }, 9000],
  ];
  for (const [name, headers, waited] of cases) {
    await t.step(name, async () => {
      const clock = new FakeClock();
      const forge = new ScriptedForge().on(GET, limited(headers)).on(
        GET,
        Response.json([]),
      );
      const fetch = withRetry(forge.fetch, { clock, random: () => 0 });
      assert.equal((await fetch(new Request(ISSUES))).status, 200);
      assert.deepEqual(clock.slept, [waited]);
      forge.assertDone();
    });
  }
});

Deno.test("withRetry() gives up at once when the forge asks for too long a wait", async () => {
  const clock = new FakeClock();
  const forge = new ScriptedForge().on(GET, limited({ "retry-after": "3600" }));
  await assert.rejects(
    withRetry(forge.fetch, { clock, maxWaitMs: 60_000 })(new Request(ISSUES)),
    (error) => {
      assert(error instanceof LoreError);
      assert.equal(error.code, "RATE_LIMITED");
      assert.equal(error.hint, "Try again after 2026-01-15T13:00:00.000Z");
      return true;
    },
  );
  assert.deepEqual(clock.slept, []);
});

Deno.test("withRetry() gives up with a typed error also on a wait beyond all calendars", async () => {
  for (const seconds of ["99999999999999999", "9".repeat(400)]) {
    const forge = new ScriptedForge().on(GET, limited({ "retry-after": seconds }));
    await assert.rejects(
      withRetry(forge.fetch, { clock: new FakeClock() })(new Request(ISSUES)),
      (error) => {
        assert(error instanceof LoreError);
        assert.equal(error.code, "RATE_LIMITED");
        assert.equal(error.hint, "Try again after +275760-09-13T00:00:00.000Z");
        assert.ok(Number.isFinite(error.details.retry_after_secs));
        return true;
      },
    );
  }
});

Deno.test("withRetry() sends again what may pass by itself", async (t) => {
  const broken = new TransportError("cannot be reached (connection reset)");
  const cases: [string, Response | Error][] = [
    ["429", limited()],
    ["500", new Response("{}", { status: 500 })],
    ["502", new Response("<html>", { status: 502 })],
    ["503", new Response(null, { status: 503 })],
    ["504", new Response(null, { status: 504 })],
    ["a broken connection", broken],
  ];
  for (const [name, reply] of cases) {
    await t.step(name, async () => {
      const forge = new ScriptedForge().on(GET, reply).on(
        GET,
        Response.json([]),
      );
      const fetch = withRetry(forge.fetch, { clock: new FakeClock() });
      assert.equal((await fetch(new Request(ISSUES))).status, 200);
      forge.assertDone();
    });
  }
});

Deno.test("withRetry() returns at once what stays as it is", async (t) => {
  for (const status of [400, 401, 403, 404, 405, 410, 422, 501]) {
    await t.step(`${status}`, async () => {
      const clock = new FakeClock();
      const forge = new ScriptedForge().on(GET, new Response("{}", { status }));
      const response = await withRetry(forge.fetch, { clock })(
        new Request(ISSUES),
      );
      assert.equal(response.status, status);
      assert.deepEqual(clock.slept, []);
    });
  }
});

Deno.test("withRetry() returns a status that is declared permanent", async () => {
  const forge = new ScriptedForge().on(
    GET,
    new Response("{}", { status: 500 }),
  );
  const fetch = withRetry(forge.fetch, {
    clock: new FakeClock(),
    permanent: [500],
  });
  assert.equal((await fetch(new Request(ISSUES))).status, 500);
});

Deno.test("withRetry() does not hide a bug behind another attempt", async () => {
  const forge = new ScriptedForge().on(GET, new TypeError("x is undefined"));
  const fetch = withRetry(forge.fetch, { clock: new FakeClock() });
  await assert.rejects(fetch(new Request(ISSUES)), TypeError);
});

Deno.test("withRetry() doubles its waits up to half a minute", async () => {
  const clock = new FakeClock();
  const forge = new ScriptedForge();
  for (let i = 0; i < 9; i++) {
    forge.on(GET, new Response(null, { status: 503 }));
  }
  const fetch = withRetry(forge.fetch, {
    clock,
    maxRetries: 8,
    random: () => 1,
  });
  await assert.rejects(fetch(new Request(ISSUES)));
  assert.deepEqual(clock.slept, [
    500,
    1000,
    2000,
    4000,
    8000,
    16_000,
    30_000,
    30_000,
  ]);
});

Deno.test("withRetry() names the address, the answer and what to check when it gives up", async (t) => {
  const cases: [Response | Error, string, string][] = [
    [limited(), "RATE_LIMITED", `"${ISSUES}" answered 429, 3 times over`],
    [
      new Response("<h1>", { status: 502, statusText: "Bad Gateway" }),
      "FORGE_UNAVAILABLE",
      `"${ISSUES}" answered 502 Bad Gateway, 3 times over`,
    ],
    [
      new TransportError("did not answer within 30 s"),
      "FORGE_UNAVAILABLE",
      `"${ISSUES}" did not answer within 30 s, 3 times over`,
    ],
  ];
  for (const [reply, code, message] of cases) {
    await t.step(message, async () => {
      const forge = new ScriptedForge();
      for (let i = 0; i < 3; i++) {
        forge.on(GET, reply instanceof Response ? reply.clone() : reply);
      }
      const fetch = withRetry(forge.fetch, {
        clock: new FakeClock(),
        maxRetries: 2,
      });
      await assert.rejects(fetch(new Request(ISSUES)), (error) => {
        assert(error instanceof LoreError);
        assert.equal(error.code, code);
        assert.equal(error.message, message);
        assert.match(error.hint ?? "", /"forge.test"/);
        assert.equal(error.details.attempts, 3);
        return true;
      });
      forge.assertDone();
    });
  }
});

Deno.test("withRetry() stops waiting when the signal aborts, with its reason", async () => {
  const clock = new FakeClock();
  const stop = new AbortController();
  const reason = new Error("enough");
  const forge = new ScriptedForge().on(GET, limited({ "retry-after": "7" }));
  using _ticker = clock.every(3000, () => stop.abort(reason));
  const request = new Request(ISSUES, { signal: stop.signal });
  await assert.rejects(
    withRetry(forge.fetch, { clock })(request),
    (error) => error === reason,
  );
  assert.equal(forge.asked.length, 1);
});

Deno.test("withRetry() shuts the gate for others while the forge's limit lasts", async () => {
  const clock = new FakeClock();
  const gate = new RateGate(clock);
  let shutFor = 0;
  clock.sleep = () => {
    shutFor = gate.shutFor();
    return Promise.resolve();
  };
  const forge = new ScriptedForge().on(GET, limited({ "retry-after": "7" }))
    .on(GET, Response.json([]));
  await withRetry(forge.fetch, { clock, gate })(new Request(ISSUES));
  assert.equal(shutFor, 7000);
});

Deno.test("withRetry() logs a rate limit with path, attempt, wait and status", async () => {
  using lines = collectLog("INFO");
  const forge = new ScriptedForge()
    .on(GET, limited({ "retry-after": "2" }))
    .on(GET, limited({ "retry-after": "0.5" }))
    .on(GET, Response.json([]));
  await withRetry(forge.fetch, {
    clock: new FakeClock(),
    target: "lore::gitlab",
  })(
    new Request(ISSUES),
  );
  const path = "/api/v4/projects/1/issues";
  assert.deepEqual(lines.fieldsOf("Rate limited, retrying"), [
    { path, attempt: 1, retry_after_secs: 2, status_code: 429 },
    { path, attempt: 2, retry_after_secs: 0.5, status_code: 429 },
  ]);
  assert(
    lines.records.every(({ level, target }) => level === "INFO" && target === "lore::gitlab"),
  );
});

Deno.test("withRetry() logs other retries with path, attempt, error and the status if any", async () => {
  using lines = collectLog("INFO");
  const forge = new ScriptedForge()
    .on(GET, new Response(null, { status: 502, statusText: "Bad Gateway" }))
    .on(GET, new TransportError("did not answer within 30 s"))
    .on(GET, Response.json([]));
  await withRetry(forge.fetch, { clock: new FakeClock(), random: () => 1 })(
    new Request(ISSUES),
  );
  const path = "/api/v4/projects/1/issues";
  assert.deepEqual(lines.fieldsOf("Request failed, retrying"), [
    {
      path,
      attempt: 1,
      error: "answered 502 Bad Gateway",
      retry_after_secs: 0.5,
      status_code: 502,
    },
    {
      path,
      attempt: 2,
      error: "did not answer within 30 s",
      retry_after_secs: 1,
    },
  ]);
});

Deno.test("withRetry() counts rate limits and requests sent again in the span around it", async () => {
  const clock = new FakeClock();
  const forge = new ScriptedForge();
  for (let i = 0; i < 3; i++) forge.on(GET, limited({ "retry-after": "1" }));
  forge.on(GET, new Response(null, { status: 502 })).on(GET, Response.json([]));
  forge.on(GET, Response.json([]));
  const fetch = withRetry(forge.fetch, { clock });
  const stages = await withRun({ command: "sync", clock }, async (run) => {
    await span("fetch_pages", {}, () => fetch(new Request(ISSUES)));
    await span("undisturbed", {}, () => fetch(new Request(ISSUES)));
    return run.stages();
  });
  assert.equal(stages[0]?.rate_limit_hits, 3);
  assert.equal(stages[0]?.retries, 4);
  const undisturbed = JSON.parse(JSON.stringify(stages[1]));
  assert(!("rate_limit_hits" in undisturbed) && !("retries" in undisturbed));
});

Deno.test("withRetry() counts the last 429 as a hit, and not as a request sent again", async () => {
  const clock = new FakeClock();
  const forge = new ScriptedForge().on(GET, limited()).on(GET, limited());
  const fetch = withRetry(forge.fetch, { clock, maxRetries: 1 });
  const stages = await withRun({ command: "sync", clock }, async (run) => {
    await assert.rejects(
      span("fetch_pages", {}, () => fetch(new Request(ISSUES))),
    );
    return run.stages();
  });
  assert.equal(stages[0]?.rate_limit_hits, 2);
  assert.equal(stages[0]?.retries, 1);
});
