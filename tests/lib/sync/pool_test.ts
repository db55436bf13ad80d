import assert from "node:assert/strict";
import { pool } from "../../../lib/sync/pool.ts";

const noSignal = new AbortController().signal;

/** Lets everything that can go on go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

Deno.test("pool() works off every task once, with no more workers than allowed", async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await pool([1, 2, 3, 4, 5, 6, 7].values(), { workers: 3, signal: noSignal }, async (task) => {
    most = Math.max(most, ++running);
    await settle();
    running -= 1;
    done.push(task);
  });
  assert.deepEqual(done.toSorted(), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(most, 3);
});

Deno.test("pool() takes a task only when a worker is free for it", async () => {
  let taken = 0;
  function* tasks(): Generator<number, void> {
    for (;;) yield ++taken;
  }
  const enough = new Error("enough");
  const stop = new AbortController();
  await assert.rejects(
    pool(tasks(), { workers: 2, signal: stop.signal }, async (task) => {
      await settle();
      if (task === 4) stop.abort(enough);
    }),
    enough,
  );
  assert.ok(taken <= 5, `${taken} tasks were taken`);
});

Deno.test("pool() stops the others at the first failure and throws it once all have stopped", async () => {
  const failure = new Error("first");
  const started: number[] = [];
  let stopped = 0;
  await assert.rejects(
    pool([1, 2, 3, 4].values(), { workers: 3, signal: noSignal }, async (task, signal) => {
      started.push(task);
      if (task === 2) {
        await Promise.resolve();
        throw failure;
      }
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          stopped += 1;
          reject(new Error(`stopped by ${signal.reason.message}`));
        });
      });
    }),
    failure,
  );
  assert.deepEqual([started, stopped], [[1, 2, 3], 2]);
});

Deno.test("pool() throws what the source of tasks throws", async () => {
  const failure = new Error("no more tasks to be had");
  const done: number[] = [];
  function* tasks(): Generator<number, void> {
    yield 1;
    throw failure;
  }
  const working = pool(tasks(), { workers: 2, signal: noSignal }, async (task) => {
    await settle();
    done.push(task);
  });
  await assert.rejects(working, failure);
  assert.deepEqual(done, [1]);
});

Deno.test("pool() passes an abort on to its workers and throws its reason", async () => {
  const stop = new AbortController();
  const reason = new Error("asked to stop");
  const seen: unknown[] = [];
  const working = pool(
    [1, 2, 3].values(),
    { workers: 1, signal: stop.signal },
    async (task, signal) => {
      if (task === 2) stop.abort(reason);
      await settle();
      seen.push(signal.reason);
    },
  );
  await assert.rejects(working, reason);
  assert.deepEqual(seen, [undefined, reason]);
});

Deno.test("pool() starts nothing when it is aborted already, and nothing for no tasks", async () => {
  let started = 0;
  const work = () => Promise.resolve(void (started += 1));
  const reason = new Error("asked to stop");
  const aborted = { workers: 2, signal: AbortSignal.abort(reason) };
  await assert.rejects(pool([1].values(), aborted, work), reason);
  await pool([].values(), { workers: 2, signal: noSignal }, work);
  assert.equal(started, 0);
});
