/** `lore ingest` is a run like any other. @module */

import assert from "node:assert/strict";
import { createDemoForge } from "../../lib/forge/demo/mod.ts";
import { loreHome, runLoreProcess } from "../support/lore_process.ts";

Deno.test("lore ingest issues has one stage, and a row of its own in the ledger", async () => {
  await using server = createDemoForge({ projects: 1, issues: 3, mergeRequests: 1 })
    .serve({ port: 0 });
  using home = loreHome(server);
  const { code, out } = await runLoreProcess(home, ["ingest", "issues", "--robot"]);
  assert.equal(code, 0, out);
  const { run_id, stages } = JSON.parse(out).meta;
  assert.deepEqual(stages.map(({ name }: { name: string }) => name), ["ingest_issues"]);
  using store = home.openStore();
  assert.deepEqual({ ...store.get<object>("select run_id, command, status from sync_runs") }, {
    run_id,
    command: "ingest issues",
    status: "succeeded",
  });
});
