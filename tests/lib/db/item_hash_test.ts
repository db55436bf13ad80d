import assert from "node:assert/strict";
import { itemHash, itemHashes, rowHash } from "../../../lib/db/item_hash.ts";
import type { Issue, MergeRequest } from "../../../lib/model.ts";
import { aMergeRequest, anIssue, aUser, NOON } from "../../support/model.ts";

const MILESTONE = {
  ...{ id: 5, iid: 1, title: "1.0", description: null, state: "active", startDate: null },
  ...{ dueDate: null, webUrl: null, createdAt: NOON, updatedAt: NOON },
};
const BUG = { id: 1, name: "bug", color: "#f00", description: null };

/** What is shown and not stored, or is stored of somebody else. */
const UNSTORED = ["projectPath"];
/** What means nothing for what hangs on an item. */
const SHOWN = ["webUrl", "upvotes", "downvotes", "mergeStatus"];

/** Another value for each field. */
const OTHER: Readonly<Record<string, unknown>> = {
  author: aUser("eve"),
  closedBy: aUser("eve"),
  mergedBy: aUser("eve"),
  assignees: [aUser("eve")],
  reviewers: [aUser("eve")],
  labels: [BUG],
  milestone: MILESTONE,
};

function other(key: string, value: unknown): unknown {
  if (key in OTHER) return OTHER[key];
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (typeof value === "string") return `${value}.`;
  return key.endsWith("At") || key.endsWith("Id") || key === "weight" ? 7 : "something";
}

for (const item of [anIssue(3), aMergeRequest(3)]) {
  const name = "sourceBranch" in item ? "merge request" : "issue";
  Deno.test(`every field of a stored ${name} is in its hashes`, () => {
    for (const [key, value] of Object.entries(item)) {
      const changed = { ...item, [key]: other(key, value) } as Issue | MergeRequest;
      const expected = [!UNSTORED.includes(key), !UNSTORED.includes(key) && !SHOWN.includes(key)];
      const differs = [rowHash(changed) !== rowHash(item), itemHash(changed) !== itemHash(item)];
      assert.deepEqual(differs, expected, key);
    }
  });
}

Deno.test("how people, labels and milestones describe themselves changes no item", () => {
  const issue = (change: Partial<Issue>): number => rowHash(anIssue(1, change));
  const ada = aUser("ada");
  const cases: readonly [Partial<Issue>, Partial<Issue>][] = [
    [{ author: ada }, { author: { ...ada, name: "A.", avatarUrl: "https://forge.test/2.png" } }],
    [{ labels: [BUG] }, { labels: [{ ...BUG, color: "#0f0", description: "Wrong" }] }],
    [{ milestone: MILESTONE }, { milestone: { ...MILESTONE, title: "1.1", updatedAt: 1 } }],
  ];
  for (const [one, another] of cases) assert.equal(issue(one), issue(another));
});

Deno.test("both hashes at once are the two hashes", () => {
  const item = aMergeRequest(2, { labels: [BUG], description: "Odd" });
  assert.deepEqual(itemHashes(item), { content: itemHash(item), row: rowHash(item) });
});

Deno.test("what moves from one field to the next makes another item", () => {
  const hashes = [
    anIssue(1, { title: "ab", description: "c" }),
    anIssue(1, { title: "a", description: "bc" }),
    anIssue(1, { title: "abc", description: "" }),
    anIssue(1, { title: "abc", description: null }),
    anIssue(1, { labels: [BUG], assignees: [] }),
    anIssue(1, { labels: [], assignees: [aUser("bug")] }),
  ].map(itemHash);
  assert.equal(new Set(hashes).size, hashes.length);
});
