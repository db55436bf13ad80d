import assert from "node:assert/strict";
import { takeLock } from "../../lib/db/lock.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { envelopeOf } from "../support/fake_host.ts";
import { SearchScene } from "../support/search_scene.ts";

Deno.test("generate-docs makes documents of what is dirty, as a run of its own", async () => {
  using scene = new SearchScene();
  scene.mirror();
  const { code, out, err } = await scene.run(["generate-docs"]);
  assert.equal(code, 0, err);
  assert.equal(out, "4 documents written, 0 unchanged, 0 removed\n");
  const again = envelopeOf(await scene.run(["--robot", "generate-docs"]));
  assert.deepEqual(again.data, { written: 0, skipped: 0, removed: 0 });
  assert.deepEqual(scene.column("select count(*) from documents"), [4]);
  assert.deepEqual(
    scene.column("select command || ' ' || mode || ' ' || phase || ' ' || status from sync_runs"),
    Array(2).fill("generate-docs incremental generate_docs succeeded"),
  );
  assert.deepEqual(scene.column("select total_items_processed from sync_runs"), [4, 0]);
});

Deno.test("generate-docs --full looks at everything again, and repairs what is not right", async () => {
  using scene = await new SearchScene().ready();
  scene.write((tx) => {
    tx.run("update documents set body = 'lies', content_hash = 0 where iid = 13");
    tx.run("delete from documents where kind = 'merge_request'");
    tx.run("update documents set entity_id = 999 where kind = 'discussion'");
  });
  const { out } = await scene.run(["generate-docs", "--full"]);
  assert.equal(out, "3 documents written, 1 unchanged, 1 removed\n");
  assert.deepEqual(scene.column("select body from documents where iid = 13"), [""]);
});

Deno.test("generate-docs and embed wait for no one who holds the lock", async (t) => {
  using scene = new SearchScene();
  scene.mirror();
  const options = { clock: new FakeClock(), runId: "aaaaaaaa", command: "sync", staleMs: 1e9 };
  using _lock = await takeLock(scene.dataDir, options);
  for (const command of ["generate-docs", "embed"]) {
    await t.step(command, async () => {
      const run = await scene.run(["--robot", command]);
      assert.equal(run.code, 7);
      assert.match(run.out, /"code":"LOCK_HELD"/);
    });
  }
});
