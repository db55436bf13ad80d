/** Commits what many workers fetched in few transactions. @module */

import type { Database, Transaction } from "../db/mod.ts";

/** How many writes one transaction takes: a commit then costs next to nothing for each. */
const WRITES_PER_COMMIT = 50;

/**
 * Collects writes and commits them together. What is not committed yet is still in the queue, so a
 * run that dies loses no more than the fetching of it.
 */
export class WriteBatch {
  readonly #database: Database;
  readonly #size: number;
  #writes: ((tx: Transaction) => void)[] = [];

  constructor(database: Database, size: number = WRITES_PER_COMMIT) {
    this.#database = database;
    this.#size = size;
  }

  /** Adds a write; commits when there are enough. */
  add(write: (tx: Transaction) => void): void {
    this.#writes.push(write);
    if (this.#writes.length >= this.#size) this.flush();
  }

  /** Commits what was added. */
  flush(): void {
    const writes = this.#writes;
    if (writes.length === 0) return;
    this.#writes = [];
    this.#database.transaction((tx) => {
      for (const write of writes) write(tx);
    });
  }
}
