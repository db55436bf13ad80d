/**
 * Runs that are disturbed by the hundred, each at another point: one process makes all of them, one
 * after the other, checks each, and brings what it leaves to its end.
 *
 * Owns: what must hold of one such run, and what a process tells of all that it made. Leaves to others:
 * what disturbs them (`write_trials.ts`, `disk_trials.ts`).
 *
 * @module
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ErrorCode } from "../../lib/errors.ts";
import { ROOT } from "../gate/deno_command.ts";
import {
  firstSync,
  reconcile,
  resume,
  type RunnerOf,
  type Scene,
  surgical,
} from "./faulted_scene.ts";
import { type LoreHome, loreHome, type LoreOutput } from "./lore_process.ts";
import {
  assertConverges,
  assertNothingLost,
  assertTypedError,
  type Content,
  contentSoFar,
  saidToBeStored,
  TELLING,
} from "./nothing_lost.ts";
import { canMount, onDisk } from "./mounted.ts";
import { inThisProcess } from "./runner.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** Most of what a first sync writes is the schema, however little there is to mirror. */
const LITTLE = { projects: 1, issues: 2, mergeRequests: 1 };

const SCENES = {
  "first sync": (runnerOf: RunnerOf) => firstSync(runnerOf, LITTLE),
  "reconcile": reconcile,
  "surgical sync": surgical,
  "resumed sync": resume,
} as const;

/** A run that is disturbed. */
export type SceneName = keyof typeof SCENES;

/** The runs that are disturbed. */
export const SCENE_NAMES = Object.keys(SCENES) as SceneName[];

/** Whether `LORE_TEST_FAULTS` asks for every fault, however long that takes. */
export const everyFault: boolean = Deno.env.get("LORE_TEST_FAULTS") === "every";

/** What one disturbed run came to. */
export interface Trial {
  /** Where it was disturbed, for a reader. */
  readonly where: string;
  /** Whether the disturbance came about. */
  readonly hit: boolean;
  /** How the run ended: the code of its error, or `ok`. */
  readonly outcome: string;
  /** Names the store that it left: the same bytes have the same name. */
  readonly store: string;
  /** What does not hold afterwards. */
  readonly problem?: string;
}

/** The runs of one scene, in this process. */
export class Trials implements AsyncDisposable {
  readonly scene: Scene;
  readonly #home: LoreHome;
  readonly #runIds: RunIds;
  /** What stores hold, and what runs said of each, by their names. */
  readonly #seen = new Map<string, { readonly content: Content; readonly said: Set<string> }>();
  /** Stores that were brought to their end, by the names that they have once they were looked at. */
  readonly #ended = new Set<string>();

  private constructor(scene: Scene, { runIds, dataDir }: { runIds: RunIds; dataDir: string }) {
    this.scene = scene;
    this.#runIds = runIds;
    this.#home = loreHome({ url: "https://forge.test", dataDir });
  }

  /** Makes a scene whose store is at `dataDir` in every run. */
  static async of(name: SceneName, dataDir: string): Promise<Trials> {
    const runIds = new RunIds();
    return new Trials(await SCENES[name](inThisProcess), { runIds, dataDir });
  }

  /** Puts the store as it is before the run where it is disturbed. */
  begin(): void {
    this.#runIds.beginAnew();
    this.scene.begin(this.#home);
  }

  /** The run that is to be disturbed, or another one there. */
  run(argv: readonly string[] = this.scene.argv): Promise<LoreOutput> {
    return this.scene.run(this.#home, [...argv, ...TELLING]);
  }

  /**
   * Looks at what a run said, and others after it, and at what they left in the data directory of
   * `home`, and brings that to its end. What it did with a store that is the same byte by byte, it does
   * not do again.
   */
  async judge(
    { home, outputs, code }: {
      readonly home: LoreHome;
      readonly outputs: readonly LoreOutput[];
      /** What a run fails with, if it fails. */
      readonly code: ErrorCode;
    },
  ): Promise<Pick<Trial, "outcome" | "store" | "problem">> {
    const store = nameOf(home.dataDir);
    const problem = await problemOf(async () => {
      for (const output of outputs) if (output.code !== 0) assertTypedError(output, [code]);
      const said = outputs.flatMap((output) => saidToBeStored(output, this.scene.clean));
      const seen = this.#seen.get(store);
      if (seen?.said.has(said.join())) return;
      const content = seen?.content ?? contentSoFar(home);
      assertNothingLost(this.scene, { store: content, said });
      if (seen === undefined) await this.#assertEnds(home);
      this.#seen.set(store, { content, said: new Set([...seen?.said ?? [], said.join()]) });
    });
    return { outcome: outcomeOf(outputs[0]), store, problem };
  }

  /** SQLite has put the store in order as it was looked at: many that differed are now the same. */
  async #assertEnds(home: LoreHome): Promise<void> {
    const store = nameOf(home.dataDir);
    if (this.#ended.has(store)) return;
    await assertConverges(this.scene, home);
    this.#ended.add(store);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#home[Symbol.dispose]();
    await this.scene[Symbol.asyncDispose]();
  }
}

/** Ids of runs that are the same in every trial, so that equal runs leave equal stores. */
class RunIds {
  #last = 0;
  #first = 0;

  constructor() {
    crypto.randomUUID = () => {
      const id = String(this.#last++).padStart(8, "0");
      return `${id}-0000-4000-8000-000000000000`;
    };
  }

  /** The next id is the one that follows those of the scene's making. */
  beginAnew(): void {
    if (this.#first === 0) this.#first = this.#last;
    this.#last = this.#first;
  }
}

/** The name of the store in a folder: a digest of the files that SQLite keeps. */
function nameOf(dataDir: string): string {
  const digest = createHash("sha256");
  for (const name of ["lore.db", "lore.db-wal", "lore.db-journal"]) {
    const path = join(dataDir, name);
    digest.update(existsSync(path) ? Deno.readFileSync(path) : "none");
  }
  return digest.digest("hex").slice(0, 12);
}

function outcomeOf(output: LoreOutput | undefined): string {
  assert.ok(output !== undefined);
  return output.code === 0 ? "ok" : JSON.parse(output.out).error.code;
}

/** Does something, and keeps what is wrong with it. */
async function problemOf(body: () => Promise<void>): Promise<string | undefined> {
  try {
    await body();
  } catch (error) {
    return error instanceof Error ? error.stack ?? error.message : String(error);
  }
}

/** Tells the process that waits for it what there is to tell. */
export function tell<Telling>(telling: Telling): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(telling)}\n`));
}

/** How a program of this folder is run. */
interface Start {
  /** A program that runs the rest of its arguments. */
  readonly through: readonly string[];
  readonly options: unknown;
}

/**
 * Runs a program of this folder and reads what it tells. All of its files are in one folder, which is
 * in memory where that can be had: a disk would have thousands of stores to write.
 */
export async function tellingsOf<Telling>(
  program: string,
  start: (folder: string) => Start,
): Promise<Telling[]> {
  using folder = temporaryFolder();
  const { through, options } = start(folder.path);
  const memory = canMount ? onDisk(folder.path, "size=256m") : [];
  const deno = [Deno.execPath(), "run", "-q", "--no-prompt", "-P=test", "--frozen"];
  const file = `tests/support/${program}`;
  const [first = "", ...args] = [...memory, ...through, ...deno, file, JSON.stringify(options)];
  const { success, stdout, stderr } = await new Deno.Command(first, {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1", TMPDIR: folder.path },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const lines = decoder.decode(stdout).trimEnd();
  assert.ok(success, `${decoder.decode(stderr)}\nafter ${lines.split("\n").at(-1)}`);
  return lines.split("\n").map((line) => JSON.parse(line));
}

/** Runs whose problems are shown. */
const MOST_SHOWN = 3;

/** Fails where any run came to harm, with the first that did. */
export function assertHarmless(trials: readonly Trial[]): void {
  const harmed = trials.filter(({ problem }) => problem !== undefined);
  const shown = harmed.slice(0, MOST_SHOWN).map(({ where, outcome, problem }) =>
    `${where}, ended as ${outcome}: ${problem}`
  );
  assert.equal(harmed.length, 0, `${harmed.length} of ${trials.length}\n${shown.join("\n")}`);
}

/** How the runs ended, and how many different stores they left. */
export function summaryOf(trials: readonly Trial[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of trials) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const ends = [...counts].map(([outcome, count]) => `${count} ${outcome}`);
  const stores = new Set(trials.map(({ store }) => store)).size;
  return `${ends.join(", ")}, which left ${stores} different stores`;
}
