import assert from "node:assert/strict";
import { join } from "node:path";
import { type Database, openStore } from "../../../lib/db/mod.ts";
import { lockState } from "../../../lib/db/lock.ts";
import { lastRuns, type RunRecord, startRun } from "../../../lib/db/runs.ts";
import { LoreError } from "../../../lib/errors.ts";
import { remove, temporaryFolder } from "../../../lib/platform/files.ts";
import { currentRunId, record, span, withRun } from "../../../lib/spans/mod.ts";
import { ledgerRun, type LedgerRunOptions } from "../../../lib/sync/ledger_run.ts";
import { listen } from "../../support/heard.ts";
import { FakeClock } from "../../support/fake_clock.ts";

const HEARTBEAT_MS = 10_000;

/** A data directory of its own, and what a run in it needs. */
class Scene implements Disposable {
  readonly dataDir = temporaryFolder("lore-ledger-");
  readonly clock = new FakeClock();
  readonly abort = new AbortController();

  options<T>(change: Partial<LedgerRunOptions<T>> = {}): LedgerRunOptions<T> {
    return {
      dataDir: this.dataDir,
      openStore: () => this.open("write"),
      clock: this.clock,
      signal: this.abort.signal,
      command: "sync",
      heartbeatMs: HEARTBEAT_MS,
      staleLockMs: 1_800_000,
      ...change,
    };
  }

  open(mode: "read" | "write"): Database {
    return openStore(join(this.dataDir, "lore.db"), { mode, clock: this.clock });
  }

  /** The last run as another process sees it. */
  lastRun(): RunRecord {
    using database = this.open("read");
    const [run] = lastRuns(database, 1);
    assert.ok(run !== undefined, "the ledger is empty");
    return run;
  }

  [Symbol.dispose](): void {
    remove(this.dataDir);
  }
}

Deno.test("ledgerRun() is running while its body runs and succeeded afterwards", async () => {
  using scene = new Scene();
  const seen = await withRun(
    { command: "sync", clock: scene.clock },
    (run) =>
      ledgerRun(scene.options({ mode: "full", requested: { projects: 1 } }), async (ledger) => {
        assert.equal(ledger.id, run.id);
        ledger.enterPhase("ingest_issues");
        await span("ingest_issues", {}, () => Promise.resolve(record({ items_processed: 3 })));
        return { id: run.id, during: scene.lastRun() };
      }),
  );
  assert.equal(seen.during.status, "running");
  assert.equal(seen.during.phase, "ingest_issues");
  const after = scene.lastRun();
  assert.equal(after.runId, seen.id);
  assert.equal(after.status, "succeeded");
  assert.equal(after.finishedAt, scene.clock.now());
  assert.equal(after.items, 3);
  assert.equal(after.error, null);
  assert.deepEqual(after.requested, { projects: 1 });
  assert.deepEqual(after.stages, [{ name: "ingest_issues", elapsed_ms: 0, items_processed: 3 }]);
});

Deno.test("ledgerRun() that fails records why, with what was measured before", async () => {
  using scene = new Scene();
  const failure = new LoreError("FORGE_UNAVAILABLE", "Cannot reach the forge");
  await assert.rejects(
    withRun(
      { command: "sync", clock: scene.clock },
      () =>
        ledgerRun(scene.options(), () =>
          span("ingest_issues", {}, async () => {
            record({ items_processed: 7 });
            await scene.clock.sleep(250);
            throw failure;
          })),
    ),
    failure,
  );
  const run = scene.lastRun();
  assert.equal(run.status, "failed");
  assert.equal(run.error, "Cannot reach the forge");
  assert.equal(run.errors, 1);
  assert.deepEqual(run.stages, [{ name: "ingest_issues", elapsed_ms: 250, items_processed: 7 }]);
});

Deno.test("ledgerRun() whose signal aborts is interrupted, whatever it throws", async (t) => {
  const thrown: Record<string, () => unknown> = {
    "the signal's reason": () => new DOMException("Aborted", "AbortError"),
    "an error of its own": () => new LoreError("FORGE_UNAVAILABLE", "Connection was cut"),
  };
  for (const [name, error] of Object.entries(thrown)) {
    await t.step(name, async () => {
      using scene = new Scene();
      await assert.rejects(
        ledgerRun(scene.options(), () => {
          scene.abort.abort();
          return Promise.reject(error());
        }),
        { code: "INTERRUPTED" },
      );
      assert.equal(scene.lastRun().status, "interrupted");
    });
  }
});

Deno.test("ledgerRun() that is interrupted names the command that goes on", async (t) => {
  const cases: readonly [Partial<LedgerRunOptions<unknown>>, string, string][] = [
    [{ mode: "incremental" }, "lore sync", "goes on where this run stopped"],
    [
      { requested: { project: "acme/web" } },
      "lore sync --project acme/web",
      "goes on where this run stopped",
    ],
    [{ mode: "full" }, "lore sync --full", "begins once more"],
    [{ command: "ingest mrs" }, "lore ingest mrs", "goes on where this run stopped"],
  ];
  for (const [change, command, does] of cases) {
    await t.step(command, async () => {
      using scene = new Scene();
      const failed = ledgerRun(scene.options(change), () => {
        scene.abort.abort();
        return Promise.reject(scene.abort.signal.reason);
      });
      await assert.rejects(failed, {
        hint: `What was stored is kept; ${command} ${does}`,
        actions: [command, "lore sync-status"],
      });
    });
  }
});

Deno.test("ledgerRun() that finished in part has succeeded, and says what is missing", async () => {
  using scene = new Scene();
  const problem = new LoreError("PARTIAL", "2 of 3 projects were synced");
  await ledgerRun(scene.options<number>({ problem: () => problem }), () => Promise.resolve(2));
  const run = scene.lastRun();
  assert.equal(run.status, "succeeded");
  assert.equal(run.error, "2 of 3 projects were synced");
  assert.equal(run.errors, 1);
});

Deno.test("ledgerRun() writes no secret down, whatever an error says", async () => {
  using scene = new Scene();
  const failure = new Error("refused Authorization: Bearer glpat-abcdefghij0123456789");
  await assert.rejects(ledgerRun(scene.options(), () => Promise.reject(failure)), failure);
  const { error } = scene.lastRun();
  assert.match(error ?? "", /refused/);
  assert.doesNotMatch(error ?? "", /abcdefghij/);
});

Deno.test("ledgerRun() shows signs of life in the ledger and beside the lock", async () => {
  using scene = new Scene();
  await ledgerRun(scene.options(), () =>
    span("ingest_issues", {}, () => {
      record({ items_processed: 1 });
      const startedAt = scene.clock.now();
      scene.clock.advance(2.5 * HEARTBEAT_MS);
      const run = scene.lastRun();
      assert.equal(run.heartbeatAt, startedAt + 2 * HEARTBEAT_MS);
      assert.equal(run.items, 1);
      const state = lockState(scene.dataDir);
      assert.ok(state.held);
      assert.equal(state.holder?.heartbeatAt, startedAt + 2 * HEARTBEAT_MS);
      return Promise.resolve();
    }));
  assert.deepEqual(lockState(scene.dataDir), { held: false });
});

Deno.test("ledgerRun() marks runs that died as interrupted", async () => {
  using scene = new Scene();
  {
    using database = scene.open("write");
    database.transaction((tx) => startRun(tx, { runId: "dead0001", command: "sync", now: 5 }));
  }
  await ledgerRun(scene.options(), () => Promise.resolve());
  using database = scene.open("read");
  assert.deepEqual(
    lastRuns(database, 9).map(({ status, finishedAt }) => ({ status, finishedAt })),
    [
      { status: "succeeded", finishedAt: scene.clock.now() },
      { status: "interrupted", finishedAt: 5 },
    ],
  );
});

Deno.test("ledgerRun() refuses to start beside another, before it opens the store", async () => {
  using scene = new Scene();
  await ledgerRun(scene.options(), async () => {
    const openedTwice = (): Database => assert.fail("the store was opened");
    await assert.rejects(
      ledgerRun(scene.options({ openStore: openedTwice }), () => Promise.resolve()),
      { code: "LOCK_HELD" },
    );
  });
  assert.equal(scene.lastRun().status, "succeeded");
});

Deno.test("ledgerRun() frees the lock when the store cannot be opened", async () => {
  using scene = new Scene();
  const failure = new LoreError("DISK_FULL", "The disk is full");
  const openStore = () => Promise.reject(failure);
  await assert.rejects(ledgerRun(scene.options({ openStore }), () => Promise.resolve()), failure);
  await ledgerRun(scene.options(), () => Promise.resolve());
});

Deno.test("ledgerRun() outside of a run makes one", async () => {
  using scene = new Scene();
  const id = await ledgerRun(scene.options(), (run) => {
    assert.equal(currentRunId(), run.id);
    return Promise.resolve(run.id);
  });
  assert.match(id, /^[0-9a-f]{8}$/);
  assert.equal(scene.lastRun().runId, id);
});

Deno.test("ledgerRun() warns in the log of what finished in part, and only of that", async () => {
  using scene = new Scene();
  const problem = new LoreError("PARTIAL", "2 of 3 projects were synced");
  using heard = listen("INFO", "lore::runs");
  await ledgerRun(scene.options<number>({ problem: () => problem }), () => Promise.resolve(2));
  await ledgerRun(scene.options<number>(), () => Promise.resolve(3));
  assert.deepEqual(
    heard.lines.map(({ level, message }) => [level, message]),
    [["WARN", "Run finished in part"], ["INFO", "Run finished"]],
  );
});
