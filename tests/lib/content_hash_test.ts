import assert from "node:assert/strict";
import { contentHash, FieldHash } from "../../lib/content_hash.ts";
import { NOON } from "../support/model.ts";

Deno.test("contentHash() tells texts apart, and where one ends", () => {
  const texts = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], ["ABC"], [""], []];
  const hashes = texts.map((parts) => contentHash(...parts));
  assert.equal(new Set(hashes).size, texts.length);
  for (const hash of hashes) assert.ok(Number.isSafeInteger(hash) && hash >= 0);
});

Deno.test("contentHash() of 20,000 near texts has no two alike", () => {
  const hashes = Array.from({ length: 20_000 }, (_, i) => contentHash(`issue ${i}`, "body"));
  assert.equal(new Set(hashes).size, hashes.length);
});

Deno.test("contentHash() stays what it is: stores hold it", () => {
  assert.equal(contentHash("Login fails", "acme/web#1", "It says no"), 2572681249994813);
});

Deno.test("FieldHash tells near rows apart: 20,000 of them have no two alike", () => {
  const hashes = Array.from(
    { length: 20_000 },
    (_, i) => new FieldHash().number(1_700_000_000_000 + i).text(`issue ${i % 7}`).text(null).end(),
  );
  assert.equal(new Set(hashes).size, hashes.length);
  assert.ok(hashes.every((hash) => Number.isSafeInteger(hash) && hash >= 0));
});

Deno.test("FieldHash takes in every unit of a text, in its place", () => {
  const texts = ["", "a", "b", "ab", "ba", "aab", "aba", "abaa", "\u{1f41b}", "a\u0000", "\u0000a"];
  const long = Array.from({ length: 500 }, (_, at) => `${"x".repeat(at)}y${"x".repeat(499 - at)}`);
  const hashes = [...texts, ...long].map((text) => new FieldHash().text(text).end());
  assert.equal(new Set(hashes).size, hashes.length);
  const numbers = [null, 0, -1, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52];
  const hashed = numbers.map((number) => new FieldHash().number(number).end());
  assert.equal(new Set(hashed).size, numbers.length);
});

Deno.test("FieldHash stays what it is: stores hold it", () => {
  const hash = new FieldHash().text("Login fails").number(NOON).text(null).each(
    [1, 2],
    (h, n) => h.number(n),
  );
  assert.equal(hash.end(), 5290303179676666);
});
