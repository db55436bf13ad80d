import assert from "node:assert/strict";
import { displayWidth } from "../../lib/cli/width.ts";
import { createDemoForge } from "../../lib/forge/demo/mod.ts";
import type { ThreadsResult } from "../../lib/reading/threads.ts";
import { threadsSchema } from "../../lib/reading/threads_schema.ts";
import { makeDemoStore } from "../bench/demo_store.ts";
import { envelopeOf } from "../support/fake_host.ts";
import { aDiscussion, aNote, aUser, NOON } from "../support/model.ts";
import { ReadingScene } from "../support/reading_scene.ts";

const POSITION = {
  ...{ oldPath: "src/deep/login.ts", newPath: "src/deep/login.ts", oldLine: null, newLine: 42 },
  ...{ startLine: null, endLine: null, type: "text", baseSha: "a", startSha: "a", headSha: "b" },
};

/** Two threads, one of them unresolved. */
function scene(): ReadingScene {
  const scene = new ReadingScene();
  const item = {
    kind: "merge_request",
    id: scene.mergeRequest(34, { author: aUser("bob") }),
  } as const;
  const body = "日本語のレビュー 🎉 \x1b[31mred\x07 " + "and so on ".repeat(9);
  for (const [id, resolved] of [["one", false], ["two", true]] as const) {
    const note = { resolvable: true, resolved, body, updatedAt: NOON, position: POSITION };
    const first = id === "one" ? 1 : 3;
    const notes = [aNote(first, note), aNote(first + 1, note)];
    scene.discussion(item, aDiscussion(id, notes));
  }
  return scene;
}

async function robot(stage: ReadingScene, ...argv: readonly string[]): Promise<ThreadsResult> {
  const { data } = envelopeOf(await stage.ask(["--robot", "threads", ...argv]));
  return data as ThreadsResult;
}

Deno.test("threads --unresolved lists only what is still to be resolved", async () => {
  using stage = scene();
  const { code, out } = await stage.ask(["threads", "--unresolved"]);
  assert.equal(code, 0);
  assert.match(out, /acme\/web!34 +unresolved +src\/deep\/login\.ts:42 +bob/);
  assert.doesNotMatch(out, / resolved/);
});

Deno.test("threads tells that there are more than it shows, and where they begin", async () => {
  using stage = scene();
  assert.match((await stage.ask(["threads", "-n", "1"])).out, /There are more: --offset 1\n$/);
  const { threads, truncated } = await robot(stage, "-n", "1");
  assert.deepEqual([threads.length, truncated], [1, true]);
  assert.doesNotMatch((await stage.ask(["threads", "-n", "2"])).out, /There are more/);
  const rest = await robot(stage, "-n", "1", "--offset", "1");
  assert.deepEqual([rest.threads.map(({ id }) => id), rest.truncated], [["one"], false]);
  const beyond = await stage.ask(["threads", "--offset", "7"]);
  assert.equal(beyond.out, "No threads from number 8 on\n");
});

Deno.test("threads keeps within the terminal and lets no control character through", async (t) => {
  using stage = scene();
  for (const columns of [40, 80, 200]) {
    await t.step(`${columns} columns`, async () => {
      const { out } = await stage.ask(["threads"], { columns });
      for (const line of out.split("\n")) assert.ok(displayWidth(line) <= columns, line);
      assert.ok(!out.includes("\x07") && !out.includes("\x1b[31m"), out);
      assert.match(out, /!34/);
      assert.match(out, /日本語/);
      assert.equal(/login\.ts:42/.test(out), columns > 40);
      assert.equal(/src\/deep\/login/.test(out), columns > 80);
    });
  }
});

Deno.test("threads refuses a project or a person that the mirror does not know", async (t) => {
  using stage = scene();
  for (
    const [flag, name, near] of [["-p", "acme/wbe", "acme/web"], ["--mine", "Bbo", "bob"]] as const
  ) {
    await t.step(name, async () => {
      const { code, err } = await stage.ask(["threads", flag, name]);
      assert.equal(code, 5);
      assert.ok(err.includes(`"${name}"`) && err.includes(`"${near}"`), err);
    });
  }
  assert.equal((await robot(stage, "--mine", "@Bob")).threads.length, 2);
});

Deno.test("threads in robot mode is as its schema says", async () => {
  using stage = scene();
  const result = threadsSchema.parse(await robot(stage, "--unresolved"));
  const { body: _, title: __, ...thread } = { ...result.threads[0] };
  assert.deepEqual(thread, {
    id: "one",
    reference: "acme/web!34",
    kind: "merge_request",
    project: "acme/web",
    iid: 34,
    path: "src/deep/login.ts",
    line: 42,
    resolved: false,
    notes: 2,
    author: "bob",
    updated_at: "2026-01-15T12:00:00.000Z",
    web_url: "https://forge.test/acme/web/-/merge_requests/34#note_1",
  });
});

Deno.test("threads --unresolved lists exactly what a mirrored forge has open", async () => {
  const size = { issues: 30, mergeRequests: 240 };
  using stage = new ReadingScene();
  stage.forget();
  await makeDemoStore(stage.path, { issues: size.issues, mrs: size.mergeRequests });
  const { world } = createDemoForge(size);
  const expected: string[] = [];
  for (const project of world.projects) {
    for (const kind of ["issue", "merge_request"] as const) {
      for (let iid = 1; iid <= project.generated[kind]; iid++) {
        const item = world.item(project, kind, iid);
        if (item?.state !== "opened") continue;
        for (const { id, notes, individual } of world.dependents(project, item).discussions) {
          const waits = notes.some(({ system, resolvable, resolved }) =>
            !system && resolvable && !resolved
          );
          if (waits && !individual) expected.push(id);
        }
      }
    }
  }
  assert.ok(expected.length > 1, "the demo forge has unresolved threads");
  const { threads, notices } = await robot(stage, "--unresolved", "-n", "1000");
  assert.deepEqual(threads.map(({ id }) => id).toSorted(), expected.toSorted());
  assert.ok(threads.some(({ path, line }) => path !== null && line !== null));
  assert.ok(notices.every((notice) => !notice.includes("not walked")), notices.join());
});
