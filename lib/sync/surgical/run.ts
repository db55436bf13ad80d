/**
 * Surgical syncs as the command runs them: new ones, and those that go on.
 *
 * Owns: what of a run is asked and noted before its phases begin, and that a failure names the
 * command that goes on. Leaves to others: the phases (`work.ts`), the ledger (`surgical_ledger.ts`).
 *
 * @module
 */

import type { Database, Transaction } from "../../db/mod.ts";
import { addRunItems, runItems } from "../../db/run_items.ts";
import { enterPhase, reopenRun, type RunRecord, startRun } from "../../db/runs.ts";
import { ERRORS, LoreError, toLoreError } from "../../errors.ts";
import { logger } from "../../log/logger.ts";
import { continueRun, currentRunId } from "../../spans/mod.ts";
import { partialProblem } from "../partial.ts";
import type { LaterStages } from "../pipeline.ts";
import type { SyncHost } from "../run_sync.ts";
import { openForge } from "../sources.ts";
import { findRun } from "../status.ts";
import { millisOf, surgicalResult } from "./outcome.ts";
import { findPlace, type Place } from "./place.ts";
import { requestedCounts, requestOf } from "./requested.ts";
import { findResumable, goesOnElsewhere } from "./resumable.ts";
import { surgicalLedger } from "./surgical_ledger.ts";
import { type Phase, PHASES, type SurgicalRequest, type SurgicalResult } from "./types.ts";
import { SurgicalWork } from "./work.ts";
import { resumeCommand } from "./words.ts";

const log = logger("lore::sync");

/** What a surgical sync needs of the outside world. */
export interface SurgicalHost extends SyncHost {
  /** What follows mirroring. */
  later(): Promise<LaterStages>;
}

/**
 * Refreshes single items with everything that hangs on them.
 *
 * @throws LoreError `NOT_FOUND`, `AUTH_FAILED` with every item that cannot be refreshed; `LOCK_HELD`;
 * what else keeps the run from its end
 */
export async function runSurgical(
  host: SurgicalHost,
  request: SurgicalRequest,
): Promise<SurgicalResult> {
  using database = await host.openStore();
  const place = findPlace(host.config.config, request, database);
  const runId = currentRunId();
  if (runId === undefined) throw new Error("a surgical sync belongs inside of withRun()");
  const now = host.clock.now();
  const enter = (tx: Transaction): number => {
    const requested = requestedCounts(request);
    const id = startRun(tx, { runId, command: "sync", mode: "surgical", requested, now });
    enterPhase(tx, id, { phase: "preflight", now, stages: [] });
    addRunItems(tx, runId, request.items);
    return id;
  };
  return await work(host, { database, runId, place, request, enter, phase: "preflight" });
}

/**
 * Lets a surgical run that did not come to its end go on, from its phase on and under its own id. One
 * that is done is answered again.
 *
 * @throws LoreError `NOT_FOUND` for an unknown run; `USAGE` for one that is not surgical; `LOCK_HELD`
 * while it is under way
 */
export async function resumeSurgical(host: SurgicalHost, wanted: string): Promise<SurgicalResult> {
  using database = await host.openStore();
  const run = findResumable(database, wanted);
  const items = runItems(database, run.runId).map(({ kind, iid }) => ({ kind, iid }));
  const request = requestOf(run, items);
  const place = findPlace(host.config.config, request, database);
  const { runId, id } = run;
  if (run.phase === "done") {
    continueRun(runId);
    log.info("The run is done already", { resumed_run: runId });
    return answer(host, { database, run, place, request });
  }
  const phase = phaseOf(run);
  const attempts = run.attempts + 1;
  const enter = (tx: Transaction): number => {
    const present = findRun(tx, runId);
    if (present.attempts !== run.attempts || present.phase !== run.phase) {
      throw goesOnElsewhere(runId);
    }
    reopenRun(tx, id, { phase, now: host.clock.now() });
    // Not before: what keeps this process from going on is no failure of the run, which may live.
    continueRun(runId);
    log.info("The run goes on", { resumed_run: runId, phase, attempt: attempts });
    return id;
  };
  return await work(host, { database, runId, place, request, enter, phase, before: run, attempts });
}

/** In which phase a run was when it ended. */
function phaseOf({ phase, failedPhase }: RunRecord): Phase {
  const reached = phase === "failed" ? failedPhase : phase;
  return PHASES.find((each) => each === reached) ?? "preflight";
}

/** A run and from where on. */
interface WorkToDo {
  readonly database: Database;
  readonly runId: string;
  readonly place: Place;
  readonly request: SurgicalRequest;
  enter(tx: Transaction): number;
  readonly phase: Phase;
  readonly attempts?: number;
  /** The run as its last attempt left it. */
  readonly before?: RunRecord;
}

async function work(host: SurgicalHost, todo: WorkToDo): Promise<SurgicalResult> {
  const { database, runId, place, request, phase, before, attempts = 1 } = todo;
  const { config, environment } = host.config;
  const { heartbeat_interval_seconds, stale_lock_minutes } = config.sync;
  const options = {
    ...{ database, runId, dataDir: host.dataDir, clock: host.clock, signal: host.signal },
    heartbeatMs: heartbeat_interval_seconds * 1000,
    staleLockMs: stale_lock_minutes * 60_000,
    before: before?.stages,
    enter: (tx: Transaction) => todo.enter(tx),
    problem: partialProblem,
  };
  return await surgicalLedger<SurgicalResult>(options, async (run) => {
    try {
      const { settings, fetch, clock } = { settings: config.sync, ...host };
      const forge = openForge(place.source, { settings, environment, fetch, clock });
      const { name, url, projects } = place.source;
      const source = { name, url, projects, forge };
      const later = await host.later();
      const work = new SurgicalWork({ host, run, place, source, request, later });
      await work.from(phase);
      const { renamedTo, made, context } = work;
      return surgicalResult({
        ...{ reader: database, runId, attempts, place, request, sources: config.sources },
        ...{ renamedTo, made, context, stages: run.stages() },
      });
    } catch (thrown) {
      const { signal } = host;
      throw withRecovery(thrown, { runId, stages: run.stages(), signal });
    }
  });
}

/** Names the command that goes on, unless the failure is about what was asked for. */
function withRecovery(
  thrown: unknown,
  { runId, stages, signal }: {
    readonly runId: string;
    readonly stages: RunRecord["stages"];
    readonly signal: AbortSignal;
  },
): LoreError {
  const error = signal.aborted
    ? new LoreError("INTERRUPTED", "Interrupted", { cause: thrown })
    : toLoreError(thrown);
  const { code, message, hint, details, cause } = error;
  const own = "recovery_actions" in details;
  const resume = resumeCommand(runId);
  // A token is to be put right first: until then the forge refuses the run again.
  const inOrder = error.exitCode === ERRORS.AUTH_FAILED.exit
    ? [...error.actions, resume]
    : [resume, ...error.actions];
  const actions = own ? error.actions : [...new Set(inOrder)];
  return new LoreError(code, message, {
    hint: hint ?? (own ? undefined : `Go on by ${resume}`),
    actions,
    details: {
      ...details,
      run_id: runId,
      recovery_actions: actions,
      stage_timings_ms: millisOf(stages),
    },
    cause: cause ?? (thrown instanceof LoreError ? undefined : thrown),
  });
}

/** What a run that is done came to. */
function answer(
  host: SurgicalHost,
  { database, run, place, request }: Pick<WorkToDo, "database" | "place" | "request"> & {
    readonly run: RunRecord;
  },
): SurgicalResult {
  const { runId, attempts, stages } = run;
  return surgicalResult({
    ...{ reader: database, runId, attempts, place, request, stages },
    sources: host.config.config.sources,
    renamedTo: null,
    made: { documents: 0, chunks: 0 },
    context: undefined,
  });
}
