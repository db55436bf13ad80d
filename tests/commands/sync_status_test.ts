import assert from "node:assert/strict";
import { join } from "node:path";
import { syncStatus } from "../../commands/sync_status.ts";
import { saveCoverage } from "../../lib/db/cursors.ts";
import { takeLock } from "../../lib/db/lock.ts";
import { openStore, type Transaction } from "../../lib/db/mod.ts";
import { saveProject, saveSource } from "../../lib/db/projects.ts";
import { enterPhase, finishRun, type RunEnd, startRun } from "../../lib/db/runs.ts";
import type { StageTiming } from "../../lib/spans/mod.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "../support/fake_host.ts";
import { aProject, NOON } from "../support/model.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const MINUTE_MS = 60_000;

const STAGES: StageTiming[] = [
  {
    name: "ingest_issues",
    elapsed_ms: 12_340,
    items_processed: 150,
    items_skipped: 30,
    errors: 1,
    rate_limit_hits: 3,
    retries: 4,
    sub_stages: [
      {
        name: "fetch_pages",
        project: "acme/web",
        elapsed_ms: 5200,
        items_processed: 150,
        rate_limit_hits: 3,
        retries: 4,
      },
      { name: "sync_discussions", project: "acme/web", elapsed_ms: 6800, items_processed: 42 },
    ],
  },
  { name: "ingest_mrs", elapsed_ms: 18_900, items_processed: 85 },
];

/** A data directory with a store, and lore to ask about it. */
class Scene implements Disposable {
  readonly #folder = temporaryFolder();
  readonly dataDir = join(this.#folder.path, "data");
  readonly host = new FakeHost({ LORE_DATA_DIR: this.dataDir, HOME: this.#folder.path });

  write(body: (tx: Transaction) => void): void {
    using database = openStore(join(this.dataDir, "lore.db"), { mode: "write" });
    database.transaction(body);
  }

  /** Enters a run that began `minutesAgo`; one without an end is running. */
  run(runId: string, minutesAgo: number, end?: Partial<RunEnd>): void {
    const now = this.host.clock.now() - minutesAgo * MINUTE_MS;
    this.write((tx) => {
      const id = startRun(tx, { runId, command: "sync", mode: "incremental", now });
      enterPhase(tx, id, { phase: "ingest_mrs", now, stages: [] });
      if (end === undefined) return;
      finishRun(tx, id, { status: "succeeded", stages: [], now: now + 45_230, ...end });
    });
  }

  ask(...argv: string[]): Promise<LoreRun> {
    return runLore(argv, { commands: [syncStatus], host: this.host });
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

function data(run: LoreRun): Record<string, unknown> & { runs: Record<string, unknown>[] } {
  const envelope = envelopeOf(run);
  assert.equal(envelope.ok, true);
  return envelope.data as ReturnType<typeof data>;
}

/** The minute as a reader here sees it. */
function localMinute(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}`;
}

Deno.test("sync-status lists the last runs with time, duration, items and errors", async () => {
  using scene = new Scene();
  scene.run("a1b2c3d4", 30, { stages: STAGES });
  scene.run("d4e5f6a7", 20, { status: "failed", error: "Cannot reach the forge", errors: 1 });
  scene.run("a7b8c9d0", 10, {});
  const { code, out } = await scene.ask("sync-status");
  assert.equal(code, 0);
  const at = (minutes: number): string => localMinute(scene.host.clock.now() - minutes * MINUTE_MS);
  assert.equal(
    out,
    `Recent sync runs:
  Run a7b8c9d0 | ${at(10)} | 45.2s | 0 items | 0 errors
  Run d4e5f6a7 | ${at(20)} | 45.2s | 0 items | 1 error | failed
  Run a1b2c3d4 | ${at(30)} | 45.2s | 235 items | 1 error
`,
  );
});

Deno.test("sync-status -n shows as many runs as asked for", async () => {
  using scene = new Scene();
  for (const id of ["00000001", "00000002", "00000003"]) scene.run(id, 5, {});
  const { runs } = data(await scene.ask("--robot", "sync-status", "-n", "2"));
  assert.deepEqual(runs.map(({ run_id }) => run_id), ["00000003", "00000002"]);
});

Deno.test("sync-status as JSON has each run's stages, cursors, summary and coverage", async () => {
  using scene = new Scene();
  scene.run("a1b2c3d4", 30, { stages: STAGES });
  const { runs, cursors, summary, coverage } = data(await scene.ask("--robot", "sync-status"));
  const startedAt = scene.host.clock.now() - 30 * MINUTE_MS;
  assert.deepEqual(runs, [{
    run_id: "a1b2c3d4",
    command: "sync",
    mode: "incremental",
    status: "succeeded",
    phase: "ingest_mrs",
    started_at: new Date(startedAt).toISOString(),
    heartbeat_at: new Date(startedAt + 45_230).toISOString(),
    finished_at: new Date(startedAt + 45_230).toISOString(),
    elapsed_ms: 45_230,
    total_items_processed: 235,
    total_errors: 1,
    rate_limit_hits: 3,
    retries: 4,
    error: null,
    requested: null,
    stages: STAGES,
  }]);
  assert.deepEqual(cursors, []);
  assert.deepEqual(coverage, []);
  assert.equal((summary as Record<string, number>).issues, 0);
});

Deno.test("sync-status --run shows the stages of one run and how to read its log", async () => {
  using scene = new Scene();
  scene.run("a1b2c3d4", 30, {
    status: "failed",
    error: "Cannot reach the forge",
    stages: STAGES,
  });
  scene.run("ffff0000", 10, {});
  const { code, out } = await scene.ask("sync-status", "--run", "A1B2");
  assert.equal(code, 0);
  const startedAt = scene.host.clock.now() - 30 * MINUTE_MS;
  const file = join(scene.dataDir, "logs", `lore.${localMinute(startedAt).slice(0, 10)}.log`);
  assert.equal(
    out,
    `Run a1b2c3d4: sync (incremental), failed
  Started   ${localMinute(startedAt)}, took 45.2s
  Processed 235 items, 1 error, 3 rate limits, 4 retries
  Phase     ingest_mrs
  Error     Cannot reach the forge

Stages
  Ingest issues                                 12.3s  150 items, 30 skipped, 1 error, 3 rate limits, 4 retries
    Fetch pages acme/web                         5.2s  150 items, 3 rate limits, 4 retries
    Sync discussions acme/web                    6.8s  42 items
  Ingest MRs                                    18.9s  85 items

Log
  jq -c 'select(.span.run_id == "a1b2c3d4")' ${file}
`,
  );
});

Deno.test("sync-status --run names the log file of every day on which the run ran", async () => {
  using scene = new Scene();
  const day = new Date(NOON);
  scene.host.clock.jumpTo(day.setHours(23, 50, 0, 0) + 60 * MINUTE_MS);
  scene.run("a1b2c3d4", 60, { now: scene.host.clock.now() });
  const { log } = data(await scene.ask("--robot", "sync-status", "--run", "a1b2c3d4"));
  assert.deepEqual((log as { files: string[] }).files.map((file) => file.slice(-19)), [
    "lore.2026-01-15.log",
    "lore.2026-01-16.log",
  ]);
});

Deno.test("sync-status --run answers an unknown id with those that are near", async (t) => {
  using scene = new Scene();
  scene.run("a1b2c3d4", 30, {});
  scene.run("ffff0000", 20, {});
  const cases: Record<string, string> = {
    a1b2c3d5: "Did you mean a1b2c3d4?",
    zzzz: "The last runs were ffff0000, a1b2c3d4",
  };
  for (const [id, hint] of Object.entries(cases)) {
    await t.step(id, async () => {
      scene.host.terminal.out = "";
      const run = await scene.ask("--robot", "sync-status", "--run", id);
      assert.equal(run.code, 5);
      const error = envelopeOf(run).error as Record<string, unknown>;
      assert.equal(error.code, "NOT_FOUND");
      assert.equal(error.hint, hint);
    });
  }
});

Deno.test("sync-status --run refuses the beginning of several ids, and lists them", async () => {
  using scene = new Scene();
  scene.run("a1b2c3d4", 30, {});
  scene.run("a1ffffff", 20, {});
  const run = await scene.ask("--robot", "sync-status", "--run", "a1");
  assert.equal(run.code, 2);
  assert.deepEqual((envelopeOf(run).error as { actions: string[] }).actions, [
    "lore sync-status --run a1ffffff",
    "lore sync-status --run a1b2c3d4",
  ]);
});

Deno.test("sync-status shows a run that died as such, though the ledger has it running", async () => {
  using scene = new Scene();
  scene.run("dead0001", 30);
  const [run] = data(await scene.ask("--robot", "sync-status")).runs;
  assert.equal(run?.status, "interrupted");
  assert.equal(run?.dead, true);
  assert.equal(run?.elapsed_ms, 0);
  scene.host.terminal.out = "";
  assert.match((await scene.ask("sync-status")).out, /Run dead0001 .* \| died\n/);
});

Deno.test("sync-status shows the run that holds the lock as running", async () => {
  using scene = new Scene();
  scene.run("dead0001", 60);
  scene.run("a11fe000", 2);
  const { clock } = scene.host;
  using _lock = await takeLock(scene.dataDir, {
    clock,
    runId: "a11fe000",
    command: "sync",
    staleMs: 1,
  });
  clock.jumpTo(clock.now() + MINUTE_MS);
  const { out } = await scene.ask("sync-status");
  assert.match(out, /Run a11fe000 \| .* \| 3m 00s \| 0 items \| 0 errors \| running: ingest_mrs\n/);
  assert.match(out, /Run dead0001 .* \| died\n/);
});

Deno.test("sync-status sets what is stored against what the forge counted", async () => {
  using scene = new Scene();
  scene.write((tx) => {
    const source = saveSource(tx, { name: "work", forge: "gitlab", url: "https://forge.test" });
    const projectId = saveProject(tx, source, aProject());
    const walk = {
      runId: "a1b2c3d4",
      projectId,
      updatedFrom: null,
      updatedTo: null,
      beganAt: scene.host.clock.now(),
      serverTime: scene.host.clock.now(),
      finished: true,
      wholeSince: scene.host.clock.now(),
      withheld: 0,
      mode: "full",
    } as const;
    saveCoverage(tx, { ...walk, kind: "issue", rowsSeen: 0, forgeTotal: 0, unparsed: 0 });
    saveCoverage(tx, {
      ...walk,
      kind: "merge_request",
      rowsSeen: 5,
      forgeTotal: 9,
      unparsed: 1,
      withheld: 3,
    });
  });
  const { out } = await scene.ask("sync-status");
  const rows = out.split("\n").filter((line) => line.startsWith("acme/web"))
    .map((line) => line.split(/ {2,}/));
  assert.deepEqual(rows, [
    ["acme/web", "issues", "0", "0 of 0", "just now", "nothing"],
    ["acme/web", "MRs", "0", "5 of 9", "just now", "3 left out of the list"],
  ]);
  const { coverage } = data(
    await runLore(["--robot", "sync-status"], {
      commands: [syncStatus],
      host: Object.assign(new FakeHost(scene.host.variables), { clock: scene.host.clock }),
    }),
  );
  assert.deepEqual(
    (coverage as { complete: boolean }[]).map(({ complete }) => complete),
    [true, false],
  );
});

Deno.test("sync-status without a store says how to make one", async () => {
  using scene = new Scene();
  const run = await scene.ask("--robot", "sync-status");
  assert.equal(run.code, 5);
  assert.deepEqual((envelopeOf(run).error as { actions: string[] }).actions, ["lore sync"]);
});

Deno.test("sync-status of an empty store says that no sync has run", async () => {
  using scene = new Scene();
  scene.write(() => {});
  assert.equal((await scene.ask("sync-status")).out, "No sync has run yet\n");
});

Deno.test("sync-status says of a run that finished in part that it did", async () => {
  using scene = new Scene();
  scene.run("a1b2c3d4", 5, { error: "Finished in part: the forge was down", errors: 1 });
  scene.run("b2c3d4e5", 4, {});
  const { out } = await scene.ask("sync-status");
  assert.match(out, /Run a1b2c3d4 .* \| in part$/m);
  assert.doesNotMatch(out, /Run b2c3d4e5 .* in part/);
});

Deno.test("sync-status pages through the runs", async () => {
  using scene = new Scene();
  for (const [at, id] of ["aaaaaaa1", "aaaaaaa2", "aaaaaaa3"].entries()) scene.run(id, 30 - at, {});
  const ids = async (...argv: string[]) => {
    const run = await runLore(["--robot", "sync-status", "-n2", ...argv], {
      commands: [syncStatus],
      host: scene.host,
    });
    scene.host.terminal.out = "";
    const { data, meta } = envelopeOf(run) as {
      data: { runs: { run_id: string }[] };
      meta: { next?: string };
    };
    return [data.runs.map(({ run_id }) => run_id), meta.next];
  };
  assert.deepEqual(await ids(), [
    ["aaaaaaa3", "aaaaaaa2"],
    "lore --robot sync-status --limit 2 --offset 2",
  ]);
  assert.deepEqual(await ids("--offset", "2"), [["aaaaaaa1"], undefined]);
});
