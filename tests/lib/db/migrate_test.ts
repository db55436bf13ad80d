import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  Database,
  migrate,
  openStore,
  SCHEMA_VERSION,
  schemaVersion,
} from "../../../lib/db/mod.ts";
import { type Migration, migrations } from "../../../migrations/mod.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

/** An empty database in memory. */
function empty(): Database {
  return new Database(":memory:", new DatabaseSync(":memory:"));
}

/** Everything that makes up the schema, in one order. */
function schema(database: Database): string {
  return database.all<{ sql: string }>(
    "select sql from sqlite_schema where sql is not null order by type, name",
  ).map(({ sql }) => sql).join(";\n\n");
}

const BROKEN: Migration = {
  version: SCHEMA_VERSION + 1,
  name: "broken",
  sql: "create table half_done (a integer) strict; insert into no_such_table values (1)",
};

Deno.test("the schema from scratch is the one on record", async (t) => {
  using database = openStore(":memory:", { mode: "write" });
  await t.assertSnapshot(schema(database));
});

Deno.test("every released version reaches the same schema", async (t) => {
  using fresh = empty();
  migrate(fresh, { now: 1 });
  for (const { version, name } of migrations) {
    await t.step(`from ${version} ${name}`, () => {
      using database = empty();
      migrate(database, { now: 1, list: migrations.slice(0, version) });
      assert.equal(schemaVersion(database), version);
      migrate(database, { now: 2 });
      assert.equal(schema(database), schema(fresh));
    });
  }
});

Deno.test("migrations are numbered without a gap, as their files are", () => {
  assert.deepEqual(migrations.map(({ version }) => version), migrations.map((_, at) => at + 1));
  assert.equal(SCHEMA_VERSION, migrations.length, "the version that readers know");
  const folder = new URL("../../../migrations/", import.meta.url);
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".sql")).sort();
  assert.deepEqual(
    files,
    migrations.map(({ version, name }) => `${String(version).padStart(3, "0")}_${name}.sql`),
  );
});

Deno.test("migrate() records what it applied", () => {
  using database = empty();
  const applied = migrate(database, { now: 42 });
  assert.deepEqual(applied, [...migrations]);
  assert.deepEqual(
    database.all("select version, name, applied_at from schema_migrations").map((row) => ({
      ...row as object,
    })),
    migrations.map(({ version, name }) => ({ version, name, applied_at: 42 })),
  );
});

Deno.test("migrate() applied twice does nothing the second time", () => {
  using database = empty();
  migrate(database, { now: 1 });
  const before = schema(database);
  assert.deepEqual(migrate(database, { now: 2 }), []);
  assert.equal(schema(database), before);
});

Deno.test("migration 014 adds the ledger's columns, keeps its rows, and may be asked for again", () => {
  using database = empty();
  const until = (version: number) => migrations.slice(0, version);
  migrate(database, { now: 1, list: until(13) });
  database.transaction((tx) =>
    tx.run(
      `insert into sync_runs (started_at, heartbeat_at, status, command)
       values (1, 1, 'succeeded', 'sync')`,
    )
  );
  assert.deepEqual(
    migrate(database, { now: 2, list: until(14) }).map(({ version }) => version),
    [14],
  );
  assert.deepEqual(migrate(database, { now: 3, list: until(14) }), []);
  const row = database.get<Record<string, unknown>>("select * from sync_runs") ?? {};
  assert.equal(row.run_id, null);
  assert.equal(row.total_items_processed, 0);
  assert.equal(row.total_errors, 0);
  assert.ok(["mode", "phase", "requested_counts"].every((column) => column in row));
});

Deno.test("migrate() leaves the former version behind when a migration fails", () => {
  using database = empty();
  migrate(database, { now: 1 });
  const before = schema(database);
  assert.throws(
    () => migrate(database, { now: 2, list: [...migrations, BROKEN] }),
    /no such table/,
  );
  assert.equal(schemaVersion(database), SCHEMA_VERSION);
  assert.equal(schema(database), before);
  const repaired = { ...BROKEN, sql: "create table half_done (a integer) strict" };
  assert.deepEqual(migrate(database, { now: 3, list: [...migrations, repaired] }), [repaired]);
});

Deno.test("migrate() refuses a store of a newer lore", () => {
  using database = empty();
  database.exec(`pragma user_version = ${SCHEMA_VERSION + 1}`);
  assert.throws(() => migrate(database, { now: 1 }), { code: "DB_TOO_NEW" });
});

Deno.test("migrate() by several processes at once applies everything once", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lore.db");
  const program = `
    import { openStore } from ${JSON.stringify(import.meta.resolve("../../../lib/db/mod.ts"))};
    using database = openStore(${JSON.stringify(path)}, { mode: "write" });`;
  const script = folder.write("migrate.ts", program);
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const runs = await Promise.all([1, 2, 3].map(() =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--frozen", "--config", config, "-RW", script],
    }).output()
  ));
  for (const { code, stderr } of runs) assert.equal(code, 0, new TextDecoder().decode(stderr));
  using database = openStore(path, { mode: "read" });
  assert.equal(database.all("select version from schema_migrations").length, SCHEMA_VERSION);
});
