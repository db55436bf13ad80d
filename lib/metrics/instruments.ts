/**
 * What code counts and measures with.
 *
 * Owns: counters, gauges and histograms, made once at the top of a module. Writing to one goes to
 * the run around the caller and allocates nothing. Leaves to others: the values (`registry.ts`).
 *
 * @module
 */

import { currentSpan } from "../spans/context.ts";
import { enlist, type Instrument, MetricsRegistry } from "./registry.ts";

/** Receives what is counted outside of runs. */
const outsideOfRuns = new MetricsRegistry();

/** The registry of the run around the caller; outside of runs, that of the process. */
export function currentMetrics(): MetricsRegistry {
  return currentSpan()?.metrics ?? outsideOfRuns;
}

/** A number that only grows. */
export interface Counter {
  /** Adds `amount`, 1 by default. */
  add(amount?: number): void;
}

/** A number that goes up and down. */
export interface Gauge {
  /** Sets the number. */
  set(value: number): void;
}

/** How values are distributed. */
export interface Histogram {
  /** Takes a value in. */
  observe(value: number): void;
}

/** The same instrument once per value of a label: the source, the method. */
export interface Labelled<I> {
  /** The instrument of this value. Values must be few: each stays in memory. */
  of(value: string): I;
}

/** Bounds for durations from a millisecond to a minute, in ms. */
export const DURATION_MS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1_000, 2_000, 5_000, 10_000, 30_000, 60_000],
];

/** Makes a counter. One name, one instrument: made twice it is the same one. */
export function counter(name: string): Counter {
  return once("counter", name, (instrument) => ({
    add: (amount = 1) => currentMetrics().add(instrument, amount),
  }));
}

/** Makes a gauge. */
export function gauge(name: string): Gauge {
  return once("gauge", name, (instrument) => ({
    set: (value) => currentMetrics().set(instrument, value),
  }));
}

/** Makes a histogram; `bounds` are the upper bounds of its buckets, ascending. */
export function histogram(name: string, bounds: readonly number[] = DURATION_MS): Histogram {
  const make = (instrument: Instrument): Histogram => ({
    observe: (value) => currentMetrics().observe(instrument, value),
  });
  return once("histogram", name, make, bounds);
}

/**
 * Makes an instrument per value of a label.
 *
 * @example
 * ```ts
 * import { gauge, labelled } from "./instruments.ts";
 *
 * const left = labelled("requests_left", "source", gauge);
 * left.of("work").set(1_999);
 * ```
 */
export function labelled<I>(
  name: string,
  label: string,
  make: (name: string) => I,
): Labelled<I> {
  const made = new Map<string, I>();
  return {
    of(value): I {
      let found = made.get(value);
      if (found === undefined) {
        found = make(`${name}{${label}=${JSON.stringify(value)}}`);
        made.set(value, found);
      }
      return found;
    },
  };
}

const made = new Map<string, unknown>();

function once<I>(
  kind: Instrument["kind"],
  name: string,
  make: (instrument: Instrument) => I,
  bounds: readonly number[] = [],
): I {
  const key = `${kind} ${name}`;
  const found = made.get(key);
  // Only `make` of the same kind puts anything under this key.
  if (found !== undefined) return found as I;
  const instrument = make(enlist({ kind, name, bounds }));
  made.set(key, instrument);
  return instrument;
}
