/** What refreshing one item takes, against how much is stored and queued of all others. @module */

import { join } from "node:path";
import { parseConfig } from "../../lib/config/parse.ts";
import {
  countJobs,
  enqueue,
  finishJob,
  nextJobs,
  type QueueScope,
} from "../../lib/db/dependents_queue.ts";
import { type Database, openStore } from "../../lib/db/mod.ts";
import { generateDocuments } from "../../lib/documents/mod.ts";
import { BuiltinProvider } from "../../lib/embedding/builtin.ts";
import { embedDocuments } from "../../lib/embedding/mod.ts";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import { withRun } from "../../lib/spans/mod.ts";
import { searchStages } from "../../lib/sync/search_stages.ts";
import { runSurgical } from "../../lib/sync/surgical/mod.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, interleave, type Measurement, ms, timed } from "./harness.ts";
import { ingest } from "./mirror.ts";

const FEW = 1_000;
const MANY = 100_000;
const ROUNDS = 25;
const QUEUED_FEW = 1_000;
const QUEUED_MANY = 1_000_000;
const CLAIMS = 200;
const PROJECT = "acme/web";

/** Surgical syncs. */
export const bench: Bench = {
  name: "surgical",
  measure: () => inFreshFolder(async (folder) => [await oneItem(folder), await claims(folder)]),
};

/** One issue that changes before each run, with the same notes on either side. */
async function oneItem(folder: string): Promise<Measurement> {
  const few = await Mirror.make(join(folder, "few"), FEW);
  const many = await Mirror.make(join(folder, "many"), MANY);
  const times = await interleave(ROUNDS, { few: () => few.refresh(), many: () => many.refresh() });
  return {
    name: `surgical sync of 1 issue among ${MANY} items against the same among ${FEW}`,
    value: times.many / times.few,
    unit: "×",
    reach: 1.3,
    better: "lower",
    detail: `${ms(times.many)} against ${ms(times.few)}, documents and vectors included`,
  };
}

/** A demo forge and its mirror with documents and vectors, both with one issue more. */
class Mirror {
  readonly #forge: DemoForge;
  readonly #folder: string;
  readonly #iid: number;
  #rounds = 0;

  private constructor(forge: DemoForge, folder: string) {
    this.#forge = forge;
    this.#folder = folder;
    const { iid } = forge.changes.addIssue(PROJECT, { title: "One among many" });
    for (const body of ["Seen on Monday", "And on Tuesday", "Gone by Friday"]) {
      forge.changes.addNote({ project: PROJECT, kind: "issue", iid }, { body });
    }
    this.#iid = iid;
  }

  static async make(folder: string, items: number): Promise<Mirror> {
    const mergeRequests = Math.round(items * 0.3);
    const forge = createDemoForge({ issues: items - mergeRequests, mergeRequests });
    const mirror = new Mirror(forge, folder);
    const projects = forge.world.projects.map(({ path }) => path);
    const source = { url: "http://forge.test", token: "demo-token", projects };
    await Deno.mkdir(folder);
    const path = join(folder, "lore.db");
    await ingest(source, path, { fetch: forge.fetch, resourceEvents: false });
    using database = openStore(path, { mode: "write" });
    await generateDocuments(database);
    await embedDocuments(database, { provider: new BuiltinProvider() });
    database.exec("pragma wal_checkpoint(truncate)");
    return mirror;
  }

  /** Milliseconds of a run that brings in a change. */
  refresh(): Promise<number> {
    const item = { project: PROJECT, kind: "issue", iid: this.#iid } as const;
    this.#forge.changes.editTitle(item, `One among many, round ${++this.#rounds}`);
    this.#forge.advance(120_000);
    const path = join(this.#folder, "lore.db");
    const config = benchConfig(this.#folder);
    const { fetch } = this.#forge;
    const host = {
      config,
      dataDir: this.#folder,
      clock: systemClock,
      fetch,
      signal: new AbortController().signal,
      openStore: () => Promise.resolve(openStore(path, { mode: "write" })),
      later: () => Promise.resolve(searchStages(config, { fetch, clock: systemClock })),
    };
    const items = [{ kind: "issue", iid: this.#iid }] as const;
    return timed(async () => {
      const request = { project: PROJECT, items, skipMissing: false };
      const { chunks, failed } = await withRun(
        { command: "sync" },
        () => runSurgical(host, request),
      );
      if (chunks === 0 || failed > 0) throw new Error("the change was not brought in");
    });
  }
}

function benchConfig(folder: string) {
  const path = join(folder, "lore.config.json");
  const source = { name: "demo", forge: "gitlab", url: "http://forge.test", token_env: "TOKEN" };
  const text = JSON.stringify({ sources: [{ ...source, projects: ["acme/*"] }] });
  const environment = (name: string): string | undefined =>
    name === "TOKEN" ? "demo-token" : undefined;
  const parsed = parseConfig(text, { path, home: undefined });
  return { ...parsed, path, place: "--config" as const, environment };
}

/** Claims of what one run queued, and taking it out of the queue, beside what waits for any run. */
async function claims(folder: string): Promise<Measurement> {
  using few = queueOf(join(folder, "few.db"), QUEUED_FEW);
  using many = queueOf(join(folder, "many.db"), QUEUED_MANY);
  const times = await interleave(ROUNDS, {
    few: () => timed(() => claimAll(few)),
    many: () => timed(() => claimAll(many)),
  });
  return {
    name: `claims of a run's own rows with ${QUEUED_MANY} queued against those with ${QUEUED_FEW}`,
    value: times.many / times.few,
    unit: "×",
    reach: 1.5,
    better: "lower",
    detail: `${ms(times.many)} against ${ms(times.few)} for ${CLAIMS} rows`,
  };
}

const SCOPE: QueueScope = {
  projectId: 1,
  kind: "issue",
  job: "discussions",
  runId: "a1b2c3d4",
};

function queueOf(path: string, rows: number): Database {
  const database = openStore(path, { mode: "write" });
  database.transaction((tx) => {
    tx.exec(`insert into sources (id, name, forge, url) values (1, 'demo', 'gitlab', 'x');
      insert into projects (id, source_id, forge_id, path, name, web_url)
        values (1, 1, 1, 'acme/web', 'web', 'x')`);
    tx.run(
      `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
       insert into dependents_queue (project_id, kind, item_id, iid, job)
       select 1, 'issue', i, i, 'discussions' from n`,
      rows,
    );
  });
  return database;
}

/** Queues the rows of a run and works them off, as a surgical sync does. */
function claimAll(database: Database): void {
  const first = 10_000_000;
  database.transaction((tx) => {
    for (let id = first; id < first + CLAIMS; id++) {
      const item = { kind: "issue", id } as const;
      enqueue(tx, 1, { item, iid: id, jobs: ["discussions"], runId: SCOPE.runId });
    }
  });
  let claimed = 0;
  for (let waiting = countJobs(database, SCOPE); waiting > 0; waiting--) {
    const [next] = nextJobs(database, SCOPE, { after: 0, limit: 1 });
    if (next === undefined) break;
    claimed++;
    database.transaction((tx) => finishJob(tx, next.id));
  }
  if (claimed !== CLAIMS) throw new Error(`${claimed} rows were claimed`);
}
