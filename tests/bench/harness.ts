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

/** The sides of a comparison: each measures itself once, in ms. */
export type Sides<Name extends string> = Readonly<Record<Name, () => Promise<number>>>;

/**
 * Medians of every side, measured in turns so that a noisy moment hits all. Every other round goes
 * backwards: no side is always the one after the same other.
 */
export async function interleave<Name extends string>(
  rounds: number,
  sides: Sides<Name>,
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(sides) as Name[];
  const times = new Map(names.map((name): [Name, number[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      times.get(name)?.push(await sides[name]());
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<
    Name,
    number
  >;
}

/** Milliseconds as text. */
export function ms(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`;
}

/** Whether a figure is where it should be. */
export function reached({ value, reach, better }: Measurement): boolean {
  return better === "lower" ? value <= reach : value >= reach;
}
