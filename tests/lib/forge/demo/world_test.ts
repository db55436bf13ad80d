import assert from "node:assert/strict";

import {
  createDemoForge,
  DEFAULT_ENDS_AT,
  type ItemSnapshot,
} from "../../../../lib/forge/demo/mod.ts";
import type { Row } from "./ask.ts";

const snapshot = createDemoForge({ projects: 1, issues: 400, mergeRequests: 200 }).snapshot(
  "acme/web",
);
const all = [...snapshot.issues, ...snapshot.mergeRequests];

function eventsOf({ stateEvents, labelEvents, milestoneEvents }: ItemSnapshot): readonly Row[] {
  return [...stateEvents, ...labelEvents, ...milestoneEvents];
}

function notesOf({ discussions }: ItemSnapshot): Row[] {
  return discussions.flatMap(({ notes }) => notes as Row[]);
}

function timesOf(snapshot: ItemSnapshot): string[] {
  const notes = notesOf(snapshot);
  const times = [
    ...notes.flatMap((note) => [note.created_at, note.updated_at]),
    ...eventsOf(snapshot).map((event) => event.created_at),
  ];
  return times.map(String);
}

Deno.test("everything happened between an item's opening and its last change, settled long ago", () => {
  const settled = new Date(DEFAULT_ENDS_AT - 3_600_000).toISOString();
  for (const one of all) {
    const { created_at: from, updated_at: until, references } = one.item;
    const times = timesOf(one);
    const last = times.toSorted().at(-1) ?? String(from);
    assert.equal(last, until, JSON.stringify(references));
    assert.ok(times.every((time) => time >= String(from)), JSON.stringify(references));
    assert.ok(String(until) <= settled, JSON.stringify(references));
  }
});

Deno.test("about a third of the issues was never touched, and nothing hangs on those", () => {
  const untouched = all.filter(({ item }) => item.created_at === item.updated_at);
  for (const one of untouched) {
    assert.deepEqual([one.discussions, eventsOf(one)], [[], []]);
    assert.deepEqual([one.item.user_notes_count, one.item.labels], [0, []]);
  }
  const share = untouched.filter(({ item }) => "issue_type" in item).length /
    snapshot.issues.length;
  assert.ok(share > 0.27 && share < 0.4, String(share));
});

Deno.test("events lead to an item's present labels, milestone and state", () => {
  for (const { item, labelEvents, milestoneEvents, stateEvents } of all) {
    const labels = new Set<unknown>();
    for (const { label, action } of labelEvents) {
      if (label === null) continue;
      if (action === "add") labels.add((label as Row).name);
      else labels.delete((label as Row).name);
    }
    const present = (item.labels as Row[]).map(({ name }) => name);
    assert.deepEqual(labels, new Set(present), String(item.web_url));
    const milestone = milestoneEvents.at(-1);
    const title = milestone?.action === "add" ? (milestone.milestone as Row).title : undefined;
    assert.equal((item.milestone as Row | null)?.title, title);
    const state = stateEvents.at(-1)?.state ?? "opened";
    assert.equal(state === "reopened" ? "opened" : state, item.state);
  }
});

Deno.test("user_notes_count counts the notes by people, and ids are never given twice", () => {
  const ids = new Set<unknown>();
  let notes = 0;
  for (const one of all) {
    const found = notesOf(one);
    assert.equal(found.filter((note) => note.system === false).length, one.item.user_notes_count);
    for (const { id } of found) ids.add(id);
    notes += found.length;
  }
  assert.equal(ids.size, notes);
});

Deno.test("files are changed under the names they have at the time", () => {
  const names = new Map<string, string>();
  const renamed: string[] = [];
  for (const { item, files } of snapshot.mergeRequests) {
    for (const file of files) {
      const [oldPath, newPath] = [String(file.old_path), String(file.new_path)];
      assert.ok(!names.has(oldPath), `${item.iid} changes ${oldPath}, now ${names.get(oldPath)}`);
      if (file.renamed_file !== true) continue;
      assert.equal(item.state, "merged");
      renamed.push(`${oldPath} → ${newPath}`);
      names.set(oldPath, newPath);
    }
  }
  assert.ok(renamed.includes("src/auth/login.ts → src/auth/session.ts"), renamed.join("\n"));
  assert.ok(renamed.includes("src/auth/session.ts → src/identity/session.ts"));
  const flags = snapshot.mergeRequests.flatMap(({ files }) => files);
  for (const flag of ["new_file", "deleted_file", "collapsed", "too_large", "generated_file"]) {
    assert.ok(flags.some((file) => file[flag] === true), flag);
  }
});

Deno.test("the nulls and oddities that break naive schemas are all there", () => {
  const items = all.map(({ item }) => item);
  const requests = snapshot.mergeRequests.map(({ item }) => item);
  const notes = all.flatMap(notesOf);
  const someNull = (rows: readonly Row[], key: string): void => {
    assert.ok(rows.some((row) => row[key] === null), `no ${key} is null`);
    assert.ok(rows.some((row) => row[key] !== null), `every ${key} is null`);
  };
  for (const key of ["description", "milestone", "closed_by", "discussion_locked", "assignee"]) {
    someNull(items, key);
  }
  const ofRequests = [
    "sha",
    "merged_by",
    "source_project_id",
    "squash_commit_sha",
    "merge_commit_sha",
  ];
  for (const key of [...ofRequests, "force_remove_source_branch"]) someNull(requests, key);
  assert.ok(all.flatMap(({ labelEvents }) => labelEvents).some(({ label }) => label === null));
  const types = new Set(notes.map(({ type }) => type));
  assert.deepEqual(types, new Set([null, "DiffNote", "DiscussionNote"]));
  for (const note of notes) {
    assert.equal("position" in note, note.type === "DiffNote");
    assert.equal("resolved" in note, note.resolvable);
  }
  assert.ok(!items.some((item) => "weight" in item || "health_status" in item));
});

Deno.test("texts are varied and fill every slot", () => {
  const texts = all.flatMap((one) => [
    String(one.item.title),
    String(one.item.description),
    ...notesOf(one).map(({ body }) => String(body)),
  ]);
  assert.deepEqual(texts.filter((text) => /\{(n|ms|host|version)\}/.test(text)), []);
  assert.ok(new Set(snapshot.issues.map(({ item }) => item.title)).size > 150);
  for (
    const wanted of [/login/i, /cache/i, /flaky/i, /retry/i, /#\d+/, /```/, /[぀-ヿ一-鿿]/, /🚀|👍/]
  ) {
    assert.ok(texts.some((text) => wanted.test(text)), String(wanted));
  }
});
