/** How numbers read: durations, bytes, counts, times ago, names of stages. @module */

/** `850ms`, `45.2s`, `2m 05s`, `1h 02m`. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

/** `512 B`, `1.2 kB`, `34.0 MB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let size = bytes;
  let unit = "B";
  for (const larger of ["kB", "MB", "GB", "TB"]) {
    if (size < 999.95) break;
    size /= 1000;
    unit = larger;
  }
  return `${size.toFixed(1)} ${unit}`;
}

/** `1 item`, `2 items`; irregular plurals are given. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Longest first; in seconds. Not by `Intl`: loading its data costs 9 ms of start-up. */
const UNITS = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** `just now`, `5 minutes ago`, `in 3 hours`. Both times in Unix ms. */
export function relativeTime(then: number, now: number): string {
  const seconds = Math.abs(then - now) / 1000;
  for (const [unit, length] of UNITS) {
    if (seconds < length) continue;
    const text = count(Math.floor(seconds / length), unit);
    return then < now ? `${text} ago` : `in ${text}`;
  }
  return "just now";
}

/** `ingest_mrs` as people read it: `Ingest MRs`. */
export function stageLabel(name: string): string {
  const words = name.split("_").map((word) => word.replace(/^mr(s?)$/, "MR$1"));
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
