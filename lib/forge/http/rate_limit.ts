/**
 * The rate limit of one source: the gate that all of its requests pass.
 *
 * Owns: how many requests are left, and that nobody asks while the forge wants to be left alone.
 * Leaves to others: what to do about a refusal (`retry.ts`), reading headers (`retry_after.ts`).
 *
 * @module
 */

import { logger } from "../../log/logger.ts";
import { gauge } from "../../metrics/mod.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Fetch } from "../../platform/fetch.ts";
import { quotaOf } from "./retry_after.ts";

/** Requests that the forge still allows, by its last word in this run. */
const requestsLeft = gauge("requests_left");

/** Holds back all requests of one source until a time. */
export class RateGate {
  readonly #clock: Clock;
  /** Monotonic ms. */
  #notBefore = -Infinity;
  /** Requests left by the forge's last word; null while it has said nothing. */
  remaining: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets nobody pass for `ms` from now; a pause that lasts longer stands. */
  pause(ms: number): void {
    this.#notBefore = Math.max(this.#notBefore, this.#clock.monotonic() + ms);
  }

  /** How long the gate stays shut, in ms; 0 when it is open. */
  shutFor(): number {
    return Math.max(0, this.#notBefore - this.#clock.monotonic());
  }

  /** Waits until the gate is open. */
  async pass(signal: AbortSignal): Promise<void> {
    for (let wait = this.shutFor(); wait > 0; wait = this.shutFor()) {
      await this.#clock.sleep(wait, { signal });
    }
  }
}

/** What {@link withRateLimit} needs. */
export interface RateLimitOptions {
  readonly clock: Clock;
  readonly gate: RateGate;
  /** Log target, as in `lore::gitlab`. */
  readonly target: string;
  /** Longest pause for an exhausted quota, in ms; after it the forge is simply asked. */
  readonly maxWaitMs: number;
}

/** Passes the gate before each request, and shuts it when an answer says that none are left. */
export function withRateLimit(fetch: Fetch, options: RateLimitOptions): Fetch {
  const { clock, gate, maxWaitMs } = options;
  const log = logger(options.target);
  return async (request) => {
    if (gate.shutFor() > 0) await gate.pass(request.signal);
    const response = await fetch(request);
    const quota = quotaOf(response.headers, clock.now());
    if (quota === undefined) return response;
    gate.remaining = quota.remaining;
    requestsLeft.set(quota.remaining);
    if (quota.remaining === 0 && quota.resetMs !== null && quota.resetMs > 0) {
      const wait = Math.min(quota.resetMs, maxWaitMs);
      if (wait > gate.shutFor()) {
        log.info("Rate limit used up, waiting", {
          path: new URL(request.url).pathname,
          wait_secs: wait / 1000,
        });
      }
      gate.pause(wait);
    }
    return response;
  };
}
