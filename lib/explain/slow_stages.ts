/** The slowest stages of a run against earlier runs. @module */

import type { StageTiming } from "../spans/mod.ts";

/** A stage that took long. CONTRACT: fields are added, never renamed. */
export interface SlowStage {
  readonly name: string;
  readonly project: string | null;
  /** The stages around it, outermost first. */
  readonly inside: readonly string[];
  readonly elapsed_ms: number;
  /** Of the same stage in earlier runs; null where there is none. */
  readonly median_ms: number | null;
}

/** The stages without stages below them, the slowest first, at most `limit`. */
export function slowStages(
  stages: readonly StageTiming[],
  { earlier, limit }: {
    readonly earlier: readonly (readonly StageTiming[])[];
    readonly limit: number;
  },
): SlowStage[] {
  const before = earlier.map((run) => new Map(leaves(run).map((leaf) => [keyOf(leaf), leaf])));
  return leaves(stages)
    .toSorted((a, b) => b.elapsed_ms - a.elapsed_ms)
    .slice(0, limit)
    .map((leaf) => {
      const times = before.flatMap((run) => run.get(keyOf(leaf))?.elapsed_ms ?? []);
      return { ...leaf, median_ms: median(times) };
    });
}

type Leaf = Omit<SlowStage, "median_ms">;

function keyOf({ name, project, inside }: Leaf): string {
  return JSON.stringify([inside, name, project]);
}

function leaves(stages: readonly StageTiming[], inside: readonly string[] = []): Leaf[] {
  return stages.flatMap(({ name, project = null, elapsed_ms, sub_stages = [] }) =>
    sub_stages.length > 0
      ? leaves(sub_stages, [...inside, name])
      : [{ name, project, inside, elapsed_ms }]
  );
}

/** The middle one, or what is between the two in the middle; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
