import assert from "node:assert/strict";
import { displayWidth } from "../../lib/cli/width.ts";
import { issueListSchema } from "../../lib/reading/items_schema.ts";
import { envelopeOf } from "../support/fake_host.ts";
import { aProject, aUser, NOON } from "../support/model.ts";
import { ReadingScene } from "../support/reading_scene.ts";

const DAY_MS = 86_400_000;

function label(name: string, id = 1) {
  return { id, name, color: null, description: null };
}

/** Two open issues, one with everything that tears tables, and a closed one. */
function scene(): ReadingScene {
  const scene = new ReadingScene();
  scene.issue(12, {
    title: "ログインできない 🎉👨‍👩‍👧 e\u0301 \x1b[31mred\x07 " + "and so on ".repeat(20),
    labels: [label("bug"), label("優先::高", 2)],
    assignees: [aUser("bob")],
    updatedAt: NOON,
  });
  scene.issue(13, { title: "Dark mode", author: aUser("bob"), updatedAt: NOON - DAY_MS });
  scene.issue(14, { title: "Done long ago", state: "closed", updatedAt: NOON - 2 * DAY_MS });
  return scene;
}

function iidsIn(data: unknown): number[] {
  return (data as { issues: { iid: number }[] }).issues.map(({ iid }) => iid);
}

Deno.test("issues lists open issues, the one that changed last first", async () => {
  using stage = scene();
  const { code, out, err } = await stage.ask(["issues"]);
  assert.deepEqual([code, err], [0, ""]);
  const lines = out.trimEnd().split("\n");
  assert.match(lines[0] ?? "", /^Item +Title +State +Author +Assignees +Labels/);
  assert.match(lines[1] ?? "", /^#12 +ログイン.* bob +bug, 優先::高 /);
  assert.match(lines[2] ?? "", /^#13 +Dark mode .*bob/);
  assert.equal(lines.length, 3);
});

Deno.test("issues is whole lines at every width, and nothing in a title steers the terminal", async (t) => {
  using stage = scene();
  for (const columns of [40, 80, 200]) {
    await t.step(`${columns} columns`, async () => {
      const { out } = await stage.ask(["issues", "--state", "all"], { columns });
      const lines = out.trimEnd().split("\n");
      assert.equal(lines.length, 4, out);
      for (const line of lines) assert.ok(displayWidth(line) <= columns, line);
      assert.ok(!out.includes("\x07") && !out.includes("\x1b[31mred"), out);
      assert.match(out, /Dark mode/);
      assert.match(out, /ログイン/);
      assert.equal(/Labels/.test(out), columns > 80);
      assert.equal(/Comments/.test(out), columns > 80);
    });
  }
});

Deno.test("issues obeys its filters", async (t) => {
  using stage = scene();
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ["--state closed", [14]],
    ["--state all", [12, 13, 14]],
    ["--author @Bob", [13]],
    ["--assignee bob", [12]],
    ["--label BUG --label 優先::高", [12]],
    ["--since 2026-01-15", [12]],
    ["--until 2026-01-15", [13]],
    ["--project acme/web --source work", [12, 13]],
    ["--sort updated-asc", [13, 12]],
    ["--sort created --state all -n 1 --offset 1", [13]],
  ];
  for (const [argv, expected] of cases) {
    await t.step(argv, async () => {
      const { data } = envelopeOf(await stage.ask(["--robot", "issues", ...argv.split(" ")]));
      assert.deepEqual(iidsIn(data), expected);
    });
  }
});

Deno.test("issues refuses a time that ends before it begins", async () => {
  using stage = scene();
  const { code, err } = await stage.ask(["issues", "--since", "7d", "--until", "30d"]);
  assert.equal(code, 2);
  assert.match(err, /both since --since and before --until\nhint: --since takes the earlier one/);
});

Deno.test("issues refuses a name that the mirror does not know, and says which are near", async (t) => {
  using stage = scene();
  const cases = [
    ["--label", "bgu", 'no label "bgu"', '"bug"'],
    ["--author", "Bbo", 'no user "Bbo"', '"bob"'],
    ["--project", "acme/wbe", 'no project "acme/wbe"', '"acme/web"'],
    ["--source", "home", 'no source "home"', '"work"'],
    ["--milestone", "v1", 'no milestone "v1"', "lore sync"],
  ] as const;
  for (const [flag, name, message, hint] of cases) {
    await t.step(flag, async () => {
      const { code, err } = await stage.ask(["issues", flag, name]);
      assert.equal(code, 5);
      assert.ok(err.includes(message) && err.includes(hint), err);
    });
  }
});

Deno.test("issues says that there are more, and the command for them", async () => {
  using stage = scene();
  assert.match((await stage.ask(["issues", "-n", "1"])).out, /There are more: --offset 1\n$/);
  assert.doesNotMatch((await stage.ask(["issues", "-n", "2"])).out, /There are more/);
  const watched = await stage.ask(["issues", "-n", "1"], { columns: 80, watched: true });
  assert.doesNotMatch(watched.out, /There (is|are) more/, "It is said once");
  assert.equal(watched.err, "There is more: lore issues --limit 1 --offset 1\n");
  const quiet = await stage.ask(["-q", "issues", "-n", "1"], { columns: 80, watched: true });
  assert.match(quiet.out, /There are more: --offset 1\n$/, "It is said also with -q");
  assert.equal(quiet.err, "");
  const { data, meta } = envelopeOf(
    await stage.ask(["issues", "-n1", "--json-fields", "iid,title"]),
  );
  assert.deepEqual((data as { issues: unknown[] }).issues.map(Object.keys as () => string[]), [
    ["iid", "title"],
  ]);
  const { truncated, next } = meta as { truncated: boolean; next: string };
  assert.equal(truncated, true);
  assert.match(next, /^lore issues .*--offset 1$/);
});

Deno.test("issues names the project of each row where there are several", async () => {
  using stage = scene();
  const cli = stage.project({ id: 8, path: "acme/tools/cli" });
  stage.issue(12, { title: "In another place" }, cli);
  assert.match(
    (await stage.ask(["issues"], { columns: 100 })).out,
    /acme\/tools\/cli#12 +In another/,
  );
  assert.match((await stage.ask(["issues"], { columns: 40 })).out, /\ncli#12 +In another/);
});

Deno.test("issues says so when the mirror is old or was never complete", async (t) => {
  using stage = scene();
  await t.step("fresh", async () => {
    assert.equal((await stage.ask(["issues"])).err, "");
  });
  await t.step("never walked to the end", async () => {
    stage.write((tx) => tx.run("delete from coverage"));
    const { err } = await stage.ask(["issues"]);
    assert.match(err, /may lack something: acme\/web not walked to the end yet; run lore sync/);
  });
  await t.step("old", async () => {
    stage.synced(stage.scope.projectId, 0);
    const run = await stage.ask(["--robot", "issues"]);
    const { data } = envelopeOf(run);
    const { notices, synced_at } = data as { notices: string[]; synced_at: string };
    assert.equal(synced_at, "1970-01-01T00:00:00.000Z");
    assert.match(notices.join(), /last synced \d+ days ago/);
    assert.equal(run.err, "");
  });
});

Deno.test("issues tells an empty mirror from filters that nothing fits", async () => {
  using empty = new ReadingScene();
  assert.match((await empty.ask(["issues", "--label", "x"])).out, /holds no issues yet/);
  using stage = scene();
  const run = await stage.ask(["issues", "--author", "bob", "--state", "closed"]);
  assert.deepEqual([run.code, run.out], [0, "No issues fit these filters\n"]);
  assert.equal((await stage.ask(["issues", "--offset", "9"])).out, "No issues from number 10 on\n");
});

Deno.test("issues in robot mode is as its schema says", async () => {
  using stage = scene();
  stage.project({ id: 9, path: aProject().path + "-two" });
  for (const argv of [["-n", "1"], ["--author", "bob", "--state", "closed"]]) {
    const { data } = envelopeOf(await stage.ask(["--robot", "issues", ...argv]));
    issueListSchema.parse(data);
  }
});
