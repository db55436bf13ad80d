import assert from "node:assert/strict";
import { summarize } from "../../../lib/db/status.ts";
import { LoreError } from "../../../lib/errors.ts";
import { BuiltinProvider } from "../../../lib/embedding/builtin.ts";
import { type EmbeddingProvider, embedDocuments } from "../../../lib/embedding/mod.ts";
import { span, withRun } from "../../../lib/spans/mod.ts";
import { aLibrary, type Library } from "../../support/documents.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { aNote } from "../../support/model.ts";

const clock = new FakeClock();
const builtin = new BuiltinProvider();

/** A provider of tiny vectors that notes what it is asked. */
class Toy implements EmbeddingProvider {
  readonly asked: string[] = [];
  readonly batchSize = 2;
  readonly leastScore = 0;
  answer = (texts: readonly string[]): Float32Array[] =>
    texts.map((text) => Float32Array.of(text.length, 1, 0, 2));

  constructor(
    readonly model: string = "toy/1",
    readonly dimensions: number | undefined = undefined,
  ) {}

  embedTexts(texts: readonly string[]): Promise<Float32Array[]> {
    this.asked.push(...texts);
    return Promise.resolve(this.answer(texts));
  }

  embedQuery(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/** Vectors by natural keys. */
function vectors(library: Library): unknown {
  return library.rows(
    `select d.kind, d.iid, d.body, c.seq, c.start_at, c.end_at, c.scale, hex(c.codes) as codes
     from chunks c join documents d on d.id = c.document_id order by 1, 2, 3, 4`,
  );
}

/** A library of some issues, all with documents. */
async function someIssues(count: number): Promise<Library> {
  const library = aLibrary();
  for (let iid = 1; iid <= count; iid++) {
    library.issue(iid, { title: `Thing ${iid}`, description: `About matter ${iid * 7}` });
  }
  await library.generate();
  return library;
}

Deno.test("embedDocuments() embeds new and changed documents, and those alone", async () => {
  using library = await someIssues(5);
  const provider = new Toy();
  const first = await embedDocuments(library.database, { provider, clock });
  assert.deepEqual(first, { embedded: 5, documents: 5, removed: 0, restarted: false });
  assert.deepEqual(provider.asked.slice(0, 2), ["lore", "Thing 1\nAbout matter 7"]);
  provider.asked.length = 0;
  assert.equal((await embedDocuments(library.database, { provider, clock })).embedded, 0);
  library.issue(3, { title: "Other", description: null });
  await library.generate();
  assert.equal((await embedDocuments(library.database, { provider, clock })).embedded, 1);
  assert.deepEqual(provider.asked, ["Other\n"]);
  assert.deepEqual(library.column("select count(*) from chunks"), [5]);
});

Deno.test("labels stand in what is embedded of an item, not of its discussions", async () => {
  using library = aLibrary();
  const labels = [{ id: 1, name: "bug", color: null, description: null }];
  const id = library.issue(1, { title: "Fails", description: "Text", labels });
  library.discussion({ kind: "issue", id }, "d", [aNote(1, { body: "Why?" })]);
  await library.generate();
  const provider = new Toy();
  await embedDocuments(library.database, { provider, clock });
  assert.deepEqual(provider.asked.slice(1), ["Fails\nbug\nText", "Fails\nbob: Why?"]);
});

Deno.test("a long document has several chunks; when it shrinks, the rest goes", async () => {
  using library = aLibrary();
  library.issue(1, { description: "A line of words.\n".repeat(300) });
  await library.generate();
  const options = { provider: builtin, clock };
  const { embedded } = await embedDocuments(library.database, options);
  assert.ok(embedded >= 3);
  assert.deepEqual(
    library.column("select seq from chunks order by id"),
    Array.from({ length: embedded }, (_, seq) => seq),
  );
  library.issue(1, { description: "Short" });
  await library.generate();
  await embedDocuments(library.database, options);
  assert.deepEqual(library.rows("select seq, start_at, end_at from chunks"), [
    { seq: 0, start_at: 0, end_at: 5 },
  ]);
  assert.deepEqual(library.column("select used from vector_blocks"), [1]);
});

Deno.test("vectors of a document that is gone go", async () => {
  using library = await someIssues(3);
  const options = { provider: new Toy(), clock };
  await embedDocuments(library.database, options);
  library.write((tx) => tx.run("delete from issues where iid = 2"));
  library.dirty("issue", 2);
  await library.generate();
  const { removed, embedded } = await embedDocuments(library.database, options);
  assert.deepEqual([removed, embedded], [1, 0]);
  assert.deepEqual(library.column("select document_id from chunks order by 1"), [1, 3]);
  assert.equal(summarize(library.database).embedded_chunks, 2);
});

Deno.test("another model, or --full, embeds everything anew", async () => {
  using library = await someIssues(3);
  await embedDocuments(library.database, { provider: new Toy("toy/1"), clock });
  const other = new Toy("toy/2");
  const switched = await embedDocuments(library.database, { provider: other, clock });
  assert.deepEqual(switched, { embedded: 3, documents: 3, removed: 0, restarted: true });
  assert.deepEqual(library.rows("select model, dimensions from embedding_model"), [
    { model: "toy/2", dimensions: 4 },
  ]);
  const again = await embedDocuments(library.database, { provider: other, full: true, clock });
  assert.equal(again.embedded, 3);
  assert.deepEqual(library.column("select count(*) from chunks"), [3]);
});

Deno.test("a model that does not answer leaves the vectors of the one before", async () => {
  using library = await someIssues(3);
  await embedDocuments(library.database, { provider: builtin, clock });
  const before = vectors(library);
  const down = new Toy("down");
  down.answer = () => {
    throw new LoreError("FORGE_UNAVAILABLE", "It is down");
  };
  await assert.rejects(embedDocuments(library.database, { provider: down, clock }), {
    code: "FORGE_UNAVAILABLE",
  });
  assert.deepEqual(vectors(library), before);
  assert.deepEqual(library.column("select model from embedding_model"), [builtin.model]);
});

Deno.test("wrong numbers of vectors and of dimensions are refused", async (t) => {
  const cases: readonly (readonly [string, Toy["answer"], RegExp])[] = [
    ["too few", (texts) => texts.slice(1).map(() => new Float32Array(4)), /1 vectors for 2 texts/],
    ["too long", (texts) => texts.map(() => new Float32Array(5)), /of 5 numbers.* of 4/],
  ];
  for (const [name, answer, message] of cases) {
    await t.step(name, async () => {
      using library = await someIssues(2);
      const provider = new Toy("toy", 4);
      provider.answer = answer;
      await assert.rejects(embedDocuments(library.database, { provider, clock }), {
        code: "FAILED",
        message,
      });
      assert.deepEqual(library.column("select count(*) from chunks"), [0]);
    });
  }
});

Deno.test("an interrupted embedDocuments() keeps what it did, and ends with the same vectors", async () => {
  using undisturbed = await someIssues(2100);
  await embedDocuments(undisturbed.database, { provider: builtin, clock });
  using library = await someIssues(2100);
  const stop = new AbortController();
  const stopping = {
    sleep: () => {
      stop.abort();
      return Promise.resolve();
    },
  };
  await assert.rejects(
    embedDocuments(library.database, {
      provider: builtin,
      signal: stop.signal,
      clock: stopping,
    }),
    { name: "AbortError" },
  );
  assert.deepEqual(library.column("select count(*) from embedding_queue"), [2100 - 2048]);
  await embedDocuments(library.database, { provider: builtin, clock });
  assert.deepEqual(vectors(library), vectors(undisturbed));
});

Deno.test("vectors do not depend on what else is in the store, or when it came", async () => {
  const made = async (order: readonly number[], step: number): Promise<unknown> => {
    using library = aLibrary();
    for (const [at, iid] of order.entries()) {
      library.issue(iid, { title: `Thing ${iid}`, description: `About matter ${iid * 7}` });
      if (at % step !== 0) continue;
      await library.generate();
      await embedDocuments(library.database, { provider: builtin, clock });
    }
    await library.generate();
    await embedDocuments(library.database, { provider: builtin, clock });
    return vectors(library);
  };
  assert.deepEqual(await made([1, 2, 3, 4, 5, 6, 7], 3), await made([7, 3, 5, 1, 6, 2, 4], 2));
});

Deno.test("embedDocuments() of an empty store asks a server nothing", async () => {
  using library = aLibrary();
  const provider = new Toy();
  const done = await embedDocuments(library.database, { provider, clock });
  assert.deepEqual(done, { embedded: 0, documents: 0, removed: 0, restarted: false });
  assert.deepEqual(provider.asked, []);
});

Deno.test("embedDocuments() counts chunks into the span around it", async () => {
  using library = await someIssues(3);
  const [stage] = await withRun({ command: "test", clock }, async (run) => {
    await span("embed", {}, () => embedDocuments(library.database, { provider: builtin, clock }));
    return run.stages();
  });
  assert.equal(stage?.items_processed, 3);
});
