import assert from "node:assert/strict";
import { contentHash } from "../../lib/content_hash.ts";

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
