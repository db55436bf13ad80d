import assert from "node:assert/strict";
import { listThreads, type ThreadFilter } from "../../../lib/db/threads.ts";
import { aLibrary, type Library } from "../../support/documents.ts";
import { aNote, aUser, NOON } from "../../support/model.ts";
import { fullScans, plansOf } from "../../support/query_plan.ts";

/** Threads on an issue and a merge request, and one on an issue that is closed. */
function threads(): Library {
  const library = aLibrary();
  const issue = { kind: "issue", id: library.issue(12, { author: aUser("alice") }) } as const;
  const closed = { kind: "issue", id: library.issue(13, { state: "closed" }) } as const;
  const mr = {
    kind: "merge_request",
    id: library.mergeRequest(34, { author: aUser("bob") }),
  } as const;
  const bob = aUser("bob");
  const open = { resolvable: true, resolved: false, author: bob };
  library.discussion(issue, "talk", [
    aNote(1, { author: aUser("carol"), updatedAt: NOON }),
    aNote(7, { author: aUser("carol"), updatedAt: NOON }),
  ]);
  library.discussion(mr, "open", [
    aNote(2, { ...open, resolved: true, updatedAt: NOON + 1 }),
    aNote(3, { ...open, updatedAt: NOON + 3 }),
    aNote(4, { ...open, system: true, updatedAt: NOON + 9 }),
  ]);
  library.discussion(mr, "done", [
    aNote(5, { ...open, resolved: true, updatedAt: NOON + 2 }),
    aNote(8, { author: bob, updatedAt: NOON }),
  ]);
  library.discussion(closed, "past", [aNote(6, open)]);
  return library;
}

const FILTERS: readonly (readonly [ThreadFilter, readonly string[]])[] = [
  [{}, ["open", "done", "talk"]],
  [{ unresolved: true }, ["open"]],
  [{ unresolved: false }, ["open", "done", "talk"]],
  [{ participant: "BOB" }, ["open", "done"]],
  [{ participant: "alice" }, ["talk"]],
  [{ participant: "carol" }, ["talk"]],
  [{ participant: "' or 1=1 --" }, []],
  [{ projectIds: [] }, []],
];

Deno.test("listThreads() lists threads of open items that pass a filter, latest first", async (t) => {
  using library = threads();
  for (const [filter, expected] of FILTERS) {
    await t.step(JSON.stringify(filter), () => {
      const found = listThreads(library.database, filter, { limit: 50 }).map(({ id }) => id);
      assert.deepEqual(found, expected);
    });
  }
});

Deno.test("listThreads() stops at the limit, with the latest", () => {
  using library = threads();
  assert.deepEqual(listThreads(library.database, {}, { limit: 1 }).map(({ id }) => id), ["open"]);
});

Deno.test("listThreads() gives the pages of a list without gap or overlap", () => {
  using library = threads();
  const pages = [0, 1, 2, 3].map((offset) =>
    listThreads(library.database, {}, { limit: 1, offset }).map(({ id }) => id)
  );
  assert.deepEqual(pages, [["open"], ["done"], ["talk"], []]);
});

Deno.test("listThreads() finds what is unresolved by its index, and what is open by another", async (t) => {
  using library = threads();
  const cases = [
    [{ unresolved: true }, "SCAN notes USING INDEX notes_unresolved"],
    [{}, "SEARCH i USING INDEX issues_state (state=?)"],
  ] as const;
  for (const [filter, step] of cases) {
    await t.step(JSON.stringify(filter), () => {
      const plans = plansOf(
        library.database,
        (reader) => listThreads(reader, filter, { limit: 9 }),
      );
      assert.ok(plans.flat().includes(step), plans.flat().join("\n"));
      // A partial index, and what the question itself made, are no tables.
      assert.deepEqual(fullScans(plans, ["notes USING INDEX notes_unresolved", "o", "d", "t"]), []);
    });
  }
});

Deno.test("listThreads() tells whether a thread is resolved, and counts notes by people", () => {
  using library = threads();
  assert.deepEqual(
    listThreads(library.database, {}, { limit: 50 }).map((
      { id, kind, iid, resolved, notes, author },
    ) => [
      ...[id, kind, iid, resolved, notes, author],
    ]),
    [
      ["open", "merge_request", 34, false, 2, "bob"],
      ["done", "merge_request", 34, true, 2, "bob"],
      ["talk", "issue", 12, null, 2, "carol"],
    ],
  );
});

Deno.test("listThreads() tells file and line, the old ones where the new ones are gone", async (t) => {
  const nowhere = { startLine: null, endLine: null, type: "text" };
  const shas = { baseSha: "a", startSha: "a", headSha: "b" };
  const at = { ...nowhere, ...shas, oldPath: "old.ts", newPath: "new.ts" };
  const cases = [
    [{ ...at, oldLine: 3, newLine: 7 }, "new.ts", 7],
    [{ ...at, oldLine: 3, newLine: null }, "old.ts", 3],
    [null, null, null],
  ] as const;
  for (const [position, path, line] of cases) {
    await t.step(`${path}:${line}`, () => {
      using library = aLibrary();
      const mr = { kind: "merge_request", id: library.mergeRequest(34) } as const;
      library.discussion(mr, "d", [aNote(1, { position }), aNote(2)]);
      const [thread] = listThreads(library.database, {}, { limit: 50 });
      assert.deepEqual([thread?.path, thread?.line], [path, line]);
    });
  }
});
