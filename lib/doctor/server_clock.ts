/** How far a server's clock is from this machine's. @module */

import type { Clock } from "../platform/clock.ts";
import type { Fetch } from "../platform/fetch.ts";

/** A network that looks at the time in each answer. */
export interface WatchedFetch {
  readonly fetch: Fetch;
  /** How far the server is ahead, in ms, by its last answer; undefined while it told no time. */
  skewMs(): number | undefined;
}

/** Looks at the `Date` header of every answer, which has whole seconds. */
export function watchServerClock(
  { fetch, clock }: { readonly fetch: Fetch; readonly clock: Clock },
): WatchedFetch {
  let skewMs: number | undefined;
  return {
    async fetch(request) {
      const sentAt = clock.now();
      const response = await fetch(request);
      const serverTime = Date.parse(response.headers.get("date") ?? "");
      // The answer was made somewhere between, in the middle of its second on average.
      if (!Number.isNaN(serverTime)) skewMs = serverTime + 500 - (sentAt + clock.now()) / 2;
      return response;
    },
    skewMs: () => skewMs,
  };
}
