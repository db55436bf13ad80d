/**
 * `lore sync-status` as data: runs, cursors, what the store holds and what is missing.
 *
 * Owns: finding one run by its id, which runs are dead, where a run's log is. Leaves to others: the
 * questions (`db/runs.ts`, `db/status.ts`), shapes (`status_view.ts`), words (`status_text.ts`).
 *
 * @module
 */

import { coverageFacts } from "../db/coverage.ts";
import { type LockState, lockState } from "../db/lock.ts";
import type { Database, Reader } from "../db/mod.ts";
import { runItems } from "../db/run_items.ts";
import { holdsRunLock } from "../db/run_lock.ts";
import { lastRunIds, lastRuns, type RunRecord, runsByPrefix } from "../db/runs.ts";
import { listCoverage, listCursors, summarize } from "../db/status.ts";
import { LoreError } from "../errors.ts";
import { dayOf, logFileName } from "../log/log_files.ts";
import { nearest } from "../nearest.ts";
import { join } from "../platform/paths.ts";
import { verdictOn } from "./coverage.ts";
import {
  type CoverageView,
  coverageView,
  cursorView,
  runItemView,
  type RunLog,
  type RunView,
  runView,
  type SyncStatus,
} from "./status_view.ts";

/** What is asked for. */
export interface StatusRequest {
  /** How many runs. */
  readonly limit: number;
  /** How many of the newest runs to skip; 0 by default. */
  readonly offset?: number;
  /** One run by its id or the beginning of it. */
  readonly run?: string;
  /** Where the lock is. */
  readonly dataDir: string;
  /** Where the log files are; undefined when there are none. */
  readonly logDir?: string;
  /** Unix ms. */
  readonly now: number;
}

/**
 * Reads the status. Changes nothing.
 *
 * @throws LoreError `NOT_FOUND` for an unknown run, `USAGE` for the beginning of several
 */
export function syncStatus(database: Database, request: StatusRequest): SyncStatus {
  const { run: wanted, limit, offset = 0, logDir } = request;
  // One more than is shown tells that there is more.
  const find = (): RunRecord[] =>
    wanted === undefined ? lastRuns(database, limit + 1, offset) : [findRun(database, wanted)];
  const runs = runViews(find, request);
  const [only] = runs;
  return {
    runs: runs.slice(0, limit),
    truncated: runs.length > limit,
    cursors: listCursors(database).map(cursorView),
    summary: summarize(database),
    coverage: coverageViews(database),
    ...(wanted === undefined || only === undefined ? {} : {
      ...(only.mode === "surgical"
        ? { items: runItems(database, only.run_id).map(runItemView) }
        : {}),
      log: logDir === undefined ? null : runLog(only, logDir),
    }),
  };
}

function coverageViews(reader: Reader): CoverageView[] {
  const verdicts = new Map(
    coverageFacts(reader).map((facts) => [`${facts.projectId} ${facts.kind}`, verdictOn(facts)]),
  );
  return listCoverage(reader).flatMap((coverage) => {
    const verdict = verdicts.get(`${coverage.projectId} ${coverage.kind}`);
    return verdict === undefined ? [] : [coverageView(coverage, verdict)];
  });
}

/** Who asks for a run. */
export interface RunSearch {
  /** What takes an id: `lore sync-status --run`. */
  readonly command: string;
  /** Ids of the last runs that it takes, newest first. */
  ids(limit: number): readonly string[];
  /** What to do where there are none. */
  readonly none: { readonly hint: string; readonly actions: readonly string[] };
}

/**
 * Finds the one run whose id is, or begins with, what was asked for.
 *
 * @throws LoreError `NOT_FOUND`, `USAGE`
 */
export function findRun(
  reader: Reader,
  wanted: string,
  search: RunSearch = {
    command: "lore sync-status --run",
    ids: (limit) => lastRunIds(reader, limit),
    none: { hint: "None has been recorded yet: run lore sync first", actions: ["lore sync"] },
  },
): RunRecord {
  const prefix = wanted.toLowerCase();
  const found = runsByPrefix(reader, prefix, 5);
  const [first] = found;
  const run = found.find(({ runId }) => runId === prefix) ?? first;
  if (run === undefined) throw unknownRun(wanted, search);
  const ids = [...new Set(found.map(({ runId }) => runId))];
  if (run.runId === prefix || ids.length === 1) return run;
  throw new LoreError("USAGE", `Several runs begin with "${wanted}": ${ids.join(", ")}`, {
    hint: "Give more of the run id",
    actions: ids.map((id) => `${search.command} ${id}`),
    details: { run_ids: ids },
  });
}

function unknownRun(wanted: string, { command, ids, none }: RunSearch): LoreError {
  const known = ids(1000);
  const near = nearest(wanted.toLowerCase(), known);
  const shown = [...new Set(near.length > 0 ? near : known)].slice(0, 3);
  const hint = near.length > 0
    ? `Did you mean ${shown.join(" or ")}?`
    : `The last runs were ${shown.join(", ")}`;
  return new LoreError("NOT_FOUND", `There is no run "${wanted}"`, {
    ...(shown.length === 0 ? none : { hint, actions: shown.map((id) => `${command} ${id}`) }),
    details: { run_ids: shown },
  });
}

/**
 * A run is dead when it is `running` without holding the lock; a surgical one when it does not hold
 * its own. It is asked for a second time after the lock was looked at, since it may have ended in
 * between.
 */
function runViews(find: () => RunRecord[], { dataDir, now }: StatusRequest): RunView[] {
  const runs = find();
  const running = runs.filter(({ status }) => status === "running");
  if (running.length === 0) return runs.map((run) => runView(run, { now, dead: false }));
  const lock = lockState(dataDir);
  const [newest] = running.filter(({ mode }) => mode !== "surgical");
  const alive = (run: RunRecord): boolean =>
    run.mode === "surgical" ? holdsRunLock(dataDir, run.runId) : holds(lock, run) ?? run === newest;
  const dead = new Set(running.filter((run) => !alive(run)).map(({ id }) => id));
  return find().map((run) =>
    runView(run, { now, dead: run.status === "running" && dead.has(run.id) })
  );
}

/** Whether a run holds the lock; undefined when it is held by nobody knows whom. */
function holds(lock: LockState, run: RunRecord): boolean | undefined {
  if (!lock.held) return false;
  return lock.holder === undefined ? undefined : lock.holder.runId === run.runId;
}

/** The log files of the days on which a run ran: each line is in the file of its local day. */
function runLog(run: RunView, logDir: string): RunLog {
  const files: string[] = [];
  const startedAt = Date.parse(run.started_at);
  let day = dayOf(startedAt);
  files.push(join(logDir, logFileName(day.name)));
  while (day.end <= startedAt + run.elapsed_ms) {
    day = dayOf(day.end);
    files.push(join(logDir, logFileName(day.name)));
  }
  const quoted = files.map((file) => /^[\w./-]+$/.test(file) ? file : `'${file}'`);
  const command = `jq -c 'select(.span.run_id == "${run.run_id}")' ${quoted.join(" ")}`;
  return { files, command };
}
