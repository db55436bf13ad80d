import assert from "node:assert/strict";
import { join } from "node:path";
import { closeDeadRuns } from "../../../../lib/db/runs.ts";
import { holdsRunLock, sweepRunLocks, takeRunLock } from "../../../../lib/db/run_lock.ts";
import { openStore } from "../../../../lib/db/mod.ts";
import { FAULTS } from "../../../../lib/forge/demo/mod.ts";
import { listFolder } from "../../../../lib/platform/files.ts";
import { syncStatus } from "../../../../lib/sync/status.ts";
import { DemoSync } from "../../../support/demo_sync.ts";
import { failureOf, HOUR_MS, settledForge } from "../../../support/surgical_scene.ts";
import { temporaryFolder } from "../../../support/temporary_folder.ts";
import { FakeClock } from "../../../support/fake_clock.ts";

const ITEMS = "#1 #2 !1";

/** A forge that has changed since it was mirrored, and what an undisturbed run makes of the mirror. */
class Scene implements Disposable {
  readonly forge = settledForge();
  clean: Record<string, unknown[]> = {};
  /** Requests of an undisturbed run. */
  requests = 0;
  readonly #old = new DemoSync(this.forge);

  async prepare(): Promise<this> {
    const { forge } = this;
    await this.#old.sync();
    for (const iid of [1, 2]) {
      const at = { project: "acme/web", kind: "issue", iid } as const;
      forge.changes.editTitle(at, `Kumquat ${iid}`);
      forge.changes.addNote(at, { body: "Another kumquat" });
    }
    forge.changes.pushFiles({ project: "acme/web", kind: "merge_request", iid: 1 }, [
      { path: "src/kumquat.ts" },
    ]);
    forge.advance(HOUR_MS);
    using clean = this.mirror();
    await clean.surgical(ITEMS);
    this.requests = forge.requests.length;
    this.clean = clean.dump();
    return this;
  }

  /** The mirror as it was before the changes. */
  mirror(): DemoSync {
    const sync = new DemoSync(this.forge);
    Deno.copyFileSync(join(this.#old.dataDir, "lore.db"), join(sync.dataDir, "lore.db"));
    this.forge.setFaults([]);
    this.forge.clearRequests();
    return sync;
  }

  [Symbol.dispose](): void {
    this.#old[Symbol.dispose]();
  }
}

/** At which write each phase fails. */
const OBSTACLES = {
  ingest: { table: "issues", event: "update" },
  dependents: { table: "notes", event: "insert" },
  docs: { table: "documents", event: "update" },
  embed: { table: "chunks", event: "insert" },
} as const;

Deno.test("resumeSurgical() finishes a run that failed in any phase, from there on", async (t) => {
  using scene = await new Scene().prepare();
  for (const [phase, { table, event }] of Object.entries(OBSTACLES)) {
    await t.step(phase, async () => {
      const { forge, clean, requests: whole } = scene;
      using sync = scene.mirror();
      const failed = await failureOf(sync.surgical(ITEMS, {
        runId: "resumed1",
        prepare: (database) =>
          database.exec(`create temp trigger no_room before ${event} on ${table}
            begin select raise(abort, 'no room'); end`),
      }));
      assert.equal(failed.actions[0], "lore sync --resume resumed1");
      const [row] = sync.ask((reader) =>
        reader.all<Record<string, unknown>>(
          "select phase, failed_phase as at from sync_runs order by id desc limit 1",
        )
      );
      assert.deepEqual([row?.phase, row?.at], ["failed", phase]);
      const before = forge.requests.length;
      const result = await sync.resume("resu");
      const again = forge.requests.length - before;
      if (phase === "ingest") assert.equal(again, whole);
      else if (phase === "dependents") assert.ok(again > 0 && again < whole - 2, `${again}`);
      else assert.equal(again, 0);
      assert.deepEqual([result.run_id, result.attempts, result.failed], ["resumed1", 2, 0]);
      assert.ok(result.entities.every(({ status }) => status === "refreshed"));
      assert.deepEqual(Object.keys(result.stage_timings_ms), [
        ...["preflight", "ingest", "dependents", "docs", "embed"],
      ]);
      assert.deepEqual(sync.dump(), clean);
      assert.equal(sync.runs().filter(({ run_id }) => run_id === "resumed1").length, 1);
    });
  }
});

Deno.test("resumeSurgical() goes on where an interruption stopped a run, at any of its requests", async () => {
  using scene = await new Scene().prepare();
  const { forge, clean } = scene;
  for (let n = 1; n <= scene.requests; n++) {
    using sync = scene.mirror();
    const controller = new AbortController();
    let asked = 0;
    const error = await failureOf(sync.surgical(ITEMS, {
      runId: "stopped1",
      signal: controller.signal,
      fetch: (request) => {
        if (++asked === n) controller.abort(new DOMException("Interrupted", "AbortError"));
        return forge.fetch(request);
      },
    }));
    assert.equal(error.code, "INTERRUPTED", `request ${n}`);
    assert.deepEqual(error.actions[0], "lore sync --resume stopped1");
    const last = sync.runs().at(-1);
    assert.equal(last?.status, "interrupted");
    assert.ok(["preflight", "dependents"].includes(last?.phase ?? ""), `${last?.phase}`);
    await sync.resume("stopped1");
    assert.deepEqual(sync.dump(), clean, `request ${n}`);
  }
});

Deno.test("resumeSurgical() finds done what an ordinary sync took over from a dead run", async () => {
  using scene = await new Scene().prepare();
  const { forge, clean } = scene;
  using sync = scene.mirror();
  forge.setFaults([{ match: /discussions/, fault: FAULTS.refused(401, "Unauthorized") }]);
  await failureOf(sync.surgical(ITEMS, { runId: "adopted1" }));
  forge.setFaults([]);
  const scoped = "select distinct scope_run_id from dependents_queue";
  assert.deepEqual(sync.column(scoped), ["adopted1"]);
  await sync.sync();
  forge.clearRequests();
  const result = await sync.resume("adopted1");
  assert.deepEqual([forge.requests, result.failed], [[], 0]);
  const { documents, notes } = sync.dump();
  assert.deepEqual({ documents, notes }, { documents: clean.documents, notes: clean.notes });
});

Deno.test("resumeSurgical() fetches what an ordinary sync took over and could not fetch either", async () => {
  using scene = await new Scene().prepare();
  const { forge, clean } = scene;
  using sync = scene.mirror();
  forge.setFaults([{ match: /discussions/, fault: FAULTS.refused(401, "Unauthorized") }]);
  await failureOf(sync.surgical(ITEMS, { runId: "adopted1" }));
  forge.setFaults([{ match: /issues\/1\/discussions/, fault: FAULTS.dropped }]);
  assert.ok((await sync.sync()).failed > 0);
  assert.deepEqual(sync.column("select scope_run_id from dependents_queue"), [null]);
  forge.setFaults([]);
  forge.clearRequests();
  await sync.resume("adopted1");
  assert.deepEqual(forge.requests.map(({ path }) => path.replace(/\?.*/, "")), [
    "/api/v4/projects/1001/issues/1/discussions",
  ]);
  assert.deepEqual(sync.dump().notes, clean.notes);
});

Deno.test("resumeSurgical() enters the next phase in the transaction that makes its work known", async () => {
  using scene = await new Scene().prepare();
  using sync = scene.mirror();
  // The ledger is told a second time when the phase begins: by then it is known.
  await failureOf(sync.surgical(ITEMS, {
    runId: "between1",
    prepare: (database) =>
      database.exec(`create temp trigger told before update of phase on sync_runs
        when old.phase = 'dependents' and new.phase = 'dependents'
        begin select raise(abort, 'died'); end`),
  }));
  scene.forge.clearRequests();
  await sync.resume("between1");
  const items = scene.forge.requests.filter(({ path }) => /\/\d+\?with_labels/.test(path));
  assert.deepEqual(items, []);
  assert.deepEqual(sync.dump(), scene.clean);
});

Deno.test("resumeSurgical() leaves alone a run that another process has finished meanwhile", async () => {
  using scene = await new Scene().prepare();
  using sync = scene.mirror();
  const { clock, dataDir } = sync;
  scene.forge.setFaults([{ match: /discussions/, fault: FAULTS.refused(401, "Unauthorized") }]);
  await failureOf(sync.surgical(ITEMS, { runId: "faster01" }));
  const other = await takeRunLock(dataDir, { runId: "faster01", clock });
  // While this process waits to try the lock once more, the other one ends.
  using _later = clock.every(10, () => {
    if (sync.column("select phase from sync_runs where run_id = 'faster01'")[0] === "done") return;
    using database = openStore(join(dataDir, "lore.db"), { mode: "write" });
    database.transaction((tx) =>
      tx.run("update sync_runs set phase = 'done', attempts = 2 where run_id = 'faster01'")
    );
    other[Symbol.dispose]();
  });
  scene.forge.clearRequests();
  const error = await failureOf(sync.resume("faster01"));
  assert.deepEqual([error.code, scene.forge.requests], ["LOCK_HELD", []]);
});

Deno.test("resumeSurgical() refuses what cannot be resumed, and says why", async () => {
  using scene = await new Scene().prepare();
  using sync = scene.mirror();
  const [ordinary] = sync.runs();
  assert.ok(ordinary);
  const refused = await failureOf(sync.resume(ordinary.run_id));
  assert.deepEqual([refused.code, refused.actions[0]], ["USAGE", "lore sync"]);
  assert.match(refused.hint ?? "", /--resume is for those of --issue and --mr/);
  const unknown = await failureOf(sync.resume("zzzzzzzz"));
  assert.deepEqual([unknown.code, unknown.actions], ["NOT_FOUND", ["lore sync-status"]]);
  await sync.surgical("#1", { runId: "alive001" });
  const { clock, dataDir } = sync;
  {
    using _alive = await takeRunLock(dataDir, { runId: "alive001", clock });
    using database = openStore(join(dataDir, "lore.db"), { mode: "write" });
    database.transaction((tx) =>
      tx.run("update sync_runs set status = 'running', phase = 'docs' where run_id = 'alive001'")
    );
    const alive = await failureOf(sync.resume("alive001"));
    assert.deepEqual([alive.code, alive.details.run_id], ["LOCK_HELD", "alive001"]);
  }
});

Deno.test("resumeSurgical() names the runs that can be resumed, for one that is not there", async () => {
  using scene = await new Scene().prepare();
  using sync = scene.mirror();
  await sync.surgical("#1", { runId: "d0ed0ed0" });
  scene.forge.setFaults([{ match: /discussions/, fault: FAULTS.refused(401, "Unauthorized") }]);
  await failureOf(sync.surgical("#1 #2", { runId: "beefbeef" }));
  for (
    const [wanted, hint] of [
      ["zzzzzzzz", "The last runs were beefbeef"],
      ["beefbefe", "Did you mean beefbeef?"],
    ] as const
  ) {
    const error = await failureOf(sync.resume(wanted));
    assert.deepEqual([error.hint, error.actions], [hint, ["lore sync --resume beefbeef"]]);
  }
});

Deno.test("a run lives as long as it holds its lock, whoever holds the pipeline's", async () => {
  using scene = await new Scene().prepare();
  using sync = scene.mirror();
  const { clock, dataDir } = sync;
  await sync.surgical("#1", { runId: "lives001" });
  const path = join(dataDir, "lore.db");
  using database = openStore(path, { mode: "write" });
  const running =
    "update sync_runs set status = 'running', phase = 'preflight', finished_at = null";
  database.transaction((tx) => tx.run(`${running} where run_id = 'lives001'`));
  const view = () =>
    syncStatus(database, { run: "lives001", limit: 1, dataDir, now: clock.now() }).runs[0];
  assert.deepEqual([view()?.status, view()?.dead], ["interrupted", true]);
  {
    using _alive = await takeRunLock(dataDir, { runId: "lives001", clock });
    assert.deepEqual([view()?.status, view()?.dead], ["running", undefined]);
    // An ordinary sync holds the pipeline lock and buries the dead.
    await sync.sync();
    assert.deepEqual(sync.column("select status from sync_runs where run_id = 'lives001'"), [
      "running",
    ]);
    assert.ok(holdsRunLock(dataDir, "lives001"), "the sweep took the lock away");
  }
  await sync.sync();
  assert.deepEqual(sync.column("select status from sync_runs where run_id = 'lives001'"), [
    "interrupted",
  ]);
});

Deno.test("sweepRunLocks() removes what the dead left, and nothing that is held", async () => {
  using folder = temporaryFolder();
  const clock = new FakeClock();
  folder.write("runs/dead0001.lock", "");
  folder.write("runs/notes.txt", "not ours");
  using _alive = await takeRunLock(folder.path, { runId: "alive001", clock });
  sweepRunLocks(folder.path);
  const left = () => listFolder(join(folder.path, "runs")).map(({ name }) => name).sort();
  assert.deepEqual(left(), ["alive001.lock", "notes.txt"]);
  await assert.rejects(takeRunLock(folder.path, { runId: "alive001", clock }), {
    code: "LOCK_HELD",
  });
});

Deno.test("closeDeadRuns() asks of each run whether it lives", () => {
  using database = openStore(":memory:", { mode: "write" });
  database.transaction((tx) => {
    for (const id of ["alive001", "dead0001"]) {
      tx.run(
        `insert into sync_runs (run_id, command, status, started_at, heartbeat_at)
         values (?, 'sync', 'running', 1, 1)`,
        id,
      );
    }
  });
  const dead = database.transaction((tx) => closeDeadRuns(tx, (id) => id === "alive001"));
  assert.deepEqual(dead, ["dead0001"]);
});
