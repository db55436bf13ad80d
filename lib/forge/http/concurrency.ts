/** How many requests one source has under way. @module */

import type { Fetch } from "../../platform/fetch.ts";

/** A bounded number of slots, given in the order in which they were asked for. */
export class Semaphore {
  #free: number;
  /** A set keeps the order of insertion and lets an aborted waiter leave from anywhere. */
  readonly #waiting = new Set<() => void>();

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Waits for a slot; rejects with the signal's reason when it aborts first. */
  acquire(signal: AbortSignal): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free--;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const enter = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.delete(enter);
        reject(signal.reason);
      };
      this.#waiting.add(enter);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  /** Hands the slot to whoever has waited longest. */
  release(): void {
    for (const enter of this.#waiting) {
      this.#waiting.delete(enter);
      return enter();
    }
    this.#free++;
  }
}

/** Lets at most `concurrency` requests through at a time, first come first served. */
export function withConcurrency(
  fetch: Fetch,
  { concurrency }: { readonly concurrency: number },
): Fetch {
  const slots = new Semaphore(concurrency);
  return async (request) => {
    await slots.acquire(request.signal);
    try {
      return await fetch(request);
    } finally {
      slots.release();
    }
  };
}
