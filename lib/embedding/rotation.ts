/**
 * Vectors in the form in which they are stored and compared.
 *
 * A randomised Hadamard transform spreads a vector evenly over its numbers and keeps all products.
 * After it the signs alone tell roughly how near two vectors are, and one byte a number tells it well.
 *
 * Owns: rotation, signs, codes, and products with both. Leaves to others: where they are kept
 * (`db/`).
 *
 * @module
 */

/** A vector, encoded. */
export interface EncodedVector {
  /** One bit a number: set where it is not negative. Bit 0 of byte 0 comes first. */
  readonly signs: Uint8Array;
  /** The rotated vector is `scale * codes`. */
  readonly scale: number;
  /** One signed byte a number. */
  readonly codes: Uint8Array;
}

/** Rotates vectors of one length. */
export class Rotation {
  /** Numbers in a rotated vector: the next power of two. */
  readonly size: number;
  readonly #flips: Float64Array;
  /** Double precision, since JavaScript computes in it: no number is converted on the way. */
  readonly #scratch: Float64Array;

  /** @param dimensions Numbers in a vector. */
  constructor(dimensions: number) {
    this.size = 8;
    while (this.size < dimensions) this.size *= 2;
    this.#flips = flips(this.size);
    this.#scratch = new Float64Array(this.size);
  }

  /** A vector after rotation, with its length set to 1; zeros stay zeros. */
  rotate(vector: Float32Array): Float32Array {
    const factor = this.#transform(vector);
    return Float32Array.from(this.#scratch, (value) => value * factor);
  }

  /** A vector after rotation, with its length set to 1, encoded. */
  encode(vector: Float32Array): EncodedVector {
    return encode(this.#scratch, this.#transform(vector));
  }

  /** Rotates a vector into the scratch; returns the factor that gives it length 1. */
  #transform(vector: Float32Array): number {
    const { size } = this;
    const flipped = this.#flips;
    const out = this.#scratch;
    let squares = 0;
    for (let i = 0; i < vector.length; i++) {
      const value = vector[i] as number;
      squares += value * value;
      out[i] = value * (flipped[i] as number);
    }
    out.fill(0, vector.length);
    hadamard(out);
    return squares === 0 ? 0 : 1 / Math.sqrt(squares * size);
  }
}

/**
 * Encodes numbers that are to be multiplied by a factor. Signs and rounding go by arithmetic: half
 * of all branches on a sign are foretold wrongly.
 */
function encode(values: Float64Array, factor: number): EncodedVector {
  const { length } = values;
  const signs = new Uint8Array(length / 8);
  const codes = new Int8Array(length);
  let greatest = 0;
  for (let i = 0; i < length; i++) {
    const size = Math.abs(values[i] as number);
    if (size > greatest) greatest = size;
  }
  const toCode = greatest === 0 ? 0 : 127 / greatest;
  for (let byte = 0, i = 0; byte < signs.length; byte++) {
    let negative = 0;
    for (let bit = 0; bit < 8; bit++, i++) {
      const value = (values[i] as number) * toCode;
      codes[i] = (value + 128.5 | 0) - 128;
      // An integer of the same sign, however small the number is: at most 127 * 2 ** 24.
      negative |= ((value * 16777216 | 0) >>> 31) << bit;
    }
    signs[byte] = ~negative;
  }
  return { signs, scale: greatest * factor / 127, codes: new Uint8Array(codes.buffer) };
}

/** The product of a rotated vector with an encoded one: their cosine, to about 1 %. */
export function productWithCodes(
  rotated: Float32Array,
  { scale, codes }: Pick<EncodedVector, "scale" | "codes">,
): number {
  const signed = new Int8Array(codes.buffer, codes.byteOffset, codes.length);
  let sum = 0;
  for (let i = 0; i < signed.length; i++) sum += (rotated[i] ?? 0) * (signed[i] ?? 0);
  return sum * scale;
}

/** For each byte of signs and each of its values, what it adds to the product with a vector. */
export function signTables(rotated: Float32Array): Float32Array {
  const tables = new Float32Array(rotated.length / 8 * 256);
  for (let byte = 0; byte < rotated.length / 8; byte++) {
    for (let bits = 0; bits < 256; bits++) {
      let sum = 0;
      for (let bit = 0; bit < 8; bit++) {
        const value = rotated[byte * 8 + bit] ?? 0;
        sum += (bits >> bit & 1) === 1 ? value : -value;
      }
      tables[byte * 256 + bits] = sum;
    }
  }
  return tables;
}

/** Products of a vector, by its {@link signTables}, with each of the signs packed one after another. */
export function productsWithSigns(
  tables: Float32Array,
  signs: Uint8Array,
  products: Float32Array,
): void {
  const bytes = tables.length / 256;
  let at = 0;
  for (let vector = 0; vector < products.length; vector++) {
    let sum = 0;
    for (let table = 0; table < bytes * 256; table += 256) {
      sum += tables[table + (signs[at++] ?? 0)] ?? 0;
    }
    products[vector] = sum;
  }
}

/** Signs by a fixed generator (xorshift32): the same in every store. */
function flips(size: number): Float64Array {
  let state = 0x6c6f7265;
  return Float64Array.from({ length: size }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state < 0 ? -1 : 1;
  });
}

/** The Walsh-Hadamard transform in place, without its factor; two of its steps at a time. */
function hadamard(values: Float64Array): void {
  const { length } = values;
  let step = 1;
  for (; step * 4 <= length; step *= 4) {
    for (let block = 0; block < length; block += step * 4) {
      for (let i = block; i < block + step; i++) {
        const a = values[i] as number;
        const b = values[i + step] as number;
        const c = values[i + step * 2] as number;
        const d = values[i + step * 3] as number;
        values[i] = a + b + (c + d);
        values[i + step] = a - b + (c - d);
        values[i + step * 2] = a + b - (c + d);
        values[i + step * 3] = a - b - (c - d);
      }
    }
  }
  if (step === length) return;
  for (let i = 0; i < step; i++) {
    const a = values[i] as number;
    const b = values[i + step] as number;
    values[i] = a + b;
    values[i + step] = a - b;
  }
}
