/** How long one attempt may take. @module */

import type { Clock } from "../../platform/clock.ts";
import type { Fetch } from "../../platform/fetch.ts";
import { TransportError } from "./transport_error.ts";

/** What {@link withTimeout} needs. */
export interface TimeoutOptions {
  readonly clock: Clock;
  /** Longest time from sending the request to all that `fetch` reads, in ms. */
  readonly timeoutMs: number;
}

/**
 * Gives up an attempt that takes too long. Covers the body where `fetch` reads it: put it around
 * `withBody`, and inside of whatever queues requests.
 */
export function withTimeout(fetch: Fetch, { clock, timeoutMs }: TimeoutOptions): Fetch {
  return async (request) => {
    const outer = request.signal;
    outer.throwIfAborted();
    const attempt = new AbortController();
    const pass = (): void => attempt.abort(outer.reason);
    outer.addEventListener("abort", pass, { once: true });
    const timer = clock.every(timeoutMs, () => {
      attempt.abort(new TransportError(`did not answer within ${timeoutMs / 1000} s`));
    });
    try {
      return await fetch(new Request(request, { signal: attempt.signal }));
    } finally {
      timer[Symbol.dispose]();
      outer.removeEventListener("abort", pass);
    }
  };
}
