/** Who may write is a question of types: this file would not compile where they let others in. @module */

import assert from "node:assert/strict";
import { enqueue } from "../../../lib/db/dependents_queue.ts";
import { markDirty } from "../../../lib/db/dirty_documents.ts";
import { type Database, openStore, type Reader, Transaction } from "../../../lib/db/mod.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { anIssue } from "../../support/model.ts";

const SCOPE = { sourceId: 1, projectId: 1, serverTime: 1 };
const JOBS = { item: { kind: "issue", id: 1 }, iid: 1, jobs: ["events"], runId: null } as const;
const DIRTY = { entityId: 1, runId: "a1b2c3d4" };

Deno.test("what writes takes a Transaction, and no plain connection", () => {
  using database = openStore(":memory:", { mode: "write" });
  const connection: Database = database;
  const reader: Reader = database;
  const attempts = [
    // @ts-expect-error a connection may not write
    () => saveIssue(connection, SCOPE, anIssue(1)),
    // @ts-expect-error nor may a reader
    () => saveIssue(reader, SCOPE, anIssue(1)),
    // @ts-expect-error nor may a connection queue
    () => enqueue(connection, 1, JOBS),
    // @ts-expect-error nor mark documents
    () => markDirty(reader, "issue", DIRTY),
  ];
  for (const attempt of attempts) assert.throws(attempt, TypeError);
});

Deno.test("only transaction() hands out a Transaction, and it begins by taking the write lock", () => {
  using database = openStore(":memory:", { mode: "write" });
  // @ts-expect-error what a transaction is made of is not to be had outside of the database
  const made = (): Transaction => new Transaction(database);
  assert.throws(() => made().run("select 1"), TypeError);
  // @ts-expect-error what looks like one is none
  const alike: Transaction = { run: () => 0, exec: () => {}, all: () => [], get: () => undefined };
  assert.ok(!(alike instanceof Transaction));
  database.transaction((tx) => {
    assert.ok(tx instanceof Transaction);
    markDirty(tx, "issue", DIRTY);
  });
  assert.deepEqual(database.get<{ n: number }>("select count(*) as n from dirty_documents")?.n, 1);
});
