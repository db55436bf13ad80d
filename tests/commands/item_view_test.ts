/** `lore issues IID` and `lore mrs IID`: one item in full. @module */

import assert from "node:assert/strict";
import { displayWidth } from "../../lib/cli/width.ts";
import { issuesSchema, mergeRequestsSchema } from "../../lib/reading/item_view_schema.ts";
import type { IssueView, MergeRequestView } from "../../lib/reading/item_view_types.ts";
import { envelopeOf } from "../support/fake_host.ts";
import { askRobot, DESCRIPTION, itemScene } from "../support/item_scene.ts";
import { aDiscussion, aFile, aNote, NOON } from "../support/model.ts";

Deno.test("issues IID tells what an issue says and what happened, in order", async () => {
  using stage = itemScene();
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
  using stage = itemScene();
  const item = { kind: "issue", id: stage.issue(13) } as const;
  const body = "changed title from **Log in {-fials-}** to **Log in {+fails+} with {x}**";
  stage.discussion(item, aDiscussion("s2", [aNote(9, { system: true, body, createdAt: NOON })]));
  const { out } = await stage.ask(["issues", "13"]);
  assert.match(out, /bob changed title from Log in fials to Log in fails with \{x\}, just now/);
});

Deno.test("mrs IID tells branches, files, what it closes, and marks unresolved threads", async () => {
  using stage = itemScene();
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
  using stage = itemScene();
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

Deno.test("an item's timeline is bounded, and tells where it goes on", async () => {
  using stage = itemScene();
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
  using stage = itemScene();
  const issue = await askRobot<IssueView>(stage, ["issues", "12"]);
  issuesSchema.parse(issue);
  assert.equal(issue.issue.description, DESCRIPTION);
  assert.deepEqual(issue.timeline.map(({ type }) => type), [
    ...["event", "event", "note", "note", "event"],
  ]);
  const view = await askRobot<MergeRequestView>(stage, ["mrs", "34"]);
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
  using stage = itemScene();
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
