/** Counts and times each attempt in the run's metrics. @module */

import { counter, histogram } from "../../metrics/mod.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Fetch } from "../../platform/fetch.ts";
import { ReadResponse } from "./read_body.ts";

/** Attempts, also those without an answer. */
const requests = counter("http_requests");
/** Bytes of the answers' bodies. */
const bytes = counter("http_bytes");
/** Milliseconds from sending to the last byte of the answer. */
const duration = histogram("http_duration_ms");

/** Measures every request that passes. */
export function withMeasure(fetch: Fetch, { clock }: { readonly clock: Clock }): Fetch {
  return async (request) => {
    const startedAt = clock.monotonic();
    requests.add();
    try {
      const response = await fetch(request);
      if (response instanceof ReadResponse) bytes.add(response.size);
      return response;
    } finally {
      duration.observe(clock.monotonic() - startedAt);
    }
  };
}
