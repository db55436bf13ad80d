/**
 * `lore logs` as data: the last lines that are wanted, and those that come.
 *
 * Owns: which files are read, from the newest line back and never more than is shown, and following
 * across midnight. Leaves to others: lines (`log_line.ts`), words (`logs_text.ts`).
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import { endOfDay, type LogFile, logFiles } from "../log/log_files.ts";
import type { Clock } from "../platform/clock.ts";
import { openRead, type ReadFile } from "../platform/files.ts";
import { type FoundLine, LineFilter, type LineQuery, type LogLine } from "./log_line.ts";
import { readBackward, readForward } from "./raw_lines.ts";

/** What is asked for. */
export interface LogsRequest {
  readonly dir: string;
  readonly query: LineQuery;
  /** How many lines at most, the last ones. */
  readonly limit: number;
  /** How many of the last ones to skip; 0 by default. */
  readonly offset?: number;
  /** Whether lines are to be shown as they stand in the file. */
  readonly raw: boolean;
}

/** Lines of the log. CONTRACT: fields are added, never renamed. */
export interface Logs {
  readonly log_dir: string;
  /** Oldest first. A line that is torn, or that something else has written, is `{ "raw": … }`. */
  readonly lines: readonly (LogLine | { readonly raw: string })[];
  /** Torn and foreign lines that were met. */
  readonly foreign_lines: number;
  /** Whether there is more than was asked for, before these. */
  readonly truncated: boolean;
  /** The lines as they stand in the file, where that was asked for. */
  readonly raw?: readonly string[];
}

/**
 * Reads the last lines that are wanted.
 *
 * @throws LoreError `NOT_FOUND` where there is no line of a run, `USAGE` for the beginning of several
 */
export function readLogs(request: LogsRequest): Logs {
  const { logs, filter } = lastLines(request);
  refuseRuns(filter, request.query);
  return logs;
}

/** The last lines that are wanted, of files up to where they end, or up to given offsets. */
function lastLines(
  request: LogsRequest,
  ends?: ReadonlyMap<string, number>,
): { readonly logs: Logs; readonly filter: LineFilter } {
  const { dir, query, limit, offset = 0 } = request;
  const filter = new LineFilter(query);
  const found: FoundLine[] = [];
  let skipped = 0;
  let truncated = false;
  for (const { name } of wantedFiles(dir, query).reverse()) {
    if (truncated) break;
    using file = openRead(`${dir}/${name}`);
    if (file === undefined) continue;
    readBackward(file, ends === undefined ? file.size() : ends.get(name) ?? 0, (bytes) => {
      const line = filter.match(bytes);
      if (line === undefined || skipped++ < offset) return true;
      // One more than is shown tells that there is more.
      truncated = found.length === limit;
      if (!truncated) found.push(line);
      return !truncated;
    });
  }
  const logs = view(found.reverse(), { request, foreign: filter.foreign, truncated });
  return { logs, filter };
}

function wantedFiles(dir: string, { since }: LineQuery): LogFile[] {
  const files = logFiles(dir);
  return since === undefined ? files : files.filter((file) => endOfDay(file) > since);
}

function refuseRuns({ runs }: LineFilter, { run }: LineQuery): void {
  if (run === undefined || runs.size === 1) return;
  if (runs.size === 0) {
    throw new LoreError("NOT_FOUND", `The log has no such line of a run "${run}"`, {
      hint: "List the runs by lore sync-status; ask for all lines of one by --run alone",
      actions: ["lore sync-status"],
    });
  }
  const ids = [...runs].toSorted();
  throw new LoreError("USAGE", `Several runs begin with "${run}": ${ids.join(", ")}`, {
    hint: "Give more of the run id",
    actions: ids.map((id) => `lore logs --run ${id}`),
    details: { run_ids: ids },
  });
}

function view(
  found: readonly FoundLine[],
  { request, foreign, truncated }: {
    readonly request: LogsRequest;
    readonly foreign: number;
    readonly truncated: boolean;
  },
): Logs {
  return {
    log_dir: request.dir,
    lines: found.map(({ line, raw }) => line ?? { raw }),
    foreign_lines: foreign,
    truncated,
    ...(request.raw ? { raw: found.map(({ raw }) => raw) } : {}),
  };
}

/** What following needs beside the request. */
export interface FollowOptions {
  readonly clock: Pick<Clock, "sleep">;
  readonly signal: AbortSignal;
  /** Takes what came; resolves to false when nobody reads any more. */
  emit(logs: Logs): Promise<boolean>;
}

/** How often is looked for new lines, ms. */
const POLL_MS = 250;
/** Lines that are handed on at once. */
const MOST_AT_ONCE = 500;

/** Hands on the last lines, then those that come, until the signal or until nobody reads. */
export async function followLogs(request: LogsRequest, options: FollowOptions): Promise<void> {
  const follower = new Follower(request);
  if (!await options.emit(follower.before())) return;
  while (!options.signal.aborted) {
    const logs = follower.next();
    if (logs.lines.length === 0) await pause(options);
    else if (!await options.emit(logs)) return;
  }
}

async function pause({ clock, signal }: FollowOptions): Promise<void> {
  try {
    await clock.sleep(POLL_MS, { signal });
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!signal.aborted) throw error;
  }
}

/** Remembers how far each file was read. */
class Follower {
  readonly #request: LogsRequest;
  readonly #offsets = new Map<string, number>();

  constructor(request: LogsRequest) {
    this.#request = request;
    for (const { name } of logFiles(request.dir)) {
      using file = openRead(`${request.dir}/${name}`);
      if (file !== undefined) this.#offsets.set(name, endOfLastLine(file));
    }
  }

  /** The last lines of those that were there at the start. */
  before(): Logs {
    return lastLines(this.#request, this.#offsets).logs;
  }

  /** What came since. At midnight the new day's file joins the one before. */
  next(): Logs {
    const { dir, query } = this.#request;
    const filter = new LineFilter(query);
    const found: FoundLine[] = [];
    for (const { name } of logFiles(dir).slice(-2)) {
      using file = openRead(`${dir}/${name}`);
      if (file === undefined) continue;
      const to = file.size();
      const seen = this.#offsets.get(name) ?? 0;
      // A file that became shorter was written anew.
      const from = to < seen ? 0 : seen;
      const at = readForward(file, { from, to, wholeLines: true }, (bytes) => {
        const line = filter.match(bytes);
        if (line !== undefined) found.push(line);
        return found.length < MOST_AT_ONCE;
      });
      this.#offsets.set(name, at);
      if (found.length >= MOST_AT_ONCE) break;
    }
    return view(found, { request: this.#request, foreign: filter.foreign, truncated: false });
  }
}

/** The offset after the last line that has an end: what lies behind it is still being written. */
function endOfLastLine(file: ReadFile): number {
  const size = file.size();
  let tail = 0;
  readBackward(file, size, (line) => {
    tail = line.length;
    return false;
  });
  const last = new Uint8Array(1);
  const isWhole = size === 0 || (file.readAt(size - 1, last) === 1 && last[0] === 0x0a);
  return isWhole ? size : size - tail;
}
