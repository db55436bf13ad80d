/** This machine's clock jumps by a year, in the middle of a sync or between two. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { Reader } from "../../lib/db/mod.ts";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { DemoSync, smallPages } from "../support/demo_sync.ts";
import { reconcile } from "../support/faulted_scene.ts";
import { contentOf } from "../support/nothing_lost.ts";
import { atRequest } from "../support/killing.ts";
import { type LoreHome, runLoreProcess } from "../support/lore_process.ts";
import { endedWell, hasMachineClock, machineClock } from "../support/machine_clock.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const JUMPS = { "a year ahead": YEAR, "a year back": -YEAR };
const ROWS_A_PAGE = 3;

/** Columns that hold a time of this machine, or an id by chance: they decide nothing about rows. */
const LOCAL = ["run_id", "origin_run_id", "identity_at", "refreshed_at"];
/** Tables about this machine's own doings. */
const OWN_TABLES = ["sync_runs", "schema_migrations"];

/** Every row of every table as it is stored, with lore's own keys and all times of the forge. */
function everything(reader: Reader): Record<string, unknown[]> {
  const tables = reader.all<{ name: string }>(
    `select name from pragma_table_list where schema = 'main' and type = 'table'
       and name not like 'sqlite_%' order by name`,
  ).map(({ name }) => name).filter((name) => !OWN_TABLES.includes(name));
  return Object.fromEntries(tables.map((table) => {
    const rows = reader.all<Record<string, unknown>>(`select * from ${table}`);
    const strings = rows.map((row) =>
      JSON.stringify(row, (column, value) => LOCAL.includes(column) ? undefined : value)
    );
    return [table, strings.sort()];
  }));
}

function smallForge(): DemoForge {
  return createDemoForge({ projects: 2, issues: 9, mergeRequests: 5 });
}

/** Lets a day of work and some hours pass at the forge. */
function work(forge: DemoForge, day: number): void {
  forge.changeALittle();
  forge.changes.deleteItem({ project: "acme/web", kind: "issue", iid: 3 + day });
  forge.advance(HOUR);
}

/** At which requests the clock jumps, and by how much: each time the other way. */
interface Jumps {
  /** The first of them, from 0. */
  readonly from: number;
  readonly by: number;
}

/** Requests from one jump to the next. */
const STRIDE = 7;

/** A first sync, an incremental one and a reconcile: what they store, and how often the clock jumped. */
async function threeSyncs(jumps?: Jumps) {
  const forge = smallForge();
  using mirror = new DemoSync(forge);
  const fetch = smallPages(forge.fetch, ROWS_A_PAGE);
  let [request, by, jumped] = [0, jumps?.by ?? 0, 0];
  const inDisorder = (asked: Request): Promise<Response> => {
    if (request++ % STRIDE === jumps?.from) {
      mirror.clock.jumpTo(mirror.clock.now() + by);
      by = -by;
      jumped += 1;
    }
    return fetch(asked);
  };
  for (const [day, reconcile] of [false, false, true].entries()) {
    const { failed } = await mirror.sync({ reconcile, fetch: inDisorder });
    assert.equal(failed, 0);
    work(forge, day);
  }
  assert.ok(mirror.runs().every(({ status }) => status === "succeeded"));
  return { jumped, content: mirror.ask(everything), dump: mirror.dump() };
}

Deno.test("A clock that jumps by a year at any request changes nothing of what is stored", async (t) => {
  const undisturbed = await threeSyncs();
  for (const [name, by] of Object.entries(JUMPS)) {
    await t.step(name, async () => {
      for (let from = 0; from < STRIDE; from++) {
        const { jumped, content, dump } = await threeSyncs({ from, by });
        assert.ok(jumped > 10, `${jumped} jumps`);
        assert.deepEqual(content, undisturbed.content, `jumps from request ${from} on`);
        assert.deepEqual(dump, undisturbed.dump);
      }
    });
  }
});

/** How the lists of a mirror were walked, oldest first: `issue reconcile`. */
function walks(mirror: DemoSync): unknown[] {
  return mirror.column(`select c.kind || ' ' || c.mode from coverage c
    join projects p on p.id = c.project_id where p.path = 'acme/web' order by c.id`);
}

Deno.test("A list is compared by itself after a week of the forge's, whatever the clock here says", async (t) => {
  for (const [name, by] of Object.entries({ "that stands still": 0, ...JUMPS })) {
    await t.step(`a clock ${name}`, async () => {
      const forge = smallForge();
      using mirror = new DemoSync(forge);
      await mirror.sync();
      mirror.clock.jumpTo(mirror.clock.now() + by);
      for (const days of [1, 1, 6, 1, 1]) {
        forge.advance(days * DAY);
        await mirror.sync();
      }
      const kinds = (mode: string) => [`issue ${mode}`, `merge_request ${mode}`];
      assert.deepEqual(walks(mirror), [
        ...kinds("full"),
        ...kinds("incremental"),
        ...kinds("incremental"),
        ...kinds("reconcile"),
        ...kinds("incremental"),
        ...kinds("incremental"),
      ]);
    });
  }
});

Deno.test("A clock that jumps between syncs makes lore look at the projects again, and at no item", async (t) => {
  for (const [name, by] of Object.entries(JUMPS)) {
    await t.step(name, async () => {
      const forge = smallForge();
      using mirror = new DemoSync(forge);
      await mirror.sync();
      forge.advance(HOUR);
      await mirror.sync();
      const before = mirror.dump();
      for (const jump of [by, -by, by]) {
        mirror.clock.jumpTo(mirror.clock.now() + jump);
        forge.clearRequests();
        await mirror.sync();
        const items = forge.requests.filter(({ path }) => /(issues|merge_requests)\/\d/.test(path));
        assert.deepEqual(items.map(({ path }) => path), []);
        forge.clearRequests();
        await mirror.sync();
        assert.equal(forge.requests.length, 5, "the group and four lists");
        assert.deepEqual(mirror.dump(), before);
      }
    });
  }
});

Deno.test({
  name:
    "A process whose clock jumps while it runs stores the same, also with the next one in the past",
  ignore: !hasMachineClock,
  async fn() {
    await using scene = await reconcile();
    using home = scene.home();
    const clock = machineClock(join(home.path, "clock"));
    for (const [before, after] of [["+0", "+1y"], ["+1y", "-1y"], ["-1y", "+0"]] as const) {
      clock.set(before);
      atRequest(scene.forge, 4, () => clock.set(after));
      const { code, err, out } = await runLoreProcess(home, [...scene.argv, "--robot"], clock);
      assert.ok(endedWell(code), `${code}: ${err}`);
      assert.deepEqual(contentOf(home), scene.clean);
      const { ok, meta } = JSON.parse(out);
      assert.ok(ok);
      assert.ok(meta.elapsed_ms < 60_000, `${meta.elapsed_ms} ms`);
      const years = new Set(
        logged(home, meta.run_id).map(({ timestamp }) => timestamp.slice(0, 4)),
      );
      assert.equal(years.size, 2, "the clock did not jump");
    }
    using store = home.openStore();
    const runs = store.all<{ status: string }>("select status from sync_runs order by id");
    assert.deepEqual(runs.map(({ status }) => status), Array(4).fill("succeeded"));
  },
});

/** What a run logged, in whichever file. */
function logged(home: LoreHome, runId: string) {
  return home.logLines().filter(({ span }) => span?.run_id === runId);
}
