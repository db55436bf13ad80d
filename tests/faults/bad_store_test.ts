/** A store that is newer, damaged, read-only, on a full disk, or held by another run. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore } from "../../lib/db/mod.ts";
import { SCHEMA_VERSION } from "../../lib/db/schema_version.ts";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import { dumpStore, unsoundness } from "../support/dump.ts";
import {
  loreHome,
  type LoreOutput,
  outputOf,
  runLoreProcess,
  startLore,
} from "../support/lore_process.ts";
import { canMount, runMounted } from "../support/mounted.ts";
import { type Case, configOf, testCases } from "../support/refusals.ts";

function smallForge(): DemoForge {
  return createDemoForge({ projects: 2, issues: 8, mergeRequests: 4 });
}

/** A store with a schema and nothing in it. */
function makeStore(dataDir: string): string {
  const path = join(dataDir, "lore.db");
  openStore(path, { mode: "write" })[Symbol.dispose]();
  return path;
}

const STORE_CASES: readonly Case[] = [
  {
    name: "a store of a newer lore",
    prepare: (dataDir) => {
      using sqlite = new DatabaseSync(makeStore(dataDir));
      sqlite.exec(`pragma user_version = ${SCHEMA_VERSION + 1}`);
    },
    exit: 8,
    code: "DB_TOO_NEW",
    message: /lore\.db" has schema version \d+, this lore knows up to \d+/,
    hint: /Update lore/,
    requests: 0,
  },
  {
    name: "a file that is no store",
    prepare: (dataDir) => Deno.writeTextFile(join(dataDir, "lore.db"), "Dear diary, ".repeat(999)),
    exit: 8,
    code: "DB_CORRUPT",
    message: /lore\.db" is damaged or not a lore store/,
    hint: /Move the file away/,
    requests: 0,
  },
  {
    name: "a store that was cut off",
    prepare: (dataDir) => {
      const path = makeStore(dataDir);
      Deno.truncateSync(path, Deno.statSync(path).size / 2);
    },
    exit: 8,
    code: "DB_CORRUPT",
    message: /lore\.db" is damaged or not a lore store/,
    hint: /Move the file away/,
  },
  {
    name: "a store whose pages were overwritten",
    prepare: (dataDir) => {
      using file = Deno.openSync(makeStore(dataDir), { read: true, write: true });
      const { size } = file.statSync();
      file.seekSync(4096, Deno.SeekMode.Start);
      file.writeSync(new Uint8Array(size - 4096).fill(0x5a));
    },
    exit: 8,
    code: "DB_CORRUPT",
    message: /lore\.db" is damaged or not a lore store/,
    hint: /Move the file away/,
  },
  {
    name: "a folder where the store should be",
    prepare: (dataDir) => Deno.mkdir(join(dataDir, "lore.db")),
    exit: 8,
    code: "DB_READONLY",
    message: /lore\.db" cannot be opened/,
    hint: /owner and permissions/,
    requests: 0,
  },
  {
    name: "a file where the data directory should be",
    config: Object.assign({ storage: { data_dir: "lore.config.json" } }, configOf()),
    exit: 8,
    code: "DB_READONLY",
    message: /Cannot write to the data directory ".*lore\.config\.json"/,
    hint: /LORE_DATA_DIR/,
    requests: 0,
  },
];

testCases("A store that cannot be used is told of, with what to do", STORE_CASES);

/** Runs `body` with a forge and with what a clean sync of it stores. */
async function withForge(
  body: (server: { readonly url: string }, clean: unknown) => Promise<void>,
): Promise<void> {
  await using server = smallForge().serve({ port: 0 });
  using home = loreHome(server);
  assert.equal((await runLoreProcess(home, ["sync"])).code, 0);
  using store = home.openStore();
  await body(server, dumpStore(store));
}

function assertError(
  { code, out }: LoreOutput,
  expected: { readonly exit: number; readonly code: string; readonly hint: RegExp },
): void {
  assert.match(out, /^\{.*\}\n$/);
  const { ok, error } = JSON.parse(out);
  assert.deepEqual([ok, error?.code, code], [false, expected.code, expected.exit], out);
  assert.match(error.hint, expected.hint);
}

Deno.test({
  name: "A disk that is full is told of, and the next sync with room completes the mirror",
  ignore: !canMount,
  async fn(t) {
    await withForge(async (server, clean) => {
      for (const mount of ["nr_inodes=1", "size=4k", "size=100k", "size=400k", "size=900k"]) {
        await t.step(mount, async () => {
          using home = loreHome(server);
          const mounts = [mount, "size=64m,nr_inodes=1000"];
          const [first, second] = await runMounted(home, ["sync", "--robot"], { mounts });
          assert.ok(first !== undefined && second !== undefined);
          assertError(first, { exit: 8, code: "DISK_FULL", hint: /Free some space/ });
          assert.ok(first.err.split("warning:").length <= 2, first.err);
          assert.equal(second.code, 0, second.err);
          const left = [...Deno.readDirSync(second.disk)].map(({ name }) => name).sort();
          assert.deepEqual(left, ["logs", "lore.db", "lore.lock"]);
          using store = second.openStore();
          assert.deepEqual(unsoundness(store), []);
          assert.deepEqual(dumpStore(store), clean);
        });
      }
    });
  },
});

Deno.test({
  name: "A data directory that became read-only is told of, and the store stays as it is",
  ignore: !canMount,
  async fn() {
    await withForge(async (server, clean) => {
      using home = loreHome(server);
      const mounts = ["size=64m", "ro"];
      const [first, second] = await runMounted(home, ["sync", "--robot"], { mounts });
      assert.ok(first !== undefined && second !== undefined);
      assert.equal(first.code, 0, first.err);
      assertError(second, { exit: 8, code: "DB_READONLY", hint: /LORE_DATA_DIR/ });
      using store = second.openStore();
      assert.deepEqual(dumpStore(store), clean);
    });
  },
});

/** The shortest of three runs in ms: what a busy machine adds is not what is measured. */
async function fastest(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let time = 1; time <= 3; time++) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return Math.min(...times);
}

Deno.test("A second sync is refused at once, names the first, and leaves it alone", async () => {
  const asked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const sleep = (): Promise<void> => {
    asked.resolve();
    return goOn.promise;
  };
  const forge = createDemoForge({ latencyMs: 1, clock: { ...systemClock, sleep } });
  await using server = forge.serve({ port: 0 });
  using home = loreHome(server);
  const child = startLore(home, ["sync", "--robot"]);
  const first = outputOf(child);
  await asked.promise;

  const refusals: LoreOutput[] = [];
  const refusing = await fastest(async () => {
    refusals.push(await runLoreProcess(home, ["sync", "--robot"]));
  });
  const starting = await fastest(() => runLoreProcess(home, ["sync", "--help"]));
  const text = await runLoreProcess(home, ["ingest", "issues"]);
  goOn.resolve();
  const { out, code } = await first;
  assert.equal(code, 0);
  const { run_id } = JSON.parse(out).meta;

  for (const refusal of refusals) {
    assertError(refusal, { exit: 7, code: "LOCK_HELD", hint: /Wait for it to finish/ });
    const { error } = JSON.parse(refusal.out);
    assert.match(error.message, new RegExp(`run ${run_id} \\("sync", pid ${child.pid}\\)`));
    assert.deepEqual([error.details.pid, error.details.run_id], [child.pid, run_id]);
    assert.deepEqual(error.actions, ["lore sync-status"]);
  }
  assert.equal(text.code, 7);
  assert.match(text.err, /^error: Cannot start "ingest issues": run .* has held the lock since/m);
  // Some 100 ms on an idle machine. Here it only must not wait for anything: neither for the lock
  // nor for SQLite, which would take 5 s.
  assert.ok(
    refusing - starting < 2_000,
    `refused after ${refusing} ms, ${starting} ms of it start-up`,
  );
  using store = home.openStore();
  assert.deepEqual(store.all("select run_id from sync_runs").length, 1);
});
