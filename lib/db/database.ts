/**
 * The connection to the store.
 *
 * Owns: statements, transactions, and that only a {@link Transaction} can write. Leaves to others:
 * which file and which schema (`open.ts`, `migrate.ts`), what is asked (one file per table family).
 *
 * @module
 */

import { DatabaseSync, type StatementSync } from "node:sqlite";
import { logger } from "../log/logger.ts";
import { mapSqliteError } from "./sqlite_error.ts";

const log = logger("sqlite");

/** A value that SQLite stores. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** What can be asked of the store, inside or outside of a transaction. */
export interface Reader {
  /** All rows. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[];
  /** The first row. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined;
  /**
   * Rows one by one. It holds them all: where there may be many, ask for pages by key instead
   * (`where id > ? order by id limit ?`).
   */
  iterate<Row>(sql: string, ...values: SqlValue[]): Iterable<Row>;
}

/** Statements of one connection, prepared once. */
class Connection implements Reader {
  readonly path: string;
  readonly #sqlite: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Ids by natural key, valid for what is committed or in the present transaction. */
  readonly memory = new Map<string, Map<string | number, unknown>>();

  constructor(path: string, sqlite: DatabaseSync) {
    this.path = path;
    this.#sqlite = sqlite;
  }

  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#guard(sql, () => this.#prepare(sql).all(...values) as Row[]);
  }

  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.#guard(sql, () => this.#prepare(sql).get(...values) as Row | undefined);
  }

  iterate<Row>(sql: string, ...values: SqlValue[]): Iterable<Row> {
    // Not by StatementSync.iterate(): in Deno 2.9 that ends without a word where SQLite reports an
    // error, so that half a table looks like all of it.
    return this.all<Row>(sql, ...values);
  }

  run(sql: string, ...values: SqlValue[]): number {
    return this.#guard(sql, () => Number(this.#prepare(sql).run(...values).changes));
  }

  exec(sql: string): void {
    this.#guard(sql, () => this.#sqlite.exec(sql));
  }

  close(): void {
    this.#statements.clear();
    this.#sqlite.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#sqlite.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(sql: string, body: () => T): T {
    if (log.enabled("DEBUG")) log.debug("statement", { sql });
    try {
      return body();
    } catch (error) {
      throw mapSqliteError(error, this.path);
    }
  }
}

/** The store, open for reading or for both. Writing needs {@link Database.transaction}. */
export class Database implements Reader, Disposable {
  /** Path of the file, or `:memory:`. */
  readonly path: string;
  readonly #connection: Connection;
  #transaction: Transaction | undefined;

  /** Wraps an open connection; use `openStore`. */
  constructor(path: string, sqlite: DatabaseSync) {
    this.path = path;
    this.#connection = new Connection(path, sqlite);
  }

  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#connection.all(sql, ...values);
  }

  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.#connection.get(sql, ...values);
  }

  iterate<Row>(sql: string, ...values: SqlValue[]): Iterable<Row> {
    return this.#connection.iterate(sql, ...values);
  }

  /**
   * Runs SQL text outside of a transaction: pragmas, `vacuum`. What gives rows and writes belongs into
   * {@link Database.all}: in Deno 2.9 this does not tell of a failure that comes after the first row.
   */
  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  /**
   * Has the disk keep what was committed: until then, and until SQLite does so by itself, it is safe
   * from a process that dies and not from a machine that does.
   *
   * @throws LoreError `DB_READONLY`, `DISK_FULL` when the disk refuses
   */
  makeDurable(): void {
    this.all("pragma wal_checkpoint");
  }

  /**
   * Runs `body` in a transaction that holds the write lock from its start: commits when it returns,
   * rolls back when it throws. `body` must not wait for anything.
   */
  transaction<T>(body: (tx: Transaction) => T): T {
    if (this.#transaction !== undefined) {
      throw new Error("a transaction is open already: pass it on instead of opening another");
    }
    this.#connection.exec("begin immediate");
    this.#transaction = new Transaction(this.#connection);
    try {
      const result = body(this.#transaction);
      if (result instanceof Promise) throw new Error("the body of a transaction must not wait");
      this.#connection.exec("commit");
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    } finally {
      this.#transaction = undefined;
    }
  }

  /** SQLite rolls back by itself on some failures; then there is nothing left to do. */
  #rollback(): void {
    this.#connection.memory.clear();
    try {
      this.#connection.exec("rollback");
    } catch (error) {
      log.debug("rollback found no transaction", { error });
    }
  }

  /** Closes the file. Errors while closing are not reported: commit before. */
  [Symbol.dispose](): void {
    this.#connection.close();
  }
}

/** The right to write, handed out by {@link Database.transaction} alone. */
export class Transaction implements Reader {
  readonly #connection: Connection;

  /** For {@link Database.transaction} only. */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#connection.all(sql, ...values);
  }

  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.#connection.get(sql, ...values);
  }

  iterate<Row>(sql: string, ...values: SqlValue[]): Iterable<Row> {
    return this.#connection.iterate(sql, ...values);
  }

  /** Runs one statement; returns how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#connection.run(sql, ...values);
  }

  /** Runs SQL text of several statements. */
  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  /**
   * What this connection remembers of a table, from natural key to whatever the caller keeps:
   * spares a look-up for each row. Forgotten when a transaction rolls back.
   */
  remembered<Value>(table: string): Map<string | number, Value> {
    let found = this.#connection.memory.get(table);
    if (found === undefined) {
      found = new Map();
      this.#connection.memory.set(table, found);
    }
    return found as Map<string | number, Value>;
  }
}
