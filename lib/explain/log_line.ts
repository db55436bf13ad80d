/**
 * What a line of a log file says, and whether it is one that is wanted.
 *
 * Owns: telling lines of lore from torn and foreign ones, and the filters. As much as possible is
 * decided on the characters of a line: JSON is parsed only where all else fits. Leaves to others:
 * cutting files into lines (`raw_lines.ts`).
 *
 * @module
 */

import { type Level, LEVELS, RANK } from "../log/level.ts";
import { decode } from "./raw_lines.ts";

/** A line as the log file handler writes it. */
export interface LogLine {
  readonly timestamp: string;
  readonly level: Level;
  readonly target: string;
  readonly fields: Readonly<Record<string, unknown>> & { readonly message: string };
  readonly span: LineSpan | null;
  readonly spans: readonly LineSpan[];
}

/** A span as a line names it. */
export interface LineSpan {
  readonly name: string;
  readonly run_id?: string;
  readonly [field: string]: unknown;
}

/** Which lines are wanted. */
export interface LineQuery {
  /** Of the runs whose id begins with this. */
  readonly run?: string;
  /** Of this level and above. */
  readonly level?: Level;
  /** Of this target and those below it: `lore::sync` has `lore::sync::x`. */
  readonly target?: string;
  /** Of this time and later, Unix ms. */
  readonly since?: number;
  /** Whose JSON matches. */
  readonly grep?: RegExp;
}

/** A line that is wanted. */
export interface FoundLine {
  /** As it stands in the file. */
  readonly raw: string;
  /** What it says; null for one that is torn, or that something else has written. */
  readonly line: LogLine | null;
}

/** Where the level stands in a line that lore wrote. */
const LEVEL_AT = '{"timestamp":"2026-02-04T14:32:01.123Z","level":"'.length;
const LEVEL_BY_LETTER: Readonly<Record<string, Level>> = Object.fromEntries(
  LEVELS.map((level) => [level.charAt(0), level]),
);

/** The level of a line by its characters; undefined where they are not as lore writes them. */
export function quickLevel(line: string): Level | undefined {
  const level = LEVEL_BY_LETTER[line.charAt(LEVEL_AT)];
  if (level === undefined || !line.endsWith("}")) return undefined;
  return line.startsWith('"level":"', LEVEL_AT - 9) ? level : undefined;
}

/** The text that every line of a run has, whatever else is in it. */
export function runMark(runId: string): string {
  return `"run_id":"${runId}`;
}

/** Reads a line; null where it is none of lore's. */
export function parseLine(raw: string): LogLine | null {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    // A torn line: whoever reads it gets it as it is.
    return null;
  }
  return isLogLine(value) ? value : null;
}

function isLogLine(value: unknown): value is LogLine {
  if (!isRecord(value)) return false;
  const { timestamp, level, target, fields, span, spans } = value;
  return typeof timestamp === "string" && !Number.isNaN(Date.parse(timestamp)) &&
    LEVELS.some((each) => each === level) && typeof target === "string" &&
    isRecord(fields) && typeof fields.message === "string" &&
    (span === null || isSpan(span)) && Array.isArray(spans) && spans.every(isSpan);
}

function isSpan(value: unknown): boolean {
  return isRecord(value) && typeof value.name === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells of each line, as Latin-1, whether it is wanted; counts those that are not lore's. */
export class LineFilter {
  /** Lines seen so far that are torn or foreign. */
  foreign = 0;
  /** Ids of the runs that `run` has found. */
  readonly runs = new Set<string>();
  readonly #query: LineQuery;
  readonly #mark: string | undefined;

  constructor(query: LineQuery) {
    this.#query = query;
    this.#mark = query.run === undefined ? undefined : runMark(query.run);
  }

  /** The line, where it is wanted. A torn or foreign one is, unless a field of it is asked for. */
  match(bytes: string): FoundLine | undefined {
    if (bytes === "") return undefined;
    const level = quickLevel(bytes);
    if (level !== undefined && !this.#mayMatch(bytes, level)) return undefined;
    const raw = decode(bytes);
    const line = parseLine(raw);
    if (line === null) this.foreign++;
    if (line === null ? this.#asksForFields : !this.#fits(line)) return undefined;
    return this.#query.grep?.test(raw) === false ? undefined : { raw, line };
  }

  /** What can be told before parsing. */
  #mayMatch(bytes: string, level: Level): boolean {
    const { level: least } = this.#query;
    if (least !== undefined && RANK[level] < RANK[least]) return false;
    return this.#mark === undefined || bytes.includes(this.#mark);
  }

  get #asksForFields(): boolean {
    const { run, level, target, since } = this.#query;
    return (run ?? level ?? target ?? since) !== undefined;
  }

  #fits(line: LogLine): boolean {
    const { run, level, target, since } = this.#query;
    if (run !== undefined) {
      const id = line.span?.run_id;
      if (id === undefined || !id.startsWith(run)) return false;
      this.runs.add(id);
    }
    if (level !== undefined && RANK[line.level] < RANK[level]) return false;
    if (target !== undefined && !covers(target, line.target)) return false;
    return since === undefined || Date.parse(line.timestamp) >= since;
  }
}

/** As in a filter of levels: a target and what is below it. */
function covers(prefix: string, target: string): boolean {
  return target === prefix || target.startsWith(`${prefix}::`);
}
