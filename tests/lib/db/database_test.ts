import assert from "node:assert/strict";
import { type Database, openStore, type Transaction } from "../../../lib/db/mod.ts";

/** A store in memory with a table `t` of one unique column. */
function smallStore(): Database {
  const database = openStore(":memory:", { mode: "write" });
  database.exec("create table t (a integer primary key) strict");
  return database;
}

function insert(tx: Transaction, ...values: number[]): void {
  for (const value of values) tx.run("insert into t values (?)", value);
}

function stored(database: Database): number[] {
  return database.all<{ a: number }>("select a from t order by a").map((row) => row.a);
}

Deno.test("transaction() commits what its body wrote, and returns what it returned", () => {
  using database = smallStore();
  const result = database.transaction((tx) => {
    insert(tx, 1, 2);
    return tx.get<{ rows: number }>("select count(*) as rows from t")?.rows;
  });
  assert.equal(result, 2);
  assert.deepEqual(stored(database), [1, 2]);
});

Deno.test("transaction() rolls everything back when its body throws, and lets the error pass", () => {
  using database = smallStore();
  const failure = new Error("no");
  assert.throws(() =>
    database.transaction((tx) => {
      insert(tx, 1, 2);
      throw failure;
    }), failure);
  assert.deepEqual(stored(database), []);
  database.transaction((tx) => insert(tx, 3));
  assert.deepEqual(stored(database), [3]);
});

Deno.test("transaction() rolls back when a statement in it fails", () => {
  using database = smallStore();
  assert.throws(() => database.transaction((tx) => insert(tx, 1, 1)), /UNIQUE constraint/);
  assert.deepEqual(stored(database), []);
});

Deno.test("transaction() rolls back when its commit fails", () => {
  using database = smallStore();
  database.exec(
    "create table child (t integer references t (a) deferrable initially deferred) strict",
  );
  assert.throws(
    () => database.transaction((tx) => tx.run("insert into child values (7)")),
    /FOREIGN KEY constraint/,
  );
  database.transaction((tx) => insert(tx, 1));
  assert.deepEqual(database.all("select * from child"), []);
});

Deno.test("transaction() refuses to be opened inside of another", () => {
  using database = smallStore();
  database.transaction((tx) => {
    insert(tx, 1);
    assert.throws(() => database.transaction(() => {}), /a transaction is open already/);
  });
  assert.deepEqual(stored(database), [1]);
});

Deno.test("transaction() refuses a body that waits", () => {
  using database = smallStore();
  assert.throws(
    () => database.transaction((tx) => Promise.resolve(insert(tx, 1))),
    /must not wait/,
  );
  assert.deepEqual(stored(database), []);
});

Deno.test("remembered() keeps what is committed and forgets what was rolled back", () => {
  using database = smallStore();
  database.transaction((tx) => tx.remembered<number>("t").set("a", 1));
  assert.equal(database.transaction((tx) => tx.remembered<number>("t").get("a")), 1);
  assert.throws(() =>
    database.transaction((tx) => {
      tx.remembered<number>("t").set("b", 2);
      throw new Error("no");
    })
  );
  assert.deepEqual(database.transaction((tx) => [...tx.remembered("t")]), []);
});

Deno.test("foreign keys hold", () => {
  using database = openStore(":memory:", { mode: "write" });
  assert.throws(
    () =>
      database.transaction((tx) =>
        tx.run(
          "insert into sync_cursors (project_id, kind, updated_at, began_at) values (1, 'issue', 1, 1)",
        )
      ),
    /FOREIGN KEY constraint/,
  );
});
