/** A store in memory with one source and one project: where tests of the store begin. @module */

import { type Database, openStore, type SqlValue, type Transaction } from "../../lib/db/mod.ts";
import type { SaveScope } from "../../lib/db/items.ts";
import { saveProject, saveSource } from "../../lib/db/projects.ts";
import { aProject, NOON } from "./model.ts";

/** The store and where in it a test writes. */
export interface Mirror extends Disposable {
  readonly database: Database;
  readonly scope: SaveScope;
  /** Runs `body` in a transaction of its own. */
  write<T>(body: (tx: Transaction) => T): T;
  /** All rows, as plain objects. */
  rows(sql: string, ...values: SqlValue[]): Record<string, unknown>[];
  /** The first column of each row. */
  column(sql: string, ...values: SqlValue[]): unknown[];
}

/** An empty store that knows source `work` and project `acme/web`. */
export function aMirror(): Mirror {
  const database = openStore(":memory:", { mode: "write" });
  const write = <T>(body: (tx: Transaction) => T): T => database.transaction(body);
  const scope = write((tx) => {
    const sourceId = saveSource(tx, { name: "work", forge: "gitlab", url: "https://forge.test" });
    return { sourceId, projectId: saveProject(tx, sourceId, aProject()), serverTime: NOON };
  });
  const rows = (sql: string, ...values: SqlValue[]): Record<string, unknown>[] =>
    database.all<Record<string, unknown>>(sql, ...values).map((row) => ({ ...row }));
  return {
    database,
    scope,
    write,
    rows,
    column: (sql, ...values) => rows(sql, ...values).map((row) => Object.values(row)[0]),
    [Symbol.dispose]: () => database[Symbol.dispose](),
  };
}
