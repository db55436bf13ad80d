import assert from "node:assert/strict";
import {
  clearDirty,
  countDocuments,
  type DocumentFacts,
  indexDocuments,
  type IndexEntry,
  insertDocuments,
  lastDocumentId,
  markEverythingDirty,
  removeDocument,
  replaceDocument,
  updateFacts,
} from "../../../lib/db/documents.ts";
import { countDirty } from "../../../lib/db/document_sources.ts";
import type { Transaction } from "../../../lib/db/mod.ts";
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

/** What the indexes are to hold of a title: as it stands in the row, or as it is given. */
function entry(text: string, given = false): IndexEntry {
  const words = { title: text, keywords: "", body: "", context: "", parts: text };
  return given ? { parts: text, words } : { parts: text };
}

/** Stores one document; returns its key. */
function insert(tx: Transaction, document: DocumentFacts): number {
  return insertDocuments(tx, [document]);
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
      const entries = new Map<number, IndexEntry>();
      for (const id of [...expected.keys()]) {
        if (random() < 0.7) continue;
        outdated.push(id);
        const name = names[Math.floor(random() * 4)] ?? "";
        if (random() < 0.4) {
          removeDocument(tx, id);
          expected.delete(id);
        } else {
          replaceDocument(tx, id, facts(mirror, ++entity, { title: name }));
          entries.set(id, entry(name, random() < 0.5));
          expected.set(id, name);
        }
      }
      for (let n = random() * 8; n > 0; n--) {
        const name = names[Math.floor(random() * 4)] ?? "";
        const id = insert(tx, facts(mirror, ++entity, { title: name }));
        // A key may be that of a document that was removed in the same breath.
        entries.set(id, entry(name, random() < 0.5));
        expected.set(id, name);
      }
      indexDocuments(tx, { outdated, entries });
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
    const id = insert(tx, facts(mirror, 1));
    indexDocuments(tx, { outdated: [7], entries: new Map([[id, entry("a")]]) });
    indexDocuments(tx, { outdated: [id], entries: new Map([[id, entry("b")]]) });
  });
  assert.deepEqual(mirror.column("select document_id from embedding_queue order by 1"), [1, 7]);
});

Deno.test("updateFacts() changes what differs, null included, and says whether it did", () => {
  using mirror = aMirror();
  mirror.write((tx) => {
    const id = insert(tx, facts(mirror, 1));
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
  mirror.write((tx) => insert(tx, facts(mirror, 1)));
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
    insert(tx, facts(mirror, 41));
    markDirty(tx, "issue", { entityId: 40, runId: "sync" });
    markEverythingDirty(tx, "full");
  });
  assert.deepEqual(mirror.rows("select entity_id, origin_run_id from dirty_documents order by 1"), [
    { entity_id: 40, origin_run_id: "sync" },
    { entity_id: 41, origin_run_id: "full" },
  ]);
});

Deno.test("insertDocuments() numbers many documents in their order", () => {
  using mirror = aMirror();
  mirror.write((tx) => {
    for (const [at, count] of [1, 8, 19, 0].entries()) {
      const before = lastDocumentId(tx);
      const documents = Array.from(
        { length: count },
        (_, i) => facts(mirror, at * 100 + i, { title: `t${before + 1 + i}` }),
      );
      assert.equal(insertDocuments(tx, documents), before + 1);
      assert.equal(lastDocumentId(tx), before + count);
    }
  });
  const rows = mirror.rows("select id, title from documents order by id");
  assert.equal(rows.length, 28);
  for (const { id, title } of rows) assert.equal(title, `t${id}`);
});
