/** Single items refreshed as people and agents do it, against a forge on loopback. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { StageTiming } from "../../lib/spans/mod.ts";
import { dumpStore } from "../support/dump.ts";
import { atRequest } from "../support/killing.ts";
import {
  type LoreHome,
  loreHome,
  type LoreOutput,
  outputOf,
  runLoreProcess,
  startLore,
} from "../support/lore_process.ts";
import { settledForge } from "../support/surgical_scene.ts";

interface Envelope {
  readonly ok: boolean;
  // deno-lint-ignore no-explicit-any
  readonly data: any;
  // deno-lint-ignore no-explicit-any
  readonly error: any;
  readonly meta: { readonly run_id: string; readonly stages: readonly StageTiming[] };
}

/** The one envelope of a robot run. */
function envelopeOf({ out, err }: LoreOutput): Envelope {
  assert.match(out, /^\{.*\}\n$/, err);
  return JSON.parse(out);
}

/** What a store file is, to the last bit, and what lies beside it. */
function storeOf(home: LoreHome): unknown {
  const path = join(home.dataDir, "lore.db");
  return {
    bytes: Deno.readFileSync(path),
    modified: Deno.statSync(path).mtime,
    beside: [...Deno.readDirSync(home.dataDir)].map(({ name }) => name).sort(),
  };
}

Deno.test("--preflight-only names what is missing alone, exits with 5 and leaves the store as it is", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome(server);
  assert.equal((await runLoreProcess(home, ["sync"])).code, 0);
  const before = storeOf(home);
  const argv = ["sync", "--preflight-only", "--issue", "1", "--issue", "999999", "-p", "acme/web"];
  const text = await runLoreProcess(home, argv);
  assert.equal(text.code, 5);
  assert.equal(text.out, "");
  assert.match(text.err, /issue 999999/);
  assert.doesNotMatch(text.err, /issue 1:/);
  assert.match(text.err, /^hint: .*; lore sync --issue 1 -p acme\/web refreshes the others$/m);
  const { ok, error } = envelopeOf(await runLoreProcess(home, [...argv, "--robot"]));
  assert.deepEqual([ok, error.code], [false, "NOT_FOUND"]);
  assert.deepEqual(
    error.details.failures.map(({ iid }: { iid: number }) => iid),
    [999999],
  );
  assert.deepEqual(error.actions, ["lore sync --issue 1 -p acme/web"]);
  assert.deepEqual(storeOf(home), before);
});

Deno.test("A robot's surgical sync shows phases, timings and items, and is in sync-status", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome(server);
  const argv = ["sync", "--robot", "--issue", "1", "-p", "acme/web"];
  const { ok, data, meta } = envelopeOf(await runLoreProcess(home, argv));
  assert.deepEqual([ok, data.mode, data.run_id], [true, "surgical", meta.run_id]);
  const phases = ["preflight", "ingest", "dependents", "docs", "embed"];
  assert.deepEqual(Object.keys(data.stage_timings_ms), phases);
  assert.deepEqual(
    meta.stages.map(({ name }) => name),
    phases.map((phase) => phase === "docs" ? "generate_docs" : phase),
  );
  const [entity] = data.entities;
  assert.deepEqual([entity.kind, entity.iid, entity.status], ["issue", 1, "refreshed"]);
  assert.equal(entity.documents, data.documents);
  const status = envelopeOf(
    await runLoreProcess(home, ["sync-status", "--robot", "--run", meta.run_id]),
  );
  const [run] = status.data.runs;
  assert.deepEqual([run.mode, run.phase, run.status], ["surgical", "done", "succeeded"]);
  assert.deepEqual(run.requested, { issues: 1, merge_requests: 0, project: "acme/web" });
  assert.equal(run.total_items_processed, 1);
});

Deno.test("A run that is killed in dependents is finished by --resume with fewer requests than a new one", async () => {
  const forge = settledForge();
  await using server = forge.serve({ port: 0 });
  const one = { url: server.url, sync: { concurrency: 1 } };
  using home = loreHome(one);
  using cleanHome = loreHome(one);
  const items = ["--issue", "1,2,3", "--mr", "1,2", "-p", "acme/web"];
  forge.clearRequests();
  assert.equal((await runLoreProcess(cleanHome, ["sync", ...items])).code, 0);
  const whole = forge.requests.length;

  const child = startLore(home, ["sync", ...items]);
  // The project, five items, then what hangs on them: this one is in the middle of that.
  atRequest(forge, 15, () => child.kill("SIGKILL"));
  assert.equal((await outputOf(child)).signal, "SIGKILL");
  const dead = envelopeOf(await runLoreProcess(home, ["sync-status", "--robot"])).data.runs[0];
  assert.deepEqual([dead.phase, dead.status, dead.dead], ["dependents", "interrupted", true]);
  const advice = envelopeOf(await runLoreProcess(home, ["explain", "--robot"])).data.next;
  assert.equal(advice[0].command, `lore sync --resume ${dead.run_id}`);

  forge.setFaults([]);
  forge.clearRequests();
  const resumed = await runLoreProcess(home, [
    "sync",
    "--robot",
    "--resume",
    dead.run_id.slice(0, 5),
  ]);
  const { ok, data, meta } = envelopeOf(resumed);
  assert.deepEqual([ok, meta.run_id, data.attempts], [true, dead.run_id, 2]);
  // What was answered is stored, but for the three lists of one item's events.
  assert.ok(forge.requests.length <= whole - 12, `${forge.requests.length} of ${whole} requests`);
  assert.deepEqual(forge.requests.filter(({ path }) => /(issues|requests)\/\d+\?/.test(path)), []);
  using store = home.openStore();
  using clean = cleanHome.openStore();
  assert.deepEqual(dumpStore(store), dumpStore(clean));
  assert.deepEqual(
    store.all("select run_id, status, phase, attempts from sync_runs").map((row) => ({
      ...row as object,
    })),
    [{ run_id: dead.run_id, status: "succeeded", phase: "done", attempts: 2 }],
  );
  forge.clearRequests();
  const again = envelopeOf(
    await runLoreProcess(home, ["sync", "--robot", "--resume", dead.run_id]),
  );
  assert.deepEqual([again.ok, again.data.entities], [true, data.entities]);
  assert.deepEqual([data.was_done, again.data.was_done], [false, true]);
  assert.deepEqual(forge.requests, []);
});
