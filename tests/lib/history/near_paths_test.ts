import assert from "node:assert/strict";
import { nearPaths } from "../../../lib/history/near_paths.ts";

const KNOWN = [
  "README.md",
  "docs/README.md",
  "src/auth/session.ts",
  "src/session.ts",
  "src/auth/token.ts",
  "tests/auth/session_test.ts",
];

const CASES: readonly (readonly [string, readonly string[]])[] = [
  // The same name, the more folders alike the nearer.
  ["session.ts", ["src/session.ts", "src/auth/session.ts"]],
  ["lib/auth/session.ts", ["src/auth/session.ts", "src/session.ts"]],
  ["/home/me/web/src/auth/token.ts", ["src/auth/token.ts"]],
  ["readme.md", ["README.md", "docs/README.md"]],
  ["SRC/Auth/Token.ts", ["src/auth/token.ts"]],
  // Mistyped: the whole path first, then the name alone.
  ["src/auth/sesion.ts", ["src/auth/session.ts"]],
  ["scr/auth/tokn.ts", ["src/auth/token.ts"]],
  ["elsewhere/toekn.ts", ["src/auth/token.ts"]],
  // A part of it.
  ["_test", ["tests/auth/session_test.ts"]],
  ["nothing of the kind", []],
  ["", []],
  ["/", []],
];

Deno.test("nearPaths() finds what was meant, the nearest first", async (t) => {
  for (const [path, expected] of CASES) {
    await t.step(path, () => assert.deepEqual(nearPaths(path, KNOWN), expected));
  }
});
