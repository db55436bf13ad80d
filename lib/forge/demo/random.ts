/**
 * Numbers that look random and are a pure function of where they are asked for.
 *
 * Owns: hashing of a place in the world to a seed, and the stream of numbers from a seed. Leaves to
 * others: what the numbers decide.
 *
 * @module
 */

/** Mixes numbers into 32 bits; near inputs give far outputs. */
export function hash(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part | 0), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

/** A stream of numbers; equal seeds give equal streams. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** The next number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True with probability `share`. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const picked = list[Math.floor(this.next() * list.length)];
    if (picked === undefined) throw new RangeError("There is nothing to pick from an empty list");
    return picked;
  }

  /** Up to `count` different entries, in the list's order. */
  some<T>(list: readonly T[], count: number): T[] {
    const chosen: T[] = [];
    let wanted = Math.min(count, list.length);
    for (let at = 0; at < list.length && wanted > 0; at++) {
      if (this.next() * (list.length - at) >= wanted) continue;
      const entry = list[at];
      if (entry !== undefined) chosen.push(entry);
      wanted--;
    }
    return chosen;
  }

  /** A number from `low` to `high` of which every order of magnitude is equally likely. */
  spread(low: number, high: number): number {
    return low * Math.exp(this.next() * Math.log(high / low));
  }
}

/** 40 hexadecimal digits, as commits and discussions are named. */
export function hexId(...parts: readonly number[]): string {
  let id = "";
  for (let word = 0; word < 5; word++) {
    id += hash(...parts, word).toString(16).padStart(8, "0");
  }
  return id;
}
