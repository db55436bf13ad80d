import assert from "node:assert/strict";
import { withMeasure } from "../../../../lib/forge/http/measure.ts";
import { ReadResponse } from "../../../../lib/forge/http/mod.ts";
import type { Fetch } from "../../../../lib/platform/fetch.ts";
import { withRun } from "../../../../lib/spans/mod.ts";
import { FakeClock } from "../../../support/fake_clock.ts";

Deno.test("withMeasure() counts attempts, bytes and times in the run, failed attempts too", async () => {
  const clock = new FakeClock();
  const answer = new ReadResponse(new Response("[1,2]"), { size: 5, text: "[1,2]", value: [1, 2] });
  let attempts = 0;
  const fetch: Fetch = () => {
    clock.advance(30);
    attempts += 1;
    return attempts === 3 ? Promise.reject(new TypeError("reset")) : Promise.resolve(answer);
  };
  const measured = withMeasure(fetch, { clock });
  const ask = (): Promise<Response> => measured(new Request("https://forge.test/issues"));
  const metrics = await withRun({ command: "sync", clock }, async (run) => {
    await ask();
    await ask();
    await assert.rejects(ask(), /reset/);
    return run.metrics();
  });
  assert.deepEqual(metrics.counters, { http_requests: 3, http_bytes: 10 });
  const { count, sum, max } = metrics.histograms.http_duration_ms ?? {};
  assert.deepEqual([count, sum, max], [3, 90, 30]);
});
