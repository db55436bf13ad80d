/**
 * `lore explain` as data: what went wrong in a run, or was slow, and what to do about it.
 *
 * Owns: which run is meant, and putting together what ledger, coverage and log files say. Leaves to
 * others: runs and coverage (`sync/status.ts`), log files (`run_log.ts`), what to do (`advice.ts`),
 * words (`explain_text.ts`).
 *
 * @module
 */

import type { Database } from "../db/mod.ts";
import { runItems } from "../db/run_items.ts";
import { lastRuns, runsByPrefix } from "../db/runs.ts";
import { LoreError } from "../errors.ts";
import { syncStatus } from "../sync/status.ts";
import type { CoverageView, RunView, SyncStatus } from "../sync/status_view.ts";
import { type Advice, adviceFor } from "./advice.ts";
import type { LogLine } from "./log_line.ts";
import { readRunLog, type RunLogFindings } from "./run_log.ts";
import { median, type SlowStage, slowStages } from "./slow_stages.ts";
import { findUnrecorded } from "./unrecorded.ts";

/** What is asked for. */
export interface ExplainRequest {
  /** A run by its id or the beginning of it; else the last that did not end well, else the last. */
  readonly run?: string;
  readonly dataDir: string;
  /** Where the log files are; undefined where none are kept. */
  readonly logDir?: string;
  /** Unix ms. */
  readonly now: number;
}

/** What is known of a run. CONTRACT: fields are added, never renamed. */
export interface Explanation {
  readonly run: Omit<RunView, "stages">;
  /** How the run ended, in a word; `in part` where something is missing of what it was to do. */
  readonly outcome: "well" | "in part" | "failed" | "interrupted" | "died" | "running";
  /** What is to be known of a run that only the log knows of; null for one in the ledger. */
  readonly remark: string | null;
  /** How many runs came after it. */
  readonly later_runs: number;
  readonly error: {
    /** null where only the ledger knows of it. */
    readonly code: string | null;
    readonly message: string;
    readonly causes: readonly string[];
    readonly hint: string | null;
  } | null;
  /** The last ones, by message; the one that was logged last comes last. */
  readonly warnings: readonly { readonly times: number; readonly last: LogLine }[];
  readonly logged: { readonly warnings: number; readonly errors: number };
  /** Earlier runs of the same command and mode that ended well. */
  readonly compared: { readonly runs: number; readonly median_ms: number | null };
  readonly slowest_stages: readonly SlowStage[];
  readonly rate_limits: {
    readonly hits: number;
    readonly retries: number;
    /** Milliseconds that requests waited, one after the other. */
    readonly waited_ms: number;
  };
  /** Where something is known to be missing in the store, as it is now. */
  readonly incomplete: readonly CoverageView[];
  /** Names of the log files that were read. */
  readonly log_files: readonly string[];
  /** Commands to run, the best first. */
  readonly next: readonly Advice[];
}

/** Runs that are looked through for one that did not end well, and for those to compare with. */
const LOOK_BACK = 100;
const MOST_COMPARED = 20;
const MOST_WARNINGS = 10;
const MOST_STAGES = 10;

/** Explains a run. @throws LoreError `NOT_FOUND` for an unknown run or none at all, `USAGE` for several */
export function explain(database: Database, request: ExplainRequest): Explanation {
  const { logDir } = request;
  const { run, status, isRecorded } = pick(database, request);
  const { stages: _stages, ...view } = run;
  const log = logOf(run, logDir);
  const incomplete = status.coverage.filter(({ complete }) => !complete);
  const outcome = outcomeOf(run);
  const error = errorOf(run, log);
  const lines = log?.warnings ?? [];
  return {
    run: view,
    outcome,
    remark: isRecorded ? null : remarkOn(run),
    ...besideOthers(database, run),
    error: error && shown(error),
    warnings: lines.slice(-MOST_WARNINGS),
    logged: log?.counts ?? { warnings: 0, errors: 0 },
    rate_limits: {
      hits: run.rate_limit_hits,
      retries: run.retries,
      waited_ms: log?.waitedMs ?? 0,
    },
    incomplete,
    log_files: log?.files ?? [],
    next: adviceFor({
      run,
      outcome,
      error,
      codes: codesOf(error, lines),
      incomplete,
      asked: runItems(database, run.run_id)
        .map(({ kind, iid, status }) => ({ kind, iid, failed: status === "failed" })),
      hasLog: (log?.files ?? []).length > 0,
    }),
  };
}

/** A run against those before it, and how many came after. */
function besideOthers(
  database: Database,
  run: RunView,
): Pick<Explanation, "later_runs" | "compared" | "slowest_stages"> {
  const { runs, later } = earlierRuns(database, run);
  return {
    later_runs: later,
    compared: { runs: runs.length, median_ms: median(runs.map(({ ms }) => ms)) },
    slowest_stages: slowStages(run.stages, {
      earlier: runs.map((each) => each.stages),
      limit: MOST_STAGES,
    }),
  };
}

/** The run that is meant, and how things stand. */
interface Picked {
  readonly run: RunView;
  readonly status: SyncStatus;
  /** Whether the ledger has it. */
  readonly isRecorded: boolean;
}

/** The last run that did not end well, else the last one; the one that was asked for, if any. */
function pick(database: Database, request: ExplainRequest): Picked {
  const { run: wanted, dataDir, now } = request;
  if (wanted !== undefined) return pickNamed(database, { ...request, run: wanted });
  const status = syncStatus(database, { limit: LOOK_BACK, dataDir, now });
  const [last] = status.runs;
  const since = last && Date.parse(last.finished_at ?? last.started_at);
  const unrecorded = unrecordedRun(database, request, since);
  if (unrecorded !== undefined) return { run: unrecorded, status, isRecorded: false };
  if (last === undefined) {
    throw new LoreError("NOT_FOUND", "There is nothing to explain: no run has been recorded yet", {
      hint: "Run lore sync first",
      actions: ["lore sync"],
    });
  }
  const bad = status.runs.find((run) => !["well", "running"].includes(outcomeOf(run)));
  return { run: bad ?? last, status, isRecorded: true };
}

/** A run by the beginning of its id: from the ledger, else from the log. */
function pickNamed(
  database: Database,
  request: ExplainRequest & { readonly run: string },
): Picked {
  const { run, dataDir, now } = request;
  const ask = { limit: LOOK_BACK, dataDir, now };
  try {
    const status = syncStatus(database, { ...ask, run });
    const [only] = status.runs;
    if (only === undefined) throw new Error("One run was asked for, and none came");
    return { run: only, status, isRecorded: true };
  } catch (error) {
    if (!(error instanceof LoreError) || error.code !== "NOT_FOUND") throw error;
    const found = unrecordedRun(database, request);
    if (found === undefined) throw error;
    return { run: found, status: syncStatus(database, ask), isRecorded: false };
  }
}

/** A run of which only the log knows, later than all that the ledger knows of. */
function unrecordedRun(
  database: Database,
  { run, logDir }: ExplainRequest,
  since?: number,
): RunView | undefined {
  return logDir === undefined ? undefined : findUnrecorded({
    dir: logDir,
    run: run?.toLowerCase(),
    since,
    isRecorded: (runId) => runsByPrefix(database, runId, 1).length > 0,
  });
}

function remarkOn({ mode }: RunView): string {
  if (mode === "preflight") return "a preflight only: it writes nothing to the store";
  if (mode === "dry_run") return "a dry run only: it asks nobody and writes nothing to the store";
  return "only the log knows of it: it ended before the ledger had it";
}

function outcomeOf({ status, dead, error }: RunView): Explanation["outcome"] {
  if (dead) return "died";
  if (status !== "succeeded") return status;
  return error === null ? "well" : "in part";
}

function logOf(run: RunView, dir: string | undefined): RunLogFindings | undefined {
  if (dir === undefined) return undefined;
  const from = Date.parse(run.started_at);
  return readRunLog({ dir, runId: run.run_id, from, to: from + run.elapsed_ms });
}

/**
 * The log knows the causes; the ledger has the message also where there is no log any more. What an
 * earlier attempt failed with counts no more when the run goes on, or has ended well.
 */
function errorOf(run: RunView, log: RunLogFindings | undefined): RunLogFindings["failure"] {
  if (run.error === null) return null;
  if (log?.failure) return log.failure;
  return { code: null, message: run.error, causes: [], hint: null, actions: [] };
}

/** What an explanation tells of an error; what it advises goes into the advice. */
function shown({ code, message, causes, hint }: NonNullable<RunLogFindings["failure"]>) {
  return { code, message, causes, hint };
}

/** A run that finished in part has the reasons in what it logged on the way. */
function codesOf(error: RunLogFindings["failure"], warnings: Explanation["warnings"]): string[] {
  const logged = warnings.map(({ last }) => last.fields.error_code);
  return [error?.code, ...logged].filter((code) => typeof code === "string");
}

function earlierRuns(database: Database, { run_id, command, mode, started_at }: RunView) {
  const startedAt = Date.parse(started_at);
  const others = lastRuns(database, LOOK_BACK).filter(({ runId }) => runId !== run_id);
  const runs = others
    .filter((run) => run.startedAt <= startedAt && run.status === "succeeded")
    .filter((run) => run.command === command && run.mode === mode)
    .slice(0, MOST_COMPARED)
    .map((run) => ({ stages: run.stages, ms: (run.finishedAt ?? run.startedAt) - run.startedAt }));
  return { runs, later: others.filter((run) => run.startedAt > startedAt).length };
}
