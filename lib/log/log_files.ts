/**
 * The folder of the daily log files.
 *
 * Owns: their names, which day a time belongs to, which files are too old, how much there is. Leaves
 * to others: writing them (`file_handler.ts`).
 *
 * @module
 */

import { fileInfo, listFolder, removeFile } from "../platform/files.ts";

/** Name of the log file of a calendar day (`2026-02-04`). */
export function logFileName(day: string): string {
  return `lore.${day}.log`;
}

/** A local calendar day, which has 23 to 25 hours. */
export interface Day {
  /** `2026-02-04`. */
  readonly name: string;
  /** Its first moment, Unix ms. */
  readonly start: number;
  /** The first moment of the next day, Unix ms. */
  readonly end: number;
}

/** The local calendar day of a time in Unix ms. */
export function dayOf(time: number): Day {
  const date = new Date(time);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  return {
    name: [
      String(year).padStart(4, "0"),
      String(month + 1).padStart(2, "0"),
      String(day).padStart(2, "0"),
    ].join("-"),
    start: new Date(year, month, day).getTime(),
    end: new Date(year, month, day + 1).getTime(),
  };
}

/** A file of lore's log. */
export interface LogFile {
  readonly name: string;
  /** Days from 1970 to its day. */
  readonly dayNumber: number;
}

/** The files that lore's log consists of: regular files with a day in their name, oldest first. */
export function logFiles(dir: string): LogFile[] {
  const found = [];
  for (const { name, isFile } of listFolder(dir)) {
    const dayNumber = isFile ? dayNumberOf(name) : undefined;
    if (dayNumber !== undefined) found.push({ name, dayNumber });
  }
  return found.sort((a, b) => a.dayNumber - b.dayNumber);
}

/** Days since 1970 of a log file's name; undefined when it is none, or its date does not exist. */
function dayNumberOf(name: string): number | undefined {
  const day = /^lore\.(\d{4}-\d{2}-\d{2})\.log$/.exec(name)?.[1];
  if (day === undefined) return undefined;
  const time = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) return undefined;
  return time / 86_400_000;
}

/** When the local day of a log file ends, Unix ms. */
export function endOfDay({ dayNumber }: LogFile): number {
  const day = new Date(dayNumber * 86_400_000);
  return new Date(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + 1).getTime();
}

/** What a sweep came to. */
export interface Sweep {
  /** Names of the files that were removed, oldest first. */
  readonly removed: readonly string[];
  /** What should have been removed and could not be. */
  readonly failed: readonly { readonly name: string; readonly error: unknown }[];
}

/**
 * Removes the log files whose day is more than `retentionDays` before today. Never a folder, a link
 * or a file of another name. With `retentionDays` 0 there is no log, and nothing is removed.
 */
export function sweepLogs(
  dir: string,
  { retentionDays, now }: { readonly retentionDays: number; readonly now: number },
): Sweep {
  const removed: string[] = [];
  const failed: { name: string; error: unknown }[] = [];
  const today = dayNumberOf(logFileName(dayOf(now).name));
  if (!(retentionDays > 0) || today === undefined) return { removed, failed };
  for (const { name, dayNumber } of logFiles(dir)) {
    if (dayNumber >= today - retentionDays) continue;
    try {
      removeFile(`${dir}/${name}`);
      removed.push(name);
    } catch (error) {
      failed.push({ name, error });
    }
  }
  return { removed, failed };
}

/** How much log there is. */
export interface LogFileStats {
  /** The folder. */
  readonly log_dir: string;
  /** How many log files are in it. */
  readonly file_count: number;
  /** What they take together, in bytes. */
  readonly total_bytes: number;
  /** Name of the file of the earliest day; null when there is none. */
  readonly oldest_file: string | null;
}

/** Counts the log files of a folder. @throws when the folder cannot be read. */
export function logFileStats(dir: string): LogFileStats {
  const files = logFiles(dir);
  return {
    log_dir: dir,
    file_count: files.length,
    total_bytes: files.reduce((sum, { name }) => sum + (fileInfo(`${dir}/${name}`)?.size ?? 0), 0),
    oldest_file: files[0]?.name ?? null,
  };
}
