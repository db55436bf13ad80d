/**
 * The demo's shapes against recorded answers of GitLab. The recordings are no part of the project:
 * the tests are ignored where they are absent.
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { createDemoForge } from "../../../../lib/forge/demo/mod.ts";
import { one, type Row } from "./ask.ts";

const shared = Deno.env.get("LORE_SHARED") ??
  join(import.meta.dirname ?? "", "../../../../../shared");
const data = join(shared, "data");
const ignore = !existsSync(join(data, "gitlab-devlake-raw"));

/** Keys of the Enterprise Edition, and one that milestones of groups alone have. */
const NOT_ALWAYS = new Set([
  "group_id",
  "weight",
  "health_status",
  "epic",
  "epic_iid",
  "iteration",
  "blocking_issues_count",
  "approvals_before_merge",
]);

/** The rows of a recorded table; column `data` holds one JSON object each. */
function recorded(table: string): Row[] {
  const text = readFileSync(join(data, "gitlab-devlake-raw", `${table}.csv`), "utf8");
  const fields = Array.from(
    text.matchAll(/"((?:[^"]|"")*)"/g),
    ([, field = ""]) => field.replaceAll('""', '"'),
  );
  return fields.filter((field) => field.startsWith("{") && field.includes('"created_at"'))
    .map((field) => JSON.parse(field))
    .filter((row) => "id" in row);
}

function typesOf(values: readonly unknown[]): Set<string> {
  return new Set(values.map((value) => {
    if (value === null) return "null";
    return Array.isArray(value) ? "array" : typeof value;
  }));
}

/** What all recorded rows have must be in all of ours, with a type that was recorded too. */
function assertSameShape(ours: readonly Row[], theirs: readonly Row[], what: string): void {
  const [first = {}] = theirs;
  assert.ok(ours.length > 0 && theirs.length > 0, `there are ${what} to compare`);
  const keys = Object.keys(first).filter((key) => theirs.every((row) => key in row));
  for (const key of keys.filter((name) => !NOT_ALWAYS.has(name))) {
    assert.ok(ours.every((row) => key in row), `${what} lack ${key}`);
    const theirTypes = typesOf(theirs.map((row) => row[key]));
    const ourTypes = typesOf(ours.map((row) => row[key])).difference(new Set(["null"]));
    const strange = theirTypes.size === 1 && theirTypes.has("null")
      ? new Set()
      : ourTypes.difference(theirTypes);
    assert.deepEqual([...strange], [], `${what}.${key} is ${[...theirTypes]} in recorded answers`);
    const nested = (rows: readonly Row[]): Row[] => rows.flatMap((row) => objectsIn(row[key]));
    if (nested(ours).length > 0 && nested(theirs).length > 0) {
      assertSameShape(nested(ours), nested(theirs), `${what}.${key}`);
    }
  }
}

function objectsIn(value: unknown): Row[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return typeof value === "object" && value !== null ? [value as Row] : [];
}

const demo = createDemoForge({ projects: 1, issues: 150, mergeRequests: 150 });

/** Rows as lists answer them: labels as names. */
async function listed(kind: string): Promise<Row[]> {
  return await (await demo.fetch(
    new Request(`https://forge.test/api/v4/projects/1001/${kind}?per_page=100`, {
      headers: { authorization: "Bearer demo-token" },
    }),
  )).json();
}

const snapshot = demo.snapshot("acme/web");
const notesOf = (items: typeof snapshot.issues): Row[] =>
  items.flatMap(({ discussions }) => discussions.flatMap(({ notes }) => notes as Row[]));

Deno.test({
  name: "the demo's issues have the shape of recorded ones",
  ignore,
  fn: async () => {
    assertSameShape(await listed("issues"), recorded("_raw_gitlab_api_issues"), "issues");
  },
});

Deno.test({
  name: "the demo's merge requests have the shape of recorded ones",
  ignore,
  fn: async () => {
    const theirs = recorded("_raw_gitlab_api_merge_requests");
    assertSameShape(await listed("merge_requests"), theirs, "merge requests");
  },
});

Deno.test({
  name: "the demo's notes have the shape of recorded ones",
  ignore,
  fn: () => {
    const theirs = recorded("_raw_gitlab_api_merge_request_notes");
    assertSameShape(notesOf(snapshot.mergeRequests), theirs, "notes");
  },
});

/** A hand-kept or recorded example: one object, or a list of them. */
function example(path: string): Row[] {
  return objectsIn(JSON.parse(readFileSync(join(data, path), "utf8")));
}

/** The body of a recorded answer with its head. */
function body(path: string): Row[] {
  const text = readFileSync(join(data, path), "utf8");
  return JSON.parse(text.slice(text.search(/\r?\n\r?\n/)).trim());
}

Deno.test({
  name: "the demo's discussions, events, labels and diffs have the shape of known ones",
  ignore,
  fn: async () => {
    const items = [...snapshot.issues, ...snapshot.mergeRequests];
    const discussions = snapshot.mergeRequests.flatMap((item) => item.discussions);
    const theirs = body("gitlab-danger-recordings/merge_request_1_discussions_response.json");
    assertSameShape(discussions, theirs, "discussions");
    const diffNotes = (found: readonly Row[]): Row[] =>
      found.flatMap(({ notes }) => notes as Row[]).filter(({ type }) => type === "DiffNote");
    assertSameShape(diffNotes(discussions), diffNotes(theirs), "diff notes");
    const events = items.flatMap((item) => item.labelEvents.filter(({ label }) => label !== null));
    assertSameShape(events, example("gitlab-examples/gitlab4j/label-events.json"), "label events");
    const states = items.flatMap((item) => item.stateEvents);
    const known = example("gitlab-examples/narkoz/issue_resource_state_events.json");
    assertSameShape(states, known, "state events");
    const files = snapshot.mergeRequests.flatMap((item) => item.files);
    const diffs = example("gitlab-examples/client-go/list_merge_request_diff.json");
    assertSameShape(files, diffs, "diffs");
    const token = await one(demo, "/personal_access_tokens/self");
    assert.deepEqual(token.scopes, ["read_api"]);
  },
});
