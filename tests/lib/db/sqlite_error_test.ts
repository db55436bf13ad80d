import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { ErrorCode } from "../../../lib/errors.ts";
import { LoreError } from "../../../lib/errors.ts";
import { mapSqliteError } from "../../../lib/db/sqlite_error.ts";

function coded(errcode: number): Error {
  return Object.assign(new Error("from SQLite"), { errcode });
}

Deno.test("mapSqliteError() knows SQLite's failures by their result code", async (t) => {
  const cases: readonly [name: string, code: number, expected: ErrorCode][] = [
    ["SQLITE_CORRUPT", 11, "DB_CORRUPT"],
    ["SQLITE_CORRUPT_INDEX", 779, "DB_CORRUPT"],
    ["SQLITE_NOTADB", 26, "DB_CORRUPT"],
    ["SQLITE_FULL", 13, "DISK_FULL"],
    ["SQLITE_IOERR_SHMSIZE", 4874, "DISK_FULL"],
    ["SQLITE_READONLY", 8, "DB_READONLY"],
    ["SQLITE_READONLY_DIRECTORY", 1544, "DB_READONLY"],
    ["SQLITE_PERM", 3, "DB_READONLY"],
    ["SQLITE_CANTOPEN", 14, "DB_READONLY"],
    ["SQLITE_IOERR_READ", 266, "DB_READONLY"],
    ["SQLITE_BUSY", 5, "LOCK_HELD"],
  ];
  for (const [name, code, expected] of cases) {
    await t.step(name, () => {
      const thrown = coded(code);
      const error = mapSqliteError(thrown, "/data/lore.db");
      assert.ok(error instanceof LoreError);
      assert.equal(error.code, expected);
      assert.equal(error.cause, thrown);
      assert.match(error.message, /"\/data\/lore\.db"/);
      assert.ok(error.hint);
      assert.deepEqual(error.details, { path: "/data/lore.db", sqlite_code: code });
    });
  }
});

Deno.test("mapSqliteError() knows failures of exec(), which carry no code, by their text", () => {
  using sqlite = new DatabaseSync(":memory:");
  sqlite.exec("create table t (a); pragma max_page_count = 3");
  let thrown: unknown;
  try {
    sqlite.exec("insert into t values (randomblob(50000))");
  } catch (error) {
    thrown = error;
  }
  const error = mapSqliteError(thrown, "/data/lore.db");
  assert.ok(error instanceof LoreError, String(thrown));
  assert.equal(error.code, "DISK_FULL");
});

Deno.test("mapSqliteError() lets everything else pass as it is", () => {
  const others = [coded(1), coded(19), new Error("database or disk is full"), "text", undefined];
  for (const other of others) assert.equal(mapSqliteError(other, "/data/lore.db"), other);
});
