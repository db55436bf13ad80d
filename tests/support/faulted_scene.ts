/**
 * Runs of lore that are disturbed: what there is before the run, what it comes to when nothing disturbs
 * it, and what brings it to its end. Leaves to others: what disturbs the run, and what must hold
 * afterwards (`nothing_lost.ts`).
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Reader } from "../../lib/db/mod.ts";
import {
  createDemoForge,
  type DemoForge,
  type DemoForgeOptions,
} from "../../lib/forge/demo/mod.ts";
import type { LoreHome, LoreOutput } from "./lore_process.ts";
import { type Content, contentOf } from "./nothing_lost.ts";
import { inProcesses, type Runner } from "./runner.ts";

/** A run that can be disturbed any number of times, each time from the same beginning. */
export interface Scene extends AsyncDisposable {
  readonly name: string;
  readonly forge: DemoForge;
  readonly argv: readonly string[];
  readonly before: Content;
  /** The store after a run that nothing disturbed. */
  readonly clean: Content;
  /** Puts the store as it is before the run into a home, whose data directory must not be there. */
  begin(home: LoreHome): void;
  /** A home with the store as it is before the run. */
  home(): LoreHome;
  /** Runs lore to its end. */
  run(home: LoreHome, argv: readonly string[]): Promise<LoreOutput>;
  /** What brings a run to its end that failed or died; the same again unless a scene says otherwise. */
  recovery(home: Pick<LoreHome, "openStore">): readonly string[];
}

/** How lore is run in a scene. */
export type RunnerOf = (forge: DemoForge) => Runner;

const SIZE: DemoForgeOptions = { projects: 2, issues: 8, mergeRequests: 4 };

/** The first sync of a store. */
export function firstSync(
  runnerOf: RunnerOf = inProcesses,
  size: DemoForgeOptions = SIZE,
): Promise<Scene> {
  return makeScene({ name: "first sync", argv: () => ["sync"], size, runnerOf });
}

/** A sync that compares whole lists, of a forge where all kinds of things changed, also in silence. */
export function reconcile(runnerOf: RunnerOf = inProcesses): Promise<Scene> {
  const argv = (): string[] => ["sync", "--reconcile"];
  return makeScene({ name: "reconcile", argv, prepare: mirrorAndChange, runnerOf });
}

const ITEMS = ["--issue", "1,4,5", "--mr", "1", "-p", "acme/web"];

/** A sync of single items that changed. */
export function surgical(runnerOf: RunnerOf = inProcesses): Promise<Scene> {
  const argv = (): string[] => ["sync", ...ITEMS];
  // Of what another such run left behind a new one takes up no more than it is asked for.
  const recovery = (home: Pick<LoreHome, "openStore">): readonly string[] => {
    const { run_id, mode } = lastRun(home);
    return mode === "surgical" ? ["sync", "--resume", run_id] : argv();
  };
  return makeScene({ name: "surgical sync", argv, recovery, prepare: mirrorAndChange, runnerOf });
}

/** Such a sync that goes on after it ended while it fetched what hangs on the items. */
export function resume(runnerOf: RunnerOf = inProcesses): Promise<Scene> {
  return makeScene({
    name: "resumed sync",
    argv: (home) => ["sync", "--resume", lastRun(home).run_id],
    async prepare(beginning) {
      await mirrorAndChange(beginning);
      const { home, runner } = beginning;
      // Four items come first.
      await runner.runUntilRequest(8, home, ["sync", ...ITEMS]);
      assert.equal(lastRun(home).phase, "dependents");
    },
    runnerOf,
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

/** Where a scene is made. */
interface Beginning {
  readonly home: LoreHome;
  readonly forge: DemoForge;
  readonly runner: Runner;
}

async function mirrorAndChange({ home, forge, runner }: Beginning): Promise<void> {
  await runWell(runner, home, ["sync"]);
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
  { name, argv, prepare, recovery, size = SIZE, runnerOf }:
    & Pick<Scene, "name">
    & Partial<Pick<Scene, "recovery">>
    & {
      argv(home: LoreHome): readonly string[];
      /** Makes the store as it is before the run; there is none without. */
      prepare?(beginning: Beginning): Promise<void>;
      readonly size?: DemoForgeOptions;
      readonly runnerOf: RunnerOf;
    },
): Promise<Scene> {
  const forge = createDemoForge(size);
  const runner = runnerOf(forge);
  const origin = runner.home();
  const kept = join(origin.path, "before");
  Deno.mkdirSync(kept);
  let before: Content = {};
  if (prepare !== undefined) {
    await prepare({ home: origin, forge, runner });
    before = contentOf(origin);
    copyStore(origin.dataDir, kept);
  }
  const words = argv(origin);
  await runWell(runner, origin, words);
  const begin = (home: LoreHome): void => {
    Deno.mkdirSync(home.dataDir);
    if (prepare !== undefined) copyStore(kept, home.dataDir);
  };
  return {
    name,
    forge,
    argv: words,
    before,
    clean: contentOf(origin),
    begin,
    home(): LoreHome {
      const home = runner.home();
      begin(home);
      return home;
    },
    run: runner.run,
    recovery: recovery ?? (() => words),
    async [Symbol.asyncDispose](): Promise<void> {
      origin[Symbol.dispose]();
      await runner[Symbol.asyncDispose]();
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

async function runWell(runner: Runner, home: LoreHome, argv: readonly string[]): Promise<void> {
  const { code, err } = await runner.run(home, argv);
  assert.equal(code, 0, err);
}
