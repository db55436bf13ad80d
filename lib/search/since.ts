/** Times as people give them: a date, or how long ago. @module */

const UNITS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  m: 30 * 86_400_000,
  y: 365 * 86_400_000,
};

/**
 * Reads `12h`, `7d`, `2w`, `3m` (of 30 days), `1y`, a date `2026-01-31` (its beginning, in UTC) or a
 * full ISO time. Returns what tells the time in Unix ms once it is known what time it is now.
 *
 * @throws TypeError when it is none of these
 */
export function parseSince(input: string): (now: number) => number {
  const [, amount, unit = ""] = /^(\d{1,6})([hdwmy])$/.exec(input.trim().toLowerCase()) ?? [];
  const unitMs = UNITS[unit];
  if (amount !== undefined && unitMs !== undefined) {
    return (now) => now - Number(amount) * unitMs;
  }
  const date = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(input.trim()) ? Date.parse(input.trim()) : NaN;
  if (!Number.isNaN(date)) return () => date;
  throw new TypeError("it must be like 12h, 7d, 2w, 3m, 1y or 2026-01-31");
}
