import assert from "node:assert/strict";
import {
  counter,
  currentMetrics,
  gauge,
  histogram,
  labelled,
  MetricsRegistry,
  type MetricsSnapshot,
} from "../../../lib/metrics/mod.ts";
import { span, withRun } from "../../../lib/spans/mod.ts";

/** What `body` counts and measures, in a run of its own. */
function measure(body: () => void): MetricsSnapshot {
  return withRun({ command: "test" }, (run) => {
    body();
    return run.metrics();
  });
}

Deno.test("counter() adds up", () => {
  const requests = counter("test_requests");
  const { counters } = measure(() => {
    requests.add();
    requests.add(2.5);
  });
  assert.deepEqual(counters, { test_requests: 3.5 });
});

Deno.test("gauge() keeps what was set last", () => {
  const left = gauge("test_left");
  assert.deepEqual(measure(() => [5, 0].forEach(left.set)).gauges, { test_left: 0 });
});

Deno.test("an instrument that was not touched is not in the snapshot", () => {
  counter("test_untouched");
  assert.deepEqual(measure(() => {}), { counters: {}, gauges: {}, histograms: {} });
});

Deno.test("one name is one instrument", () => {
  assert.equal(counter("test_same"), counter("test_same"));
  const { counters, gauges } = measure(() => {
    counter("test_same").add(1);
    gauge("test_same").set(9);
  });
  assert.deepEqual([counters.test_same, gauges.test_same], [1, 9]);
});

Deno.test("labelled() keeps one instrument a value", () => {
  const left = labelled("test_remaining", "source", gauge);
  const { gauges } = measure(() => {
    left.of("work").set(10);
    left.of("work").set(9);
    left.of('o"ss').set(3);
  });
  assert.deepEqual(gauges, {
    'test_remaining{source="work"}': 9,
    'test_remaining{source="o\\"ss"}': 3,
  });
});

Deno.test("histogram() sums up what it was shown", () => {
  const latency = histogram("test_latency", [10, 100]);
  const { histograms } = measure(() => [4, 8, 10, 60, 500].forEach(latency.observe));
  const { count, sum, min, max } = histograms.test_latency ?? {};
  assert.deepEqual({ count, sum, min, max }, { count: 5, sum: 582, min: 4, max: 500 });
});

Deno.test("histogram() estimates p50 and p95 to within their bucket", async (t) => {
  const cases: [what: string, values: number[]][] = [
    ["one value", [42]],
    ["equal values", Array.from({ length: 100 }, () => 7)],
    ["an even spread", Array.from({ length: 1000 }, (_, at) => at / 10)],
    ["a long tail", [
      ...Array.from({ length: 90 }, () => 3),
      ...Array.from({ length: 10 }, () => 900),
    ]],
    ["values above every bound", [2e6, 3e6]],
    ["negative values", [-5, -3, -1]],
  ];
  const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
  for (const [what, values] of cases) {
    await t.step(what, () => {
      const latency = histogram(`test_quantiles_${what}`, bounds);
      const { histograms } = measure(() => values.forEach(latency.observe));
      const summary = histograms[`test_quantiles_${what}`];
      const sorted = values.toSorted((a, b) => a - b);
      for (const [share, estimate] of [[0.5, summary?.p50], [0.95, summary?.p95]] as const) {
        const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
        const bucket = (value: number): number => bounds.filter((bound) => value > bound).length;
        assert.ok(estimate !== undefined);
        assert.ok(
          Math.abs(bucket(estimate) - bucket(exact)) <= 1,
          `${share}: ${estimate}, ${exact}`,
        );
        assert.ok(estimate >= (sorted[0] ?? 0) && estimate <= (sorted.at(-1) ?? 0));
      }
    });
  }
});

Deno.test("runs at the same time do not mix", async () => {
  const items = counter("test_items");
  const counts = await Promise.all(
    [1, 2].map((amount) =>
      withRun({ command: "test" }, async (run) => {
        for (let turn = 0; turn < 3; turn++) {
          await Promise.resolve();
          span("deeper", {}, () => items.add(amount));
        }
        return run.metrics().counters.test_items;
      })
    ),
  );
  assert.deepEqual(counts, [3, 6]);
});

Deno.test("what is counted outside of runs goes to the process, and not into the next run", () => {
  const outside = counter("test_outside");
  outside.add(5);
  assert.equal(currentMetrics().snapshot().counters.test_outside, 5);
  assert.deepEqual(measure(() => {}).counters, {});
  currentMetrics().reset();
  assert.deepEqual(currentMetrics().snapshot().counters, {});
});

Deno.test("Run.metrics() can be read after the run, and after it failed", () => {
  const items = counter("test_failing");
  let metrics: (() => MetricsSnapshot) | undefined;
  assert.throws(() =>
    withRun({ command: "test" }, (run) => {
      metrics = run.metrics;
      items.add(2);
      throw new Error("no");
    }), /no/);
  assert.deepEqual(metrics?.().counters, { test_failing: 2 });
});

Deno.test("MetricsRegistry.snapshot() is plain data that later changes leave alone", () => {
  const latency = histogram("test_plain");
  withRun({ command: "test" }, (run) => {
    latency.observe(5);
    const before = run.metrics();
    latency.observe(7);
    assert.equal(before.histograms.test_plain?.count, 1);
    assert.deepEqual(JSON.parse(JSON.stringify(before)), before);
  });
  assert.deepEqual(new MetricsRegistry().snapshot(), { counters: {}, gauges: {}, histograms: {} });
});
