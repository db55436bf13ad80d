/** `lore issues IID` and `lore mrs IID`: one item in full. @module */

import assert from "node:assert/strict";
import { issues } from "../../commands/issues.ts";
import { mrs } from "../../commands/mrs.ts";
import { kebabCase } from "../../lib/cli/command.ts";
import { insertReferences } from "../../lib/db/references.ts";
import { buryItem } from "../../lib/db/tombstones.ts";
import type { IssueView, MergeRequestView } from "../../lib/reading/item_view_types.ts";
import { displayWidth } from "../../lib/cli/width.ts";
import { issuesSchema, mergeRequestsSchema } from "../../lib/reading/item_view_schema.ts";
import { envelopeOf } from "../support/fake_host.ts";
import { aDiscussion, aFile, anEvent, aNote, aUser, NOON } from "../support/model.ts";
import { ReadingScene } from "../support/reading_scene.ts";

const HOUR = 3_600_000;
const position = {
  ...{ oldPath: "src/login.ts", newPath: "src/login.ts", oldLine: null, newLine: 42 },
  ...{ startLine: null, endLine: null, type: "text", baseSha: "a", startSha: "a", headSha: "b" },
};

const DESCRIPTION =
  "# What happens\n\n<!-- a template's hint -->\nThe **session** expired\x1b[31m " +
  "too early, see [the log](https://forge.test/log).\n\n- one\n- two\n\n```ts\nconst  x = 1;\n```\n";

/** An issue with all kinds of entries, and a merge request that closes it. */
function scene(): ReadingScene {
  const scene = new ReadingScene();
  const issue = {
    kind: "issue",
    id: scene.issue(12, {
      title: "Login fails 🎉 日本語 \x1b[31mred\x07",
      description: DESCRIPTION,
      labels: [{ id: 1, name: "bug", color: null, description: null }],
      assignees: [aUser("carol")],
      createdAt: NOON - 9 * HOUR,
    }),
  } as const;
  const label = (name: string) => ({ id: 2, name, color: null, description: null });
  scene.event(issue, anEvent(1, { createdAt: NOON - 8 * HOUR, label: label("bug") }));
  scene.event(issue, anEvent(2, { createdAt: NOON - 8 * HOUR + 9, label: label("ui") }));
  const note = aNote(1, { body: "Same `here`.", createdAt: NOON - 7 * HOUR });
  scene.discussion(issue, aDiscussion("n1", [note]));
  const system = { system: true, body: "changed the description\n\n<ul><li>x</li></ul>" };
  const changed = aNote(2, { ...system, createdAt: NOON - 6 * HOUR });
  scene.discussion(issue, aDiscussion("s1", [changed]));
  scene.event(
    issue,
    anEvent(3, { kind: "state", action: "closed", label: null, createdAt: NOON - HOUR }),
  );
  const mr = { kind: "merge_request", id: scene.mergeRequest(34, { draft: true }) } as const;
  scene.files(mr.id, [
    aFile("src/login.ts", { additions: 10, deletions: 2 }),
    aFile("new.ts", { oldPath: "old.ts", change: "renamed", additions: null, deletions: null }),
  ]);
  const open = { resolvable: true, resolved: false, position, createdAt: NOON - 5 * HOUR };
  scene.discussion(mr, aDiscussion("t1", [aNote(5, open), aNote(6, { ...open, resolved: true })]));
  const done = { ...open, position: null, resolved: true, resolvedBy: aUser("ada") };
  scene.discussion(mr, aDiscussion("t2", [aNote(7, done), aNote(8, done)]));
  scene.write((tx) =>
    insertReferences(tx, [{
      ...{ kind: "merge_request", itemId: mr.id, discussionId: null, noteId: null },
      ...{ source: "description", relation: "closes", incoming: false, retracted: false },
      ...{ assumed: false, path: "acme/web", otherKind: "issue", iid: 12, createdAt: NOON },
    }])
  );
  return scene;
}

async function robot<T>(stage: ReadingScene, argv: readonly string[]): Promise<T> {
  return envelopeOf(await stage.ask(["--robot", ...argv])).data as T;
}

Deno.test("issues IID tells what an issue says and what happened, in order", async () => {
  using stage = scene();
  const { code, out } = await stage.ask(["issues", "12"], {
    columns: 80,
    variables: { NO_COLOR: "1" },
  });
  assert.equal(code, 0);
  assert.match(out, /^acme\/web#12 Login fails 🎉 日本語 \[31mred\n/);
  assert.match(out, /\nState +opened\nOpened +9 hours ago \(\d{4}-\d\d-\d\d \d\d:\d\d\) by ada\n/);
  assert.match(out, /\nAssignees +carol\nLabels +bug\n/);
  assert.match(out, /\n\nWhat happens\n\nThe session expired\[31m too early, see the log\n?/);
  assert.match(out, /\(https:\/\/forge\.test\/log\)\.\n\n- one\n- two\n\n {4}const {2}x = 1;\n/);
  assert.doesNotMatch(out, /template's hint/);
  assert.match(out, /\nRelated\n {2}closed by {2}acme\/web!34 {2}opened {2}Merge request 34\n/);
  const timeline = out.slice(out.indexOf("\nTimeline\n"));
  const order = [
    ...["ada added label bug, added label ui, 8 hours ago", "bob, 7 hours ago", "Same here."],
    ...["bob changed the description, 6 hours ago", "ada closed, 1 hour ago"],
  ].map((text) => timeline.indexOf(text));
  assert.ok(order.every((at) => at > 0), timeline);
  assert.deepEqual(order, order.toSorted((one, other) => one - other));
});

Deno.test("a changed title is told without the forge's marks of what changed in it", async () => {
  using stage = scene();
  const item = { kind: "issue", id: stage.issue(13) } as const;
  const body = "changed title from **Log in {-fials-}** to **Log in {+fails+} with {x}**";
  stage.discussion(item, aDiscussion("s2", [aNote(9, { system: true, body, createdAt: NOON })]));
  const { out } = await stage.ask(["issues", "13"]);
  assert.match(out, /bob changed title from Log in fials to Log in fails with \{x\}, just now/);
});

Deno.test("mrs IID tells branches, files, what it closes, and marks unresolved threads", async () => {
  using stage = scene();
  const { out } = await stage.ask(["mrs", "34"]);
  assert.match(out, /\nState +opened, draft, mergeable\n/);
  assert.match(out, /\nBranches +topic-34 -> main\n/);
  assert.match(out, /\nThreads +1 unresolved\n/);
  assert.match(out, /\nRelated\n {2}closes {2}acme\/web#12 {2}opened {2}Login fails/);
  assert.match(out, /\nChanged files 2 files \+10 -2\n/);
  assert.match(out, /\n {2}\+10 -2 {2}src\/login\.ts\n/);
  assert.match(out, /\n {2}\(no diff\) {2}new\.ts \(was old\.ts\)\n/);
  assert.match(out, /\n {2}UNRESOLVED thread on src\/login\.ts:42\n {2}\| bob, 5 hours ago /);
  assert.match(out, /\n {2}Resolved thread \(by ada\)\n/);
});

Deno.test("one item keeps within the terminal and lets no control character through", async (t) => {
  using stage = scene();
  for (const columns of [40, 80, 200]) {
    for (const argv of [["issues", "12"], ["mrs", "34"]]) {
      await t.step(`${argv.join(" ")} at ${columns}`, async () => {
        const { out } = await stage.ask(argv, { columns });
        for (const line of out.split("\n")) {
          // An address stays whole, so that it can be opened.
          if (/https:/.test(line)) continue;
          assert.ok(displayWidth(line) <= columns, line);
        }
        for (const evil of ["\x07", "\x1b[31mred", "\x1b[31m too"]) {
          assert.ok(!out.includes(evil), out);
        }
      });
    }
  }
});

Deno.test("an item is found by number, by reference, by project", async (t) => {
  using stage = scene();
  for (const item of ["12", "#12", "acme/web#12"]) {
    await t.step(item, async () => {
      assert.equal((await robot<IssueView>(stage, ["issues", item])).issue.iid, 12);
    });
  }
  await t.step("a merge request's mark", async () => {
    assert.equal((await stage.ask(["issues", "!12"])).code, 2);
    const { merge_request } = await robot<MergeRequestView>(stage, ["mrs", "acme/web!34"]);
    assert.equal(merge_request.reference, "acme/web!34");
  });
});

/** A value of each flag of a list. */
const LIST_VALUES = {
  ...{ state: "closed", author: "ada", assignee: "carol", reviewer: "ada", label: "bug" },
  ...{ milestone: "v1", sort: "created", since: "7d", until: "7d" },
} as const;

/** What goes with a number as well as with a list. */
const BOTH = ["project", "source", "limit", "offset", "fields", "json-fields", "max-chars"];

Deno.test("a number goes with no flag that chooses among many, and says which that are", async (t) => {
  using stage = scene();
  for (const [command, iid] of [[issues, 12], [mrs, 34]] as const) {
    for (const flag of Object.keys(command.flags).map(kebabCase)) {
      if (BOTH.includes(flag)) continue;
      await t.step(`${command.name} --${flag}`, async () => {
        const value = LIST_VALUES[flag as keyof typeof LIST_VALUES];
        const run = await stage.ask([command.name, String(iid), `--${flag}`, value]);
        assert.deepEqual([run.code, run.out], [2, ""]);
        assert.ok(run.err.includes(`error: --${flag} does not go with "${iid}": a number is`));
        assert.ok(run.err.includes(`hint: Leave out --${flag}, or leave out "${iid}"\n`), run.err);
      });
    }
  }
  await t.step("what goes with both", async () => {
    const line = "-J issues 12 -p acme/web --source work -n 5 --offset 1 --fields type --max-chars";
    const run = await stage.ask([...line.split(" "), "9000"]);
    assert.equal(run.code, 0, run.out + run.err);
    assert.equal((await stage.ask(["issues", "12", "--json-fields", "type"])).code, 0);
  });
});

Deno.test("a number with flags of a list is refused with both lines that may be meant", async () => {
  using stage = scene();
  const { error } = envelopeOf(
    await stage.ask("-J issues --label a --state=all 12 -p acme/web --label b -n 3".split(" ")),
  );
  assert.deepEqual(error, {
    code: "USAGE",
    message: '--label and --state do not go with "12": ' +
      "a number is of one issue, and they choose among many",
    hint: 'Leave out --label and --state, or leave out "12"',
    actions: [
      "lore --robot issues --project acme/web --limit 3 12",
      "lore --robot issues --label a --state all --project acme/web --label b --limit 3",
    ],
    details: { argument: "12", flags: ["--label", "--state"] },
  });
});

Deno.test("a reference and -p name one project, or are refused", async () => {
  using stage = scene();
  stage.project({ id: 8, path: "acme/tools/cli" });
  assert.equal((await stage.ask(["issues", "acme/web#12", "-p", "ACME/web"])).code, 0);
  const { error } = envelopeOf(
    await stage.ask(["--robot", "issues", "acme/web#12", "-p", "acme/tools/cli"]),
  );
  const { code, message, actions } = error as Record<string, unknown>;
  assert.deepEqual([code, message, actions], [
    "USAGE",
    '"acme/web#12" is not of the project "acme/tools/cli"',
    ["lore issues 'acme/web#12'", "lore issues 12 -p acme/tools/cli"],
  ]);
});

Deno.test("a number in several projects is refused with the commands that say which", async () => {
  using stage = scene();
  stage.issue(12, {}, stage.project({ id: 8, path: "acme/tools/cli" }));
  const { code, out } = await stage.ask(["--robot", "issues", "12"]);
  assert.equal(code, 2);
  const { code: word, actions } = envelopeOf({ code, out, err: "" }).error as {
    code: string;
    actions: string[];
  };
  assert.equal(word, "USAGE");
  assert.deepEqual(actions, ["lore issues 12 -p acme/tools/cli", "lore issues 12 -p acme/web"]);
  const { err } = await stage.ask(["issues", "12"]);
  assert.match(
    err,
    /Say which: lore issues 12 -p acme\/tools\/cli, or lore issues 12 -p acme\/web\n/,
  );
  assert.match((await stage.ask(["issues", "12", "-p", "acme/web"])).out, /^acme\/web#12 Login/);
});

Deno.test("an item that is not there is NOT_FOUND, with the other kind where that has the number", async () => {
  using stage = scene();
  const missing = await stage.ask(["issues", "99"]);
  assert.equal(missing.code, 5);
  assert.match(missing.err, /no issue 99/);
  const other = await stage.ask(["--robot", "issues", "34"]);
  const { actions } = envelopeOf(other).error as { actions: string[] };
  assert.deepEqual(actions, ["lore mrs 34"]);
});

Deno.test("an item that the forge has no more is said to be gone", async () => {
  using stage = scene();
  stage.write((tx) => {
    const id = tx.get<{ id: number }>("select id from issues where iid = 12")?.id ?? 0;
    buryItem(tx, { kind: "issue", id }, { serverTime: NOON, runId: "00000001" });
  });
  for (const argv of [[], ["-p", "acme/web"]]) {
    const { code, err } = await stage.ask(["issues", "12", ...argv]);
    assert.equal(code, 5);
    assert.match(err, /The forge has issue 12 no more/);
    assert.match(err, /gone from "acme\/web" on 2026-01-15/);
  }
});

Deno.test("an item's timeline is bounded, and tells where it goes on", async () => {
  using stage = scene();
  const first = await stage.ask(["issues", "12", "-n", "2"]);
  assert.match(first.out, /\nThere are 3 more entries: --offset 2\n$/);
  const rest = await stage.ask(["issues", "12", "-n", "9", "--offset", "4"]);
  assert.match(rest.out, /\nTimeline\n {2}4 earlier entries\n {2}\* ada closed, 1 hour ago\n$/);
  assert.doesNotMatch(rest.out, /What happens/);
  const run = await stage.ask(["--robot", "issues", "12", "-n", "2", "--fields", "type"]);
  const { data, meta } = envelopeOf(run);
  const { timeline, timeline_total } = data as IssueView;
  assert.deepEqual(timeline, [{ type: "event" }, { type: "event" }] as unknown);
  assert.equal(timeline_total, 5);
  const { truncated, next } = meta as { truncated: boolean; next: string };
  assert.equal(truncated, true);
  assert.match(next, /^lore --robot issues .*--offset 2 .*12$|12 .*--offset 2/);
});

Deno.test("one item in robot mode is as its schema says, with everything", async () => {
  using stage = scene();
  const issue = await robot<IssueView>(stage, ["issues", "12"]);
  issuesSchema.parse(issue);
  assert.equal(issue.issue.description, DESCRIPTION);
  assert.deepEqual(issue.timeline.map(({ type }) => type), [
    ...["event", "event", "note", "note", "event"],
  ]);
  const view = await robot<MergeRequestView>(stage, ["mrs", "34"]);
  mergeRequestsSchema.parse(view);
  const [thread, resolved] = view.timeline;
  assert.ok(thread?.type === "thread" && resolved?.type === "thread");
  assert.deepEqual([thread.path, thread.line, thread.resolved], ["src/login.ts", 42, false]);
  assert.deepEqual([resolved.resolved, resolved.resolved_by], [true, "ada"]);
  assert.deepEqual(thread.notes.map((note) => note.resolved), [false, true]);
  assert.equal(thread.web_url, `${view.merge_request.web_url}#note_5`);
  assert.deepEqual(
    view.related.map(({ direction, relation, reference, title }) => [
      ...[direction, relation, reference, title],
    ]),
    [["outgoing", "closes", "acme/web#12", issue.issue.title]],
  );
  assert.deepEqual(view.changed_files.files.map(({ path }) => path), ["new.ts", "src/login.ts"]);
});

Deno.test("files are said to be unknown or cut where they are", async () => {
  using stage = scene();
  stage.mergeRequest(35);
  assert.match((await stage.ask(["mrs", "35"])).out, /Changed files were not fetched yet/);
  stage.files(
    stage.mergeRequest(36),
    Array.from({ length: 25 }, (_, at) => aFile(`${at}.ts`)),
    false,
  );
  const { out } = await stage.ask(["mrs", "36"]);
  assert.match(out, /25 files \+25 -25, and perhaps more: the forge cut the list/);
  assert.match(out, /\n {2}and 5 more\n/);
});
