/**
 * The layers of a forge's HTTP in their order.
 *
 * From the outside: retry, concurrency, rate limit, wire log, measure, timeout, body, redirects, token. A
 * request that waits for its next attempt holds no slot; one that waits in the queue or at the gate
 * spends nothing of its timeout; what is read of the body is part of the attempt.
 *
 * @module
 */

import { logger } from "../../log/logger.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Fetch } from "../../platform/fetch.ts";
import { withConcurrency } from "./concurrency.ts";
import { withMeasure } from "./measure.ts";
import { RateGate, withRateLimit } from "./rate_limit.ts";
import { withBody } from "./read_body.ts";
import { withRedirects } from "./redirects.ts";
import { withRetry } from "./retry.ts";
import { withTimeout } from "./timeout.ts";
import { withToken } from "./token.ts";
import { withWireLog } from "./wire_log.ts";

/** How a source is talked to. */
export interface HttpOptions {
  /** The network. */
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly token: string;
  /** Log target, as in `lore::gitlab`. */
  readonly target: string;
  /** Requests under way at a time; 8 by default. */
  readonly concurrency?: number;
  /** How often a request is sent again; 5 by default. */
  readonly maxRetries?: number;
  /** Longest time for one attempt, body included, in ms; 30 s by default. */
  readonly requestTimeoutMs?: number;
  /** Longest wait that the forge may ask for, in ms; 15 minutes by default. */
  readonly maxWaitMs?: number;
  /** From 0 to 1: spreads the waits. */
  readonly random?: () => number;
}

/** One source's HTTP. Answers of it are read: their `json()` waits for nothing. */
export interface ForgeHttp {
  /** Sends a request, again where that may help. Give it `redirect: "manual"`. */
  readonly fetch: Fetch;
  /** The same, but a 500 is returned at once: for what a server cannot do at this size. */
  readonly fetchOr500: Fetch;
  /** The gate of the source's rate limit. */
  readonly gate: RateGate;
}

/** Builds the HTTP of one source: what it returns shares one queue and one gate. */
export function forgeHttp(options: HttpOptions): ForgeHttp {
  const { clock, target, maxRetries = 5, maxWaitMs = 15 * 60_000, random = Math.random } = options;
  const gate = new RateGate(clock);
  const reading = withBody(withRedirects(withToken(options.fetch, options.token)), {
    log: logger(target),
  });
  const timed = withTimeout(reading, { clock, timeoutMs: options.requestTimeoutMs ?? 30_000 });
  const limited = withRateLimit(withWireLog(withMeasure(timed, { clock }), { clock }), {
    clock,
    gate,
    target,
    maxWaitMs,
  });
  const queued = withConcurrency(limited, { concurrency: options.concurrency ?? 8 });
  const retry = { clock, maxRetries, target, gate, maxWaitMs, random };
  return {
    fetch: withRetry(queued, retry),
    fetchOr500: withRetry(queued, { ...retry, permanent: [500] }),
    gate,
  };
}
