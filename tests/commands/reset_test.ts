import assert from "node:assert/strict";
import { join } from "node:path";
import { integrityProblems } from "../../lib/db/integrity.ts";
import { takeLock } from "../../lib/db/lock.ts";
import { takeRunLock } from "../../lib/db/run_lock.ts";
import { openStore } from "../../lib/db/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { StoreScene, syncedScene } from "../support/store_scene.ts";

Deno.test("reset --yes removes the store and nothing else, and a sync begins anew", async () => {
  using scene = await syncedScene();
  const before = scene.dump();
  scene.folder.write("data/notes.txt", "mine");
  scene.folder.write("data/lore.db.bak", "mine");
  const others = scene.names(scene.dataDir).filter((name) => !/^lore\.db(-|$)/.test(name));
  const logs = scene.names(join(scene.dataDir, "logs"));
  const { data } = await scene.robot("reset", "--yes");
  assert.equal(data?.path, scene.store);
  assert.ok((data?.removed as string[]).includes(scene.store));
  assert.deepEqual(scene.names(scene.dataDir), others);
  assert.deepEqual(scene.names(join(scene.dataDir, "logs")), logs);
  assert.ok(scene.names().includes("lore.config.json"));
  assert.equal((await scene.run(["sync"])).code, 0);
  assert.deepEqual(withoutRuns(scene.dump()), withoutRuns(before));
});

/** What a sync stores, without when it was stored. */
function withoutRuns(dump: unknown): unknown {
  const { issues, notes } = dump as Readonly<Record<string, readonly unknown[]>>;
  return [issues?.length, notes?.length];
}

Deno.test("without a yes and somebody to ask nothing is removed, and no action would do it", async () => {
  using scene = await syncedScene();
  const before = scene.dump();
  for (const argv of [["reset"], ["--robot", "reset"]]) {
    const { code, out, err } = await scene.run(argv);
    assert.equal(code, 2);
    assert.match(out + err, /--yes/);
  }
  const { error } = await scene.robot("reset");
  assert.ok(error?.actions.every((line) => !line.includes("--yes")));
  assert.deepEqual(scene.dump(), before);
});

Deno.test("in robot mode nobody is asked, even at a terminal", async () => {
  using scene = await syncedScene();
  const { code } = await scene.run(["--robot", "reset"], ({ terminal }) => {
    terminal.stdinIsTerminal = terminal.stderrIsTerminal = true;
  });
  assert.equal(code, 2);
});

Deno.test("a run under way keeps its store: LOCK_HELD", async () => {
  using scene = await syncedScene();
  const before = scene.dump();
  const clock = new FakeClock();
  {
    using _lock = await takeLock(scene.dataDir, {
      ...{ clock, runId: "a1b2c3d4", command: "sync", staleMs: 60_000 },
    });
    const { error } = await scene.robot("reset", "--yes");
    assert.equal(error?.code, "LOCK_HELD");
    assert.match(error?.message ?? "", /a1b2c3d4/);
    assert.deepEqual(scene.dump(), before);
  }
  {
    // As a run that refreshes single items has, before it takes the other.
    using _lock = await takeRunLock(scene.dataDir, { runId: "e5f6a7b8", clock });
    const { error } = await scene.robot("reset", "--yes");
    assert.equal(error?.code, "LOCK_HELD");
    assert.match(error?.message ?? "", /e5f6a7b8/);
    assert.deepEqual(scene.dump(), before);
  }
  assert.equal((await scene.robot("reset", "--yes")).ok, true);
});

Deno.test("nothing to remove is no failure", async () => {
  using scene = new StoreScene();
  const { ok, data } = await scene.robot("reset", "--yes");
  assert.deepEqual([ok, data?.removed, data?.totals], [true, [], null]);
  assert.match((await scene.run(["reset"])).out, /^There is no store at .*: nothing was removed$/m);
});

Deno.test("a reset that was killed after any file leaves a data directory in which a sync works", async (t) => {
  for (const gone of [1, 2, 3]) {
    await t.step(`${gone} removed`, async () => {
      using scene = await syncedScene();
      // As a process leaves it that was killed, with pages in the write-ahead log alone.
      const snapshots = new Map<string, Uint8Array>();
      {
        using database = openStore(scene.store, { mode: "write" });
        database.exec("pragma wal_autocheckpoint = 0");
        database.transaction((tx) => tx.run("update issues set title = 'only in the log'"));
        for (const end of ["", "-wal", "-shm"]) {
          snapshots.set(end, Deno.readFileSync(`${scene.store}${end}`));
        }
      }
      for (const [at, [end, bytes]] of [...snapshots].entries()) {
        if (at >= gone) Deno.writeFileSync(`${scene.store}${end}`, bytes);
        else if (end === "") Deno.removeSync(scene.store);
      }
      assert.equal((await scene.run(["sync"])).code, 0);
      using database = openStore(scene.store, { mode: "read" });
      const titles = "select count(*) as n from issues where title = 'only in the log'";
      assert.equal(database.get<{ n: number }>(titles)?.n, 0);
      assert.deepEqual(integrityProblems(database), []);
    });
  }
});

Deno.test("what a killed reset left is removed by the next", async () => {
  using scene = await syncedScene();
  Deno.removeSync(scene.store);
  Deno.writeTextFileSync(`${scene.store}-wal`, "rest");
  const { data } = await scene.robot("reset", "--yes");
  assert.deepEqual(data?.removed, [`${scene.store}-wal`]);
});

Deno.test("a damaged store is removed, though nothing can be said of what it held", async () => {
  using scene = new StoreScene();
  scene.folder.write("data/lore.db", "no database at all ".repeat(300));
  const { ok, data } = await scene.robot("reset", "--yes");
  assert.deepEqual([ok, data?.totals, data?.removed], [true, null, [scene.store]]);
});

Deno.test("links are followed to the store and stay, for the next one", async (t) => {
  await t.step("the data directory is a link", async () => {
    using scene = await syncedScene();
    Deno.renameSync(scene.dataDir, scene.path("elsewhere"));
    Deno.symlinkSync(scene.path("elsewhere"), scene.dataDir);
    assert.equal((await scene.robot("reset", "--yes")).ok, true);
    assert.ok(!scene.names(scene.path("elsewhere")).includes("lore.db"));
    assert.equal((await scene.run(["sync"])).code, 0);
    assert.ok(scene.names(scene.path("elsewhere")).includes("lore.db"));
  });
  await t.step("the store is a link", async () => {
    using scene = await syncedScene();
    Deno.mkdirSync(scene.path("disk"));
    const real = scene.path("disk/store.db");
    Deno.renameSync(scene.store, real);
    Deno.symlinkSync(real, scene.store);
    Deno.writeTextFileSync(`${real}-journal`, "");
    const { data } = await scene.robot("reset", "--yes");
    assert.deepEqual((data?.removed as string[]).slice(0, 2), [real, `${real}-journal`]);
    assert.deepEqual(scene.names(scene.path("disk")), []);
    assert.ok(Deno.lstatSync(scene.store).isSymlink);
    assert.equal((await scene.run(["reset", "--yes"])).code, 0);
    const again = await scene.run(["sync"]);
    assert.equal(again.code, 0, again.err);
    assert.ok(Deno.statSync(real).size > 0);
  });
  await t.step("the link leads to what is no store", async () => {
    using scene = new StoreScene();
    const diary = scene.folder.write("diary.txt", "Dear diary, this is no database.");
    Deno.mkdirSync(scene.dataDir);
    Deno.symlinkSync(diary, scene.store);
    assert.equal((await scene.robot("reset", "--yes")).error?.code, "FAILED");
    assert.ok(Deno.statSync(diary).isFile);
  });
});

Deno.test("a folder of the store's name is left alone", async () => {
  using scene = new StoreScene();
  scene.folder.write("data/lore.db/inside.txt", "mine");
  assert.equal((await scene.robot("reset", "--yes")).error?.code, "FAILED");
  assert.ok(Deno.statSync(join(scene.store, "inside.txt")).isFile);
});

Deno.test("nothing mistyped is put right for reset", async (t) => {
  using scene = await syncedScene();
  for (const argv of [["rset", "--yes"], ["reset", "--yse"], ["wipe", "--yes"]]) {
    await t.step(argv.join(" "), async () => {
      const { error } = await scene.robot(...argv);
      assert.equal(error?.code, "USAGE");
      assert.match(error?.hint ?? "", /reset|--yes/);
      assert.ok(Deno.statSync(scene.store).isFile);
    });
  }
});
