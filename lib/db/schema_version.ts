/**
 * Which schema a store has, and which this program knows. Apart from the migrations, which a command
 * that only reads need not load.
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import type { Reader } from "./database.ts";

/** The version that this program writes: that of the last of the migrations. */
export const SCHEMA_VERSION = 14;

/** The version of a store; 0 when it is empty. */
export function schemaVersion(reader: Reader): number {
  return reader.get<{ user_version: number }>("pragma user_version")?.user_version ?? 0;
}

/** @throws LoreError `DB_TOO_NEW` when the store was written by a newer lore. */
export function refuseNewer(reader: Reader, path: string): void {
  const version = schemaVersion(reader);
  if (version <= SCHEMA_VERSION) return;
  throw new LoreError(
    "DB_TOO_NEW",
    `The store "${path}" has schema version ${version}, this lore knows up to ${SCHEMA_VERSION}`,
    { hint: "Update lore, or give another data directory by LORE_DATA_DIR", details: { version } },
  );
}
