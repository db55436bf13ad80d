/**
 * A clock that only moves when told to: no test waits.
 *
 * @module
 */

import type { Clock } from "../../lib/platform/clock.ts";

interface Ticker {
  readonly every: number;
  readonly tick: () => void;
  next: number;
}

/** Time under a test's control. Waiting takes none: `sleep()` moves the clock and is noted. */
export class FakeClock implements Clock {
  /** Every wait that was asked for, in ms, in order. */
  readonly slept: number[] = [];
  #now: number;
  #elapsed = 0;
  readonly #tickers = new Set<Ticker>();

  /** Starts at a Unix time in ms: noon UTC of 2026-01-15 unless told otherwise. */
  constructor(now: number = Date.UTC(2026, 0, 15, 12)) {
    this.#now = now;
  }

  now(): number {
    // Whole ms, as a machine's clock tells.
    return Math.floor(this.#now);
  }

  monotonic(): number {
    return this.#elapsed;
  }

  async sleep(ms: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.advance(Math.max(0, ms));
    await Promise.resolve();
    signal?.throwIfAborted();
  }

  every(ms: number, tick: () => void): Disposable {
    if (!(ms > 0)) throw new RangeError(`An interval of ${ms} ms would never end`);
    const ticker: Ticker = { every: ms, tick, next: this.#elapsed + ms };
    this.#tickers.add(ticker);
    return { [Symbol.dispose]: () => void this.#tickers.delete(ticker) };
  }

  /** Moves time forward, firing every ticker that falls due on the way, in order of its time. */
  advance(ms: number): void {
    const end = this.#elapsed + ms;
    for (let due = this.#nextDue(end); due !== undefined; due = this.#nextDue(end)) {
      this.#moveTo(due.next);
      due.next += due.every;
      due.tick();
    }
    this.#moveTo(end);
  }

  /** Sets the wall clock alone, as an adjusted machine clock does; no ticker fires. */
  jumpTo(now: number): void {
    this.#now = now;
  }

  #nextDue(end: number): Ticker | undefined {
    let first: Ticker | undefined;
    for (const ticker of this.#tickers) {
      if (ticker.next <= end && (first === undefined || ticker.next < first.next)) first = ticker;
    }
    return first;
  }

  #moveTo(elapsed: number): void {
    // A tick may itself advance the clock; time must not go back after that.
    if (elapsed <= this.#elapsed) return;
    this.#now += elapsed - this.#elapsed;
    this.#elapsed = elapsed;
  }
}
