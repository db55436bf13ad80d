import assert from "node:assert/strict";
import { displayWidth, fit } from "../../../lib/cli/width.ts";

/** Characters that may stand in a text which is taken apart without the segmenter. */
const RANGES = [
  ...[[0x20, 0x7e], [0xa1, 0x2ff], [0x370, 0x52f], [0x2010, 0x205e], [0x20a0, 0x20bf]],
  ...[[0x2190, 0x25ff], [0x3001, 0x30ff], [0x3400, 0x9fff], [0xac00, 0xd7a3], [0xff01, 0xff60]],
] as const;

Deno.test("displayWidth() is the same with and without a neighbour that needs the segmenter", () => {
  // An emoji in the text leads to the segmenter, and is two columns wide itself.
  for (const [from = 0, to = 0] of RANGES) {
    for (let code = from; code <= to; code++) {
      const text = `a${String.fromCodePoint(code).repeat(2)}b`;
      assert.equal(displayWidth(text) + 2, displayWidth(`${text}🎉`), code.toString(16));
    }
  }
});

Deno.test("fit() cuts what needs no segmenter between characters as well", () => {
  assert.equal(fit("für alle Fälle", 6), "für a…");
  assert.equal(fit("日本語のとても長い", 7), "日本語…");
});
