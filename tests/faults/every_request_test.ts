/** A sync broken at each of its requests, interrupted there, or out of disk at each page. @module */

import assert from "node:assert/strict";
import {
  createDemoForge,
  type DemoForge,
  failAlwaysFrom,
  FAULTS,
} from "../../lib/forge/demo/mod.ts";
import type { SyncResult } from "../../lib/sync/mod.ts";
import { DemoSync, type Mishap, MISHAPS, smallPages } from "../support/demo_sync.ts";
import { lostRows } from "../support/dump.ts";
import {
  attempt,
  inCase,
  type Outcome,
  pick,
  ROWS_A_PAGE,
  withMishap,
} from "../support/mishaps.ts";

/** A forge small enough to be mirrored hundreds of times, with several pages of most things. */
function smallForge(): DemoForge {
  return createDemoForge({ projects: 2, issues: 9, mergeRequests: 5 });
}

/** What an undisturbed sync stores, and in how many requests. */
async function cleanSync(forge: DemoForge) {
  using sync = new DemoSync(forge);
  forge.setFaults([]);
  forge.clearRequests();
  const { failed } = await sync.sync({ fetch: smallPages(forge.fetch, ROWS_A_PAGE) });
  assert.equal(failed, 0);
  return { store: sync.dump(), requests: forge.requests.length };
}

/**
 * A failure is told: by an error, or by a result that counts it; and in the ledger. Where nothing is
 * told nothing is missing.
 */
function assertTold(
  outcome: Outcome<SyncResult>,
  { sync, mishap: { name, strike }, clean }: {
    readonly sync: DemoSync;
    readonly mishap: Mishap;
    readonly clean: Record<string, unknown[]>;
  },
): void {
  const [run] = sync.runs();
  assert.ok(run !== undefined && run.finished_at !== null, "the run has no end");
  if ("result" in outcome) {
    const { failed, failures } = outcome.result;
    assert.notEqual(strike, "abort", "an interrupted run went on");
    assert.deepEqual([run.status, run.total_errors > 0], ["succeeded", failed > 0]);
    assert.ok(failures.every(({ message }) => message !== ""));
    if (failed === 0) assert.deepEqual(sync.dump(), clean, "something is missing and not told");
    return;
  }
  const { code, hint } = outcome.error;
  const wanted = strike === "abort"
    ? "INTERRUPTED"
    : name === "401"
    ? "AUTH_FAILED"
    : name === "429"
    ? "RATE_LIMITED"
    : "FORGE_UNAVAILABLE";
  assert.equal(code, wanted, outcome.error.message);
  assert.equal(run.status, strike === "abort" ? "interrupted" : "failed");
  if (strike !== "abort") assert.ok(hint, "an error without a hint");
}

/** Syncs undisturbed: what was there stays, and nothing is missing. */
async function assertCompletes(
  sync: DemoSync,
  forge: DemoForge,
  clean: Record<string, unknown[]>,
): Promise<void> {
  const before = sync.dump();
  const { failed } = await sync.sync({ fetch: smallPages(forge.fetch, ROWS_A_PAGE) });
  assert.equal(failed, 0);
  const after = sync.dump();
  assert.deepEqual(lostRows(before, after), {});
  assert.deepEqual(after, clean);
  assert.ok(sync.runs().every(({ status }) => status !== "running"));
}

Deno.test("A sync that fails at any request loses nothing, and the next one completes it", async () => {
  const forge = smallForge();
  const clean = await cleanSync(forge);
  assert.ok(clean.requests > 60, `${clean.requests} requests`);
  for (let n = 1; n <= clean.requests; n++) {
    const mishap = pick(MISHAPS, n);
    await inCase(`request ${n}: ${mishap.name}`, async () => {
      using sync = new DemoSync(forge);
      const outcome = await withMishap({ sync, forge, n, mishap }, (options) => sync.sync(options));
      assertTold(outcome, { sync, mishap, clean: clean.store });
      await assertCompletes(sync, forge, clean.store);
    });
  }
});

Deno.test("A sync whose any request fails once and is sent again is complete by itself", async () => {
  const forge = smallForge();
  const clean = await cleanSync(forge);
  const passing = MISHAPS.filter(({ name, strike }) => name !== "401" && strike !== "abort");
  for (let n = 1; n <= clean.requests; n++) {
    const mishap = pick(passing, n);
    await inCase(`request ${n}: ${mishap.name}`, async () => {
      using sync = new DemoSync(forge);
      const outcome = await withMishap(
        { sync, forge, n, mishap, maxRetries: 2 },
        (options) => sync.sync(options),
      );
      if ("error" in outcome) throw outcome.error;
      assert.equal(outcome.result.failed, 0);
      assert.deepEqual(sync.dump(), clean.store);
    });
  }
});

Deno.test("A forge that goes down at any moment is said to be down, and the next sync goes on", async () => {
  const forge = smallForge();
  const clean = await cleanSync(forge);
  for (let n = 1; n <= clean.requests; n += 3) {
    await inCase(`down from request ${n} on`, async () => {
      using sync = new DemoSync(forge);
      forge.setFaults([failAlwaysFrom(n)]);
      const outcome = await attempt(() =>
        sync.sync({ fetch: smallPages(forge.fetch, ROWS_A_PAGE) })
      );
      forge.setFaults([]);
      const code = "error" in outcome ? outcome.error.code : outcome.result.failures[0]?.code;
      assert.equal(code, "FORGE_UNAVAILABLE");
      forge.clearRequests();
      await assertCompletes(sync, forge, clean.store);
      assert.ok(forge.requests.length <= clean.requests, "it began anew");
    });
  }
});

Deno.test("An incremental sync that fails at any request loses nothing, and the next one completes it", async () => {
  const { forge, sync } = await changedForge();
  using undisturbed = sync;
  const old = undisturbed.dump();
  forge.clearRequests();
  await undisturbed.sync({ fetch: smallPages(forge.fetch, ROWS_A_PAGE) });
  const requests = forge.requests.length;
  const clean = undisturbed.dump();
  assert.ok(requests > 12, `${requests} requests`);
  for (let n = 1; n <= requests; n++) {
    const mishap = pick(MISHAPS, n);
    await inCase(`request ${n}: ${mishap.name}`, async () => {
      const { forge, sync: changed } = await changedForge();
      using sync = changed;
      await withMishap({ sync, forge, n, mishap }, (options) => sync.sync(options));
      const known = Object.entries(old).map((
        [table, rows],
      ) => [table, [...rows, ...clean[table] ?? []]]);
      assert.deepEqual(
        lostRows(sync.dump(), Object.fromEntries(known)),
        {},
        "rows that never were",
      );
      await sync.sync({ fetch: smallPages(forge.fetch, ROWS_A_PAGE) });
      assert.deepEqual(sync.dump(), clean);
    });
  }
});

Deno.test("A project that the token may not see for a while is complete once it may", async (t) => {
  const forge = smallForge();
  const clean = await cleanSync(forge);
  for (const access of ["hidden", "forbidden"] as const) {
    await t.step(access, async () => {
      for (let n = 1; n <= clean.requests; n += 3) {
        await inCase(`${access} from request ${n} on`, async () => {
          using sync = new DemoSync(forge);
          const hide = (_request: Request, sequence: number): boolean => {
            if (sequence === n) forge.changes.setAccess("acme/web", access);
            return false;
          };
          forge.setFaults([{ match: hide, fault: FAULTS.dropped }]);
          const outcome = await attempt(() =>
            sync.sync({
              fetch: smallPages(forge.fetch, ROWS_A_PAGE),
              projects: ["acme/web", "acme/api"],
            })
          );
          forge.setFaults([]);
          forge.changes.setAccess("acme/web", "full");
          if ("result" in outcome && outcome.result.failed === 0) {
            assert.deepEqual(sync.dump(), clean.store, "something is missing and not told");
          }
          await assertCompletes(sync, forge, clean.store);
        });
      }
    });
  }
});

Deno.test("A disk that is full at any page loses nothing, and the next sync with room completes it", async () => {
  const forge = smallForge();
  const clean = await cleanSync(forge);
  const pages = await pagesOf(forge);
  const steps = 30;
  for (let step = 0; step < steps; step++) {
    const limit = Math.floor(pages.empty + step * (pages.full - pages.empty) / steps);
    await inCase(`room for ${limit} pages`, async () => {
      using sync = new DemoSync(forge);
      const outcome = await attempt(() =>
        sync.sync({
          fetch: smallPages(forge.fetch, ROWS_A_PAGE),
          prepare: (database) => database.exec(`pragma max_page_count = ${limit}`),
        })
      );
      assert.ok("error" in outcome, "a full disk went unnoticed");
      assert.deepEqual([outcome.error.code, outcome.error.hint !== undefined], ["DISK_FULL", true]);
      await assertCompletes(sync, forge, clean.store);
    });
  }
});

/** A mirrored forge that has changed since. */
async function changedForge(): Promise<{ readonly forge: DemoForge; readonly sync: DemoSync }> {
  const forge = smallForge();
  const sync = new DemoSync(forge);
  await sync.sync({ fetch: smallPages(forge.fetch, ROWS_A_PAGE) });
  forge.changeALittle();
  return { forge, sync };
}

/** Pages of a store that was just made, and of one with a mirror in it. */
async function pagesOf(forge: DemoForge): Promise<{ empty: number; full: number }> {
  using sync = new DemoSync(forge);
  let empty = 0;
  await sync.sync({
    fetch: smallPages(forge.fetch, ROWS_A_PAGE),
    prepare: (database) => {
      empty = database.get<{ page_count: number }>("pragma page_count")?.page_count ?? 0;
    },
  });
  const [full] = sync.column("pragma page_count");
  return { empty, full: Number(full) };
}
