import assert from "node:assert/strict";
import * as node from "node:path";
import { dirname, isAbsolute, join, resolve } from "../../../lib/platform/paths.ts";

const PARTS: readonly (readonly string[])[] = [
  [],
  [""],
  ["."],
  ["/"],
  ["a"],
  ["./a", "b"],
  ["a", "", "b"],
  ["a/", "/b/"],
  ["/a", "../b"],
  ["/a", "../../b"],
  ["a", "../../b"],
  ["a/..", ".."],
  ["a", ".."],
  ["a", "../"],
  ["/a//b/./c/", "d"],
  ["/a/lore.json", "..", "data"],
  ["/home/ada", "/.local", "share"],
  [".", "lore.config.json"],
  ["/a", "/b", "c/"],
  ["...", "..a"],
  ["a b/課 題", "x"],
];

Deno.test("paths are joined and resolved as node:path does it", async (t) => {
  for (const parts of PARTS) {
    await t.step(JSON.stringify(parts), () => {
      assert.equal(join(...parts), node.join(...parts));
      assert.equal(resolve(...parts), node.resolve(...parts));
      for (const part of [...parts, join(...parts)]) {
        assert.equal(isAbsolute(part), node.isAbsolute(part));
        assert.equal(dirname(part), node.dirname(part), part);
      }
    });
  }
});
