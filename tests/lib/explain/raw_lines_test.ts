import assert from "node:assert/strict";
import { BLOCK_BYTES, decode, readBackward, readForward } from "../../../lib/explain/raw_lines.ts";
import { openRead, type ReadFile } from "../../../lib/platform/files.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

/** Hands an open file with this text to a test. */
function withFile<T>(text: string, use: (file: ReadFile) => T): T {
  using folder = temporaryFolder();
  using file = openRead(folder.write("a.log", text));
  assert.ok(file !== undefined);
  return use(file);
}

function forward(text: string, options: { from?: number; wholeLines?: boolean } = {}) {
  return withFile(text, (file) => {
    const lines: string[] = [];
    const stretch = { from: options.from ?? 0, to: file.size(), ...options };
    const at = readForward(file, stretch, (line) => void lines.push(decode(line)));
    return { lines, at };
  });
}

function backward(text: string): string[] {
  return withFile(text, (file) => {
    const lines: string[] = [];
    readBackward(file, file.size(), (line) => void lines.push(decode(line)));
    return lines;
  });
}

const FILES: Readonly<Record<string, string>> = {
  "nothing": "",
  "one line": "a\n",
  "a last line without an end": "a\nb",
  "empty lines": "\n\na\n\n",
  "more than one character a byte": "grüße 👩‍👧\n日本\n",
  "CRLF": "a\r\nb\r\n",
  "several blocks": Array.from({ length: 40_000 }, (_, at) => `line ${at} ${"x".repeat(at % 90)}`)
    .join("\n") + "\n",
  "lines that end with a block": `${"a".repeat(BLOCK_BYTES - 1)}\n${"b".repeat(BLOCK_BYTES - 1)}\n`,
};

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

Deno.test("readForward() gives each line of a file, in order", async (t) => {
  for (const [name, text] of Object.entries(FILES)) {
    await t.step(name, () => {
      const { lines, at } = forward(text);
      assert.deepEqual(lines, linesOf(text));
      assert.equal(at, new TextEncoder().encode(text).length);
    });
  }
});

Deno.test("readBackward() gives the same lines from the last to the first", async (t) => {
  for (const [name, text] of Object.entries(FILES)) {
    await t.step(name, () => assert.deepEqual(backward(text), linesOf(text).reverse()));
  }
});

Deno.test("readForward() leaves a line without an end for later where only whole ones are wanted", () => {
  assert.deepEqual(forward("a\nbc", { wholeLines: true }), { lines: ["a"], at: 2 });
  assert.deepEqual(forward("bc", { wholeLines: true }), { lines: [], at: 0 });
  assert.deepEqual(forward("a\nbc\n", { from: 2, wholeLines: true }), { lines: ["bc"], at: 5 });
  const long = "x".repeat(BLOCK_BYTES + 5);
  assert.deepEqual(forward(`a\n${long}`, { wholeLines: true }), { lines: ["a"], at: 2 });
});

Deno.test("a line longer than a block does not hide those beside it", () => {
  const long = "x".repeat(3 * BLOCK_BYTES + 5);
  const { lines } = forward(`a\n${long}\nb\n`);
  assert.deepEqual([lines.length, lines[0], lines.at(-1)], [3, "a", "b"]);
  assert.equal(lines[1]?.length, BLOCK_BYTES, "only its beginning is held");
  const reversed = backward(`a\n${long}\nb\n`);
  assert.deepEqual([reversed[0], reversed.at(-1)], ["b", "a"]);
  assert.ok(reversed.every((line) => line.length <= BLOCK_BYTES));
});

Deno.test("both stop where the reader has enough", () => {
  withFile("a\nb\nc\n", (file) => {
    const seen: string[] = [];
    const stop = (line: string): boolean => seen.push(line) < 2;
    assert.equal(readForward(file, { from: 0, to: file.size() }, stop), 4);
    readBackward(file, file.size(), (line) => seen.push(line) < 4);
    assert.deepEqual(seen, ["a", "b", "c", "b"]);
  });
});
