import assert from "node:assert/strict";
import { currentStages, record, span, withRun } from "../../../lib/spans/mod.ts";
import { FakeClock } from "../../support/fake_clock.ts";

Deno.test("currentStages() shows the run's stages from wherever inside it is asked", () => {
  const clock = new FakeClock();
  withRun({ command: "sync", clock }, (run) => {
    span("ingest_issues", {}, () => {
      span("fetch_pages", { project: "acme/web" }, () => {
        const stages = currentStages();
        record({ items_processed: 2 });
        clock.advance(40);
        assert.deepEqual(stages(), run.stages());
        assert.equal(stages()[0]?.sub_stages?.[0]?.items_processed, 2);
      });
    });
  });
});

Deno.test("currentStages() is empty outside of runs", () => {
  assert.deepEqual(currentStages()(), []);
});
