/** Several processes at work on one store at once: writers, and readers beside them. @module */

import assert from "node:assert/strict";
import { type Database, openStore } from "../../lib/db/mod.ts";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { Random } from "../../lib/forge/demo/random.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import { unsoundness } from "../support/dump.ts";
import { firstSync, reconcile } from "../support/faulted_scene.ts";
import {
  assertConverges,
  assertNothingLost,
  assertTypedError,
  contentOf,
  contentSoFar,
  TELLING,
} from "../support/nothing_lost.ts";
import { seedOfRun } from "../support/killing.ts";
import {
  type LoreHome,
  loreHome,
  type LoreOutput,
  outputOf,
  runLoreProcess,
  startLore,
} from "../support/lore_process.ts";

const seed = seedOfRun();

const WRITERS: readonly (readonly string[])[] = [
  ["sync"],
  ["sync", "--reconcile"],
  ["ingest", "issues"],
  ["generate-docs"],
  ["embed"],
  ["sync", "--full"],
  ["sync", "--issue", "4,5", "--mr", "1", "-p", "acme/web"],
  ["sync", "--issue", "5", "-p", "acme/web"],
];
const ROUNDS = 3;
/** Within what time all writers of a round are started, ms. */
const SPREAD_MS = 1_200;

for (
  const [name, makeScene] of Object.entries({ "a new store": firstSync, "a store": reconcile })
) {
  Deno.test(`Writers that want ${name} at once do so one at a time or not at all`, async (t) => {
    await using scene = await makeScene();
    const random = new Random(seed);
    for (let round = 1; round <= ROUNDS; round++) {
      await t.step(`seed ${seed}, round ${round}`, async () => {
        using home = scene.home();
        const outputs = await Promise.all(WRITERS.map(async (argv) => {
          await systemClock.sleep(random.next() * SPREAD_MS);
          return await runLoreProcess(home, [...argv, ...TELLING]);
        }));
        for (const output of outputs) {
          if (output.code !== 0) assertTypedError(output, ["LOCK_HELD"]);
          else assert.doesNotMatch(output.err, /"level":"(WARN|ERROR)"/);
        }
        assertNothingLost(scene, { store: contentSoFar(home), said: [] });
        assertLedger(home, outputs);
        await assertConverges(scene, home);
      });
    }
  });
}

/** Whoever got the lock has a row in the ledger; of the others only those that had one before. */
function assertLedger(home: LoreHome, outputs: readonly LoreOutput[]): void {
  const idOf = ({ out }: LoreOutput): string => JSON.parse(out).meta.run_id;
  const ran = outputs.filter(({ code }) => code === 0).map(idOf);
  assert.ok(ran.length > 0, "nobody got the lock");
  using store = home.openStore();
  const rows = store.all<{ run_id: string; status: string; mode: string }>(
    "select run_id, status, mode from sync_runs where run_id in (select value from json_each(?))",
    JSON.stringify(outputs.map(idOf)),
  );
  const succeeded = rows.filter(({ status }) => status === "succeeded");
  assert.deepEqual(succeeded.map(({ run_id }) => run_id).sort(), ran.sort());
  // A sync of single items asks the forge first, and has a row for that.
  const asked = rows.filter(({ status }) => status !== "succeeded");
  assert.ok(asked.every(({ status, mode }) => status === "failed" && mode === "surgical"));
}

/** What one transaction writes together: the first row that has one part without the other. */
const TORN: Readonly<Record<string, string>> = {
  "a page without its cursor": `select p.path, c.kind from sync_cursors c
    join projects p on p.id = c.project_id
    where c.updated_at <> (select max(updated_at) from (
      select project_id, 'issue' as kind, updated_at from issues union all
      select project_id, 'merge_request', updated_at from merge_requests) i
      where i.project_id = c.project_id and i.kind = c.kind)`,
  "an item without what is to be fetched of it": `select iid from issues i
    where (discussions_at is null) <> exists (select 1 from dependents_queue
      where kind = 'issue' and item_id = i.id and job = 'discussions')`,
  "a row of what is to be fetched without its answer": `select iid from merge_requests i
    where (files_at is null) <> exists (select 1 from dependents_queue
      where kind = 'merge_request' and item_id = i.id and job = 'files')`,
  "a discussion without notes": `select id from discussions d
    where not exists (select 1 from notes where discussion_id = d.id)`,
  "an item with neither document nor mark": `select id from issues i
    where not exists (select 1 from documents where kind = 'issue' and entity_id = i.id)
      and not exists (select 1 from dirty_documents where kind = 'issue' and entity_id = i.id)`,
  "a document without its words": `select d.id from documents d
    where d.id not in (select rowid from documents_words)`,
  "words without their document": `select rowid from documents_words
    where rowid not in (select id from documents)`,
  "chunks without their places": `select 1 where (select count(*) from chunks)
    <> (select coalesce(sum(used), 0) from vector_blocks)`,
};

/** Looks at the store as it is at one moment. */
function assertWhole(store: Database): void {
  store.exec("begin");
  for (const [what, sql] of Object.entries(TORN)) assert.deepEqual(store.all(sql), [], what);
  assert.deepEqual(unsoundness(store), []);
  store.exec("commit");
}

const READERS: readonly (readonly string[])[] = [
  ["issues"],
  ["search", "login"],
  ["coverage"],
  ["sync-status"],
  ["mrs"],
  ["threads"],
  ["sync", "--preflight-only", "--issue", "1", "-p", "acme/web"],
];
const READERS_AT_ONCE = 2;

function busyForge(): DemoForge {
  return createDemoForge({ projects: 2, issues: 60, mergeRequests: 20, latencyMs: 8 });
}

Deno.test("Readers beside a writer never fail, nor see a part of what is written together", async () => {
  const forge = busyForge();
  await using server = forge.serve({ port: 0 });
  using home = loreHome(server);
  const asked = Promise.withResolvers<void>();
  const torn: unknown[] = [];
  let looks = 0;
  const look = (_request: Request, sequence: number): boolean => {
    asked.resolve();
    if (sequence % 4 !== 0) return false;
    using store = home.openStore();
    try {
      assertWhole(store);
    } catch (error) {
      torn.push(error);
    }
    looks += 1;
    return false;
  };
  forge.setFaults([{ match: look, fault: { kind: "delay", ms: 0 } }]);
  const writer = outputOf(startLore(home, ["sync", ...TELLING]));
  let writing = true;
  const written = writer.finally(() => writing = false);
  await asked.promise;
  let read = 0;
  await Promise.all(Array.from({ length: READERS_AT_ONCE }, async () => {
    while (writing) {
      const argv = READERS[read++ % READERS.length] ?? [];
      const { code, out, err } = await runLoreProcess(home, [...argv, "--robot"]);
      assert.deepEqual([code, err], [0, ""], argv.join(" "));
      assert.equal(JSON.parse(out).ok, true);
    }
  }));
  const { code, err } = await written;
  assert.equal(code, 0, err);
  assert.deepEqual(torn, []);
  assert.ok(read >= READERS.length && looks > 20, `${read} readers, ${looks} looks`);
});

Deno.test("A reader that keeps its view for long sees it unchanged and keeps no run from its end", async () => {
  await using scene = await reconcile();
  using home = scene.home();
  using reader = openStore(`${home.dataDir}/lore.db`, { mode: "read" });
  const titles = (): unknown[] => reader.all("select iid, title from issues order by id");
  reader.exec("begin");
  const before = titles();
  const { code, err } = await runLoreProcess(home, scene.argv);
  assert.equal(code, 0, err);
  assert.deepEqual(titles(), before);
  reader.exec("commit");
  assert.notDeepEqual(titles(), before);
  assert.deepEqual(contentOf(home), scene.clean);
});
