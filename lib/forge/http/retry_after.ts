/** Headers that say when to come back. @module */

/** When the forge answered, by its own clock, in Unix ms; `fallback` where it does not say. */
export function serverTime(headers: Headers, fallback: number): number {
  const date = headers.get("date");
  const time = date === null ? NaN : Date.parse(date);
  return Number.isNaN(time) ? fallback : time;
}

/**
 * How long `Retry-After` asks to wait, in ms: seconds or an HTTP date, which is taken relative to
 * the answer's own `Date`. Undefined where the header is absent, blank or unreadable.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (value === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - serverTime(headers, now));
}

/** What the forge tells of its rate limit. */
export interface Quota {
  /** Requests left until the reset. */
  readonly remaining: number;
  /** Time until the reset in ms, by the forge's clock; null where it does not say. */
  readonly resetMs: number | null;
}

/** Reads `RateLimit-*` (GitLab) or `X-RateLimit-*` (GitHub); undefined where there is neither. */
export function quotaOf(headers: Headers, now: number): Quota | undefined {
  const remaining = headers.get("ratelimit-remaining") ?? headers.get("x-ratelimit-remaining");
  if (remaining === null || !/^\s*\d+\s*$/.test(remaining)) return undefined;
  const reset = Number(headers.get("ratelimit-reset") ?? headers.get("x-ratelimit-reset") ?? NaN);
  const resetMs = Number.isNaN(reset) ? null : reset * 1000 - serverTime(headers, now);
  return { remaining: Number(remaining), resetMs: resetMs === null ? null : Math.max(0, resetMs) };
}
