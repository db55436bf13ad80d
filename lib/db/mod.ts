/** The store: the only SQL in lore. @module */

export { Database, type Reader, type SqlValue, Transaction } from "./database.ts";
export { migrate } from "./migrate.ts";
export { type OpenOptions, openStore } from "./open.ts";
export { SCHEMA_VERSION, schemaVersion } from "./schema_version.ts";
