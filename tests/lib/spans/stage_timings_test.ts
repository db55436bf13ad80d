import assert from "node:assert/strict";
import { record, type Run, span, stageTotals, withRun } from "../../../lib/spans/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";

/** Runs `body` and returns the run. */
async function runOf(clock: FakeClock, body: () => unknown): Promise<Run> {
  return await withRun({ command: "sync", clock }, async (run) => {
    await body();
    return run;
  });
}

Deno.test("stages() has one entry for one span, with what was counted in it", async () => {
  const clock = new FakeClock();
  const run = await runOf(clock, () =>
    span("embed", {}, () => {
      record({ items_processed: 1024, items_skipped: 2 });
      clock.advance(5490.4);
    }));
  assert.deepEqual(run.stages(), [
    { name: "embed", elapsed_ms: 5490, items_processed: 1024, items_skipped: 2 },
  ]);
  assert.equal(run.elapsedMs(), 5490);
});

Deno.test("stages() serialises to the tree of the contract, zero and empty fields left out", async () => {
  const clock = new FakeClock();
  const run = await runOf(clock, async () => {
    await span("ingest_issues", {}, async () => {
      await span("fetch_pages", { project: "group/repo" }, async () => {
        record({ items_processed: 150 });
        await clock.sleep(5200);
      });
      await span("sync_discussions", { project: "group/repo" }, async () => {
        record({ items_processed: 42, items_skipped: 108 });
        await clock.sleep(6800);
      });
      record({ items_processed: 150, items_skipped: 30 });
    });
    await span("embed", {}, () => record({ errors: 0, retries: 0, rate_limit_hits: 0 }));
  });
  assert.equal(
    JSON.stringify(run.stages()),
    JSON.stringify([
      {
        name: "ingest_issues",
        elapsed_ms: 12000,
        items_processed: 150,
        items_skipped: 30,
        sub_stages: [
          {
            name: "fetch_pages",
            project: "group/repo",
            elapsed_ms: 5200,
            items_processed: 150,
          },
          {
            name: "sync_discussions",
            project: "group/repo",
            elapsed_ms: 6800,
            items_processed: 42,
            items_skipped: 108,
          },
        ],
      },
      { name: "embed", elapsed_ms: 0, items_processed: 0 },
    ]),
  );
});

Deno.test("stages() puts siblings at the same time below the parent that started them", async () => {
  const clock = new FakeClock();
  const gates = new Map(["a/a", "b/b"].map((name) => [name, Promise.withResolvers<void>()]));
  const run = await runOf(clock, () =>
    span("ingest_issues", {}, async () => {
      const projects = [...gates].map(([project, gate]) =>
        span("fetch_pages", { project }, async () => {
          await gate.promise;
          await span("request", {}, () => Promise.resolve());
          record({ items_processed: project === "a/a" ? 1 : 2 });
        })
      );
      clock.advance(10);
      gates.get("b/b")?.resolve();
      await projects[1];
      clock.advance(20);
      gates.get("a/a")?.resolve();
      await projects[0];
    }));
  const request = { name: "request", elapsed_ms: 0, items_processed: 0 };
  assert.deepEqual(run.stages(), [{
    name: "ingest_issues",
    elapsed_ms: 30,
    items_processed: 0,
    sub_stages: [
      {
        name: "fetch_pages",
        project: "a/a",
        elapsed_ms: 30,
        items_processed: 1,
        sub_stages: [request],
      },
      {
        name: "fetch_pages",
        project: "b/b",
        elapsed_ms: 10,
        items_processed: 2,
        sub_stages: [request],
      },
    ],
  }]);
});

Deno.test("stages() of a failed run tell how far it came", async () => {
  const clock = new FakeClock();
  let run: Run | undefined;
  await assert.rejects(
    withRun({ command: "sync", clock }, async (present) => {
      run = present;
      await span("ingest_issues", {}, async () => {
        record({ items_processed: 7 });
        await clock.sleep(100);
      });
      await span("ingest_mrs", {}, async () => {
        record({ items_processed: 3, errors: 1 });
        await clock.sleep(50);
        throw new Error("forge is gone");
      });
    }),
    /forge is gone/,
  );
  assert.deepEqual(run?.stages(), [
    { name: "ingest_issues", elapsed_ms: 100, items_processed: 7 },
    { name: "ingest_mrs", elapsed_ms: 50, items_processed: 3, errors: 1 },
  ]);
});

Deno.test("stages() answer for rate limits, retries and errors of all that is below", async () => {
  const run = await runOf(new FakeClock(), () =>
    span("ingest_issues", {}, () => {
      span("fetch_pages", {}, () => {
        for (let hit = 0; hit < 3; hit++) record({ rate_limit_hits: 1, retries: 1 });
      });
      span("sync_discussions", {}, () => record({ errors: 1, retries: 2 }));
      record({ errors: 1 });
    }));
  const [stage] = run.stages();
  assert.deepEqual([stage?.rate_limit_hits, stage?.retries, stage?.errors], [3, 5, 2]);
  const [pages, discussions] = stage?.sub_stages ?? [];
  assert.deepEqual([pages?.rate_limit_hits, pages?.retries], [3, 3]);
  assert.ok(pages !== undefined && !("errors" in pages));
  assert.ok(discussions !== undefined && !("rate_limit_hits" in discussions));
  assert.deepEqual(stageTotals(run.stages()), {
    items: 0,
    errors: 2,
    rateLimitHits: 3,
    retries: 5,
  });
});

Deno.test("stages() of a run under way reach up to now", () => {
  const clock = new FakeClock();
  withRun({ command: "sync", clock }, (run) =>
    span("ingest_issues", {}, () => {
      clock.advance(70);
      assert.equal(run.stages()[0]?.elapsed_ms, 70);
      assert.equal(run.elapsedMs(), 70);
    }));
});
