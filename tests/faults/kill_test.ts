/** `lore sync` as a process that is killed, or told to stop, in the middle of its work. @module */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { Random } from "../../lib/forge/demo/random.ts";
import { dumpStore, lostRows, unsoundness } from "../support/dump.ts";
import { atTerminal, hasScript } from "../support/at_terminal.ts";
import { atRequest, killAfter, seedOfRun, signalAtRequest, timed } from "../support/killing.ts";
import { type LoreHome, loreHome, runLoreProcess } from "../support/lore_process.ts";
import { screenAfter } from "../support/screen.ts";

const LATENCY_MS = 4;
const ROUNDS = 5;
const KILLS_A_ROUND = 5;
const MOMENTS = 10;

function smallForge(latencyMs = LATENCY_MS): DemoForge {
  return createDemoForge({ projects: 2, issues: 12, mergeRequests: 6, latencyMs });
}

type Dump = Record<string, unknown[]>;

/** What a store holds, after a look at whether it is sound. */
function dumpOf(home: LoreHome): Dump {
  using store = home.openStore();
  assert.deepEqual(unsoundness(store), []);
  return dumpStore(store);
}

/** The ledger, oldest run first. */
function runsOf(home: LoreHome) {
  using store = home.openStore();
  return store.all<{ run_id: string; status: string; finished_at: number | null }>(
    "select run_id, status, finished_at from sync_runs order by id",
  );
}

/** The run that a process left open when it was killed, if it had got so far. */
function openRun(home: LoreHome): string | undefined {
  const last = runsOf(home).at(-1);
  return last?.status === "running" ? last.run_id : undefined;
}

/** Syncs undisturbed and measures it. */
async function cleanSync(
  home: LoreHome,
  forge: DemoForge,
): Promise<{ store: Dump; workMs: number }> {
  const { output, workMs } = await timed(["sync"], { home, forge });
  assert.equal(output.code, 0, output.err);
  return { store: dumpOf(home), workMs };
}

/** Completes what was killed: what it stored was whole, no run stays open, nor a log line torn. */
async function assertCompletes(
  home: LoreHome,
  { clean, old = {}, killed }: {
    readonly clean: Dump;
    /** What was stored before the forge changed. */
    readonly old?: Dump;
    readonly killed: readonly string[];
  },
): Promise<void> {
  const known = Object.entries(clean).map((
    [table, rows],
  ) => [table, [...rows, ...old[table] ?? []]]);
  assert.deepEqual(lostRows(dumpOf(home), Object.fromEntries(known)), {}, "rows that never were");
  const { code, err } = await runLoreProcess(home, ["sync"]);
  assert.equal(code, 0, err);
  assert.deepEqual(dumpOf(home), clean);
  const runs = runsOf(home);
  const interrupted = runs.filter(({ status }) => status === "interrupted");
  assert.deepEqual(interrupted.map(({ run_id }) => run_id), killed);
  assert.ok(runs.every(({ status, finished_at }) => status !== "running" && finished_at !== null));
  const logged = new Set(home.logLines().map(({ span }) => span?.run_id));
  assert.deepEqual(runs.filter(({ run_id }) => !logged.has(run_id)), []);
}

const seed = seedOfRun();

/**
 * Kills syncs at random moments of their work until so many were hit. Returns the runs that they left
 * open: one that has ended when it is hit leaves none.
 */
async function killSome(
  home: LoreHome,
  { forge, random, workMs, argvOf }: {
    readonly forge: DemoForge;
    readonly random: Random;
    readonly workMs: number;
    argvOf(attempt: number): readonly string[];
  },
): Promise<string[]> {
  const left: string[] = [];
  for (let attempt = 0, kills = 0, longest = workMs; kills < KILLS_A_ROUND; attempt++) {
    assert.ok(attempt < 6 * KILLS_A_ROUND, `only ${kills} of ${attempt} kills came in time`);
    const { signal } = await killAfter(random.next() * longest, argvOf(attempt), { home, forge });
    // What ended by itself was faster than the one that was measured: less was left to do.
    longest = signal === "SIGKILL" ? workMs : longest * 0.6;
    if (signal !== "SIGKILL") continue;
    kills += 1;
    left.push(...[openRun(home)].filter((run) => run !== undefined));
  }
  return left;
}

Deno.test("A first sync that is killed at random moments is completed by the next one", async (t) => {
  const forge = smallForge();
  await using server = forge.serve({ port: 0 });
  using cleanHome = loreHome(server);
  const { store: clean, workMs } = await cleanSync(cleanHome, forge);
  const random = new Random(seed);
  for (let round = 1; round <= ROUNDS; round++) {
    await t.step(`seed ${seed}, round ${round}`, async () => {
      using home = loreHome(server);
      const killed = await killSome(home, {
        forge,
        random,
        workMs,
        // What is there already is fetched again every other time, lest nothing be left to kill.
        argvOf: (attempt) => attempt % 2 === 0 ? ["sync"] : ["sync", "--full"],
      });
      await assertCompletes(home, { clean, killed });
    });
  }
});

Deno.test("An incremental sync that is killed at random moments is completed by the next one", async (t) => {
  const forge = smallForge();
  await using server = forge.serve({ port: 0 });
  using cleanHome = loreHome(server);
  using home = loreHome(server);
  await cleanSync(cleanHome, forge);
  let { store: old } = await cleanSync(home, forge);
  const random = new Random(seed + 1);
  const killed: string[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    await t.step(`seed ${seed}, round ${round}`, async () => {
      forge.changeALittle();
      const { store: clean, workMs } = await cleanSync(cleanHome, forge);
      killed.push(...await killSome(home, { forge, random, workMs, argvOf: () => ["sync"] }));
      await assertCompletes(home, { clean, old, killed });
      old = clean;
    });
  }
});

/** Log lines and, at the end, what is said to people: nothing half drawn, no codes for a terminal. */
const STDERR_LINE = /^(\d\d:\d\d:\d\d (INFO |WARN |ERROR)|error: |hint: )/;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`A sync that gets ${signal} at any moment says so, and the next one completes it`, async (t) => {
    const forge = smallForge();
    await using server = forge.serve({ port: 0 });
    using cleanHome = loreHome(server);
    forge.clearRequests();
    const { store: clean } = await cleanSync(cleanHome, forge);
    const requests = forge.requests.length;
    using home = loreHome(server);
    const random = new Random(seed);
    for (let moment = 1; moment <= MOMENTS; moment++) {
      const n = random.between(1, requests);
      const robot = moment % 2 === 1;
      await t.step(`seed ${seed}, request ${n}, ${robot ? "robot" : "text"}`, async () => {
        const argv = ["sync", ...(moment === 1 ? [] : ["--full"]), ...(robot ? ["--robot"] : [])];
        const output = await signalAtRequest(n, argv, { home, forge, signal });
        assert.deepEqual([output.code, output.signal], [130, null], output.err);
        const run = runsOf(home).at(-1);
        assert.ok(run !== undefined && run.finished_at !== null);
        assert.equal(run.status, "interrupted");
        for (const line of output.err.split("\n").slice(0, -1)) assert.match(line, STDERR_LINE);
        if (robot) assertInterrupted(output.out, run.run_id);
        else {
          assert.equal(output.out, "");
          assert.match(output.err, /^error: Interrupted\n/m);
        }
        assert.equal(existsSync(join(home.dataDir, "lore.lock.json")), false);
      });
    }
    const killed = runsOf(home).map(({ run_id }) => run_id);
    assert.equal(killed.length, MOMENTS);
    await assertCompletes(home, { clean, killed });
  });
}

/** One envelope on stdout that says whose run was interrupted. */
function assertInterrupted(out: string, runId: string): void {
  assert.match(out, /^\{.*\}\n$/);
  const { ok, error, meta } = JSON.parse(out);
  assert.deepEqual([ok, error.code, meta.run_id], [false, "INTERRUPTED", runId]);
}

Deno.test({
  name: "Ctrl-C at a terminal takes the progress away and leaves whole lines",
  ignore: !hasScript,
  async fn() {
    // Slow enough for progress to be shown: that of what takes a second or less is not.
    const forge = smallForge(250);
    await using server = forge.serve({ port: 0 });
    using home = loreHome(server);
    const run = atTerminal(home, ["sync"], { columns: 200 });
    const asked = Promise.withResolvers<void>();
    atRequest(forge, 40, asked.resolve);
    await asked.promise;
    await run.press("\x03");
    const text = await run.sent;
    assert.equal(await run.code, 130);
    assert.match(text, /Ingest issues/, "there was no progress");
    const screen = screenAfter(text, 200);
    assert.deepEqual(screen.filter((row) => !STDERR_LINE.test(row)), [
      "Stopping; interrupt again to stop at once",
      "",
    ]);
  },
});
