import assert from "node:assert/strict";
import { codeLines, percent, readLcov, total } from "./coverage.ts";

Deno.test("readLcov() counts the lines of each file and those that ran", () => {
  const counts = readLcov(
    "SF:/a.ts\nFN:1,x\nDA:1,1\nDA:2,0\nDA:3,12\nLF:3\nend_of_record\n" +
      "SF:/b.ts\nDA:1,0\nend_of_record\n",
  );
  assert.deepEqual(counts, [
    { file: "/a.ts", lines: 3, run: 2 },
    { file: "/b.ts", lines: 1, run: 0 },
  ]);
  assert.equal(percent(total(counts)), 50);
});

Deno.test("codeLines() counts code, and nothing in a file of types", () => {
  assert.equal(codeLines("/** x */\nexport interface A {\n  b: 1;\n}\n"), 0);
  assert.equal(codeLines("/** x */\nexport function a(): void {\n\n  // why\n  b();\n}\n"), 3);
});
