/** GitLab's rate limit: so many requests a minute, told in headers. @module */

import type { Answer } from "./answer.ts";

/** How a forge limits its clients. */
export interface RateLimitOptions {
  /** Requests a minute. */
  readonly limit: number;
  /** Whether those above the limit are refused. Default false: the headers only count. */
  readonly enforce?: boolean;
}

const WINDOW_MS = 60_000;

/** Counts requests by the minute of server time. */
export class RateLimit {
  #window = -1;
  #observed = 0;

  constructor(readonly options: RateLimitOptions) {}

  /** Counts a request; answers a refusal when there were too many. */
  refuse(now: number): Answer | undefined {
    const window = Math.floor(now / WINDOW_MS);
    if (window !== this.#window) [this.#window, this.#observed] = [window, 0];
    this.#observed++;
    if (this.options.enforce !== true || this.#observed <= this.options.limit) return undefined;
    const wait = Math.ceil((this.#resetsAt() - now) / 1000);
    return {
      status: 429,
      body: "Retry later\n",
      headers: { "content-type": "text/plain", "retry-after": String(wait) },
    };
  }

  /** The headers of every answer. */
  headers(): Record<string, string> {
    const { limit } = this.options;
    return {
      "ratelimit-limit": String(limit),
      "ratelimit-name": "throttle_authenticated_api",
      "ratelimit-observed": String(this.#observed),
      "ratelimit-remaining": String(Math.max(0, limit - this.#observed)),
      "ratelimit-reset": String(this.#resetsAt() / 1000),
      "ratelimit-resettime": new Date(this.#resetsAt()).toUTCString(),
    };
  }

  #resetsAt(): number {
    return (this.#window + 1) * WINDOW_MS;
  }
}
