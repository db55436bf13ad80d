/** Numbers of items that a forge counts and no list of it names. @module */

/** Numbers that no list named are asked for one by one, but so many at most. */
const MOST_PROBES = 2000;
/** How far behind the last number that was seen there may be one more. */
const PROBES_BEHIND = 50;

/** Numbers that may be those of items which no list named. */
export class Probes {
  /** Whether each number was asked for to which an item may belong. */
  askedAll = false;
  readonly #known: ReadonlySet<number>;
  readonly #isEnough: () => boolean;
  /** How many they may be. */
  readonly #short: number;

  constructor(known: ReadonlySet<number>, isEnough: () => boolean, short: number) {
    this.#known = known;
    this.#isEnough = isEnough;
    this.#short = short;
  }

  *numbers(): Generator<number, void> {
    let last = this.#short + PROBES_BEHIND;
    for (const iid of this.#known) last = Math.max(last, iid + this.#short + PROBES_BEHIND);
    let probes = 0;
    for (let iid = 1; iid <= last; iid++) {
      if (this.#known.has(iid)) continue;
      if (this.#isEnough() || ++probes > MOST_PROBES) return;
      yield iid;
    }
    this.askedAll = true;
  }
}
