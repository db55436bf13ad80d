/**
 * What must hold of a store after a run that something disturbed: it is sound, nothing that a run said
 * to be stored is lost, the error is a typed one, and one undisturbed run leads to the same store.
 *
 * @module
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SCHEMA_VERSION } from "../../lib/db/schema_version.ts";
import { dumpStore, lostRows, tombstonesOf, unsoundness } from "./dump.ts";
import type { Scene } from "./faulted_scene.ts";
import type { LoreHome, LoreOutput } from "./lore_process.ts";

/** What a store holds, table by table. */
export type Content = Record<string, unknown[]>;

/** What a home's store holds, after a look at whether it is sound. */
export function contentOf(home: Pick<LoreHome, "openStore">): Content {
  using store = home.openStore();
  assert.deepEqual(unsoundness(store), []);
  return { ...dumpStore(store), tombstones: tombstonesOf(store) };
}

/** The same of a store whose first run may have died before it had all of its tables: then nothing. */
export function contentSoFar(home: Pick<LoreHome, "openStore" | "dataDir">): Content {
  const path = join(home.dataDir, "lore.db");
  if (!existsSync(path)) return {};
  using sqlite = new DatabaseSync(path);
  const version = Number(sqlite.prepare("pragma user_version").get()?.user_version);
  if (version === SCHEMA_VERSION) return contentOf(home);
  const damage = sqlite.prepare("pragma integrity_check").all().map((row) => ({ ...row }));
  assert.deepEqual(damage, [{ integrity_check: "ok" }]);
  return {};
}

/** What is complete in the store, by the tables of {@link Content}, once a line of the log says so. */
const ACKNOWLEDGED: Readonly<Record<string, readonly string[]>> = {
  ingest_issues: ["issues"],
  ingest_mrs: ["issues", "merge_requests", "merge_request_files", "discussions", "notes"],
  generate_docs: ["documents", "documents_words", "entity_references"],
  embed: ["chunks", "vector_places"],
};

/** Arguments with which a run tells on stderr what it has stored, and on stdout how it ended. */
export const TELLING = ["--robot", "--log-format", "json"];

/** Tables that are complete by what a run said: each stage that it called done, or all at its end. */
export function saidToBeStored({ code, err }: LoreOutput, clean: Content): string[] {
  if (code === 0) return Object.keys(clean);
  return err.split("\n").filter((line) => line.startsWith("{")).flatMap((line) => {
    const { stage, failed } = JSON.parse(line).fields;
    return failed ? [] : ACKNOWLEDGED[stage] ?? [];
  });
}

/**
 * What holds once a run was disturbed: the store is sound, has nothing that never was, and lacks
 * nothing that was there or that was said to be stored.
 */
export function assertNothingLost(
  { before, clean }: Pick<Scene, "before" | "clean">,
  { store, said }: { readonly store: Content; readonly said: readonly string[] },
): void {
  const rows = Object.keys(clean).map((
    table,
  ) => [table, [...clean[table] ?? [], ...before[table] ?? []]]);
  assert.deepEqual(lostRows(store, Object.fromEntries(rows)), {}, "rows that never were");
  assert.deepEqual(lostRows(kept(before, clean), store), {}, "rows that were there are lost");
  for (const table of said) {
    assert.deepEqual(store[table], clean[table], `${table} were said to be stored`);
  }
}

/** The rows that are there before and after. */
function kept(before: Content, clean: Content): Content {
  return Object.fromEntries(
    Object.entries(before).map(([table, rows]) => {
      const after = new Set((clean[table] ?? []).map((row) => JSON.stringify(row)));
      return [table, rows.filter((row) => after.has(JSON.stringify(row)))];
    }),
  );
}

/** Runs once more with nothing in the way: it leads to the same store as if there never had been. */
export async function assertConverges(scene: Scene, home: LoreHome): Promise<void> {
  const { code, err } = await scene.run(home, scene.recovery(home));
  assert.equal(code, 0, err);
  assert.deepEqual(contentOf(home), scene.clean);
  using store = home.openStore();
  const open = store.all("select run_id from sync_runs where status = 'running'");
  assert.deepEqual(open, [], "a run stays open");
}

/** One envelope that fails with one of these codes, a hint, and the exit code that goes with it. */
export function assertTypedError({ out, code, err }: LoreOutput, codes: readonly string[]): void {
  assert.match(out, /^\{.*\}\n$/, err);
  const { ok, error } = JSON.parse(out);
  assert.equal(ok, false, out);
  assert.ok(codes.includes(error.code), out);
  assert.ok(error.hint, "an error without a hint");
  assert.ok(code > 0 && code < 70, `exit ${code}`);
}
