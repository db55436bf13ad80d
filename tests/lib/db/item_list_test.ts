import assert from "node:assert/strict";
import { hasItems, type ItemFilter, type ItemOrder, listItems } from "../../../lib/db/item_list.ts";
import { idsByName } from "../../../lib/db/known_names.ts";
import { aLibrary, type Library } from "../../support/documents.ts";
import { aUser, NOON } from "../../support/model.ts";
import { fullScans, plansOf } from "../../support/query_plan.ts";

const MINUTE = 60_000;

function label(name: string, id: number) {
  return { id, name, color: null, description: null };
}

function milestone(title: string) {
  const nothing = { description: null, state: null, startDate: null, dueDate: null, webUrl: null };
  return { id: 5, iid: 1, title, ...nothing, createdAt: null, updatedAt: null };
}

/** Three issues and two merge requests that differ in all that can be asked for. */
function items(): Library {
  const library = aLibrary();
  const [bug, ui] = [label("bug", 1), label("UI", 2)];
  library.issue(1, { updatedAt: NOON + MINUTE, createdAt: NOON - 3, labels: [bug, ui] });
  library.issue(2, {
    ...{ updatedAt: NOON + 3 * MINUTE, createdAt: NOON - 2, labels: [bug], confidential: true },
    ...{ author: aUser("bob"), assignees: [aUser("carol"), aUser("bob")] },
    milestone: milestone("v1"),
    noteCount: 4,
  });
  library.issue(3, { updatedAt: NOON + 2 * MINUTE, createdAt: NOON - 1, state: "closed" });
  library.mergeRequest(7, { reviewers: [aUser("carol")], labels: [ui], draft: true });
  library.mergeRequest(8, { state: "merged", mergedAt: NOON, reviewers: [aUser("bob")] });
  return library;
}

function iids(library: Library, filter: ItemFilter, order: ItemOrder = "updated"): number[] {
  const page = { filter, order, limit: 50, offset: 0 };
  return listItems(library.database, "issue", page).map(({ iid }) => iid);
}

Deno.test("listItems() lists what passes every filter, latest first", async (t) => {
  using library = items();
  const { database, scope } = library;
  const user = (name: string): number[] => idsByName(database, "user", name);
  const labels = (...names: readonly string[]) =>
    names.map((name) => idsByName(database, "label", name));
  const cases: readonly (readonly [string, ItemFilter, readonly number[]])[] = [
    ["nothing", {}, [2, 3, 1]],
    ["state", { state: "opened" }, [2, 1]],
    ["author", { authorIds: user("BOB") }, [2]],
    ["assignee", { assigneeIds: user("carol") }, [2]],
    ["one label", { labelIds: labels("bug") }, [2, 1]],
    ["two labels", { labelIds: labels("bug", "ui") }, [1]],
    ["milestone", { milestoneIds: idsByName(database, "milestone", "V1") }, [2]],
    ["since, itself included", { since: NOON + 2 * MINUTE }, [2, 3]],
    ["until, itself left out", { until: NOON + 2 * MINUTE }, [1]],
    ["one project", { projectIds: [scope.projectId] }, [2, 3, 1]],
    ["several projects", { projectIds: [scope.projectId, 99] }, [2, 3, 1]],
    ["no project", { projectIds: [] }, []],
    ["another project", { projectIds: [99] }, []],
    ["all at once", { state: "opened", labelIds: labels("bug"), authorIds: user("ada") }, [1]],
  ];
  for (const [name, filter, expected] of cases) {
    await t.step(name, () => assert.deepEqual(iids(library, filter), expected));
  }
});

Deno.test("listItems() lists in each order", async (t) => {
  using library = items();
  const cases: readonly (readonly [ItemOrder, readonly number[]])[] = [
    ["updated", [2, 3, 1]],
    ["updated-asc", [1, 3, 2]],
    ["created", [3, 2, 1]],
    ["created-asc", [1, 2, 3]],
  ];
  for (const [order, expected] of cases) {
    await t.step(order, () => assert.deepEqual(iids(library, {}, order), expected));
  }
});

Deno.test("listItems() gives the pages of a list without gap or overlap", () => {
  using library = items();
  const pages = [0, 1, 2, 3].map((offset) =>
    listItems(library.database, "issue", { filter: {}, order: "updated", limit: 1, offset })
      .map(({ iid }) => iid)
  );
  assert.deepEqual(pages, [[2], [3], [1], []]);
});

Deno.test("listItems() tells of an item what a row shows", () => {
  using library = items();
  const page = { filter: {}, order: "updated", limit: 1, offset: 0 } as const;
  const [issue] = listItems(library.database, "issue", page);
  const { id: _, ...row } = { ...issue };
  assert.deepEqual(row, {
    project: "acme/web",
    iid: 2,
    title: "Issue 2",
    state: "opened",
    author: "bob",
    assignees: ["bob", "carol"],
    reviewers: [],
    labels: ["bug"],
    milestone: "v1",
    confidential: true,
    draft: false,
    sourceBranch: null,
    targetBranch: null,
    comments: 4,
    createdAt: NOON - 2,
    updatedAt: NOON + 3 * MINUTE,
    closedAt: null,
    mergedAt: null,
    webUrl: "https://forge.test/acme/web/-/issues/2",
  });
});

Deno.test("listItems() of merge requests knows reviewers, branches and drafts", () => {
  using library = items();
  const reviewed = { reviewerIds: idsByName(library.database, "user", "carol") };
  const page = { filter: reviewed, order: "updated", limit: 5, offset: 0 } as const;
  const rows = listItems(library.database, "merge_request", page);
  assert.deepEqual(
    rows.map(({ iid, reviewers, draft, sourceBranch, targetBranch, labels }) => [
      ...[iid, reviewers, draft, sourceBranch, targetBranch, labels],
    ]),
    [[7, ["carol"], true, "topic-7", "main", ["UI"]]],
  );
});

Deno.test("hasItems() tells whether there is any item of a kind", () => {
  using library = aLibrary();
  assert.equal(hasItems(library.database, "issue"), false);
  library.issue(1);
  assert.equal(hasItems(library.database, "issue"), true);
  assert.equal(hasItems(library.database, "merge_request"), false);
});

Deno.test("listItems() reads open items in their order: no table as a whole, no sort", async (t) => {
  using library = items();
  const { database, scope } = library;
  for (const kind of ["issue", "merge_request"] as const) {
    const filters: readonly ItemFilter[] = [
      { state: "opened" },
      { state: "opened", projectIds: [scope.projectId] },
      { state: "opened", projectIds: [scope.projectId, 2] },
      { state: "opened", labelIds: [[1]] },
      { state: "opened", since: NOON },
    ];
    for (const filter of filters) {
      await t.step(`${kind} ${JSON.stringify(filter)}`, () => {
        const page = { filter, order: "updated", limit: 50, offset: 0 } as const;
        const plans = plansOf(database, (reader) => listItems(reader, kind, page));
        assert.deepEqual(fullScans(plans), []);
        const sorts = (plans[0] ?? []).filter((step) => step.includes("FOR ORDER BY"));
        assert.deepEqual(sorts, []);
      });
    }
  }
});
