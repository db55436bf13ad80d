/** The store: the only SQL in lore. @module */

export { Database, type Reader, type SqlValue, Transaction } from "./database.ts";
export { migrate, SCHEMA_VERSION, schemaVersion } from "./migrate.ts";
export { type OpenOptions, openStore } from "./open.ts";
