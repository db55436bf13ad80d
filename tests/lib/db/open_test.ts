import assert from "node:assert/strict";
import { join } from "node:path";
import { type Database, openStore, SCHEMA_VERSION, schemaVersion } from "../../../lib/db/mod.ts";
import { startRun } from "../../../lib/db/runs.ts";
import { type ErrorCode, LoreError } from "../../../lib/errors.ts";
import { fileInfo, fileMode, listFolder } from "../../../lib/platform/files.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const clock = new FakeClock();

/** Makes a store with `runs` rows in its ledger, and closes it. */
function makeStore(path: string, runs = 0): void {
  using database = openStore(path, { mode: "write", clock });
  addRuns(database, runs);
  database.exec("pragma wal_checkpoint(truncate)");
}

function addRuns(database: Database, runs: number): void {
  database.transaction((tx) => {
    for (let run = 0; run < runs; run++) {
      startRun(tx, { runId: "a1b2c3d4", command: "x".repeat(500), now: run });
    }
  });
}

function refused(code: ErrorCode, body: () => void): LoreError {
  try {
    body();
  } catch (error) {
    assert.ok(error instanceof LoreError, String(error));
    assert.equal(error.code, code, error.message);
    assert.ok(error.hint, "the error has no hint");
    return error;
  }
  return assert.fail("nothing was thrown");
}

/** Runs a program that changes how a file or folder may be used; false when that is not allowed. */
function arrange(program: string, ...args: string[]): boolean {
  try {
    const { success } = new Deno.Command(program, { args, stderr: "null" }).outputSync();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Whether this machine lets us mount and protect, which only root may. */
const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;
const canMount = isRoot &&
  probe((folder) => arrange("mount", "-t", "tmpfs", "tmpfs", folder) && arrange("umount", folder));
const canProtect = isRoot &&
  probe((folder) => arrange("chattr", "+i", folder) && arrange("chattr", "-i", folder));

function probe(body: (folder: string) => boolean): boolean {
  using folder = temporaryFolder();
  return body(folder.path);
}

/** Protects a file or folder from every change until disposed, against root too. */
function protect(path: string): Disposable {
  assert.ok(arrange("chattr", "+i", path));
  return { [Symbol.dispose]: () => void arrange("chattr", "-i", path) };
}

Deno.test("openStore() makes the folder, the file and its schema", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "new", "data", "lore.db");
  using database = openStore(path, { mode: "write", clock });
  assert.equal(schemaVersion(database), SCHEMA_VERSION);
  assert.equal(database.get<{ journal_mode: string }>("pragma journal_mode")?.journal_mode, "wal");
  assert.equal(database.get<{ foreign_keys: number }>("pragma foreign_keys")?.foreign_keys, 1);
});

Deno.test("openStore() for reading sees what was written and cannot write", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  makeStore(path, 3);
  using database = openStore(path, { mode: "read" });
  assert.equal(database.all("select id from sync_runs").length, 3);
  refused("DB_READONLY", () => addRuns(database, 1));
});

Deno.test("openStore() for reading works while another writes", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  using writer = openStore(path, { mode: "write", clock });
  addRuns(writer, 1);
  using reader = openStore(path, { mode: "read" });
  writer.transaction((tx) => {
    startRun(tx, { runId: "ffffffff", command: "sync", now: 1 });
    assert.equal(reader.all("select id from sync_runs").length, 1);
  });
  assert.equal(reader.all("select id from sync_runs").length, 2);
});

Deno.test("openStore() for reading where there is no store says how to make one", () => {
  using folder = temporaryFolder();
  const error = refused("NOT_FOUND", () => {
    using _store = openStore(join(folder.path, "lore.db"), { mode: "read" });
  });
  assert.deepEqual(error.actions, ["lore sync"]);
  assert.deepEqual(listFolder(folder.path), []);
});

Deno.test("openStore() refuses a store of a newer lore and leaves it as it is", async (t) => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  makeStore(path);
  {
    using database = openStore(path, { mode: "write", clock });
    database.exec(`pragma user_version = ${SCHEMA_VERSION + 1}`);
  }
  for (const mode of ["read", "write"] as const) {
    await t.step(mode, () => {
      const error = refused("DB_TOO_NEW", () => {
        using _store = openStore(path, { mode });
      });
      assert.deepEqual(error.details, { version: SCHEMA_VERSION + 1 });
    });
  }
});

Deno.test("openStore() for reading refuses an older store, which only a writer may update", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  makeStore(path);
  {
    using database = openStore(path, { mode: "write", clock });
    database.exec(`pragma user_version = ${SCHEMA_VERSION - 1}`);
  }
  refused("FAILED", () => {
    using _store = openStore(path, { mode: "read" });
  });
});

Deno.test("openStore() refuses what is not a store", async (t) => {
  const text = "This is text, and by far long enough for a header.\n".repeat(100);
  for (const mode of ["read", "write"] as const) {
    await t.step(`text, ${mode}`, () => {
      using folder = temporaryFolder();
      const path = folder.write("lore.db", text);
      refused("DB_CORRUPT", () => {
        using _store = openStore(path, { mode });
      });
      assert.equal(Deno.readTextFileSync(path), text);
    });
    await t.step(`folder, ${mode}`, () => {
      using folder = temporaryFolder();
      folder.write("lore.db/file", "");
      refused("DB_READONLY", () => {
        using _store = openStore(join(folder.path, "lore.db"), { mode });
      });
    });
  }
});

Deno.test("openStore() takes an empty file for a store that is to be made", () => {
  using folder = temporaryFolder();
  const path = folder.write("lore.db", "");
  using database = openStore(path, { mode: "write", clock });
  assert.equal(schemaVersion(database), SCHEMA_VERSION);
});

Deno.test("a store that was cut short is DB_CORRUPT, at the latest when it is read", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  makeStore(path, 500);
  const size = fileInfo(path)?.size ?? 0;
  Deno.truncateSync(path, Math.floor(size / 2));
  refused("DB_CORRUPT", () => {
    using database = openStore(path, { mode: "read" });
    database.all("select * from sync_runs");
  });
});

Deno.test("a store with damaged pages is DB_CORRUPT, never fewer rows than there are", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  makeStore(path, 2_000);
  const half = Math.floor((fileInfo(path)?.size ?? 0) / 2);
  {
    using file = Deno.openSync(path, { write: true });
    file.seekSync(half, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(half).fill(0xff));
  }
  using database = openStore(path, { mode: "read" });
  refused("DB_CORRUPT", () => void database.all("select * from sync_runs"));
  refused("DB_CORRUPT", () => void [...database.iterate("select * from sync_runs")]);
});

Deno.test({
  name: "openStore() for writing says so when the file or its folder is read-only",
  ignore: !canProtect,
  async fn(t) {
    for (const what of ["file", "folder"]) {
      await t.step(what, () => {
        using folder = temporaryFolder();
        const path = join(folder.path, "data", "lore.db");
        makeStore(path, 1);
        using _protection = protect(what === "file" ? path : join(folder.path, "data"));
        refused("DB_READONLY", () => {
          using database = openStore(path, { mode: "write", clock });
          addRuns(database, 1);
        });
      });
    }
    await t.step("folder that would have to be made", () => {
      using folder = temporaryFolder();
      using _protection = protect(folder.path);
      refused("DB_READONLY", () => {
        using _store = openStore(join(folder.path, "data", "lore.db"), { mode: "write", clock });
      });
    });
  },
});

Deno.test({
  name: "a full disk is DISK_FULL, keeps what was committed, and heals when there is room",
  ignore: !canMount,
  fn() {
    using folder = temporaryFolder();
    assert.ok(arrange("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.path));
    using _mounted = { [Symbol.dispose]: () => void arrange("umount", folder.path) };
    const path = join(folder.path, "lore.db");
    makeStore(path, 5);
    {
      using database = openStore(path, { mode: "write", clock });
      refused("DISK_FULL", () => addRuns(database, 40_000));
      assert.equal(database.all("select id from sync_runs").length, 5);
    }
    assert.ok(arrange("mount", "-o", "remount,size=32m", folder.path));
    using database = openStore(path, { mode: "write", clock });
    addRuns(database, 40_000);
    assert.equal(database.all("select id from sync_runs").length, 40_005);
  },
});

Deno.test({
  name: "openStore() on a disk without any room says so",
  ignore: !canMount,
  async fn(t) {
    for (const size of ["8k", "64k"]) {
      await t.step(size, () => {
        using folder = temporaryFolder();
        assert.ok(arrange("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder.path));
        using _mounted = { [Symbol.dispose]: () => void arrange("umount", folder.path) };
        refused("DISK_FULL", () => {
          using _store = openStore(join(folder.path, "lore.db"), { mode: "write", clock });
        });
      });
    }
  },
});

Deno.test("a store that may grow no more is DISK_FULL and keeps what was committed", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  using database = openStore(path, { mode: "write", clock });
  addRuns(database, 5);
  const pages = database.get<{ page_count: number }>("pragma page_count")?.page_count ?? 0;
  database.exec(`pragma max_page_count = ${pages + 5}`);
  refused("DISK_FULL", () => addRuns(database, 40_000));
  assert.equal(database.all("select id from sync_runs").length, 5);
});

Deno.test("openStore() makes a store that only its owner can read", {
  ignore: Deno.build.os === "windows",
}, () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "data", "lore.db");
  using database = openStore(path, { mode: "write", clock });
  addRuns(database, 1);
  for (const name of ["data", "data/lore.db", "data/lore.db-wal"]) {
    assert.equal(fileMode(join(folder.path, name)) ?? 0o077, name === "data" ? 0o700 : 0o600, name);
  }
});
