/**
 * Runs of lore that are disturbed, and what must hold of each afterwards.
 *
 * Owns: what there is before the run, what it comes to when nothing disturbs it, and the checks that
 * hold for every disturbance: the store is sound, nothing that a run said to be stored is lost, the
 * error is a typed one, and one undisturbed run leads to the same store. Leaves to others: what
 * disturbs the run.
 *
 * @module
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SCHEMA_VERSION } from "../../lib/db/schema_version.ts";
import type { Reader } from "../../lib/db/mod.ts";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { dumpStore, lostRows, tombstonesOf, unsoundness } from "./dump.ts";
import { signalAtRequest } from "./killing.ts";
import { type LoreHome, loreHome, type LoreOutput, runLoreProcess } from "./lore_process.ts";

/** What a store holds, table by table. */
export type Content = Record<string, unknown[]>;

/** A run that can be disturbed any number of times, each time from the same beginning. */
export interface Scene extends AsyncDisposable {
  readonly name: string;
  readonly forge: DemoForge;
  readonly argv: readonly string[];
  /** The data directory before the run; undefined where there is none yet. */
  readonly dataDir: string | undefined;
  readonly before: Content;
  /** The store after a run that nothing disturbed. */
  readonly clean: Content;
  /** A home with the store as it is before the run. */
  home(): LoreHome;
  /** What brings a run to its end that failed or died; the same again unless a scene says otherwise. */
  recovery(home: Pick<LoreHome, "openStore">): readonly string[];
}

/** The first sync of a store. */
export function firstSync(): Promise<Scene> {
  return makeScene({ name: "first sync", argv: () => ["sync"] });
}

/** A sync that compares whole lists, of a forge where all kinds of things changed, also in silence. */
export function reconcile(): Promise<Scene> {
  const argv = (): string[] => ["sync", "--reconcile"];
  return makeScene({ name: "reconcile", argv, prepare: mirrorAndChange });
}

const ITEMS = ["--issue", "1,4,5", "--mr", "1", "-p", "acme/web"];

/** A sync of single items that changed. */
export function surgical(): Promise<Scene> {
  const argv = (): string[] => ["sync", ...ITEMS];
  // Of what another such run left behind a new one takes up no more than it is asked for.
  const recovery = (home: Pick<LoreHome, "openStore">): readonly string[] => {
    const { run_id, mode } = lastRun(home);
    return mode === "surgical" ? ["sync", "--resume", run_id] : argv();
  };
  return makeScene({ name: "surgical sync", argv, recovery, prepare: mirrorAndChange });
}

/** Such a sync that goes on after it was killed while it fetched what hangs on the items. */
export function resume(): Promise<Scene> {
  return makeScene({
    name: "resumed sync",
    argv: (home) => ["sync", "--resume", lastRun(home).run_id],
    async prepare(home, forge) {
      await mirrorAndChange(home, forge);
      // Four items come first.
      const { signal } = await signalAtRequest(8, ["sync", ...ITEMS], {
        home,
        forge,
        signal: "SIGKILL",
      });
      assert.equal(signal, "SIGKILL");
      forge.setFaults([]);
      assert.equal(lastRun(home).phase, "dependents");
    },
  });
}

function lastRun(home: Pick<LoreHome, "openStore">) {
  using store = home.openStore();
  const run = store.get<{ run_id: string; mode: string; phase: string }>(
    "select run_id, mode, phase from sync_runs order by id desc",
  );
  assert.ok(run !== undefined);
  return run;
}

async function mirrorAndChange(home: LoreHome, forge: DemoForge): Promise<void> {
  await runWell(home, ["sync"]);
  using store = home.openStore();
  changeInSilence(forge, store);
}

const NOTE_OF_SOMEBODY = `select n.forge_id as id, i.iid from notes n
  join discussions d on d.id = n.discussion_id join issues i on i.id = d.issue_id
  join projects p on p.id = i.project_id
  where p.path = 'acme/web' and i.iid in (1, 2, 7) and n.system = 0 order by n.id limit 1`;

/** Deletes, moves and edits without a new `updated_at`, beside a day's work. */
export function changeInSilence(forge: DemoForge, store: Reader): void {
  const { changes } = forge;
  const issue = (iid: number) => ({ project: "acme/web", kind: "issue", iid }) as const;
  changes.deleteItem(issue(3));
  changes.deleteItem({ project: "acme/web", kind: "merge_request", iid: 2 });
  changes.editTitle(issue(4), "Edited in silence", { bump: false });
  changes.addNote(issue(5), { body: "Unheard", bump: false });
  changes.moveIssue(issue(6), "acme/api");
  const note = store.get<{ id: number; iid: number }>(NOTE_OF_SOMEBODY);
  assert.ok(note !== undefined);
  changes.deleteNote(issue(note.iid), note.id);
  forge.changeALittle();
  changes.renameLabel("acme/web", "bug", "defect");
  forge.advance(3_600_000);
}

async function makeScene(
  { name, argv, prepare, recovery }: Pick<Scene, "name"> & Partial<Pick<Scene, "recovery">> & {
    argv(home: LoreHome): readonly string[];
    /** Makes the store as it is before the run; there is none without. */
    prepare?(home: LoreHome, forge: DemoForge): Promise<void>;
  },
): Promise<Scene> {
  const forge = createDemoForge({ projects: 2, issues: 8, mergeRequests: 4 });
  const server = forge.serve({ port: 0 });
  const origin = loreHome(server);
  const dataDir = prepare === undefined ? undefined : join(origin.path, "before");
  let before: Content = {};
  if (dataDir !== undefined) {
    await prepare?.(origin, forge);
    before = contentOf(origin);
    Deno.mkdirSync(dataDir);
    copyStore(origin.dataDir, dataDir);
  }
  const words = argv(origin);
  await runWell(origin, words);
  return {
    name,
    forge,
    argv: words,
    dataDir,
    before,
    clean: contentOf(origin),
    recovery: recovery ?? (() => words),
    home(): LoreHome {
      const home = loreHome(server);
      Deno.mkdirSync(home.dataDir);
      if (dataDir !== undefined) copyStore(dataDir, home.dataDir);
      return home;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      origin[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Copies the store of a folder, also one whose last process was killed and left a part in a log. */
function copyStore(from: string, to: string): void {
  const path = join(from, "lore.db");
  using sqlite = new DatabaseSync(path);
  sqlite.exec("pragma wal_checkpoint(truncate)");
  Deno.copyFileSync(path, join(to, "lore.db"));
}

async function runWell(home: LoreHome, argv: readonly string[]): Promise<void> {
  const { code, err } = await runLoreProcess(home, argv);
  assert.equal(code, 0, err);
}

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
  assert.deepEqual(sqlite.prepare("pragma integrity_check").all().map((row) => ({ ...row })), [
    { integrity_check: "ok" },
  ]);
  const version = Number(sqlite.prepare("pragma user_version").get()?.user_version);
  return version < SCHEMA_VERSION ? {} : contentOf(home);
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
  const { code, err } = await runLoreProcess(home, scene.recovery(home));
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
