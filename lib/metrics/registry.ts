/**
 * The numbers of one run.
 *
 * Owns: where a value lives, and the view of all of them as plain data. A run has a registry of its
 * own, which travels with its spans, so that runs at the same time do not mix. Leaves to others: the
 * instruments that write here (`instruments.ts`).
 *
 * @module
 */

/** What is written down about a histogram. */
export interface HistogramSnapshot {
  /** How many values there were. */
  readonly count: number;
  /** All values added up. */
  readonly sum: number;
  /** The least value; 0 where there is none. */
  readonly min: number;
  /** The greatest value; 0 where there is none. */
  readonly max: number;
  /** Half of the values are below: an estimate, right to within its bucket. */
  readonly p50: number;
  /** 95 of 100 values are below: an estimate, right to within its bucket. */
  readonly p95: number;
}

/** All values of a registry, by the instrument's name, labelled ones as `name{label="value"}`. */
export interface MetricsSnapshot {
  /** Numbers that only grow. */
  readonly counters: Readonly<Record<string, number>>;
  /** Numbers as they were set last. */
  readonly gauges: Readonly<Record<string, number>>;
  /** What values looked like. */
  readonly histograms: Readonly<Record<string, HistogramSnapshot>>;
}

/** What a registry knows of an instrument. */
export interface Instrument {
  /** What it measures with. */
  readonly kind: "counter" | "gauge" | "histogram";
  /** Its name, a label's value included. */
  readonly name: string;
  /** Where its value lives in every registry. */
  readonly slot: number;
  /** Upper bounds of a histogram's buckets, ascending; the last bucket has none. */
  readonly bounds: readonly number[];
}

/** Every instrument of the program, by slot: instruments are made once, when modules are loaded. */
const instruments: Instrument[] = [];

/** Gives an instrument its slot. */
export function enlist(instrument: Omit<Instrument, "slot">): Instrument {
  const enlisted = { ...instrument, slot: instruments.length };
  instruments.push(enlisted);
  return enlisted;
}

/** Offsets of a histogram's figures; its buckets follow. */
const COUNT = 0, SUM = 1, MIN = 2, MAX = 3, BUCKETS = 4;

/** Values by instrument. What was never touched is not there. */
export class MetricsRegistry {
  readonly #numbers: (number | undefined)[] = [];
  readonly #histograms: (Float64Array | undefined)[] = [];

  /** Adds to a number. */
  add({ slot }: Instrument, amount: number): void {
    this.#numbers[slot] = (this.#numbers[slot] ?? 0) + amount;
  }

  /** Replaces a number. */
  set({ slot }: Instrument, value: number): void {
    this.#numbers[slot] = value;
  }

  /** Takes a value into a histogram. */
  observe(instrument: Instrument, value: number): void {
    const { bounds, slot } = instrument;
    const figures = this.#histograms[slot] ??= emptyHistogram(bounds.length + 1);
    figures[COUNT] = (figures[COUNT] ?? 0) + 1;
    figures[SUM] = (figures[SUM] ?? 0) + value;
    if (value < (figures[MIN] ?? 0)) figures[MIN] = value;
    if (value > (figures[MAX] ?? 0)) figures[MAX] = value;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] ?? Infinity)) bucket++;
    figures[BUCKETS + bucket] = (figures[BUCKETS + bucket] ?? 0) + 1;
  }

  /** All values as plain data. */
  snapshot(): MetricsSnapshot {
    const counters: Record<string, number> = {};
    const gauges: Record<string, number> = {};
    const histograms: Record<string, HistogramSnapshot> = {};
    for (const { kind, name, slot, bounds } of instruments) {
      const number = this.#numbers[slot];
      const figures = this.#histograms[slot];
      if (number !== undefined) (kind === "counter" ? counters : gauges)[name] = number;
      if (figures !== undefined) histograms[name] = summary(figures, bounds);
    }
    return { counters, gauges, histograms };
  }

  /** Forgets all values. */
  reset(): void {
    this.#numbers.length = 0;
    this.#histograms.length = 0;
  }
}

function emptyHistogram(buckets: number): Float64Array {
  const figures = new Float64Array(BUCKETS + buckets);
  figures[MIN] = Infinity;
  figures[MAX] = -Infinity;
  return figures;
}

function summary(figures: Float64Array, bounds: readonly number[]): HistogramSnapshot {
  const [count = 0, sum = 0, min = 0, max = 0] = figures;
  return {
    count,
    sum,
    min,
    max,
    p50: quantile(figures, bounds, 0.5),
    p95: quantile(figures, bounds, 0.95),
  };
}

/** The value below which a share of all lies, taking values to lie evenly within their bucket. */
function quantile(figures: Float64Array, bounds: readonly number[], share: number): number {
  const [count = 0, , min = 0, max = 0] = figures;
  const wanted = count * share;
  let below = 0;
  for (let bucket = 0; bucket <= bounds.length; bucket++) {
    const own = figures[BUCKETS + bucket] ?? 0;
    if (own > 0 && below + own >= wanted) {
      const from = Math.max(min, bounds[bucket - 1] ?? min);
      const to = Math.min(max, bounds[bucket] ?? max);
      return from + (to - from) * ((wanted - below) / own);
    }
    below += own;
  }
  return max;
}
