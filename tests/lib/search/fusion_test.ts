import assert from "node:assert/strict";
import { fuse } from "../../../lib/search/fusion.ts";

Deno.test("fuse() adds reciprocal ranks, each with 60 below", () => {
  const fused = fuse([[1, 2, 3], [3, 4]]);
  assert.deepEqual(fused.map(({ id }) => id), [3, 1, 2, 4]);
  const expected = [1 / 63 + 1 / 61, 1 / 61, 1 / 62, 1 / 62];
  fused.forEach(({ score }, at) => assert.equal(score, expected[at]));
  assert.deepEqual(fused.map(({ ranks }) => ranks), [
    [3, 1],
    [1, undefined],
    [2, undefined],
    [undefined, 2],
  ]);
});

Deno.test("fuse() breaks ties by the first list, then the second", () => {
  assert.deepEqual(fuse([[1, 2], [2, 1]]).map(({ id }) => id), [1, 2]);
  assert.deepEqual(fuse([[1], [2]]).map(({ id }) => id), [1, 2]);
  assert.deepEqual(fuse([[], [5, 6]]).map(({ id }) => id), [5, 6]);
});

Deno.test("fuse() of nothing is nothing, and a document twice in a list counts once", () => {
  assert.deepEqual(fuse([]), []);
  assert.deepEqual(fuse([[], []]), []);
  assert.equal(fuse([[7, 7]])[0]?.score, 1 / 61);
});
