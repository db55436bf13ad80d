import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../lib/db/mod.ts";
import { createDemoForge } from "../../lib/forge/demo/mod.ts";
import { dayOf } from "../../lib/log/log_files.ts";
import { StoreScene, syncedScene } from "../support/store_scene.ts";
import { canMount, runMounted } from "../support/mounted.ts";
import { inThisProcess } from "../support/runner.ts";

Deno.test("backup writes what the store holds, for its owner alone, and says how it is put back", async () => {
  using scene = await syncedScene();
  const { data } = await scene.robot("backup", scene.path("kept.db"));
  assert.equal(data?.path, scene.path("kept.db"));
  assert.equal(data?.bytes, Deno.statSync(scene.path("kept.db")).size);
  assert.deepEqual(scene.dump(scene.path("kept.db")), scene.dump());
  assert.deepEqual(data?.restore, [
    "lore reset --yes",
    `cp ${scene.path("kept.db")} ${scene.store}`,
  ]);
  assert.deepEqual(scene.names(), ["data", "kept.db", "lore.config.json"]);
  if (Deno.build.os !== "windows") {
    assert.equal((Deno.statSync(scene.path("kept.db")).mode ?? 0) & 0o777, 0o600);
  }
});

Deno.test({
  name: "the commands that a backup names put it back, over a store that went on since",
  ignore: Deno.build.os === "windows",
  async fn() {
    using scene = await syncedScene();
    const before = scene.dump();
    const { data } = await scene.robot("backup", scene.folder.path);
    {
      using database = openStore(scene.store, { mode: "write" });
      database.transaction((tx) => tx.run("update issues set title = 'changed since'"));
    }
    assert.notDeepEqual(scene.dump(), before);
    for (const line of data?.restore as readonly string[]) {
      const [program = "", ...args] = line.split(" ");
      if (program === "lore") assert.equal((await scene.run(args)).code, 0, line);
      else assert.ok(new Deno.Command(program, { args }).outputSync().success, line);
    }
    assert.deepEqual(scene.dump(), before);
    assert.equal((await scene.run(["sync"])).code, 0);
  },
});

Deno.test("a folder gets a file that is named after the day", async () => {
  using scene = await syncedScene();
  let now = 0;
  const { out } = await scene.run(["backup", `${scene.folder.path}/`], ({ clock }) => {
    now = clock.now();
  });
  const name = `lore-${dayOf(now).name}.db`;
  assert.ok(scene.names().includes(name), scene.names().join());
  assert.match(out, /^Written: .*\n {2}[\d.]+ kB in .*, checked: 3 projects: 8 issues/);
});

Deno.test("backup replaces a file only with --force, and nothing that is no file", async () => {
  using scene = await syncedScene();
  const kept = scene.folder.write("kept.db", "mine");
  const refused = await scene.run(["backup", kept]);
  assert.deepEqual([refused.code, Deno.readTextFileSync(kept)], [2, "mine"]);
  assert.match(refused.err, /--force/);
  const { data } = await scene.robot("backup", "--force", kept);
  assert.equal(data?.replaced, true);
  assert.deepEqual(scene.dump(kept), scene.dump());
  Deno.symlinkSync(kept, scene.path("link"));
  assert.equal((await scene.run(["backup", "--force", scene.path("link")])).code, 2);
  assert.ok(Deno.lstatSync(scene.path("link")).isSymlink);
});

Deno.test("backup never writes over the store, by whatever name it is given", async (t) => {
  using scene = await syncedScene();
  const before = scene.dump();
  Deno.symlinkSync(scene.dataDir, scene.path("link"));
  Deno.symlinkSync(scene.store, scene.path("link.db"));
  Deno.linkSync(scene.store, scene.path("hard.db"));
  const places = [
    scene.store,
    `${scene.store}-wal`,
    `${scene.store}-journal`,
    join(scene.path("link"), "lore.db"),
    join(scene.path("link"), "lore.db-shm"),
    scene.path("link.db"),
    scene.path("hard.db"),
  ];
  for (const place of places) {
    await t.step(place.slice(scene.folder.path.length), async () => {
      const { error } = await scene.robot("backup", "--force", place);
      assert.equal(error?.code, "USAGE");
      assert.deepEqual(scene.dump(), before);
    });
  }
  assert.equal((await scene.robot("backup", scene.dataDir)).ok, true);
});

Deno.test("a folder that is not there is named, with what makes it", async () => {
  using scene = await syncedScene();
  for (const given of ["no/kept.db", "no/such/", "lore.config.json/kept.db"]) {
    const { error } = await scene.robot("backup", `${scene.folder.path}/${given}`);
    assert.equal(error?.code, "NOT_FOUND", given);
    assert.match(error?.hint ?? "", /^Make it \(mkdir -p /);
  }
});

Deno.test("without a store there is nothing to copy, and nothing is left behind", async () => {
  using scene = new StoreScene();
  assert.equal((await scene.robot("backup", scene.path("kept.db"))).error?.code, "NOT_FOUND");
  assert.deepEqual(scene.names(), ["lore.config.json"]);
});

Deno.test("of a damaged store no backup is made, and what was there stays", async () => {
  using scene = await syncedScene();
  {
    using file = Deno.openSync(scene.store, { write: true });
    for (const page of [9, 10, 11, 12]) {
      file.seekSync(4096 * page, Deno.SeekMode.Start);
      file.writeSync(new Uint8Array(4096).fill(0x55));
    }
  }
  const kept = scene.folder.write("kept.db", "mine");
  const { error } = await scene.robot("backup", "--force", kept);
  assert.equal(error?.code, "DB_CORRUPT");
  assert.ok(error.message.startsWith(`No backup was made of "${scene.store}": `), error.message);
  assert.equal(Deno.readTextFileSync(kept), "mine");
  assert.deepEqual(scene.names(), ["data", "kept.db", "lore.config.json"]);
});

Deno.test({
  name: "on a full disk a backup is DISK_FULL, and leaves nothing behind",
  ignore: !canMount,
  async fn(t) {
    const runner = inThisProcess(createDemoForge({ issues: 8, mergeRequests: 4 }));
    using home = runner.home();
    assert.equal((await runner.run(home, ["sync"])).code, 0);
    const pages = Deno.statSync(join(home.dataDir, "lore.db")).size / 4096;
    const at = join(home.path, "disk");
    for (const size of [0, 1, 2, Math.floor(pages / 2), pages - 1, pages]) {
      await t.step(`${size} of ${pages} pages`, async () => {
        // A tmpfs of no size at all would have no bounds.
        const mounts = [size === 0 ? "nr_inodes=1" : `size=${size * 4}k`];
        const argv = ["backup", "--robot", join(at, "kept.db")];
        const [output] = await runMounted(home, argv, { mounts, at });
        assert.ok(output !== undefined);
        const { ok, error } = JSON.parse(output.out);
        if (ok) assert.ok(size >= pages - 1);
        else assert.equal(error.code, "DISK_FULL");
        if (!ok) assert.deepEqual([...Deno.readDirSync(output.disk)], []);
      });
    }
  },
});

Deno.test("an interrupted backup leaves nothing behind", async () => {
  using scene = await syncedScene();
  for (const moment of [0, 1, 2, 3]) {
    let paused = 0;
    const { code } = await scene.run(["backup", scene.path("kept.db")], (host) => {
      const sleep = host.clock.sleep.bind(host.clock);
      host.clock.sleep = (ms, options) => {
        if (paused++ === moment) host.interrupt();
        return sleep(ms, options);
      };
    });
    const made = scene.names().filter((name) => name.startsWith("kept"));
    assert.deepEqual([code, made], moment === 3 ? [0, ["kept.db"]] : [130, []], `${moment}`);
  }
});
