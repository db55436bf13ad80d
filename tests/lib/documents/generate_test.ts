import assert from "node:assert/strict";
import { generateDocuments } from "../../../lib/documents/mod.ts";
import { withRun } from "../../../lib/spans/mod.ts";
import { aLibrary } from "../../support/documents.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { aFile, aNote, aUser, NOON } from "../../support/model.ts";

const bug = { id: 1, name: "bug", color: null, description: null };
const ui = { id: 2, name: "ui", color: null, description: null };

/** How often a word is found, by table. */
const FOUND = "select rowid from documents_words where documents_words match ?";

Deno.test("generateDocuments() makes one document of an issue, with all that it names", async () => {
  using library = aLibrary();
  const id = library.issue(12, {
    title: "Login fails",
    description: "It says *no*.",
    labels: [ui, bug],
    assignees: [aUser("zoe"), aUser("bob")],
  });
  assert.deepEqual(await library.generate(), { written: 1, skipped: 0, removed: 0 });
  const [row] = library.rows("select * from documents");
  assert.ok(row);
  const { content_hash: hash, ...rest } = row;
  assert.ok(Number.isSafeInteger(hash));
  assert.deepEqual(rest, {
    id: 1,
    kind: "issue",
    entity_id: id,
    project_id: library.scope.projectId,
    parent_kind: null,
    parent_id: null,
    iid: 12,
    author: "ada",
    state: "opened",
    labels: '["bug","ui"]',
    created_at: NOON - 1e6,
    updated_at: NOON - 1e6,
    web_url: "https://forge.test/acme/web/-/issues/12",
    title: "Login fails",
    keywords: "acme/web#12\nada ADA\nbob BOB\nzoe ZOE\nbug, ui",
    body: "It says *no*.",
  });
});

Deno.test("generateDocuments() names branches, reviewers and files of a merge request", async () => {
  using library = aLibrary();
  library.mergeRequest(
    34,
    { title: "Speed up", description: null, reviewers: [aUser("rex")], sourceBranch: "quick" },
    [aFile("src/b.ts"), aFile("src/new.ts", { oldPath: "src/old.ts", change: "renamed" })],
  );
  await library.generate();
  assert.deepEqual(library.rows("select keywords, body, state from documents"), [{
    keywords: "acme/web!34\nada ADA\nrex REX\nquick main\nsrc/b.ts\nsrc/new.ts\nsrc/old.ts",
    body: "",
    state: "opened",
  }]);
});

Deno.test("a document of a merge request names 200 of its files", async () => {
  using library = aLibrary();
  const files = Array.from({ length: 300 }, (_, i) => aFile(`f${1000 + i}.ts`));
  library.mergeRequest(1, {}, files);
  await library.generate();
  const [keywords] = library.column("select keywords from documents");
  assert.equal(String(keywords).match(/f\d+\.ts/g)?.length, 200);
  assert.match(String(keywords), /f1199\.ts$/);
});

Deno.test("generateDocuments() makes one document of a discussion's notes", async () => {
  using library = aLibrary();
  const id = library.mergeRequest(34, { title: "Speed up", labels: [bug] });
  const position = {
    ...{ oldPath: "src/a.ts", newPath: "src/b.ts", oldLine: null, newLine: 7 },
    ...{ startLine: null, endLine: null, type: "text" },
    ...{ baseSha: null, startSha: null, headSha: null },
  };
  library.discussion({ kind: "merge_request", id }, "d1", [
    aNote(503, { body: "Done.", author: aUser("ada"), createdAt: NOON + 2, updatedAt: NOON + 9 }),
    aNote(502, { body: "changed this line", system: true, createdAt: NOON + 1 }),
    aNote(501, { body: "Why?", position }),
  ]);
  await library.generate();
  const [row] = library.rows(
    `select title, keywords, body, author, labels, iid, parent_kind, parent_id, created_at,
       updated_at, web_url from documents where kind = 'discussion'`,
  );
  assert.deepEqual(row, {
    title: "Speed up",
    keywords: "acme/web!34",
    body: "bob on src/b.ts:7: Why?\n\nada: Done.",
    author: "bob",
    labels: '["bug"]',
    iid: 34,
    parent_kind: "merge_request",
    parent_id: id,
    created_at: NOON,
    updated_at: NOON + 9,
    web_url: "https://forge.test/acme/web/-/merge_requests/34#note_501",
  });
});

Deno.test("a discussion of nothing but system notes has no document", async () => {
  using library = aLibrary();
  const id = library.issue(1);
  library.discussion({ kind: "issue", id }, "d1", [aNote(1, { system: true })]);
  assert.deepEqual(await library.generate(), { written: 1, skipped: 1, removed: 0 });
  assert.deepEqual(library.column("select kind from documents"), ["issue"]);
});

Deno.test("generateDocuments() skips what did not change", async () => {
  using library = aLibrary();
  const id = library.issue(1);
  await library.generate();
  library.write((tx) => tx.run("delete from embedding_queue"));
  library.dirty("issue", id);
  assert.deepEqual(await library.generate(), { written: 0, skipped: 1, removed: 0 });
  assert.deepEqual(library.rows("select * from dirty_documents"), []);
  assert.deepEqual(library.rows("select * from embedding_queue"), []);
});

Deno.test("generateDocuments() replaces a changed text and its words", async () => {
  using library = aLibrary();
  library.issue(1, { title: "walrus problem", description: "first" });
  await library.generate();
  library.issue(1, { title: "giraffe problem", description: "second" });
  assert.deepEqual(await library.generate(), { written: 1, skipped: 0, removed: 0 });
  assert.deepEqual(library.column(FOUND, "walrus"), []);
  assert.deepEqual(library.column(FOUND, "giraffe"), [1]);
  const parts = "select rowid from documents_parts where documents_parts match ?";
  assert.deepEqual(library.column(parts, "alru"), []);
  assert.deepEqual(library.column(parts, "iraff"), [1]);
  assert.deepEqual(library.column("select body from documents"), ["second"]);
});

Deno.test("a change beside the text is stored without embedding the document anew", async () => {
  using library = aLibrary();
  library.issue(1, { state: "opened" });
  await library.generate();
  library.write((tx) => tx.run("delete from embedding_queue"));
  library.issue(1, { state: "closed", updatedAt: NOON });
  assert.deepEqual(await library.generate(), { written: 1, skipped: 0, removed: 0 });
  assert.deepEqual(library.rows("select state, updated_at from documents"), [
    { state: "closed", updated_at: NOON },
  ]);
  assert.deepEqual(library.rows("select * from embedding_queue"), []);
});

Deno.test("the document of an entity that is gone goes, and its words with it", async () => {
  using library = aLibrary();
  const id = library.issue(1, { title: "walrus" });
  const discussionId = library.discussion({ kind: "issue", id }, "d1", [aNote(1)]);
  await library.generate();
  library.write((tx) => tx.run("delete from issues where id = ?", id));
  library.dirty("issue", id);
  library.dirty("discussion", discussionId);
  assert.deepEqual(await library.generate(), { written: 0, skipped: 0, removed: 2 });
  assert.deepEqual(library.rows("select * from documents"), []);
  assert.deepEqual(library.column(FOUND, "walrus"), []);
  library.dirty("issue", id);
  assert.deepEqual(await library.generate(), { written: 0, skipped: 1, removed: 0 });
});

Deno.test("a discussion that lost its last note of a person loses its document", async () => {
  using library = aLibrary();
  const id = library.issue(1);
  const discussionId = library.discussion({ kind: "issue", id }, "d1", [aNote(1)]);
  await library.generate();
  library.write((tx) => tx.run("delete from notes"));
  library.dirty("discussion", discussionId);
  assert.equal((await library.generate()).removed, 1);
});

Deno.test("generateDocuments() of a run leaves alone what other runs made dirty", async () => {
  using library = aLibrary();
  library.issue(1, {}, "aaaaaaaa");
  library.issue(2, {}, "bbbbbbbb");
  library.issue(3, {}, "aaaaaaaa");
  assert.equal((await library.generate({ runId: "aaaaaaaa" })).written, 2);
  assert.deepEqual(library.column("select iid from documents order by iid"), [1, 3]);
  assert.deepEqual(library.column("select origin_run_id from dirty_documents"), ["bbbbbbbb"]);
});

Deno.test("generateDocuments() counts into the span around it", async () => {
  using library = aLibrary();
  const same = library.issue(1);
  await library.generate();
  library.dirty("issue", same);
  library.issue(2);
  const clock = new FakeClock();
  const stages = await withRun({ command: "test", clock }, async (run) => {
    const { span } = await import("../../../lib/spans/mod.ts");
    await span("generate_docs", {}, () => generateDocuments(library.database, { clock }));
    return run.stages();
  });
  const [stage] = stages;
  assert.equal(stage?.items_processed, 1);
  assert.equal(stage?.items_skipped, 1);
});

Deno.test("an interrupted generateDocuments() keeps what it did and goes on there", async () => {
  using library = aLibrary();
  const others = Array.from({ length: 3000 }, (_, i) => library.issue(i + 1));
  const stop = new AbortController();
  const clock = {
    sleep: () => {
      stop.abort();
      return Promise.resolve();
    },
  };
  await assert.rejects(
    generateDocuments(library.database, { signal: stop.signal, clock }),
    { name: "AbortError" },
  );
  assert.deepEqual(library.column("select count(*) from documents"), [2000]);
  assert.deepEqual(library.column("select count(*) from dirty_documents"), [1000]);
  assert.equal((await library.generate()).written, others.length - 2000);
});

Deno.test("stores with the same rows have the same documents, however they came about", async () => {
  const contents = async (order: readonly number[]): Promise<unknown> => {
    using library = aLibrary();
    for (const iid of order) {
      const id = library.issue(iid, { labels: iid % 2 ? [bug, ui] : [ui, bug] });
      library.discussion({ kind: "issue", id }, `d${iid}`, [aNote(iid)]);
      if (iid % 3 === 0) await library.generate();
    }
    await library.generate();
    return library.rows(
      `select kind, iid, title, keywords, body, labels, content_hash, web_url from documents
       order by kind, iid`,
    );
  };
  assert.deepEqual(await contents([1, 2, 3, 4, 5, 6]), await contents([6, 3, 5, 1, 4, 2]));
});

Deno.test("long texts end a batch early", async () => {
  using library = aLibrary();
  const description = "word ".repeat(500_000);
  const ids = [1, 2, 3, 4].map((iid) => library.issue(iid, { description }));
  for (const id of ids.slice(0, 3)) {
    library.discussion({ kind: "issue", id }, `d${id}`, [
      aNote(id, { body: description }),
      aNote(id + 10, { body: description }),
    ]);
  }
  const clock = new FakeClock();
  await generateDocuments(library.database, { clock });
  assert.deepEqual(library.column("select count(*) from documents"), [7]);
  assert.equal(clock.slept.length, 2 + 3);
});
