/** What a file's history takes over 100,000 changes of files, against the one query it stands on. @module */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore, type Reader, type Transaction } from "../../lib/db/mod.ts";
import { saveFiles } from "../../lib/db/merge_request_files.ts";
import { saveMergeRequest } from "../../lib/db/merge_requests.ts";
import { saveProject, saveSource } from "../../lib/db/projects.ts";
import { fileHistory } from "../../lib/history/file_history.ts";
import { followRenames } from "../../lib/history/rename_chain.ts";
import type { FileChange } from "../../lib/model.ts";
import { aFile, aMergeRequest, aProject, NOON } from "../support/model.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, type Measurement, median, ms } from "./harness.ts";

const MERGE_REQUESTS = 12_500;
const CHANGES_EACH = 8;
const FILES = 4_000;
const LIMIT = 50;
const ROUNDS = 9;
const HOUR_MS = 3_600_000;

/** File history. */
export const bench: Bench = {
  name: "file_history",
  measure: () =>
    inFreshFolder((folder) => {
      const path = join(folder, "lore.db");
      return Promise.resolve([measure(path, makeStore(path))]);
    }),
};

/** Every hundredth change is a rename; a few files are in every other merge request. */
function makeStore(path: string): readonly string[] {
  const names = Array.from({ length: FILES }, (_, n) => `src/part${n % 80}/file${n}.ts`);
  using database = openStore(path, { mode: "write" });
  database.transaction((tx) => fill(tx, names));
  database.exec("pragma wal_checkpoint(truncate)");
  return names;
}

function fill(tx: Transaction, names: string[]): void {
  const sourceId = saveSource(tx, { name: "work", forge: "gitlab", url: "https://forge.test" });
  const scope = { sourceId, projectId: saveProject(tx, sourceId, aProject()), serverTime: NOON };
  const random = seeded();
  for (let iid = 1; iid <= MERGE_REQUESTS; iid++) {
    const mergedAt = NOON + (iid - MERGE_REQUESTS) * HOUR_MS;
    const state = { state: "merged", mergedAt, updatedAt: mergedAt };
    const { id } = saveMergeRequest(tx, scope, aMergeRequest(iid, state));
    const files = Array.from({ length: CHANGES_EACH }, () => change(names, random, iid));
    saveFiles(tx, id, { files, complete: true, serverTime: NOON });
  }
  // As after a sync: nothing is left to be fetched.
  tx.run("update merge_requests set discussions_at = ?", NOON);
}

function change(names: string[], random: () => number, iid: number): FileChange {
  // The square makes some files far busier than others.
  const at = Math.floor(random() ** 3 * names.length);
  const oldPath = names[at] ?? "";
  if (random() > 0.01) return aFile(oldPath);
  const newPath = oldPath.replace(/part\d+/, `part${iid}`);
  names[at] = newPath;
  return aFile(newPath, { oldPath, change: "renamed" });
}

/** The same numbers in every run. */
function seeded(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/**
 * The one query: the newest merge requests that touched any name of a file, by the index of paths,
 * with what is shown of each. It is told the names, and knows nothing of what they meant when.
 */
const BARE = `with page as materialized (
    select m.id, f.id as file from json_each(?) n
    cross join merge_request_files f on f.new_path = n.value
    cross join merge_requests m on m.id = f.merge_request_id
    order by m.merged_at desc limit ${LIMIT})
  select m.iid, m.title, m.state, m.draft, a.username as author, b.username as merged_by,
    m.source_branch, m.target_branch, m.note_count, m.created_at, m.merged_at, m.web_url,
    f.old_path, f.new_path, f.change, f.additions, f.deletions
  from page p cross join merge_requests m on m.id = p.id
  cross join merge_request_files f on f.id = p.file
  left join users a on a.id = m.author_id
  left join users b on b.id = m.merged_by_id
  order by m.merged_at desc`;

function measure(path: string, names: readonly string[]): Measurement {
  using database = openStore(path, { mode: "read" });
  using sqlite = new DatabaseSync(path, { readOnly: true });
  const bare = sqlite.prepare(BARE);
  const projectId = database.get<{ id: number }>("select id from projects")?.id ?? 0;
  const asked = names.filter((_, index) => index % 8 === 0).map((name) => ({
    name,
    // Which names the file had is what lore finds out; the bare query is told.
    all: JSON.stringify(
      followRenames(database, [{ projectId, path: name }]).spans.map((span) => span.path),
    ),
  }));
  // Each path by the median of its rounds: what happens once in a while is the machine's.
  const times = asked.map(({ name, all }) => {
    const rounds = Array.from({ length: ROUNDS }, () => ({
      ours: timeOf(() => ask(database, name)),
      floor: timeOf(() => bare.all(all)),
    }));
    return {
      ours: median(rounds.map((round) => round.ours)),
      floor: median(rounds.map((round) => round.floor)),
    };
  });
  const ours = p95(times.map((time) => time.ours));
  const floor = p95(times.map((time) => time.floor));
  const changes = MERGE_REQUESTS * CHANGES_EACH;
  return {
    name: `file-history over ${changes} file changes against one indexed query, p95`,
    value: ours / floor,
    unit: "×",
    reach: 5,
    better: "lower",
    detail: `${ms(ours)} against ${ms(floor)} a path, warm, with renames followed`,
  };
}

function ask(reader: Reader, path: string): void {
  const options = { followRenames: true, merged: false, discussions: false };
  fileHistory(reader, { path, ...options, limit: LIMIT, offset: 0, now: NOON });
}

function timeOf(body: () => unknown): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;
}
