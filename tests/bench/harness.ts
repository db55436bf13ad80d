/**
 * Measures ratios: what lore does against a floor, both in the same run on the same machine.
 *
 * Absolute times say more about the machine than about lore, so none is compared with anything.
 *
 * @module
 */

/** One measured figure. */
export interface Measurement {
  /** What is compared with what. */
  readonly name: string;
  /** The ratio, count or time that was measured. */
  readonly value: number;
  /** How the value is written: `×`, `ns`, `requests`. */
  readonly unit: string;
  /** The value to reach. */
  readonly reach: number;
  /** Whether the value should be at most or at least `reach`. */
  readonly better: "lower" | "higher";
  /** The two sides of a ratio, and what else helps to read it. */
  readonly detail: string;
}

/** A group of figures that are measured together. */
export interface Bench {
  readonly name: string;
  measure(): Promise<Measurement[]>;
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Milliseconds that `body` takes. */
export async function timed(body: () => unknown): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}

/** Medians of both sides, measured in turns so that a noisy moment hits both. */
export async function alternate(
  rounds: number,
  ours: () => Promise<number>,
  floor: () => Promise<number>,
): Promise<{ readonly ours: number; readonly floor: number; readonly ratio: number }> {
  const a: number[] = [];
  const b: number[] = [];
  for (let round = 0; round < rounds; round++) {
    a.push(await ours());
    b.push(await floor());
  }
  const sides = { ours: median(a), floor: median(b) };
  return { ...sides, ratio: sides.ours / sides.floor };
}

/** Milliseconds as text. */
export function ms(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`;
}

/** Whether a figure is where it should be. */
export function reached({ value, reach, better }: Measurement): boolean {
  return better === "lower" ? value <= reach : value >= reach;
}
