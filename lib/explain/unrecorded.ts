/**
 * Runs that failed before the ledger had them: over the config, the lock, a store that cannot be
 * opened; and those that never get a row there, as they write nothing. The log alone knows of them.
 *
 * Owns: finding such a run, from the newest line back and no further than needed, and what can be said
 * of it. Leaves to others: what it logged on the way (`run_log.ts`).
 *
 * @module
 */

import { logFiles } from "../log/log_files.ts";
import { openRead } from "../platform/files.ts";
import type { RunView } from "../sync/status_view.ts";
import { type LogLine, parseLine, quickLevel, runMark } from "./log_line.ts";
import { decode, readBackward } from "./raw_lines.ts";

/** Which run is looked for. */
export interface UnrecordedRequest {
  readonly dir: string;
  /** The beginning of its id; the last one else. */
  readonly run?: string;
  /** Lines before this are of no interest, Unix ms. */
  readonly since?: number;
  /** Whether the ledger has a run. */
  isRecorded(runId: string): boolean;
}

/** The last run that is wanted and failed without a row in the ledger. */
export function findUnrecorded(request: UnrecordedRequest): RunView | undefined {
  const search = new Search(request);
  for (const { name } of logFiles(request.dir).reverse()) {
    using file = openRead(`${request.dir}/${name}`);
    if (file === undefined) continue;
    readBackward(file, file.size(), (bytes) => search.goesOn(bytes));
    if (search.isOver) break;
  }
  return search.found();
}

const FAILED = '"message":"Command failed"';
const STARTED = '"message":"Command started"';
/** Where the time stands in a line that lore wrote. */
const TIME_AT = '{"timestamp":"'.length;

/** What makes a run another than an ordinary one: by flags, of which the first that was given counts. */
const MODES: Readonly<Record<string, string>> = {
  "--preflight-only": "preflight",
  "--dry-run": "dry_run",
  "--issue": "surgical",
  "--mr": "surgical",
  "--resume": "surgical",
};

/** Goes through lines, the newest first: to the failure, and on to where its run began. */
class Search {
  isOver = false;
  readonly #request: UnrecordedRequest;
  readonly #since: string;
  #failure: LogLine | undefined;
  #start: LogLine | undefined;

  constructor(request: UnrecordedRequest) {
    this.#request = request;
    this.#since = request.since === undefined ? "" : new Date(request.since).toISOString();
  }

  /** Takes a line, as Latin-1; false when no earlier one is needed. */
  goesOn(bytes: string): boolean {
    const level = quickLevel(bytes);
    if (level === undefined) return true;
    if (this.#failure === undefined) {
      if (level === "ERROR" && bytes.includes(FAILED)) this.#failed(bytes);
    } else if (bytes.includes(STARTED)) this.#started(bytes);
    this.isOver = this.#start !== undefined ||
      bytes.slice(TIME_AT, TIME_AT + this.#since.length) < this.#since;
    return !this.isOver;
  }

  #failed(bytes: string): void {
    const { run = "", isRecorded } = this.#request;
    if (!bytes.includes(runMark(run).slice(0, -1))) return;
    const line = parseLine(decode(bytes));
    const id = line?.span?.run_id;
    if (line === null || id === undefined || !id.startsWith(run) || isRecorded(id)) return;
    this.#failure = line;
  }

  #started(bytes: string): void {
    const line = parseLine(decode(bytes));
    if (line?.span?.run_id === this.#failure?.span?.run_id) this.#start = line ?? undefined;
  }

  #mode(): string | null {
    const flags = this.#start?.fields.flags;
    const given: readonly unknown[] = Array.isArray(flags) ? flags : [];
    return Object.entries(MODES).find(([flag]) => given.includes(flag))?.[1] ?? null;
  }

  found(): RunView | undefined {
    const { span, timestamp, fields } = this.#failure ?? {};
    if (span?.run_id === undefined || timestamp === undefined) return undefined;
    const startedAt = this.#start?.timestamp ?? timestamp;
    return {
      ...{ run_id: span.run_id, command: span.name, phase: null, requested: null },
      mode: this.#mode(),
      status: fields?.code === "INTERRUPTED" ? "interrupted" : "failed",
      ...{ started_at: startedAt, heartbeat_at: timestamp, finished_at: timestamp },
      elapsed_ms: Date.parse(timestamp) - Date.parse(startedAt),
      ...{ total_items_processed: 0, total_errors: 1, rate_limit_hits: 0, retries: 0 },
      error: typeof fields?.error === "string" ? fields.error : null,
      stages: [],
    };
  }
}
