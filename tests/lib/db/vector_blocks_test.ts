import assert from "node:assert/strict";
import {
  BLOCK_PLACES,
  freePlacesOf,
  takePlaces,
  vectorBlocks,
} from "../../../lib/db/vector_blocks.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { generator } from "../../support/vectors.ts";

/** What stands at each place: the document and its signs. */
function places(mirror: Mirror): Map<number, string> {
  const found = new Map<number, string>();
  for (const { id, documents, signs } of vectorBlocks(mirror.database)) {
    documents.forEach((document, at) => {
      if (document === 0) return;
      const bytes = signs.slice(at * 2, at * 2 + 2);
      found.set(id * BLOCK_PLACES + at, `${document}:${bytes.join(",")}`);
    });
  }
  return found;
}

function vector(documentId: number): { documentId: number; signs: Uint8Array } {
  return { documentId, signs: Uint8Array.of(documentId & 255, documentId >> 8) };
}

Deno.test("places are taken in order, and free ones again", () => {
  using mirror = aMirror();
  const take = (...ids: number[]) => mirror.write((tx) => takePlaces(tx, ids.map(vector)));
  assert.deepEqual(take(11, 12, 13), [0, 1, 2]);
  assert.deepEqual(mirror.write((tx) => freePlacesOf(tx, new Set([12, 99]))), [1]);
  assert.deepEqual(take(14, 15), [1, 3]);
  assert.deepEqual([...places(mirror).values()], ["11:11,0", "14:14,0", "13:13,0", "15:15,0"]);
  assert.deepEqual(mirror.column("select used from vector_blocks"), [4]);
});

Deno.test("a full block is followed by another, and filled again when places become free", () => {
  using mirror = aMirror();
  const many = Array.from({ length: BLOCK_PLACES * 2 + 5 }, (_, i) => vector(i + 1));
  mirror.write((tx) => takePlaces(tx, many));
  assert.deepEqual(mirror.column("select used from vector_blocks order by id"), [1024, 1024, 5]);
  mirror.write((tx) => freePlacesOf(tx, new Set([1031, 8, 1026])));
  assert.deepEqual(mirror.column("select used from vector_blocks order by id"), [1023, 1022, 5]);
  const taken = mirror.write((tx) => takePlaces(tx, [9001, 9002, 9003, 9004].map(vector)));
  assert.deepEqual(taken, [7, 1025, 1030, 2053]);
});

Deno.test("blocks hold what they should after any order of taking and freeing", () => {
  using mirror = aMirror();
  const random = generator(3);
  const expected = new Map<number, string>();
  let next = 1;
  for (let round = 0; round < 30; round++) {
    mirror.write((tx) => {
      const free = [...expected.keys()].filter(() => random() < 0.3);
      const owners = free.map((place) => Number(expected.get(place)?.split(":")[0]));
      assert.deepEqual(
        freePlacesOf(tx, new Set(owners)).sort((a, b) => a - b),
        free.sort((a, b) => a - b),
      );
      for (const place of free) expected.delete(place);
      const vectors = Array.from({ length: Math.floor(random() * 400) }, () => vector(next++));
      const taken = takePlaces(tx, vectors);
      assert.equal(new Set(taken).size, vectors.length);
      taken.forEach((place, i) => {
        assert.ok(!expected.has(place), `place ${place} was not free`);
        const { documentId, signs } = vectors[i] ?? vector(0);
        expected.set(place, `${documentId}:${signs.join(",")}`);
      });
    });
  }
  assert.ok(expected.size > 500);
  assert.deepEqual(new Map([...places(mirror)].sort()), new Map([...expected].sort()));
  const used = mirror.column("select sum(used) from vector_blocks");
  assert.deepEqual(used, [expected.size]);
});
