/**
 * The log file: JSON lines, one file a day, one write a line.
 *
 * Owns: which file a record belongs to, and that neither a full disk nor a folder that vanishes
 * stops a run. Every line is handed to the kernel by itself, in append mode, before the call that
 * logged it returns: there is nothing to flush, so nothing is lost however the process ends, and
 * several processes can share a file. Leaves to others: the form of a line (`json_format.ts`), old
 * files (`log_files.ts`).
 *
 * @module
 */

import { reasonOf } from "../errors.ts";
import { type AppendFile, endsMidLine, makeFolder, openAppend } from "../platform/files.ts";
import { fileFilter, type Filter } from "./filter.ts";
import { formatJson } from "./json_format.ts";
import type { Threshold } from "./level.ts";
import { type Day, dayOf, logFileName } from "./log_files.ts";
import type { LogHandler, LogRecord } from "./logger.ts";
import { quote } from "./values.ts";

/** How the log file is set up. */
export interface FileHandlerOptions {
  /** Its folder; made, for its owner alone, when the first line is written. */
  readonly dir: string;
  /** Which lines it takes: DEBUG of lore and WARN of dependencies by default. */
  readonly filter?: Filter;
  /** Told once, in one line of text, when the file cannot be written. */
  warn?(text: string): void;
}

/** Writes records to the log file of their day. */
export interface FileHandler extends LogHandler, Disposable {
  /** Lines that could not be written so far. */
  readonly lost: number;
}

/** Makes the handler of the log file. Nothing is opened before the first line. */
export function fileHandler(options: FileHandlerOptions): FileHandler {
  return new DailyFiles(options);
}

/** An open file of one day. */
interface DayFile extends Day {
  readonly file: AppendFile;
  /** Unix ms: until then it is taken for granted that the file is where it was. */
  trustedUntil: number;
}

/** Around midnight two days are written to; more are only kept open by a clock gone wild. */
const MOST_OPEN = 2;
/** How long a file is trusted to be there, and a failure to last, in ms. */
const PATIENCE_MS = 1000;

const encoder = new TextEncoder();
const buffer = new Uint8Array(65_536);
const LINE_END = encoder.encode("\n");

class DailyFiles implements FileHandler {
  readonly #dir: string;
  readonly #filter: Filter;
  readonly #warn: ((text: string) => void) | undefined;
  /** The file written last comes first. */
  #open: DayFile[] = [];
  #lost = 0;
  #lostSaid = 0;
  #warned = false;
  /** Unix ms: when the file failed last; undefined while it works. */
  #failedAt: number | undefined;

  constructor({ dir, filter = fileFilter(), warn }: FileHandlerOptions) {
    this.#dir = dir;
    this.#filter = filter;
    this.#warn = warn;
  }

  get lost(): number {
    return this.#lost;
  }

  threshold(target: string): Threshold {
    return this.#filter.threshold(target);
  }

  handle(record: LogRecord): void {
    const { time } = record;
    if (this.#failedAt !== undefined && Math.abs(time - this.#failedAt) < PATIENCE_MS) {
      this.#lost++;
      return;
    }
    try {
      const { file } = this.#fileOf(time);
      if (this.#lost > this.#lostSaid) this.#sayLost(file, record);
      file.write(encode(formatJson(record)));
      this.#failedAt = undefined;
    } catch (error) {
      this.#fail(time, error);
    }
  }

  [Symbol.dispose](): void {
    for (const { file } of this.#open) file[Symbol.dispose]();
    this.#open = [];
  }

  #fileOf(time: number): DayFile {
    const last = this.#open[0];
    if (last !== undefined && time >= last.start && time < last.end && time < last.trustedUntil) {
      return last;
    }
    const at = this.#open.findIndex(({ start, end }) => time >= start && time < end);
    const [found] = at === -1 ? [] : this.#open.splice(at, 1);
    if (found !== undefined && !found.file.removed()) {
      found.trustedUntil = time + PATIENCE_MS;
      this.#open.unshift(found);
      return found;
    }
    found?.file[Symbol.dispose]();
    while (this.#open.length >= MOST_OPEN) this.#open.pop()?.file[Symbol.dispose]();
    const opened = this.#openDay(time);
    this.#open.unshift(opened);
    return opened;
  }

  #openDay(time: number): DayFile {
    const day = dayOf(time);
    const path = `${this.#dir}/${logFileName(day.name)}`;
    makeFolder(this.#dir, { mode: 0o700 });
    const file = openAppend(path, { mode: 0o600 });
    try {
      // A disk that was full, or a machine that lost power, may have cut the last line.
      if (endsMidLine(path)) file.write(LINE_END);
    } catch (error) {
      file[Symbol.dispose]();
      throw error;
    }
    return { ...day, file, trustedUntil: time + PATIENCE_MS };
  }

  /** Where lines are missing, the file says so. */
  #sayLost(file: AppendFile, { time }: LogRecord): void {
    const lost = this.#lost - this.#lostSaid;
    const message = "Log lines could not be written";
    file.write(encode(formatJson({
      time,
      level: "WARN",
      target: "lore::log",
      message,
      fields: { lost },
      span: undefined,
    })));
    this.#lostSaid = this.#lost;
  }

  /** Notes the failure and lets go of the files: the next attempt starts with opening one. */
  #fail(time: number, error: unknown): void {
    this.#lost++;
    this.#failedAt = time;
    this[Symbol.dispose]();
    if (this.#warned) return;
    this.#warned = true;
    const why = reasonOf(error);
    this.#warn?.(`Cannot write the log below ${quote(this.#dir)}: ${why}. The run goes on without`);
  }
}

/** The beginnings of the buffer by length: making one anew for each line is measurable. */
const beginnings: Uint8Array[] = [];

function encode(line: string): Uint8Array {
  if (line.length * 3 > buffer.length) return encoder.encode(line);
  const { written } = encoder.encodeInto(line, buffer);
  if (written >= 1024) return buffer.subarray(0, written);
  return beginnings[written] ??= buffer.subarray(0, written);
}
