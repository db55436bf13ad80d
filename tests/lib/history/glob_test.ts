import assert from "node:assert/strict";
import { isGlob, parseGlob } from "../../../lib/history/glob.ts";

/** Patterns, what fits, what does not. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["*.md", ["README.md", "docs/a.md", "a/b/.md"], ["README.mdx", "md", "a.md/b"]],
  ["/*.md", [], ["README.md"]],
  ["src/*", ["src/a", "src/.b"], ["src", "src/a/b", "lib/src/a"]],
  ["src/**", ["src/a", "src/a/b"], ["src", "srcs/a"]],
  ["src/**/*.ts", ["src/a.ts", "src/x/y/a.ts"], ["src/a.js", "asrc/a.ts"]],
  ["src/*/", ["src/a/b", "src/a/b/c"], ["src/a"]],
  ["**/test/**", ["test/a", "x/test/a/b"], ["test", "latest/a"]],
  ["a?c", ["abc", "x/a🎉c"], ["ac", "a/c", "abbc"]],
  ["[a-c].ts", ["a.ts", "x/c.ts"], ["d.ts", "-.ts"]],
  ["[!a-c].ts", ["d.ts"], ["a.ts", "/.ts"]],
  ["[^a].ts", ["b.ts"], ["a.ts"]],
  ["[]x].ts", ["].ts", "x.ts"], ["a.ts"]],
  ["{a,b/c}.ts", ["a.ts", "b/c.ts"], ["b.ts", "{a,b/c}.ts"]],
  ["x{a,{b,c}}", ["xa", "xb", "xc"], ["x", "xab"]],
  ["{a", ["{a"], ["a"]],
  ["a}{b,c}*", ["a}b", "a}cd"], ["a}", "ab"]],
  ["*[", ["a["], ["a"]],
  ["[z-a]*", ["[z-a]", "[z-a]b"], ["z", "b"]],
  ["a.b+(c)|$^*", ["a.b+(c)|$^", "x/a.b+(c)|$^d"], ["aXb+(c)|$^"]],
  ["*\u00e9", ["caf\u00e9"], ["cafe"]],
  ["a*b", ["a\nb"], []],
];

Deno.test("parseGlob() fits paths as shells and .gitignore do", async (t) => {
  for (const [pattern, fitting, others] of CASES) {
    await t.step(pattern, () => {
      assert.ok(isGlob(pattern));
      const { fits, prefix } = parseGlob(pattern);
      for (const path of fitting) {
        assert.ok(fits(path), path);
        assert.ok(path.startsWith(prefix), `"${path}" begins with "${prefix}"`);
      }
      for (const path of others) assert.ok(!fits(path), path);
    });
  }
});

Deno.test("parseGlob() tells what paths begin with, so that few need be looked at", () => {
  assert.equal(parseGlob("src/lib/*.ts").prefix, "src/lib/");
  assert.equal(parseGlob("src/lib{a,b}/x").prefix, "src/lib");
  assert.equal(parseGlob("*.ts").prefix, "");
});

Deno.test("isGlob() takes no plain path for a pattern", () => {
  for (const path of ["src/a.ts", "a b.md", "it's", "a}b]", "$x"]) assert.ok(!isGlob(path), path);
});
