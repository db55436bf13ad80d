import assert from "node:assert/strict";
import { join } from "node:path";
import { checkCopy, copyStore } from "../../../lib/db/backup.ts";
import { openStore } from "../../../lib/db/mod.ts";
import { SCHEMA_VERSION } from "../../../lib/db/schema_version.ts";
import { startRun } from "../../../lib/db/runs.ts";
import { LoreError } from "../../../lib/errors.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const sources = "insert into sources (name, forge, url) values (?, 'gitlab', 'https://forge.test')";

async function refusal(body: () => unknown): Promise<LoreError> {
  try {
    await body();
  } catch (error) {
    assert.ok(error instanceof LoreError, String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
}

/** Writes two rows at a time to a store, and says so after each, until it is killed. */
const WRITER = `
  import { DatabaseSync } from "node:sqlite";
  const database = new DatabaseSync(Deno.args[0]);
  database.exec("pragma busy_timeout = 5000");
  for (let n = 0;; n++) {
    database.exec("begin immediate");
    for (const half of ["a", "b"]) {
      database.prepare(${JSON.stringify(sources)}).run(\`\${n}\${half}\${"x".repeat(2000)}\`);
    }
    database.exec("commit");
    if (n % 50 === 0) Deno.stdout.writeSync(new TextEncoder().encode("."));
  }`;

Deno.test("copyStore() is of one moment and comes to its end while another never stops writing", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  {
    using database = openStore(path, { mode: "write" });
    database.transaction((tx) => {
      for (let n = 0; n < 5000; n++) tx.run(sources, `old ${n} ${"x".repeat(2000)}`);
    });
  }
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--allow-all", folder.write("writer.ts", WRITER), path],
    stdout: "piped",
  }).spawn();
  const said = child.stdout.getReader();
  const rows = (file: string): number => {
    using database = openStore(file, { mode: "read" });
    return database.get<{ n: number }>("select count(*) as n from sources")?.n ?? 0;
  };
  try {
    await said.read();
    for (let round = 0; round < 3; round++) {
      const copy = join(folder.path, `copy${round}.db`);
      const before = rows(path);
      await copyStore(path, copy);
      assert.deepEqual(checkCopy(copy).problems, []);
      const copied = rows(copy);
      assert.ok(copied >= before && copied % 2 === 0, `${copied} of ${before} rows`);
    }
    const before = rows(path);
    await said.read();
    await said.read();
    assert.ok(rows(path) > before, "the other one was at work all the time");
  } finally {
    child.kill("SIGKILL");
    await said.cancel();
    await child.status;
  }
});

Deno.test("checkCopy() leaves one file, which can be read where nothing can be written", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  using database = openStore(path, { mode: "write" });
  database.transaction((tx) => startRun(tx, { runId: "a1b2c3d4", command: "sync", now: 1 }));
  const copy = folder.write("copies/copy.db", "");
  await copyStore(path, copy);
  const { schemaVersion, problems, totals } = checkCopy(copy);
  assert.deepEqual([schemaVersion, problems, totals?.runs], [SCHEMA_VERSION, [], 1]);
  using reading = openStore(copy, { mode: "read" });
  assert.equal(reading.all("select * from sync_runs").length, 1);
  assert.deepEqual([...Deno.readDirSync(join(copy, ".."))].map(({ name }) => name), ["copy.db"]);
});

Deno.test("copyStore() takes a store of any version; checkCopy() counts only its own", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  for (const version of [1, SCHEMA_VERSION + 1]) {
    {
      using database = openStore(path, { mode: "write" });
      database.exec(`pragma user_version = ${version}`);
    }
    const copy = join(folder.path, `${version}.db`);
    await copyStore(path, copy);
    const { schemaVersion, problems, totals } = checkCopy(copy);
    assert.deepEqual([schemaVersion, problems, totals], [version, [], null]);
    Deno.removeSync(path);
  }
});

Deno.test("checkCopy() finds damaged pages, rows without their parent, and what is no store", async (t) => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  await t.step("a row whose parent is missing", () => {
    using database = openStore(path, { mode: "write" });
    database.exec("pragma foreign_keys = off");
    database.transaction((tx) => {
      tx.run("insert into project_paths values (7, 'a/b', 9)");
      tx.run("insert into project_paths values (7, 'a/c', 9)");
    });
    database.exec("pragma wal_checkpoint(truncate)");
  });
  assert.deepEqual(checkCopy(path).problems.toSorted(), [
    "2 rows of project_paths belong to no row of projects",
    "2 rows of project_paths belong to no row of sources",
  ]);
  await t.step("a damaged page", () => {
    using file = Deno.openSync(path, { write: true });
    file.seekSync(4096 * 4, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(4096).fill(0x55));
  });
  assert.ok(checkCopy(path).problems.length > 0);
  await t.step("an empty file", () => {
    assert.deepEqual(checkCopy(folder.write("empty.db", "")).problems, [
      "it has no schema of lore",
    ]);
  });
  const text = folder.write("text.db", "Dear diary, this is no database at all.\n".repeat(99));
  assert.deepEqual(checkCopy(text).problems, ["file is not a database"]);
  assert.equal((await refusal(() => copyStore(text, `${text}.copy`))).code, "DB_CORRUPT");
});

Deno.test("copyStore() of nothing says that there is no store", async () => {
  using folder = temporaryFolder();
  const missing = join(folder.path, "lore.db");
  assert.equal((await refusal(() => copyStore(missing, `${missing}.copy`))).code, "NOT_FOUND");
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});
