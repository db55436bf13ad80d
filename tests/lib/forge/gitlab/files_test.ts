import assert from "node:assert/strict";
import { gitlab } from "../../../../lib/forge/gitlab/mod.ts";
import { countLines } from "../../../../lib/forge/gitlab/schemas/files.ts";
import type { FileListing } from "../../../../lib/forge/port.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import type { Row } from "../../../support/item_list.ts";
import { ScriptedForge } from "../../../support/scripted_forge.ts";

const DIFFS = "GET /api/v4/projects/7/merge_requests/4/diffs";

function file(path: string, change: Row = {}): Row {
  return { old_path: path, new_path: path, diff: "@@ -1 +1 @@\n-a\n+b\n", ...change };
}

function read(forge: ScriptedForge): Promise<FileListing> {
  return gitlab({
    url: "https://gitlab.test",
    token: "t",
    fetch: forge.fetch,
    clock: new FakeClock(),
  })
    .files({ kind: "merge_request", projectId: 7, iid: 4 });
}

async function readAll(rows: Row[], headers: Record<string, string> = {}): Promise<FileListing> {
  return await read(new ScriptedForge().on(DIFFS, Response.json(rows, { headers })));
}

Deno.test("files() tells what happened to each file", async () => {
  const { items } = await readAll([
    file("changed"),
    file("new", { new_file: true }),
    file("old", { deleted_file: true }),
    file("from", { new_path: "to", renamed_file: true, diff: "" }),
    file("long", { diff: "", collapsed: true }),
    file("huge", { diff: "", too_large: true, generated_file: true }),
    file("image", { diff: "Binary files a/image and b/image differ\n" }),
  ]);
  assert.deepEqual(
    items.map((each) => [each.newPath, each.change, each.additions, each.deletions]),
    [
      ["changed", "modified", 1, 1],
      ["new", "added", 1, 1],
      ["old", "deleted", 1, 1],
      ["to", "renamed", 0, 0],
      ["long", "modified", null, null],
      ["huge", "modified", null, null],
      ["image", "modified", 0, 0],
    ],
  );
  assert.deepEqual(
    items.map(({ collapsed, tooLarge, generated }) => [collapsed, tooLarge, generated]).slice(4, 6),
    [[true, false, false], [false, true, true]],
  );
});

Deno.test("files() is complete unless a limit or the forge's own count speaks against it", async (t) => {
  const many = (count: number): Row[] =>
    Array.from({ length: count }, (_, index) => file(`${index}`, { diff: "" }));
  const cases: [name: string, rows: Row[], headers: Record<string, string>, complete: boolean][] = [
    ["two files", many(2), {}, true],
    ["two files, counted", many(2), { "x-total": "2" }, true],
    ["two of three files", many(2), { "x-total": "3" }, false],
    ["a thousand files", many(1000), {}, false],
    ["50,000 lines", [file("a", { diff: `@@ -1 +1 @@\n${"+x\n".repeat(50_000)}` })], {}, false],
    ["a collapsed file", [file("a", { diff: "", collapsed: true })], {}, true],
  ];
  for (const [name, rows, headers, complete] of cases) {
    await t.step(name, async () => {
      assert.equal((await readAll(rows, headers)).complete, complete);
    });
  }
});

Deno.test("files() asks for smaller pages where the server fails at large ones", async () => {
  const broken = new Response("{}", { status: 500 });
  const forge = new ScriptedForge()
    .on(`${DIFFS}?per_page=100`, broken)
    .on(`${DIFFS}?per_page=30`, Response.json([file("a")]));
  assert.equal((await read(forge)).items.length, 1);
  forge.assertDone();
});

Deno.test("files() tries a small page again when that fails as well", async () => {
  const forge = new ScriptedForge()
    .on(`${DIFFS}?per_page=100`, new Response("{}", { status: 500 }))
    .on(`${DIFFS}?per_page=30`, new Response("{}", { status: 500 }))
    .on(`${DIFFS}?per_page=30`, Response.json([file("a")]));
  assert.equal((await read(forge)).items.length, 1);
});

Deno.test("countLines() counts within hunks only", async (t) => {
  const cases: [diff: string, additions: number, deletions: number][] = [
    ["", 0, 0],
    ["@@ -1,2 +1,2 @@\n a\n-b\n+c\n", 1, 1],
    ["--- a/x\n+++ b/x\n@@ -1 +1 @@\n-b\n+c", 1, 1],
    ["@@ -1 +1 @@\n--- a comment of SQL\n+++i;\n", 1, 1],
    ["@@ -1 +0,0 @@\n-b\n\\ No newline at end of file\n", 0, 1],
    ["@@ -1 +1 @@ f()\n-a\n@@ -9 +9,2 @@\n+b\n+c\n", 2, 1],
    ["--- a/x\n+++ b/x\n", 0, 0],
  ];
  for (const [diff, additions, deletions] of cases) {
    await t.step(JSON.stringify(diff), () => {
      assert.deepEqual(countLines(diff), { additions, deletions });
    });
  }
});
