import assert from "node:assert/strict";
import { systemNoteReferences } from "../../../lib/documents/system_notes.ts";

const PLACE = {
  kind: "issue",
  projectPath: "acme/web",
  iid: 12,
  webUrl: "https://forge.test/acme/web/-/issues/12",
} as const;

/** As `here relation there` or `there relation here`; `not` where it is taken back. */
function read(body: string): string[] {
  return systemNoteReferences(body, PLACE).map((found) => {
    assert.equal(found.assumed, false);
    const there = `${found.path}${found.kind === "issue" ? "#" : "!"}${found.iid}`;
    const relation = found.retracted ? `not ${found.relation}` : found.relation;
    return found.incoming ? `${there} ${relation} here` : `here ${relation} ${there}`;
  });
}

const NOTES: readonly (readonly [string, readonly string[]])[] = [
  ["mentioned in issue #4", ["acme/web#4 mentions here"]],
  ["Mentioned in task api#4", ["acme/api#4 mentions here"]],
  ["mentioned in merge request !34", ["acme/web!34 mentions here"]],
  ["mentioned in merge request other/group/p!34", ["other/group/p!34 mentions here"]],
  ["mentioned in other/p!3\n\n*By Ada (imported from GitLab), see #9*", [
    "other/p!3 mentions here",
  ]],
  ["mentioned in commit other/p@1234567", []],
  ["mentioned in commit 123 #4", []],
  ["mentioned in epic &4", []],
  ["mentioned in issue #12", []],
  ["closed via merge request !34", ["acme/web!34 closes here"]],
  ["closed via commit 1234567", []],
  ["Status changed to closed by !34", ["acme/web!34 closes here"]],
  ["marked this issue as related to #4", ["here related acme/web#4"]],
  ["marked this merge request as related to #4", ["here related acme/web#4"]],
  ["marked this task as related to #4, api#5, and other/p#6", [
    "here related acme/web#4",
    "here related acme/api#5",
    "here related other/p#6",
  ]],
  ["removed the relation with #4", ["here not related acme/web#4"]],
  ["marked this issue as blocking #4 and #5", ["here blocks acme/web#4", "here blocks acme/web#5"]],
  ["marked this issue as blocked by #4", ["acme/web#4 blocks here"]],
  ["marked this issue as a duplicate of api#4", ["here duplicates acme/api#4"]],
  ["marked #4 as a duplicate of this issue", ["acme/web#4 duplicates here"]],
  ["moved to other/p#4", ["here moved_to other/p#4"]],
  ["moved from other/p#4", ["other/p#4 moved_to here"]],
  ["cloned to other/p#4", ["here mentions other/p#4"]],
  ["cloned from other/p#4", ["other/p#4 mentions here"]],
  ["created merge request !5 to address this issue", ["acme/web!5 mentions here"]],
  ["created #4 to continue this discussion", ["here mentions acme/web#4"]],
  ["added #4 as child task", ["here parent_of acme/web#4"]],
  ["added #4 as parent issue", ["acme/web#4 parent_of here"]],
  ["removed child task #4", ["here not parent_of acme/web#4"]],
  ["removed parent issue #4", ["acme/web#4 not parent_of here"]],
  ["changed title from **{-See #4-}** to **{+See #5+}**", []],
  ["added 1 commit\n\n<ul><li>1234567 - Closes #4</li></ul>", []],
  ["changed the description", []],
  ["assigned to @bob", []],
  ["", []],
];

Deno.test("systemNoteReferences() reads the forge's own notes", async (t) => {
  for (const [body, expected] of NOTES) {
    await t.step(body, () => assert.deepEqual(read(body), expected));
  }
});

Deno.test("systemNoteReferences() is not held up by a hostile note", () => {
  const body = `marked this ${"issue as ".repeat(100_000)}#4 ${"#4, ".repeat(100_000)}`;
  const start = performance.now();
  assert.deepEqual(read(body), []);
  assert.deepEqual(read(`mentioned in ${body}`).length, 0);
  assert.ok(performance.now() - start < 1000);
});
