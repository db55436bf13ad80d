import assert from "node:assert/strict";
import * as parse from "../../../../lib/forge/gitlab/parse.ts";
import { issueRow, type Row } from "../../../support/item_list.ts";

const T = Date.UTC(2025, 5, 1);
const root = { id: 1, username: "root", name: "Root" };

function parsed<T>(parser: parse.Parser<T>, row: Row): T {
  const context: parse.Context = { unparsed: [] };
  const item = parser(row, context);
  assert.deepEqual(context.unparsed, []);
  assert(item !== undefined);
  return item;
}

function mergeRequestRow(change: Row): Row {
  return { ...issueRow(1, T), source_branch: "fix", target_branch: "main", ...change };
}

Deno.test("parsers accept every null that GitLab answers", () => {
  const nulls = [
    ...["sha", "source_project_id", "force_remove_source_branch", "merged_by", "merge_user"],
    ...["milestone", "head_pipeline", "squash_commit_sha", "merge_commit_sha", "closed_by"],
    ...["closed_at", "merged_at", "discussion_locked", "changes_count", "description", "assignee"],
    ...["assignees", "reviewers", "labels", "references", "author", "draft"],
  ];
  const row = mergeRequestRow(Object.fromEntries(nulls.map((name) => [name, null])));
  assert.equal(parsed(parse.parseMergeRequest, row).milestone, null);
  assert.equal(
    parsed(parse.parseIssue, { ...row, weight: null, health_status: null }).weight,
    null,
  );
});

Deno.test("parsers understand what older servers call otherwise", () => {
  const old = parsed(
    parse.parseMergeRequest,
    mergeRequestRow({
      labels: ["bug"],
      assignee: root,
      work_in_progress: true,
      merged_by: root,
      merge_status: "can_be_merged",
    }),
  );
  assert.deepEqual(old.labels, [{ id: null, name: "bug", color: null, description: null }]);
  assert.deepEqual(old.assignees.map(({ username }) => username), ["root"]);
  assert.deepEqual([old.draft, old.mergedBy?.username, old.mergeStatus], [
    true,
    "root",
    "can_be_merged",
  ]);
  const now = parsed(
    parse.parseMergeRequest,
    mergeRequestRow({
      assignee: root,
      assignees: [],
      draft: false,
      work_in_progress: true,
      merge_user: { ...root, username: "bot" },
      merged_by: root,
      merge_status: "can_be_merged",
      detailed_merge_status: "not_approved",
    }),
  );
  assert.deepEqual([now.assignees, now.draft, now.mergedBy?.username, now.mergeStatus], [
    [],
    false,
    "bot",
    "not_approved",
  ]);
});

Deno.test("parsers tell the project's path from the reference", () => {
  const path = (full: string): string | null =>
    parsed(parse.parseIssue, { ...issueRow(1, T), references: { full } }).projectPath;
  assert.equal(path("group/sub/repo#12"), "group/sub/repo");
  assert.equal(path("group/c#/repo!3"), "group/c#/repo");
  assert.equal(path("#12"), null);
});

Deno.test("parsers read times with and without milliseconds and offsets", () => {
  const at = (created_at: string): number =>
    parsed(parse.parseIssue, { ...issueRow(1, T), created_at }).createdAt;
  assert.equal(at("2025-06-01T00:00:00.123Z"), T + 123);
  assert.equal(at("2025-06-01T00:00:00Z"), T);
  assert.equal(at("2025-06-01T02:00:00.000+02:00"), T);
});

Deno.test("parsers place a note in a diff, on one line or several", () => {
  const note = {
    id: 1,
    type: "DiffNote",
    body: "Why?",
    author: root,
    created_at: "2025-06-01T00:00:00.000Z",
    updated_at: "2025-06-01T00:00:00.000Z",
    internal: true,
    resolvable: true,
    resolved: true,
    resolved_by: root,
    resolved_at: "2025-06-01T00:00:00.000Z",
    position: {
      base_sha: "b",
      start_sha: "s",
      head_sha: "h",
      position_type: "text",
      old_path: "a.ts",
      new_path: "b.ts",
      old_line: null,
      new_line: 9,
      line_range: {
        start: { line_code: "x_7_7", type: "old", old_line: 7, new_line: null },
        end: { line_code: "x_9_9", type: "new", old_line: null, new_line: 9 },
      },
    },
  };
  const { position, internal, resolved, resolvedBy } = parsed(parse.parseNote, note);
  assert.deepEqual([internal, resolved, resolvedBy?.username], [true, true, "root"]);
  assert.deepEqual(position, {
    oldPath: "a.ts",
    newPath: "b.ts",
    oldLine: null,
    newLine: 9,
    startLine: 7,
    endLine: 9,
    type: "text",
    baseSha: "b",
    startSha: "s",
    headSha: "h",
  });
});

Deno.test("parsers name the place of the first fault", () => {
  const context: parse.Context = { unparsed: [] };
  const rows = [null, 5, { iid: 3, id: "x" }, { ...issueRow(4, T), assignees: [root, { id: 2 }] }];
  assert.deepEqual(parse.parseRows(rows, parse.parseIssue, context), []);
  assert.deepEqual(context.unparsed.map(({ iid, path }) => [iid, path]), [
    [null, ""],
    [null, ""],
    [3, "id"],
    [4, "assignees.1.username"],
  ]);
});
