import assert from "node:assert/strict";
import { listTouches } from "../../../lib/db/file_history.ts";
import { followRenames } from "../../../lib/history/rename_chain.ts";
import type { MergeRequest } from "../../../lib/model.ts";
import { mergedAt, tellMergeRequest } from "../../support/file_story.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { aProject } from "../../support/model.ts";
import { saveProject } from "../../../lib/db/projects.ts";
import { fullScans, plansOf } from "../../support/query_plan.ts";

/** What merge requests did, by number; with how it stands with one where it is not merged. */
type Story = Readonly<Record<number, string | readonly [string, Partial<MergeRequest>]>>;

const OPEN: Partial<MergeRequest> = { state: "opened", mergedAt: null };

function closedBefore(iid: number): Partial<MergeRequest> {
  return { state: "closed", mergedAt: null, closedAt: mergedAt(iid) - 1 };
}

function tell(mirror: Mirror, story: Story, scope = mirror.scope): void {
  mirror.write((tx) => {
    for (const [iid, told] of Object.entries(story)) {
      const [files, change] = typeof told === "string" ? [told, {}] : told;
      tellMergeRequest(tx, scope, { iid: Number(iid), files: files.split(" "), change });
    }
  });
}

/** Numbers of the merge requests that touched the file of a name. */
function touches({ database, scope }: Mirror, path: string): number[] {
  const { spans } = followRenames(database, [{ projectId: scope.projectId, path }]);
  const names = spans.map((span) => `${span.path} ${span.from?.iid}`);
  assert.deepEqual(names, [...new Set(names)], "each name once");
  const asked = spans.filter((span) => span.path === path);
  assert.deepEqual(asked.map(({ direction }) => direction), ["asked"]);
  return listTouches(database, spans, { filter: { merged: false }, limit: 100, offset: 0 })
    .map(({ iid }) => iid).sort((a, b) => a - b);
}

interface Case {
  readonly name: string;
  readonly story: Story;
  /** Numbers by the path that is asked for. */
  readonly expected: Readonly<Record<string, readonly number[]>>;
}

const CASES: readonly Case[] = [
  {
    name: "a file that was never renamed",
    story: { 1: "+a", 2: "a b", 3: "b", 4: "-a" },
    expected: { a: [1, 2, 4], b: [2, 3] },
  },
  {
    name: "a chain, from each of its names",
    story: { 1: "+a", 2: "a>b", 3: "b", 4: "b>c", 5: "c" },
    expected: { a: [1, 2, 3, 4, 5], b: [1, 2, 3, 4, 5], c: [1, 2, 3, 4, 5] },
  },
  {
    name: "there and back again",
    story: { 1: "+a", 2: "a>b", 3: "b>a", 4: "a" },
    expected: { a: [1, 2, 3, 4], b: [1, 2, 3, 4] },
  },
  {
    name: "a ring of three",
    story: { 1: "a>b", 2: "b>c", 3: "c>a", 4: "a>b", 5: "b" },
    expected: { a: [1, 2, 3, 4, 5], b: [1, 2, 3, 4, 5], c: [1, 2, 3, 4, 5] },
  },
  {
    name: "a change of case alone",
    story: { 1: "+ReadMe.md", 2: "ReadMe.md>README.md", 3: "README.md" },
    expected: { "README.md": [1, 2, 3], "ReadMe.md": [1, 2, 3], "readme.md": [] },
  },
  {
    name: "another file at the old name",
    story: { 1: "+a", 2: "a>b", 3: "+a", 4: "a", 5: "b" },
    // Whoever asks for b gets the one file; a is taken at its word, and not followed to b.
    expected: { b: [1, 2, 5], a: [1, 2, 3, 4] },
  },
  {
    name: "another file moved to the old name",
    story: { 1: "+a +x", 2: "a>b", 3: "x>a", 4: "a", 5: "b" },
    expected: { b: [1, 2, 5], a: [1, 2, 3, 4], x: [1, 3, 4] },
  },
  {
    name: "another file before, with a past of its own",
    story: { 1: "+x", 2: "x>a", 3: "a>b +y", 4: "y>a", 5: "a", 6: "b" },
    expected: { a: [1, 2, 3, 4, 5], b: [1, 2, 3, 6], y: [3, 4, 5], x: [1, 2, 3, 6] },
  },
  {
    name: "a file at the old name that was never merged",
    story: { 1: "+a", 2: "a>b", 3: ["+a", closedBefore(4)], 4: "a", 5: "b" },
    expected: { b: [1, 2, 3, 4, 5] },
  },
  {
    name: "another file at the new name before",
    story: { 1: "+a +b", 2: "b", 3: "-b", 4: "a>b", 5: "b" },
    expected: { a: [1, 4, 5], b: [1, 2, 3, 4, 5] },
  },
  {
    name: "deleted and added again is the same file, as git follows it",
    story: { 1: "+a", 2: "-a", 3: "+a", 4: "a>b", 5: "b" },
    expected: { b: [1, 2, 3, 4, 5], a: [1, 2, 3, 4, 5] },
  },
  {
    name: "a branch older than the rename that was merged after it",
    story: { 1: "+a", 2: "a>b", 3: "a", 4: "b" },
    expected: { b: [1, 2, 3, 4], a: [1, 2, 3, 4] },
  },
  {
    name: "two names that change places in one merge request",
    story: { 1: "+a", 2: "+b", 3: "a>b b>a", 4: "a", 5: "b" },
    expected: { a: [1, 2, 3, 4], b: [1, 2, 3, 5] },
  },
  {
    name: "a file that was split: siblings are other files",
    story: { 1: "+a", 2: "a>b a>c", 3: "b", 4: "c" },
    expected: { a: [1, 2, 3, 4], b: [1, 2, 3], c: [1, 2, 4] },
  },
  {
    name: "a diamond",
    story: { 1: "+a", 2: "a>b a>c", 3: "b>d", 4: "-d", 5: "c>d", 6: "d" },
    expected: { a: [1, 2, 3, 4, 5, 6], d: [1, 2, 3, 4, 5, 6], c: [1, 2, 5, 6], b: [1, 2, 3, 4] },
  },
  {
    name: "the same rename once more, as in a release branch",
    story: { 1: "+a", 2: "a>b", 3: "b", 4: "a>b", 5: "b>c", 6: "c" },
    expected: { c: [1, 2, 3, 4, 5, 6], a: [1, 2, 3, 4, 5, 6] },
  },
  {
    name: "a rename that never happened",
    story: { 1: "+a", 2: ["a>b", closedBefore(3)], 4: "a", 5: ["a>c", OPEN] },
    expected: { a: [1, 2, 4, 5], b: [2], c: [5] },
  },
  {
    name: "an open branch that names a file by the name before the last",
    story: { 1: "+a", 2: "a>b", 3: "b>c", 4: ["a", OPEN], 5: ["c", OPEN] },
    expected: { c: [1, 2, 3, 4, 5] },
  },
  {
    name: "an open branch that names what is at the old name since",
    story: { 1: "+a", 2: "a>b", 3: "+a", 4: ["a", OPEN] },
    expected: { b: [1, 2], a: [1, 2, 3, 4] },
  },
  {
    name: "a folder that was renamed moves each file by itself",
    story: { 1: "+old/x +old/y", 2: "old/x>new/x old/y>new/y", 3: "new/x" },
    expected: { "new/x": [1, 2, 3], "new/y": [1, 2] },
  },
  {
    name: "names that SQL and patterns take for something else",
    story: { 1: "+it's%_[a]*", 2: `it's%_[a]*>"b"\\né` },
    expected: { [`"b"\\né`]: [1, 2], "it's%_[a]*": [1, 2] },
  },
];

Deno.test("followRenames() follows a file and no other", async (t) => {
  for (const { name, story, expected } of CASES) {
    await t.step(name, () => {
      using mirror = aMirror();
      tell(mirror, story);
      for (const [path, numbers] of Object.entries(expected)) {
        assert.deepEqual(touches(mirror, path), numbers, `asked for ${path}`);
      }
    });
  }
});

Deno.test("followRenames() places merge requests of the same moment by their numbers", () => {
  using mirror = aMirror();
  const at = { mergedAt: mergedAt(1) };
  tell(mirror, { 1: ["+a", at], 2: ["a>b", at], 3: ["+a", at], 4: ["b", at] });
  assert.deepEqual(touches(mirror, "b"), [1, 2, 4]);
});

Deno.test("followRenames() stays in the project", () => {
  using mirror = aMirror();
  const { sourceId } = mirror.scope;
  const projectId = mirror.write((tx) =>
    saveProject(tx, sourceId, aProject({ id: 8, path: "acme/api" }))
  );
  tell(mirror, { 1: "+a", 2: "a>b" });
  tell(mirror, { 7: "b>c", 8: "+a" }, { ...mirror.scope, projectId });
  assert.deepEqual(touches(mirror, "b"), [1, 2]);
});

Deno.test("followRenames() tells each name with its depth and time, and each rename once", () => {
  using mirror = aMirror();
  tell(mirror, { 1: "+a", 2: "a>b", 3: "+a", 4: "b>c", 5: "c>d" });
  const { projectId } = mirror.scope;
  const place = (iid: number) => ({ at: mergedAt(iid), iid });
  const { spans, renames, cut } = followRenames(mirror.database, [{ projectId, path: "c" }]);
  const span = { projectId, until: null };
  assert.deepEqual(spans, [
    { ...span, path: "c", from: null, depth: 0, direction: "asked" },
    { ...span, path: "b", from: place(2), depth: 1, direction: "before" },
    { ...span, path: "d", from: place(5), depth: 1, direction: "after" },
    { ...span, path: "a", from: null, until: place(3), depth: 2, direction: "before" },
  ]);
  assert.deepEqual(
    renames.map(({ oldPath, newPath, depth, followed, place: { iid } }) =>
      [oldPath, newPath, depth, followed, iid].join(" ")
    ),
    ["c d 1 true 5", "b c 1 true 4", "a b 2 true 2"],
  );
  assert.equal(cut, false);
});

Deno.test("followRenames() tells where a file went that left a name which is another's now", () => {
  using mirror = aMirror();
  tell(mirror, { 1: "+a", 2: "a>b", 3: "+a" });
  const { projectId } = mirror.scope;
  const { renames, spans } = followRenames(mirror.database, [{ projectId, path: "a" }]);
  assert.deepEqual(spans.map(({ path }) => path), ["a"]);
  assert.deepEqual(renames.map(({ newPath, followed }) => [newPath, followed]), [["b", false]]);
});

Deno.test("followRenames() stops at a depth, and says so", () => {
  using mirror = aMirror();
  tell(
    mirror,
    Object.fromEntries(Array.from({ length: 9 }, (_, index) => [index, `${index}>${index + 1}`])),
  );
  const { projectId } = mirror.scope;
  const follow = (deepest?: number) => {
    const names = [{ projectId, path: "9" }];
    const { spans, cut } = followRenames(mirror.database, names, { deepest });
    return [spans.length, cut];
  };
  assert.deepEqual(follow(3), [4, true]);
  assert.deepEqual(follow(9), [10, false]);
  assert.deepEqual(follow(), [10, false]);
});

Deno.test("followRenames() asks once a step, however many names there are, by the indexes of renames", () => {
  using mirror = aMirror();
  const many = (from: string, to: string) =>
    Array.from({ length: 50 }, (_, index) => `${from}${index}>${to}${index}`).join(" ");
  tell(mirror, { 1: many("a", "b"), 2: many("b", "c"), 3: "+a7" });
  const { projectId } = mirror.scope;
  const names = Array.from({ length: 50 }, (_, index) => ({ projectId, path: `c${index}` }));
  const plans = plansOf(mirror.database, (reader) => {
    assert.equal(followRenames(reader, names).spans.length, 150);
  });
  // Three steps, the last two with files that left a name: what was added there since.
  assert.equal(plans.length, 5);
  assert.deepEqual(fullScans(plans, ["n"]), []);
  const plan = plans.flat().join("\n");
  assert.match(plan, /SEARCH f USING INDEX merge_request_files_renamed \(new_path=\?\)/);
  assert.match(plan, /SEARCH f USING INDEX merge_request_files_old \(old_path=\?\)/);
});
