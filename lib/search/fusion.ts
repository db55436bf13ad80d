/** Several ranked lists as one. @module */

/** Damps what first places count for: the constant of reciprocal-rank fusion's authors. */
export const FUSION_K = 60;

/** A document of the fused list. */
export interface Fused {
  readonly id: number;
  /** Sum of `1 / (60 + rank)` over the lists that have it. */
  readonly score: number;
  /** Rank in each list from 1, in order of the lists; undefined where it is missing. */
  readonly ranks: readonly (number | undefined)[];
}

/**
 * Reciprocal-rank fusion: best first. Equal scores go by the better rank in the first list, then in
 * the next.
 */
export function fuse(lists: readonly (readonly number[])[]): Fused[] {
  const ranks = new Map<number, (number | undefined)[]>();
  for (const [list, ids] of lists.entries()) {
    for (const [at, id] of ids.entries()) {
      const own = ranks.get(id) ?? lists.map(() => undefined);
      own[list] ??= at + 1;
      ranks.set(id, own);
    }
  }
  return [...ranks].map(([id, own]) => ({ id, score: fusedScore(own), ranks: own }))
    .sort((a, b) => b.score - a.score || compareRanks(a.ranks, b.ranks));
}

function fusedScore(ranks: readonly (number | undefined)[]): number {
  return ranks.reduce<number>(
    (sum, rank) => rank === undefined ? sum : sum + 1 / (FUSION_K + rank),
    0,
  );
}

function compareRanks(
  a: readonly (number | undefined)[],
  b: readonly (number | undefined)[],
): number {
  for (const [list, rank] of a.entries()) {
    const difference = (rank ?? Infinity) - (b[list] ?? Infinity);
    if (difference < 0 || difference > 0) return difference;
  }
  return 0;
}
