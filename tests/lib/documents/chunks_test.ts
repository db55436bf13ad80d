import assert from "node:assert/strict";
import {
  CHUNK_CHARS,
  MAX_CHUNKS,
  OVERLAP_CHARS,
  splitChunks,
} from "../../../lib/documents/chunks.ts";

/** The pieces of a text. */
function pieces(text: string): string[] {
  return splitChunks(text).map(({ start, end }) => text.slice(start, end));
}

Deno.test("a short body is one piece, an empty one too", () => {
  assert.deepEqual(splitChunks(""), [{ start: 0, end: 0 }]);
  assert.deepEqual(pieces("one\n\ntwo"), ["one\n\ntwo"]);
  assert.equal(pieces("x".repeat(CHUNK_CHARS)).length, 1);
});

Deno.test("pieces end at paragraphs where there are any", () => {
  const paragraph = "Some words that go on. ".repeat(22).trim();
  const all = pieces(Array(8).fill(paragraph).join("\n\n"));
  assert.ok(all.length >= 3);
  for (const piece of all.slice(0, -1)) assert.ok(piece.endsWith("\n\n"));
});

Deno.test("pieces cover all of a body, overlap a little and are none too long", () => {
  const texts = {
    lines: "a line of some length\n".repeat(400),
    words: "word ".repeat(2000),
    "one word": "x".repeat(5000),
    Japanese: "検索機能が動かない。".repeat(600),
    emoji: "🦊".repeat(3000),
  };
  for (const [name, text] of Object.entries(texts)) {
    const ranges = splitChunks(text);
    let covered = 0;
    for (const { start, end } of ranges) {
      assert.ok(start <= covered && end > covered, `${name}: a gap or no progress at ${start}`);
      assert.ok(covered - start <= OVERLAP_CHARS + 1, `${name}: overlap ${covered - start}`);
      assert.ok(end - start <= CHUNK_CHARS, `${name}: ${end - start} units`);
      covered = end;
    }
    assert.equal(covered, text.length, name);
  }
});

Deno.test("no piece begins or ends inside of a character", () => {
  for (const piece of pieces("x" + "🦊".repeat(3000))) assert.ok(piece.isWellFormed());
});

Deno.test(`a document has ${MAX_CHUNKS} pieces at most`, () => {
  assert.equal(splitChunks("log line\n".repeat(100_000)).length, MAX_CHUNKS);
});
