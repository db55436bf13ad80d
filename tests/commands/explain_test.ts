import assert from "node:assert/strict";
import { takeLock } from "../../lib/db/lock.ts";
import { FAULTS } from "../../lib/forge/demo/mod.ts";
import { dayOf, logFileName } from "../../lib/log/log_files.ts";
import type { StageTiming } from "../../lib/spans/mod.ts";
import { ExplainScene, MINUTE_MS } from "../support/explain_scene.ts";
import { envelopeOf } from "../support/fake_host.ts";

/** `14:32:01` as a reader here sees it, with its day where that is another. */
function clockTime(time: number, now: number): string {
  const day = dayOf(time).name === dayOf(now).name ? "" : `${dayOf(time).name} `;
  return day + new Date(time).toTimeString().slice(0, 8);
}

Deno.test("explain puts a sync that was slow and finished in part on one screen", async () => {
  using scene = new ExplainScene();
  const { clock } = scene.host;
  await scene.sync(/1001\/issues\?/, FAULTS.rateLimited(1), 1);
  await scene.sync(/1001\/issues\?/, FAULTS.rateLimited(2), 1);
  scene.forge.setFaults([
    { match: /1001\/issues\?/, fault: FAULTS.rateLimited(7), times: 2 },
    { match: /1001\/merge_requests\?/, fault: FAULTS.refused(403, "Forbidden") },
  ]);
  const startedAt = clock.now();
  const { code } = await scene.lore("sync");
  assert.equal(code, 3);
  clock.advance(180 * MINUTE_MS);
  const { run: { run_id } } = await scene.explain();
  const { out } = await scene.lore("explain");
  assert.equal(
    out.replaceAll(run_id, "a1b2c3d4").replaceAll(/\?scope=[^" ]*?(?=\\?")/g, ""),
    `Run a1b2c3d4: sync (incremental) finished in part 3 hours ago after 14.0s

Error     PARTIAL: Finished in part: "https://forge.test/api/v4/projects/1001/merge_requests" answered 403 Forbidden
          hint: Give the token the scope read_api, and its user access to the project

Warnings  ${
      clockTime(startedAt + 14_000, clock.now())
    } ERROR Sync failed in part source=demo stage=ingest_mrs project=acme/web error="\\"https://forge.test/api/v4/projects/1001/merge_requests\\" answered 403 Forbidden" error_code=AUTH_FAILED

Slowest   Ingest issues > Fetch pages acme/web   14.0s, median of 2 runs 1.5s

Waited    14.0s for 2 rate limits; 2 requests sent again

Missing   acme/web MRs: last walk broken off

Next      lore doctor                            checks config, token, forge and store
          lore sync                              goes on where this run stopped
          lore logs --run a1b2c3d4 --level warn  all that it warned of
`,
  );
  assert.ok(out.split("\n").length <= 24, "one screen");
});

Deno.test("explain shows the causes of a failed run, cut to the terminal's width", async () => {
  using scene = new ExplainScene();
  const id = await scene.sync(/./, FAULTS.dropped);
  const { run, outcome, error, next } = await scene.explain();
  assert.deepEqual([run.run_id, outcome, error], [id, "failed", {
    code: "FORGE_UNAVAILABLE",
    message: '"https://forge.test/api/v4/projects/acme%2Fweb" cannot be reached ' +
      "(error sending request: connection reset by peer), 3 times over",
    causes: [
      "cannot be reached (error sending request: connection reset by peer)",
      "error sending request: connection reset by peer",
    ],
    hint: `Check the source's url and that "forge.test" is up and can be reached from here`,
  }]);
  assert.deepEqual(next.map(({ command }) => command), [
    "lore doctor",
    "lore sync",
    `lore logs --run ${id} --level warn`,
  ]);
  scene.host.terminal.stdoutIsTerminal = true;
  const { out } = await scene.lore("--color", "never", "explain");
  assert.match(out, /caused by: error sending request/);
  for (const line of out.split("\n")) assert.ok(line.length <= 80, line);
});

Deno.test("explain tells how long a run waited, also where all went well", async () => {
  using scene = new ExplainScene();
  const id = await scene.sync(/1001\/issues\?/, FAULTS.rateLimited(7), 2);
  const found = await scene.explain(id.slice(0, 5));
  assert.deepEqual([found.run.run_id, found.outcome, found.error], [id, "well", null]);
  assert.deepEqual(found.rate_limits, { hits: 2, retries: 2, waited_ms: 14_000 });
  assert.deepEqual(found.incomplete, []);
  assert.deepEqual(found.next, []);
  assert.deepEqual(found.log_files, [logFileName(dayOf(Date.parse(found.run.started_at)).name)]);
});

const STAGES = (elapsed_ms: number): StageTiming[] => [
  { name: "embed", elapsed_ms: 5, items_processed: 1 },
  {
    name: "ingest_issues",
    elapsed_ms: elapsed_ms + 1,
    items_processed: 0,
    sub_stages: [{ name: "fetch_pages", project: "acme/web", elapsed_ms, items_processed: 9 }],
  },
];

Deno.test("explain compares with the median of earlier runs that ended well", async () => {
  using scene = new ExplainScene();
  scene.enter("00000001", 60, { stages: STAGES(100) });
  scene.enter("00000002", 50, { stages: STAGES(300) });
  scene.enter("0000000f", 45, { stages: STAGES(7000) }, "full");
  scene.enter("00000003", 40, { stages: STAGES(9000), status: "failed", error: "Cannot" });
  scene.enter("00000004", 30, { stages: STAGES(4000) });
  scene.enter("00000005", 20, { stages: STAGES(1) });
  const { compared, slowest_stages, later_runs } = await scene.explain("00000004");
  assert.deepEqual(compared, { runs: 2, median_ms: 1000 });
  assert.deepEqual(slowest_stages, [
    {
      name: "fetch_pages",
      project: "acme/web",
      inside: ["ingest_issues"],
      elapsed_ms: 4000,
      median_ms: 200,
    },
    { name: "embed", project: null, inside: [], elapsed_ms: 5, median_ms: 5 },
  ]);
  assert.equal(later_runs, 1);
});

Deno.test("explain takes the last run that did not end well, else the last", async () => {
  using scene = new ExplainScene();
  scene.enter("00000001", 60, {});
  scene.enter("00000002", 50, {});
  assert.equal((await scene.explain()).run.run_id, "00000002");
  scene.enter("00000003", 40, { status: "failed", error: "Cannot reach the forge" });
  scene.enter("00000004", 30, {});
  const failed = await scene.explain();
  assert.deepEqual([failed.run.run_id, failed.later_runs], ["00000003", 1]);
  assert.deepEqual(failed.error, {
    code: null,
    message: "Cannot reach the forge",
    causes: [],
    hint: null,
  }, "the ledger knows it without any log");
  scene.enter("00000005", 20, { error: "Finished in part: 1 item" });
  assert.equal((await scene.explain()).outcome, "in part");
  scene.enter("00000006", 10);
  const died = await scene.explain();
  assert.deepEqual([died.run.run_id, died.outcome], ["00000006", "died"]);
  assert.deepEqual(died.next, [{ command: "lore sync", why: "goes on where this run stopped" }]);
});

Deno.test("explain does not take a run under way for one that went wrong", async () => {
  using scene = new ExplainScene();
  scene.enter("00000001", 60, { status: "failed", error: "Cannot reach the forge" });
  scene.enter("00000002", 1);
  const { clock } = scene.host;
  const holder = { clock, runId: "00000002", command: "sync", staleMs: MINUTE_MS };
  using _lock = await takeLock(scene.dataDir, holder);
  assert.equal((await scene.explain()).run.run_id, "00000001");
  const { outcome, next } = await scene.explain("00000002");
  assert.equal(outcome, "running");
  assert.deepEqual(next, [{ command: "lore sync-status", why: "shows how far it is" }]);
  assert.match((await scene.lore("explain", "00000002")).out, / is running for 1m 00s\n/);
});

Deno.test("explain says what to do where there is no such run, or none at all", async () => {
  using scene = new ExplainScene();
  const none = envelopeOf(await scene.lore("--robot", "explain"));
  assert.deepEqual([none.ok, (none.error as { actions: string[] }).actions], [false, [
    "lore sync",
  ]]);
  scene.enter("00000001", 60, {});
  const unknown = await scene.lore("explain", "beef");
  assert.deepEqual([unknown.code, unknown.out], [5, ""]);
});
