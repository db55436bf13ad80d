/**
 * The floor of an ingest: the same requests, their JSON, and the same rows in the same tables.
 *
 * What a careful script does: keep-alive connections, as many requests at once, one prepared insert
 * for each table, fifty answers to a transaction. It checks nothing, retries nothing, keeps no
 * cursor and no queue, and could not run a second time.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { openStore } from "../../lib/db/mod.ts";
import { BareInserts } from "./bare_inserts.ts";

/** What a bare loop needs. */
export interface BareLoopOptions {
  /** Addresses in the order in which lore asked for them. */
  readonly urls: readonly string[];
  readonly token: string;
  /** The store's file; made. */
  readonly path: string;
  readonly concurrency: number;
}

const ANSWERS_PER_COMMIT = 50;

/** Fetches, parses and inserts. */
export async function bareLoop({ urls, token, path, concurrency }: BareLoopOptions): Promise<void> {
  openStore(path, { mode: "write" })[Symbol.dispose]();
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec("pragma synchronous = normal; pragma cache_size = -8000; begin immediate");
  const inserts = new BareInserts(database);
  const headers = { authorization: `Bearer ${token}` };
  const waiting = urls.values();
  let answers = 0;
  const worker = async (): Promise<void> => {
    for (const url of waiting) {
      const value: unknown = await (await fetch(url, { headers })).json();
      inserts.answer(url, value);
      if (++answers % ANSWERS_PER_COMMIT === 0) database.exec("commit; begin immediate");
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  database.exec("commit");
  database.close();
}
