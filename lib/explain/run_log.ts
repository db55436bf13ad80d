/**
 * What the log files tell of one run: its failure, its warnings, how long it waited.
 *
 * Owns: going through the files of the run's days once, deciding on the characters of a line whether
 * it is worth parsing. Leaves to others: cutting into lines (`raw_lines.ts`), the whole answer
 * (`explain.ts`).
 *
 * @module
 */

import { dayOf, logFileName } from "../log/log_files.ts";
import { openRead } from "../platform/files.ts";
import { type LogLine, parseLine, quickLevel, runMark } from "./log_line.ts";
import { decode, readForward } from "./raw_lines.ts";

/** Which run, and when it ran, Unix ms. */
export interface RunLogRequest {
  readonly dir: string;
  readonly runId: string;
  readonly from: number;
  readonly to: number;
}

/** What ended a run. */
export interface LoggedFailure {
  readonly code: string | null;
  readonly message: string;
  /** The failures underneath, outermost first. */
  readonly causes: readonly string[];
  readonly hint: string | null;
  readonly actions: readonly string[];
}

/** Warnings or errors of one message. */
export interface LoggedWarning {
  /** How often it was logged. */
  readonly times: number;
  /** The last of them. */
  readonly last: LogLine;
}

/** What the log says of a run. */
export interface RunLogFindings {
  /** Names of the files that were read; empty where those days are gone. */
  readonly files: readonly string[];
  readonly failure: LoggedFailure | null;
  /** By message; the one that was logged last comes last. */
  readonly warnings: readonly LoggedWarning[];
  /** Lines of these levels, without what ended the run. */
  readonly counts: { readonly warnings: number; readonly errors: number };
  /** Milliseconds that requests waited for rate limits, one after the other. */
  readonly waitedMs: number;
}

/** Reads the log of a run. */
export function readRunLog(request: RunLogRequest): RunLogFindings {
  const findings = new Findings();
  const files: string[] = [];
  const mark = `${runMark(request.runId)}"`;
  for (const name of filesOf(request)) {
    using file = openRead(`${request.dir}/${name}`);
    if (file === undefined) continue;
    files.push(name);
    readForward(file, { from: 0, to: file.size() }, (bytes) => {
      if (!isTelling(bytes) || !bytes.includes(mark)) return;
      const line = parseLine(decode(bytes));
      if (line?.span?.run_id === request.runId) findings.add(line);
    });
  }
  return { files, ...findings.result() };
}

/** What ends a run is logged after its row is closed: by a minute at most. */
const MARGIN_MS = 60_000;

function filesOf({ from, to }: RunLogRequest): string[] {
  const names: string[] = [];
  for (let day = dayOf(from);; day = dayOf(day.end)) {
    names.push(logFileName(day.name));
    if (day.end > to + MARGIN_MS) return names;
  }
}

const WAITS = '"message":"Rate limit';

/** Whether a line may say what is asked for, by its characters. */
function isTelling(bytes: string): boolean {
  const level = quickLevel(bytes);
  if (level === "DEBUG" || level === "TRACE") return false;
  return level !== "INFO" || bytes.includes(WAITS);
}

/** Gathers what lines say. */
class Findings {
  #failure: LoggedFailure | null = null;
  #waitedMs = 0;
  #warnings = 0;
  #errors = 0;
  readonly #byMessage = new Map<string, LoggedWarning>();

  add(line: LogLine): void {
    const { level, fields } = line;
    if (level === "INFO") this.#waitedMs += waitOf(line);
    else if (fields.message === "Command failed") this.#failure = failureOf(line);
    // The command's own error says the same.
    else if (fields.message !== "Run finished in part") this.#warn(line);
  }

  result(): Omit<RunLogFindings, "files"> {
    return {
      failure: this.#failure,
      warnings: [...this.#byMessage.values()],
      counts: { warnings: this.#warnings, errors: this.#errors },
      waitedMs: this.#waitedMs,
    };
  }

  #warn(line: LogLine): void {
    if (line.level === "ERROR") this.#errors++;
    else this.#warnings++;
    const key = `${line.level} ${line.target} ${line.fields.message}`;
    const times = (this.#byMessage.get(key)?.times ?? 0) + 1;
    this.#byMessage.delete(key);
    this.#byMessage.set(key, { times, last: line });
  }
}

/** Milliseconds that a line announces to wait. */
function waitOf({ fields }: LogLine): number {
  const seconds = fields.message === "Rate limited, retrying"
    ? fields.retry_after_secs
    : fields.message === "Rate limit used up, waiting"
    ? fields.wait_secs
    : 0;
  return typeof seconds === "number" ? seconds * 1000 : 0;
}

function failureOf({ fields }: LogLine): LoggedFailure {
  const text = (value: unknown): string | null => typeof value === "string" ? value : null;
  return {
    code: text(fields.code),
    message: text(fields.error) ?? fields.message,
    causes: texts(fields.causes),
    hint: text(fields.hint),
    actions: texts(fields.actions),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
