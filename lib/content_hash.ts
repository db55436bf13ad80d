/** A fast hash that tells whether a text changed. Not for secrets. @module */

/** 53-bit hash (cyrb53) of some strings: an integer that SQLite and JavaScript both hold exactly. */
export function contentHash(...parts: readonly string[]): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const unit = part.charCodeAt(i);
      high = Math.imul(high ^ unit, 2654435761);
      low = Math.imul(low ^ unit, 1597334677);
    }
    // No UTF-16 unit is that great: "ab", "c" differs from "a", "bc".
    high = Math.imul(high ^ 0x10000, 2654435761);
    low = Math.imul(low ^ 0x10000, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** The same for a row of fields, without a text being made of them first. */
export class FieldHash {
  #high = 0xdeadbeef;
  #low = 0x41c6ce57;

  /** Takes in a text; null is another than the empty one. */
  text(text: string | null): this {
    if (text === null) return this.#mix(0x10001);
    let high = this.#high;
    let low = this.#low;
    const { length } = text;
    // Two units at a time.
    for (let i = 1; i < length; i += 2) {
      const units = (text.charCodeAt(i - 1) << 16) | text.charCodeAt(i);
      high = Math.imul(high ^ units, 2654435761);
      low = Math.imul(low ^ units, 1597334677);
      // Upper bits of a product never reach its lower ones.
      high ^= high >>> 15;
      low ^= low >>> 13;
    }
    this.#high = high;
    this.#low = low;
    if (length % 2 === 1) this.#mix(text.charCodeAt(length - 1));
    return this.#mix(length ^ 0x20000);
  }

  /** Takes in a number; null is another than any. */
  number(number: number | null): this {
    if (number === null) return this.#mix(0x10002);
    return this.#mix(number | 0).#mix(Math.floor(number / 4294967296) | 0);
  }

  /** Takes in how many there are, and each. */
  each<T>(items: readonly T[], take: (hash: FieldHash, item: T) => unknown): this {
    this.number(items.length);
    for (const item of items) take(this, item);
    return this;
  }

  /** 53 bits of all that was taken in. */
  end(): number {
    const high = Math.imul(this.#high ^ (this.#high >>> 16), 2246822507) ^
      Math.imul(this.#low ^ (this.#low >>> 13), 3266489909);
    const low = Math.imul(this.#low ^ (this.#low >>> 16), 2246822507) ^
      Math.imul(high ^ (high >>> 13), 3266489909);
    return 4294967296 * (2097151 & low) + (high >>> 0);
  }

  #mix(units: number): this {
    this.#high = Math.imul(this.#high ^ units, 2654435761);
    this.#low = Math.imul(this.#low ^ units, 1597334677);
    this.#high ^= this.#high >>> 15;
    this.#low ^= this.#low >>> 13;
    return this;
  }
}
