/**
 * Which known word was meant by a mistyped one. Imports nothing: every layer may use it.
 *
 * @module
 */

/**
 * The candidates that are near `word`: one wrong letter for words up to five letters, two for longer
 * ones. A pair of swapped letters counts as one. Of two letters only the last one may be missing:
 * `mr` is near `mrs`, and everything else that short is near too much.
 */
export function nearest(word: string, candidates: readonly string[]): string[] {
  if (word.length < 2) return [];
  if (word.length === 2) {
    return candidates.filter((each) => each.length === 3 && each.startsWith(word));
  }
  const limit = word.length <= 5 ? 1 : 2;
  return candidates.filter((candidate) => distance(word, candidate) <= limit);
}

/** Insertions, deletions, substitutions and swaps of neighbours that lead from `a` to `b`. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const present = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        at(last, column) + 1,
        at(present, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] &&
        a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, at(beforeLast, column - 2) + 1);
      present.push(best);
    }
    beforeLast = last;
    last = present;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
