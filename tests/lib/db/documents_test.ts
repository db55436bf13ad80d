import assert from "node:assert/strict";
import {
  clearDirty,
  countDocuments,
  type DocumentFacts,
  indexDocuments,
  type IndexedText,
  insertDocument,
  lastDocumentId,
  markEverythingDirty,
  removeDocument,
  replaceDocument,
  updateFacts,
} from "../../../lib/db/documents.ts";
import { countDirty } from "../../../lib/db/document_sources.ts";
import { markDirty } from "../../../lib/db/dirty_documents.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { generator } from "../../support/vectors.ts";

function facts(mirror: Mirror, entityId: number, change: Partial<DocumentFacts> = {}) {
  return {
    kind: "issue",
    entityId,
    projectId: mirror.scope.projectId,
    parentKind: null,
    parentId: null,
    iid: entityId,
    author: "ada",
    state: "opened",
    labels: "[]",
    createdAt: 1,
    updatedAt: 2,
    webUrl: "https://forge.test/1",
    title: "title",
    keywords: "",
    body: "",
    contentHash: 1,
    ...change,
  } as const;
}

function words(text: string): IndexedText {
  return { title: text, keywords: "", body: "", context: "", parts: text };
}

/** Keys of the documents in which a word is found, in both indexes alike. */
function found(mirror: Mirror, word: string): unknown[] {
  const [a, b] = ["words", "parts"].map((index) =>
    mirror.column(
      `select rowid from documents_${index} where documents_${index} match ? order by rowid`,
      word,
    )
  );
  assert.deepEqual(a, b);
  return a ?? [];
}

Deno.test("the indexes follow documents through any order of changes", () => {
  using mirror = aMirror();
  const random = generator(2);
  const names = ["walrus", "giraffe", "pelican", "ocelot"];
  const expected = new Map<number, string>();
  let entity = 0;
  for (let round = 0; round < 60; round++) {
    mirror.write((tx) => {
      const outdated: number[] = [];
      const texts = new Map<number, IndexedText>();
      for (const id of [...expected.keys()]) {
        if (random() < 0.7) continue;
        outdated.push(id);
        const name = names[Math.floor(random() * 4)] ?? "";
        if (random() < 0.4) {
          removeDocument(tx, id);
          expected.delete(id);
        } else {
          replaceDocument(tx, id, facts(mirror, ++entity, { title: name }));
          texts.set(id, words(name));
          expected.set(id, name);
        }
      }
      for (let n = random() * 8; n > 0; n--) {
        const name = names[Math.floor(random() * 4)] ?? "";
        const id = insertDocument(tx, facts(mirror, ++entity, { title: name }));
        // A key may be that of a document that was removed in the same breath.
        texts.set(id, words(name));
        expected.set(id, name);
      }
      indexDocuments(tx, { outdated, texts });
    });
  }
  for (const name of names) {
    const ids = [...expected].filter(([, own]) => own === name).map(([id]) => id);
    assert.deepEqual(found(mirror, name), ids.sort((a, b) => a - b), name);
  }
  assert.equal(countDocuments(mirror.database), expected.size);
  mirror.write((tx) =>
    tx.exec("insert into documents_words (documents_words) values ('integrity-check')")
  );
});

Deno.test("every document that is indexed anew, or gone, enters the embedding queue once", () => {
  using mirror = aMirror();
  mirror.write((tx) => {
    const id = insertDocument(tx, facts(mirror, 1));
    indexDocuments(tx, { outdated: [7], texts: new Map([[id, words("a")]]) });
    indexDocuments(tx, { outdated: [id], texts: new Map([[id, words("b")]]) });
  });
  assert.deepEqual(mirror.column("select document_id from embedding_queue order by 1"), [1, 7]);
});

Deno.test("updateFacts() changes what differs, null included, and says whether it did", () => {
  using mirror = aMirror();
  mirror.write((tx) => {
    const id = insertDocument(tx, facts(mirror, 1));
    assert.equal(updateFacts(tx, id, facts(mirror, 1)), false);
    assert.equal(updateFacts(tx, id, facts(mirror, 1, { author: null })), true);
    assert.equal(updateFacts(tx, id, facts(mirror, 1, { author: null })), false);
    assert.equal(updateFacts(tx, id, facts(mirror, 1, { author: null, labels: '["x"]' })), true);
  });
  assert.deepEqual(mirror.rows("select author, labels from documents"), [
    { author: null, labels: '["x"]' },
  ]);
});

Deno.test("lastDocumentId() is 0 in an empty store", () => {
  using mirror = aMirror();
  assert.equal(lastDocumentId(mirror.database), 0);
  mirror.write((tx) => insertDocument(tx, facts(mirror, 1)));
  assert.equal(lastDocumentId(mirror.database), 1);
});

Deno.test("clearDirty() takes a range of one kind off the list, of one run if told", () => {
  using mirror = aMirror();
  mirror.write((tx) => {
    for (const entityId of [1, 2, 3, 4]) {
      markDirty(tx, "issue", { entityId, runId: entityId % 2 ? "odd" : "even" });
    }
    markDirty(tx, "discussion", { entityId: 2, runId: "even" });
    clearDirty(tx, "issue", { first: 2, last: 3, runId: "even" });
  });
  assert.equal(countDirty(mirror.database), 4);
  assert.equal(countDirty(mirror.database, "even"), 2);
  mirror.write((tx) => clearDirty(tx, "issue", { first: 1, last: 3 }));
  assert.deepEqual(mirror.rows("select kind, entity_id from dirty_documents order by 1"), [
    { kind: "discussion", entity_id: 2 },
    { kind: "issue", entity_id: 4 },
  ]);
});

Deno.test("markEverythingDirty() includes documents whose entity is gone, and keeps other runs' marks", () => {
  using mirror = aMirror();
  mirror.write((tx) => {
    insertDocument(tx, facts(mirror, 41));
    markDirty(tx, "issue", { entityId: 40, runId: "sync" });
    markEverythingDirty(tx, "full");
  });
  assert.deepEqual(mirror.rows("select entity_id, origin_run_id from dirty_documents order by 1"), [
    { entity_id: 40, origin_run_id: "sync" },
    { entity_id: 41, origin_run_id: "full" },
  ]);
});
