import assert from "node:assert/strict";
import { type Database, openStore } from "../../../lib/db/mod.ts";
import {
  beat,
  closeDeadRuns,
  enterPhase,
  finishRun,
  lastRunIds,
  lastRuns,
  runsByPrefix,
  startRun,
} from "../../../lib/db/runs.ts";
import type { StageTiming } from "../../../lib/spans/mod.ts";

const STAGES: StageTiming[] = [
  {
    name: "ingest_issues",
    elapsed_ms: 12,
    items_processed: 150,
    errors: 2,
    sub_stages: [{
      name: "fetch_pages",
      project: "acme/web",
      elapsed_ms: 5,
      items_processed: 150,
      errors: 2,
      rate_limit_hits: 3,
    }],
  },
  { name: "ingest_mrs", elapsed_ms: 3, items_processed: 85 },
  { name: "embed", elapsed_ms: 3, items_processed: 1024 },
];

function start(database: Database, runId: string, now = 1000): number {
  return database.transaction((tx) =>
    startRun(tx, { runId, command: "sync", mode: "full", requested: { projects: 2 }, now })
  );
}

Deno.test("startRun() enters one row that is running", () => {
  using database = openStore(":memory:", { mode: "write" });
  start(database, "a1b2c3d4");
  assert.deepEqual(
    { ...database.get("select * from sync_runs") as object },
    {
      id: 1,
      run_id: "a1b2c3d4",
      command: "sync",
      mode: "full",
      phase: null,
      failed_phase: null,
      attempts: 1,
      status: "running",
      started_at: 1000,
      heartbeat_at: 1000,
      finished_at: null,
      requested_counts: '{"projects":2}',
      total_items_processed: 0,
      total_errors: 0,
      error: null,
      metrics_json: null,
    },
  );
});

Deno.test("finishRun() closes a run that succeeded with its stages and totals", () => {
  using database = openStore(":memory:", { mode: "write" });
  const id = start(database, "a1b2c3d4");
  database.transaction((tx) =>
    finishRun(tx, id, { status: "succeeded", stages: STAGES, now: 5000 })
  );
  const row = database.get<Record<string, unknown>>("select * from sync_runs");
  assert.equal(row?.status, "succeeded");
  assert.equal(row?.finished_at, 5000);
  assert.equal(row?.total_items_processed, 235);
  assert.equal(row?.total_errors, 2);
  assert.deepEqual(JSON.parse(String(row?.metrics_json)), STAGES);
});

Deno.test("finishRun() closes a run that failed with why, and what it had measured by then", () => {
  using database = openStore(":memory:", { mode: "write" });
  const id = start(database, "a1b2c3d4");
  database.transaction((tx) =>
    enterPhase(tx, id, { phase: "ingest_issues", now: 2000, stages: [] })
  );
  const partial = STAGES.slice(0, 1);
  database.transaction((tx) =>
    finishRun(tx, id, { status: "failed", stages: partial, error: "Forge is down", now: 3000 })
  );
  const [run] = lastRuns(database, 1);
  assert.equal(run?.status, "failed");
  assert.equal(run?.error, "Forge is down");
  assert.equal(run?.finishedAt, 3000);
  assert.equal(run?.phase, "ingest_issues");
  assert.deepEqual(run?.stages, partial);
  assert.equal(run?.items, 150);
});

Deno.test("beat() moves the heartbeat and keeps what was measured so far", () => {
  using database = openStore(":memory:", { mode: "write" });
  const id = start(database, "a1b2c3d4");
  database.transaction((tx) => beat(tx, id, { now: 11_000, stages: STAGES }));
  const [run] = lastRuns(database, 1);
  assert.equal(run?.status, "running");
  assert.equal(run?.heartbeatAt, 11_000);
  assert.equal(run?.items, 235);
  assert.deepEqual(run?.stages, STAGES);
});

Deno.test("beat() leaves a run alone that has ended", () => {
  using database = openStore(":memory:", { mode: "write" });
  const id = start(database, "a1b2c3d4");
  database.transaction((tx) =>
    finishRun(tx, id, { status: "succeeded", stages: STAGES, now: 5000 })
  );
  database.transaction((tx) => beat(tx, id, { now: 9000, stages: [] }));
  const [run] = lastRuns(database, 1);
  assert.equal(run?.heartbeatAt, 5000);
  assert.deepEqual(run?.stages, STAGES);
});

Deno.test("closeDeadRuns() closes what is still running, at its last sign of life", () => {
  using database = openStore(":memory:", { mode: "write" });
  const done = start(database, "d0d0d0d0");
  database.transaction((tx) => finishRun(tx, done, { status: "succeeded", stages: [], now: 1500 }));
  const dead = start(database, "dead0001");
  database.transaction((tx) => beat(tx, dead, { now: 7000, stages: STAGES }));
  assert.deepEqual(database.transaction((tx) => closeDeadRuns(tx, () => false)), ["dead0001"]);
  assert.deepEqual(database.transaction((tx) => closeDeadRuns(tx, () => false)), []);
  const [run, other] = lastRuns(database, 2);
  assert.equal(run?.status, "interrupted");
  assert.equal(run?.finishedAt, 7000);
  assert.equal(run?.error, "The process ended without a word");
  assert.deepEqual(run?.stages, STAGES);
  assert.equal(other?.status, "succeeded");
});

Deno.test("lastRuns() lists the newest first, as many as asked for", () => {
  using database = openStore(":memory:", { mode: "write" });
  for (const id of ["a1b2c3d4", "a1b2ffff", "0b0b0b0b"]) start(database, id);
  assert.deepEqual(lastRuns(database, 2).map((run) => run.runId), ["0b0b0b0b", "a1b2ffff"]);
  assert.deepEqual(lastRunIds(database, 9), ["0b0b0b0b", "a1b2ffff", "a1b2c3d4"]);
  assert.deepEqual(lastRuns(database, 1)[0]?.requested, { projects: 2 });
});

Deno.test("runsByPrefix() finds runs by the beginning of their id", async (t) => {
  using database = openStore(":memory:", { mode: "write" });
  for (const id of ["a1b2c3d4", "a1b2ffff", "0b0b0b0b"]) start(database, id);
  const cases: Record<string, string[]> = {
    a1b2c3d4: ["a1b2c3d4"],
    "0": ["0b0b0b0b"],
    a1b2: ["a1b2ffff", "a1b2c3d4"],
    "a1b2%": [],
    a2: [],
  };
  for (const [prefix, expected] of Object.entries(cases)) {
    await t.step(`"${prefix}"`, () => {
      assert.deepEqual(runsByPrefix(database, prefix, 5).map((run) => run.runId), expected);
    });
  }
});

Deno.test("lastRuns() reads a ledger that another tool has written nonsense into", () => {
  using database = openStore(":memory:", { mode: "write" });
  start(database, "a1b2c3d4");
  database.transaction((tx) => tx.run("update sync_runs set metrics_json = '[{', mode = null"));
  assert.deepEqual(lastRuns(database, 1)[0]?.stages, []);
});

Deno.test("finishRun() counts what a run without mirroring made", () => {
  using database = openStore(":memory:", { mode: "write" });
  const id = start(database, "a1b2c3d4");
  const stages = [{ name: "embed", elapsed_ms: 3, items_processed: 1024 }];
  database.transaction((tx) => finishRun(tx, id, { status: "succeeded", stages, now: 5 }));
  assert.equal(lastRuns(database, 1)[0]?.items, 1024);
});
