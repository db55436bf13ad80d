import assert from "node:assert/strict";
import {
  countMatches,
  type DocumentFilter,
  documentsById,
  matchDocuments,
  passing,
  projectIdsByPath,
} from "../../../lib/db/search.ts";
import { aLibrary, type Library } from "../../support/documents.ts";
import { aNote, aUser, NOON } from "../../support/model.ts";

const label = (name: string) => ({ id: null, name, color: null, description: null });

/** Documents 1 to 4: two issues, a merge request, a discussion of the first issue. */
async function four(): Promise<Library> {
  const library = aLibrary();
  const id = library.issue(1, { title: "red fox", labels: [label("Bug"), label("it's")] });
  library.issue(2, { title: "red hen", author: aUser("bob"), updatedAt: NOON });
  library.mergeRequest(3, { title: "fox", description: "red red red", author: null });
  library.discussion({ kind: "issue", id }, "d", [
    aNote(1, { author: aUser("bob"), body: "red" }),
    aNote(2, { author: aUser("Eve"), body: "no" }),
    aNote(3, { author: aUser("mallory"), system: true }),
  ]);
  await library.generate();
  return library;
}

const FILTERS: readonly (readonly [DocumentFilter, readonly number[]])[] = [
  [{}, [1, 2, 3, 4]],
  [{ kind: "issue" }, [1, 2]],
  [{ author: "bob" }, [2, 4]],
  [{ author: "BOB", kind: "discussion" }, [4]],
  [{ author: "eve" }, [4]],
  [{ author: "mallory" }, []],
  [{ author: "' or 1=1 --" }, []],
  [{ labels: ["bug"] }, [1, 4]],
  [{ labels: ["bug", "it's"], kind: "issue" }, [1]],
  [{ labels: ["bu"] }, []],
  [{ since: NOON }, [2, 4]],
  [{ projectIds: [1] }, [1, 2, 3, 4]],
  [{ projectIds: [2, 3] }, []],
  [{ projectIds: [] }, []],
];

Deno.test("filters hold in the index of words and for given documents alike", async (t) => {
  using library = await four();
  for (const [filter, expected] of FILTERS) {
    await t.step(JSON.stringify(filter), () => {
      const asked = { expression: "red", filter, limit: 10 };
      const ids = matchDocuments(library.database, "words", asked).map(({ id }) => id);
      assert.deepEqual(ids.sort(), expected);
      const passed = passing(library.database, [4, 3, 2, 1, 99], filter);
      assert.deepEqual([...passed].sort(), expected);
    });
  }
});

Deno.test("matchDocuments() ranks titles first and stops at the limit, with and without a filter", async () => {
  using library = aLibrary();
  for (let iid = 1; iid <= 9; iid++) library.issue(iid, { title: `other ${iid}` });
  library.issue(10, { title: "other", description: "walrus walrus" });
  library.issue(11, { title: "walrus", description: "a long text that goes on and on and on" });
  library.issue(12, { title: "other", description: "a longer text where some walrus is" });
  await library.generate();
  for (const filter of [{}, { since: 0 }]) {
    const asked = { expression: "walrus", filter, limit: 2 };
    const [first, second, ...rest] = matchDocuments(library.database, "words", asked);
    assert.deepEqual([first?.id, second?.id, rest.length], [11, 10, 0]);
    assert.ok(Number(first?.score) > Number(second?.score) && Number(second?.score) > 0);
  }
});

Deno.test("a filtered question is led by the index: it does not sort what it finds", async () => {
  using library = await four();
  const details = library.rows(
    `explain query plan select documents_words.rowid from documents_words
     cross join documents d on d.id = documents_words.rowid
     where documents_words match 'red' and d.kind = 'issue' order by documents_words.rank limit 3`,
  ).map(({ detail }) => String(detail));
  assert.equal(details.length, 2);
  assert.ok(!details.some((detail) => /temp b-tree/i.test(detail)), details.join("; "));
});

Deno.test("countMatches() counts no further than asked", async () => {
  using library = await four();
  assert.equal(countMatches(library.database, "red", 100), 4);
  assert.equal(countMatches(library.database, "red", 2), 2);
  assert.equal(countMatches(library.database, "unicorn", 2), 0);
});

Deno.test("documentsById() and projectIdsByPath() find what there is", async () => {
  using library = await four();
  const found = documentsById(library.database, [3, 1, 99]);
  assert.deepEqual([...found.keys()].sort(), [1, 3]);
  assert.equal(found.get(3)?.project, "acme/web");
  assert.deepEqual(projectIdsByPath(library.database, "ACME/web"), [1]);
  assert.deepEqual(projectIdsByPath(library.database, "acme/%"), []);
});
