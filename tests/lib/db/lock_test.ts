import assert from "node:assert/strict";
import { join } from "node:path";
import { lockState, takeLock } from "../../../lib/db/lock.ts";
import { LoreError } from "../../../lib/errors.ts";
import { listFolder, remove, temporaryFolder, writeText } from "../../../lib/platform/files.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { spawnLockHolder } from "./lock_holder.ts";

const MINUTE_MS = 60_000;

/** A data directory that is gone afterwards. */
function dataDir(): { readonly path: string } & Disposable {
  const path = temporaryFolder("lore-lock-");
  return { path, [Symbol.dispose]: () => remove(path) };
}

function options(clock: FakeClock, change: { runId?: string; command?: string } = {}) {
  return { clock, runId: "a1b2c3d4", command: "sync", staleMs: 30 * MINUTE_MS, ...change };
}

async function refusal(taking: Promise<unknown>): Promise<LoreError> {
  try {
    await taking;
  } catch (error) {
    assert.ok(error instanceof LoreError, String(error));
    return error;
  }
  return assert.fail("the lock was given away twice");
}

Deno.test("takeLock() refuses a second holder and says who the first is", async () => {
  using folder = dataDir();
  const clock = new FakeClock();
  const since = new Date(clock.now()).toISOString();
  using lock = await takeLock(folder.path, options(clock));
  clock.advance(3 * MINUTE_MS);
  lock.beat();
  clock.advance(4_000);
  const second = options(clock, { runId: "ffffffff", command: "ingest" });
  const error = await refusal(takeLock(folder.path, second));
  assert.equal(error.code, "LOCK_HELD");
  assert.equal(error.exitCode, 7);
  assert.equal(
    error.message,
    `Cannot start "ingest": run a1b2c3d4 ("sync", pid ${Deno.pid}) has held the lock since ${since}, ` +
      "last heartbeat 4 s ago",
  );
  assert.equal(error.hint, "Wait for it to finish and run the command again");
  assert.equal(error.details.pid, Deno.pid);
  assert.equal(error.details.stale, false);
});

Deno.test("takeLock() gives another hint once the holder has been silent for long", async () => {
  using folder = dataDir();
  const clock = new FakeClock();
  using _lock = await takeLock(folder.path, options(clock));
  clock.advance(31 * MINUTE_MS);
  const error = await refusal(takeLock(folder.path, options(clock)));
  assert.equal(error.code, "LOCK_HELD");
  assert.match(error.message, /last heartbeat 31 min ago$/);
  assert.match(error.hint ?? "", new RegExp(`kill ${Deno.pid}`));
});

Deno.test("takeLock() can be taken again once it is disposed, and leaves no holder behind", async () => {
  using folder = dataDir();
  const clock = new FakeClock();
  {
    using _first = await takeLock(folder.path, options(clock));
    assert.ok(lockState(folder.path).held);
  }
  assert.deepEqual(listFolder(folder.path).map(({ name }) => name), ["lore.lock"]);
  using _second = await takeLock(folder.path, options(clock));
});

Deno.test("takeLock() asks a second time, since whoever looks at the lock holds it briefly", async () => {
  using folder = dataDir();
  const clock = new FakeClock();
  const first = await takeLock(folder.path, options(clock));
  const during = Object.assign(Object.create(clock) as FakeClock, {
    now: () => clock.now(),
    sleep: () => Promise.resolve(first[Symbol.dispose]()),
  });
  using _second = await takeLock(folder.path, options(during));
});

Deno.test("takeLock() says that it is held also when it cannot tell by whom", async (t) => {
  for (const [name, text] of [["empty", ""], ["other JSON", '{"pid":"1"}\n']] as const) {
    await t.step(name, async () => {
      using folder = dataDir();
      const clock = new FakeClock();
      using _lock = await takeLock(folder.path, options(clock));
      writeText(join(folder.path, "lore.lock.json"), text);
      const error = await refusal(takeLock(folder.path, options(clock)));
      assert.equal(error.message, 'Cannot start "sync": another run holds the lock');
      assert.deepEqual(lockState(folder.path), { held: true, holder: undefined });
    });
  }
});

Deno.test("takeLock() does not wait for the holder: it refuses within 20 ms of asking", async () => {
  using folder = dataDir();
  const clock = new FakeClock();
  using _lock = await takeLock(folder.path, options(clock));
  await refusal(takeLock(folder.path, options(clock)));
  assert.ok(clock.slept.reduce((sum, ms) => sum + ms, 0) <= 20);
});

Deno.test("takeLock() makes the data directory, and says so when it cannot", async () => {
  using folder = dataDir();
  const clock = new FakeClock();
  {
    using _lock = await takeLock(join(folder.path, "new", "data"), options(clock));
  }
  writeText(join(folder.path, "file"), "in the way");
  const error = await refusal(takeLock(join(folder.path, "file"), options(clock)));
  assert.equal(error.code, "DB_READONLY");
  assert.match(error.hint ?? "", /LORE_DATA_DIR/);
});

Deno.test("lockState() changes nothing and is free where there is no lock file", () => {
  using folder = dataDir();
  assert.deepEqual(lockState(folder.path), { held: false });
  assert.deepEqual(lockState(join(folder.path, "none")), { held: false });
  assert.deepEqual(listFolder(folder.path), []);
});

Deno.test("takeLock() gets the lock when its holder was killed by SIGKILL", async () => {
  using folder = dataDir();
  const clock = new FakeClock(Date.now());
  await using holder = await spawnLockHolder(folder.path);
  assert.equal(holder.said, "held");
  const state = lockState(folder.path);
  assert.ok(state.held);
  assert.equal(state.holder?.pid, holder.pid);
  await holder.kill();
  assert.deepEqual(lockState(folder.path), { held: false });
  using _lock = await takeLock(folder.path, options(clock));
  const now = lockState(folder.path);
  assert.equal(now.held && now.holder?.pid, Deno.pid);
});

Deno.test("takeLock() lets exactly one of several processes win", async () => {
  using folder = dataDir();
  const processes = await Promise.all([1, 2, 3].map(() => spawnLockHolder(folder.path)));
  try {
    const said = processes.map((one) => one.said).sort();
    assert.deepEqual(said, ["LOCK_HELD", "LOCK_HELD", "held"]);
  } finally {
    await Promise.all(processes.map((one) => one.kill()));
  }
});
