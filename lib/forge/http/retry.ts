/**
 * Trying again.
 *
 * Owns: which failures pass by themselves, how long to wait and how often, the log lines and counts
 * of it, and the errors of requests that never succeeded. Leaves to others: holding back the other
 * requests (`rate_limit.ts`), answers that no retry will change (`answer_error.ts`).
 *
 * @module
 */

import { LoreError } from "../../errors.ts";
import { type Logger, logger } from "../../log/logger.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Fetch } from "../../platform/fetch.ts";
import { record } from "../../spans/mod.ts";
import type { RateGate } from "./rate_limit.ts";
import { quotaOf, retryAfterMs } from "./retry_after.ts";
import { TransportError } from "./transport_error.ts";
import { noteAttempt } from "./wire_log.ts";

/** How {@link withRetry} behaves. */
export interface RetryOptions {
  readonly clock: Clock;
  /** How often a request is sent again; 5 by default. */
  readonly maxRetries?: number;
  /** Log target; `lore::forge` by default. */
  readonly target?: string;
  /** Shut while the forge's rate limit asks for it, so that others wait too. */
  readonly gate?: RateGate;
  /** Longest wait that a forge may ask for, in ms; 15 minutes by default. */
  readonly maxWaitMs?: number;
  /** Statuses that are returned at once although they would be retried elsewhere. */
  readonly permanent?: readonly number[];
  /** From 0 to 1: spreads the waits. */
  readonly random?: () => number;
}

/** Statuses of a server that is busy or broken for the moment. */
const TRANSIENT = new Set([408, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529]);
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;

/** A failed attempt. */
interface Failure {
  readonly status: number | undefined;
  /** A clause that follows the URL. */
  readonly what: string;
  /** What the forge asked to wait, in ms. */
  readonly askedMs: number | undefined;
  readonly cause: unknown;
}

/**
 * Sends a request again while its failure may pass: rate limits, server errors, timeouts, broken
 * connections and bodies. Other answers are returned as they are, errors included. Waits as long as
 * `Retry-After` asks, else with exponential backoff; stops when `request.signal` does.
 *
 * @throws LoreError `FORGE_UNAVAILABLE` or `RATE_LIMITED` from the returned function, when every
 * attempt failed or the forge asks for a wait longer than `maxWaitMs`.
 */
export function withRetry(fetch: Fetch, options: RetryOptions): Fetch {
  const settings = {
    maxRetries: 5,
    maxWaitMs: 15 * 60_000,
    permanent: [],
    random: Math.random,
    ...options,
  };
  const log = logger(options.target ?? "lore::forge");
  return async (request) => {
    for (let attempt = 1;; attempt++) {
      if (attempt > 1) noteAttempt(request, attempt);
      const outcome = await tryOnce(fetch, request, settings);
      if (outcome instanceof Response) return outcome;
      await beforeNext(outcome, { request, attempt, log, settings });
    }
  };
}

type Settings = RetryOptions & Required<Omit<RetryOptions, "target" | "gate">>;

async function tryOnce(
  fetch: Fetch,
  request: Request,
  { clock, permanent }: Settings,
): Promise<Response | Failure> {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return { status: error.status, what: error.message, askedMs: undefined, cause: error };
  }
  const { status, headers } = response;
  if (response.ok || permanent.includes(status)) return response;
  if (status !== 429 && !TRANSIENT.has(status)) return response;
  // A body that nobody reads holds its connection.
  if (!response.bodyUsed) await response.body?.cancel();
  const now = clock.now();
  const asked = retryAfterMs(headers, now) ??
    (status === 429 ? untilReset(headers, now) : undefined);
  const what = `answered ${status}${response.statusText === "" ? "" : ` ${response.statusText}`}`;
  return { status, what, askedMs: asked, cause: undefined };
}

function untilReset(headers: Headers, now: number): number | undefined {
  const quota = quotaOf(headers, now);
  return quota?.remaining === 0 ? quota.resetMs ?? undefined : undefined;
}

/** What {@link beforeNext} is told of the request. */
interface Attempt {
  readonly request: Request;
  readonly attempt: number;
  readonly log: Logger;
  readonly settings: Settings;
}

/** Waits until the next attempt, or throws when there is none. */
async function beforeNext(failure: Failure, at: Attempt): Promise<void> {
  const { request, attempt, log, settings } = at;
  const limited = failure.status === 429;
  if (limited) record({ rate_limit_hits: 1 });
  const wait = failure.askedMs ?? backoffMs(attempt, settings.random);
  if (wait > settings.maxWaitMs) throw asksTooMuch(failure, at, wait);
  if (limited) settings.gate?.pause(wait);
  if (attempt > settings.maxRetries) throw gaveUp(failure, at);

  const path = new URL(request.url).pathname;
  const retry_after_secs = Math.round(wait) / 1000;
  if (limited) {
    log.info("Rate limited, retrying", { path, attempt, retry_after_secs, status_code: 429 });
  } else {
    log.info("Request failed, retrying", {
      path,
      attempt,
      error: failure.what,
      retry_after_secs,
      ...(failure.status === undefined ? {} : { status_code: failure.status }),
    });
  }
  await settings.clock.sleep(wait, { signal: request.signal });
  record({ retries: 1 });
}

/** Doubles with each attempt; half of it is left to chance, lest all come back at once. */
function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  return full / 2 + random() * full / 2;
}

/** The last moment that a date can name, Unix ms. */
const END_OF_TIME = 8.64e15;

function asksTooMuch(failure: Failure, { request, settings }: Attempt, asked: number): LoreError {
  const now = settings.clock.now();
  const wait = Math.min(asked, END_OF_TIME - now);
  const until = new Date(now + wait).toISOString();
  const code = failure.status === 429 ? "RATE_LIMITED" : "FORGE_UNAVAILABLE";
  const seconds = Math.ceil(wait / 1000);
  return new LoreError(code, `"${request.url}" ${failure.what} and asks to wait ${seconds} s`, {
    hint: `Try again after ${until}`,
    details: { url: request.url, status: failure.status, retry_after_secs: seconds },
  });
}

function gaveUp(failure: Failure, { request, attempt }: Attempt): LoreError {
  const limited = failure.status === 429;
  const tries = attempt === 1 ? "" : `, ${attempt} times over`;
  const { host } = new URL(request.url);
  return new LoreError(
    limited ? "RATE_LIMITED" : "FORGE_UNAVAILABLE",
    `"${request.url}" ${failure.what}${tries}`,
    {
      hint: limited
        ? `Lower "sync.concurrency", or try again later: "${host}" limits the rate of requests`
        : `Check the source's url and that "${host}" is up and can be reached from here`,
      details: { url: request.url, status: failure.status, attempts: attempt },
      cause: failure.cause,
    },
  );
}
