import assert from "node:assert/strict";
import { mergeRequestListSchema } from "../../lib/reading/items_schema.ts";
import { envelopeOf } from "../support/fake_host.ts";
import { aUser, NOON } from "../support/model.ts";
import { ReadingScene } from "../support/reading_scene.ts";

/** An open merge request, a draft, and a merged one. */
function scene(): ReadingScene {
  const scene = new ReadingScene();
  scene.mergeRequest(34, { reviewers: [aUser("carol")], updatedAt: NOON });
  scene.mergeRequest(35, { title: "Half done", draft: true, updatedAt: NOON - 1 });
  scene.mergeRequest(36, { title: "Draft: Said twice", draft: true, updatedAt: NOON - 2 });
  scene.mergeRequest(37, { state: "merged", mergedAt: NOON, updatedAt: NOON - 3 });
  return scene;
}

Deno.test("mrs lists open merge requests and marks each draft once", async () => {
  using stage = scene();
  const { code, out } = await stage.ask(["mrs"], { columns: 60 });
  assert.equal(code, 0);
  assert.deepEqual(out.split("\n").slice(1, 4).map((line) => line.slice(0, 24).trim()), [
    "!34   Merge request 34",
    "!35   Draft: Half done",
    "!36   Draft: Said twice",
  ]);
});

Deno.test("mrs knows reviewers and what was merged", async (t) => {
  using stage = scene();
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ["--reviewer carol", [34]],
    ["--state merged", [37]],
    ["--state all -n 3", [34, 35, 36]],
  ];
  for (const [argv, expected] of cases) {
    await t.step(argv, async () => {
      const { data } = envelopeOf(await stage.ask(["--robot", "mrs", ...argv.split(" ")]));
      const { merge_requests } = mergeRequestListSchema.parse(data);
      assert.deepEqual(merge_requests.map(({ iid }) => iid), expected);
    });
  }
});
