import assert from "node:assert/strict";
import {
  productsWithSigns,
  productWithCodes,
  Rotation,
  signTables,
} from "../../../lib/embedding/rotation.ts";
import { synthetic, unitVectors } from "../../support/vectors.ts";

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

Deno.test("a rotation keeps products and pads to a power of two", () => {
  for (const [dimensions, size] of [[3, 8], [8, 8], [384, 512], [512, 512], [768, 1024]] as const) {
    const rotation = new Rotation(dimensions);
    assert.equal(rotation.size, size);
    const [a, b] = unitVectors(2, dimensions);
    assert.ok(a && b);
    const product = dot(rotation.rotate(a), rotation.rotate(b));
    assert.ok(Math.abs(product - dot(a, b)) < 1e-5);
    assert.ok(Math.abs(dot(rotation.rotate(a), rotation.rotate(a)) - 1) < 1e-5);
  }
});

Deno.test("a rotation is the same in every process: stores hold what it made", () => {
  const rotation = new Rotation(8);
  assert.equal(rotation.encode(Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0)).signs[0], 0);
  assert.equal(rotation.encode(Float32Array.of(0, 3, 0, 0, 4, 0, 0, 0)).signs[0], 0b00001111);
  assert.deepEqual([...rotation.encode(Float32Array.of(0, 3, 0, 0, 4, 0, 0)).codes], [
    ...rotation.encode(Float32Array.of(0, 3, 0, 0, 4, 0, 0, 0)).codes,
  ]);
});

Deno.test("a rotation sets lengths to 1 and leaves zeros alone", () => {
  const rotation = new Rotation(16);
  const long = rotation.rotate(new Float32Array(16).fill(100));
  assert.ok(Math.abs(dot(long, long) - 1) < 1e-5);
  const none = rotation.rotate(new Float32Array(16));
  assert.ok(none.every((value) => value === 0));
  assert.deepEqual(rotation.encode(new Float32Array(16)), {
    signs: new Uint8Array([255, 255]),
    scale: 0,
    codes: new Uint8Array(16),
  });
});

Deno.test("products with codes are right to a hundredth", () => {
  const rotation = new Rotation(512);
  const vectors = unitVectors(200, 512);
  const [asked] = vectors;
  assert.ok(asked);
  const question = rotation.rotate(asked);
  for (const vector of vectors) {
    const error = productWithCodes(question, rotation.encode(vector)) - dot(asked, vector);
    assert.ok(Math.abs(error) < 0.01, String(error));
  }
});

Deno.test("products with signs are what adding and subtracting bit by bit gives", () => {
  const rotation = new Rotation(64);
  const [asked, ...plain] = unitVectors(9, 64);
  assert.ok(asked);
  const question = rotation.rotate(asked);
  const others = plain.map((vector) => rotation.rotate(vector));
  const signs = new Uint8Array(others.length * 8);
  plain.forEach((vector, i) => signs.set(rotation.encode(vector).signs, i * 8));
  const products = new Float32Array(others.length);
  productsWithSigns(signTables(question), signs, products);
  others.forEach((vector, i) => {
    const expected = question.reduce(
      (sum, value, k) => sum + ((vector[k] ?? 0) > 0 ? value : -value),
      0,
    );
    assert.ok(Math.abs((products[i] ?? 0) - expected) < 1e-4);
  });
});

Deno.test("signs first, codes for the best 400: 95 % of the exact ten are found", () => {
  const { documents, questions } = synthetic(4000, 40);
  const rotation = new Rotation(512);
  const encoded = documents.map((vector) => rotation.encode(vector));
  const signs = new Uint8Array(encoded.length * 64);
  encoded.forEach((vector, i) => signs.set(vector.signs, i * 64));
  let found = 0;
  for (const vector of questions) {
    const question = rotation.rotate(vector);
    const exact = best(documents.map((document) => dot(vector, document)), 10);
    const coarse = new Float32Array(encoded.length);
    productsWithSigns(signTables(question), signs, coarse);
    const near = best([...coarse], 400);
    const fine = near.map((i) => productWithCodes(question, encoded[i] ?? rotation.encode(vector)));
    const quantised = new Set(best(fine, 10).map((i) => near[i]));
    found += exact.filter((i) => quantised.has(i)).length;
  }
  const recall = found / (questions.length * 10);
  assert.ok(recall >= 0.95, `recall@10 is ${recall}`);
});

/** Numbers of the greatest values. */
function best(values: readonly number[], count: number): number[] {
  return values.map((value, i) => ({ value, i }))
    .sort((a, b) => b.value - a.value || a.i - b.i).slice(0, count).map(({ i }) => i);
}
