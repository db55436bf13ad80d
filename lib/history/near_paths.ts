/** Which known path was meant by one that is not known. @module */

import { nearest } from "../nearest.ts";

/**
 * The known paths near a path, the nearest first: those that end as it does, whatever the case, the
 * more folders the better; then those with a name or a path that is mistyped by a letter or two.
 */
export function nearPaths(path: string, known: readonly string[]): string[] {
  const wanted = parted(path);
  const name = wanted.at(-1) ?? "";
  if (name === "") return [];
  const alike = known.map((each) => ({ each, same: sameEnd(parted(each), wanted) }))
    .filter(({ same }) => same > 0)
    .sort((a, b) => b.same - a.same || a.each.length - b.each.length || (a.each < b.each ? -1 : 1))
    .map(({ each }) => each);
  return alike.length > 0 ? alike : mistyped(path.toLowerCase(), name, known);
}

/** The parts of a path without regard to case and to the slash behind a folder. */
function parted(path: string): string[] {
  return path.toLowerCase().normalize("NFC").split("/").filter((part) => part !== "");
}

/** How many parts two paths end with alike. */
function sameEnd(one: readonly string[], other: readonly string[]): number {
  let same = 0;
  while (same < one.length && same < other.length && one.at(-1 - same) === other.at(-1 - same)) {
    same++;
  }
  return same;
}

/** Far longer or shorter ones cannot be near: comparing letters is dear. */
const LETTERS = 2;

function mistyped(path: string, name: string, known: readonly string[]): string[] {
  const near = (word: string, part: (each: string) => string): string[] => {
    const byPart = Map.groupBy(known, (each) => part(each.toLowerCase()));
    const parts = [...byPart.keys()].filter((each) =>
      Math.abs(each.length - word.length) <= LETTERS
    );
    return nearest(word, parts).flatMap((each) => byPart.get(each) ?? []);
  };
  const whole = near(path, (each) => each);
  if (whole.length > 0) return whole.sort();
  const named = near(name, (each) => each.slice(each.lastIndexOf("/") + 1));
  return named.length > 0
    ? named.sort()
    : known.filter((each) => each.toLowerCase().includes(path)).sort();
}
