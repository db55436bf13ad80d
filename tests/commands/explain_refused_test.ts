/** What explain knows of runs that were refused before they wrote anything. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { takeLock } from "../../lib/db/lock.ts";
import { openStore } from "../../lib/db/mod.ts";
import { takeRunLock } from "../../lib/db/run_lock.ts";
import { FAULTS } from "../../lib/forge/demo/mod.ts";
import { ExplainScene, MINUTE_MS } from "../support/explain_scene.ts";
import { envelopeOf } from "../support/fake_host.ts";

Deno.test("explain knows a run that failed before the ledger had it, by its log", async (t) => {
  using scene = new ExplainScene();
  const { clock } = scene.host;
  await scene.sync();
  const holder = { clock, runId: "0ddba11e", command: "sync", staleMs: MINUTE_MS };
  const refuse = async (): Promise<string> => {
    using _lock = await takeLock(scene.dataDir, holder);
    const { meta } = envelopeOf(await scene.lore("--robot", "sync"));
    clock.advance(10 * MINUTE_MS);
    return (meta as { run_id: string }).run_id;
  };
  const earlier = await refuse();
  const refused = await refuse();
  await t.step("the last of them, as no later run ended well", async () => {
    const { run, outcome, error, later_runs, next } = await scene.explain();
    assert.deepEqual([run.run_id, run.command, outcome], [refused, "sync", "failed"]);
    assert.deepEqual([error?.code, later_runs], ["LOCK_HELD", 0]);
    assert.equal(next[0]?.command, "lore sync");
    const ended = Date.parse(run.finished_at ?? "");
    assert.equal(Date.parse(run.started_at) + run.elapsed_ms, ended);
    assert.equal(ended, clock.now() - 10 * MINUTE_MS);
  });
  await t.step("one by the beginning of its id", async () => {
    assert.equal((await scene.explain(earlier.slice(0, 6))).run.run_id, earlier);
    assert.equal((await scene.lore("explain", "beefbeef")).code, 5);
  });
  await t.step("a config that was wrong", async () => {
    const wrong = join(scene.dataDir, "wrong.json");
    Deno.writeTextFileSync(wrong, '{"sources": 1}');
    assert.equal((await scene.lore("--config", wrong, "sync")).code, 2);
    assert.equal((await scene.explain()).error?.code, "CONFIG_INVALID");
  });
  await t.step("none of them once a later run ended well", async () => {
    clock.advance(MINUTE_MS);
    const well = await scene.sync();
    assert.equal((await scene.explain()).run.run_id, well);
  });
});

Deno.test("explain says of a failed preflight that it writes nothing, and what helps", async (t) => {
  using scene = new ExplainScene();
  await scene.sync();
  const asked = ["--issue", "1,999", "-p", "acme/web"];
  const cases = [
    [
      "--preflight-only",
      "preflight",
      "a preflight only: it writes nothing to the store",
      "lore sync --issue 1 -p acme/web",
    ],
    [
      "--dry-run",
      "dry_run",
      "a dry run only: it asks nobody and writes nothing to the store",
      "lore sync --dry-run --issue 1 --project acme/web",
    ],
  ] as const;
  for (const [flag, mode, remark, helps] of cases) {
    await t.step(flag, async () => {
      const argv = flag === "--dry-run" ? ["--issue", "1", "-p", "acme/wbe"] : asked;
      assert.equal((await scene.lore("sync", flag, ...argv)).code, 5);
      scene.host.clock.advance(MINUTE_MS);
      const { run, outcome, remark: said, next } = await scene.explain();
      assert.deepEqual([run.mode, outcome, said], [mode, "failed", remark]);
      assert.ok(next.every(({ why }) => !why.includes("goes on where")), JSON.stringify(next));
      assert.equal(next[0]?.command, helps);
      const { out } = await scene.lore("explain");
      assert.match(out, new RegExp(`: sync \\(${mode}\\) failed 1 minute ago`));
      assert.ok(out.includes(`Note      ${remark}\n`), out);
    });
  }
  await t.step("a run that was to write is told from it", async () => {
    const holder = { clock: scene.host.clock, runId: "0ddba11e", command: "sync" };
    using _lock = await takeLock(scene.dataDir, { ...holder, staleMs: MINUTE_MS });
    await scene.lore("sync", "--full");
    const { run, remark } = await scene.explain();
    assert.deepEqual([run.mode, remark], [
      null,
      "only the log knows of it: it ended before the ledger had it",
    ]);
  });
  await t.step("nothing is remarked on a run of the ledger", async () => {
    const id = await scene.sync();
    assert.equal((await scene.explain(id)).remark, null);
  });
});

Deno.test("explain advises only what helps a run of single items that was refused", async (t) => {
  const cases = [
    ["no such project", ["--issue", "1", "-p", "acme/api"], "lore doctor"],
    ["no such item", ["--issue", "1,999", "-p", "acme/web"], "lore sync --issue 1 -p acme/web"],
    ["a project beside the config", ["--issue", "1", "-p", "zoo/ape"], "lore doctor"],
    ["flags that do not go together", ["--issue", "1"], "lore sync --help"],
  ] as const;
  for (const [name, argv, helps] of cases) {
    await t.step(name, async () => {
      using scene = new ExplainScene();
      await scene.sync(/api/, FAULTS.refused(404, "404 Project Not Found"));
      scene.forge.setFaults([{
        match: /projects\/acme%2Fapi/,
        fault: FAULTS.refused(404, "404 Project Not Found"),
      }]);
      const { ok, meta } = envelopeOf(await scene.lore("--robot", "sync", ...argv));
      assert.equal(ok, false);
      const { run, next } = await scene.explain((meta as { run_id: string }).run_id);
      assert.deepEqual([run.mode, next[0]?.command], ["surgical", helps]);
      const commands = next.map(({ command }) => command).filter((each) => each !== helps);
      assert.deepEqual(commands, [`lore logs --run ${run.run_id} --level warn`]);
    });
  }
});

/** Refreshes an issue in vain; returns the run's id. */
async function failedRun(scene: ExplainScene): Promise<string> {
  await scene.sync();
  scene.forge.setFaults([{ match: /discussions/, fault: FAULTS.refused(401, "Unauthorized") }]);
  const asked = ["--issue", "1", "-p", "acme/web"];
  const { ok, meta } = envelopeOf(await scene.lore("--robot", "sync", ...asked));
  assert.equal(ok, false);
  scene.forge.setFaults([]);
  return (meta as { run_id: string }).run_id;
}

Deno.test("explain says nothing of what an earlier attempt failed with, once the run ended well", async () => {
  using scene = new ExplainScene();
  const id = await failedRun(scene);
  assert.equal((await scene.explain(id)).error?.code, "AUTH_FAILED");
  assert.equal((await scene.lore("sync", "--resume", id)).code, 0);
  const { outcome, error, next } = await scene.explain(id);
  assert.deepEqual([outcome, error, next], ["well", null, []]);
});

Deno.test("a run that lives is told from whoever wanted to resume it", async () => {
  using scene = new ExplainScene();
  const { dataDir, host: { clock } } = scene;
  const id = await failedRun(scene);
  using _alive = await takeRunLock(dataDir, { runId: id, clock });
  using database = openStore(join(dataDir, "lore.db"), { mode: "write" });
  database.transaction((tx) =>
    tx.run(
      `update sync_runs set status = 'running', phase = 'dependents', failed_phase = null,
         finished_at = null, error = null where run_id = ?`,
      id,
    )
  );
  const refused = envelopeOf(await scene.lore("--robot", "sync", "--resume", id));
  const { code, hint, actions } = refused.error as Record<string, unknown>;
  assert.deepEqual([code, hint, actions], [
    "LOCK_HELD",
    `Wait for it to finish; lore sync-status --run ${id} shows how far it is`,
    [`lore sync-status --run ${id}`],
  ]);
  assert.notEqual((refused.meta as { run_id: string }).run_id, id);
  const { outcome, error } = await scene.explain(id);
  assert.deepEqual([outcome, error], ["running", null]);
});
