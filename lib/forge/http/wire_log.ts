/** One log line a request, on target `http`. @module */

import { logger } from "../../log/logger.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Fetch } from "../../platform/fetch.ts";
import { ReadResponse } from "./read_body.ts";

const log = logger("http");

/** Which attempt a request is on, where it is not the first. */
const attempts = new WeakMap<Request, number>();

/** Notes that `request` is sent for the `attempt`th time. */
export function noteAttempt(request: Request, attempt: number): void {
  attempts.set(request, attempt);
}

/** Writes each attempt with its outcome, at INFO: `-vv` shows it. Computes nothing while nobody listens. */
export function withWireLog(fetch: Fetch, { clock }: { readonly clock: Clock }): Fetch {
  return (request) => log.enabled("INFO") ? logged(fetch, request, clock) : fetch(request);
}

async function logged(fetch: Fetch, request: Request, clock: Clock): Promise<Response> {
  const startedAt = clock.monotonic();
  const line = (rest: Record<string, unknown>): void =>
    log.info("Request", {
      method: request.method,
      path: new URL(request.url).pathname,
      ...rest,
      elapsed_ms: Math.round(clock.monotonic() - startedAt),
      attempt: attempts.get(request) ?? 1,
    });
  try {
    const response = await fetch(request);
    const bytes = response instanceof ReadResponse ? response.size : null;
    line({ status: response.status, bytes });
    return response;
  } catch (error) {
    line({ error });
    throw error;
  }
}
