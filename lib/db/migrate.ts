/** Brings a store's schema up to date. @module */

import { logger } from "../log/logger.ts";
import { type Migration, migrations } from "../../migrations/mod.ts";
import type { Database } from "./database.ts";
import { refuseNewer, schemaVersion } from "./schema_version.ts";

const log = logger("lore::db");

/**
 * Applies what a store lacks, each migration and its record in one transaction. Applying twice does
 * nothing, also when two processes do it at once. Returns what was applied.
 *
 * @throws LoreError `DB_TOO_NEW`
 */
export function migrate(
  database: Database,
  options: { readonly now: number; readonly list?: readonly Migration[] },
): Migration[] {
  refuseNewer(database, database.path);
  const applied: Migration[] = [];
  for (const migration of options.list ?? migrations) {
    if (schemaVersion(database) >= migration.version) continue;
    if (apply(database, migration, options.now)) applied.push(migration);
  }
  if (applied.length > 0) log.info("Store schema updated", { version: schemaVersion(database) });
  return applied;
}

function apply(database: Database, { version, name, sql }: Migration, now: number): boolean {
  return database.transaction((tx) => {
    if (schemaVersion(tx) >= version) return false;
    tx.exec(`create table if not exists schema_migrations (
      version integer primary key, name text not null, applied_at integer not null) strict`);
    tx.exec(sql);
    tx.run("insert into schema_migrations values (?, ?, ?)", version, name, now);
    tx.exec(`pragma user_version = ${version}`);
    return true;
  });
}
