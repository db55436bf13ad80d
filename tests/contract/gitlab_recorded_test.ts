/**
 * Every recorded GitLab answer of the endpoints that lore asks is parsed in full.
 *
 * The recordings lie outside of this repository; without them the tests are ignored, visibly.
 *
 * @module
 */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import * as parse from "../../lib/forge/gitlab/parse.ts";
import { readCsv } from "../support/csv.ts";

const root = resolve(import.meta.dirname ?? ".", "../..");
const data = join(Deno.env.get("LORE_SHARED") ?? join(dirname(root), "shared"), "data");
const ignore = !existsSync(data);

/** What a file holds, by its name. The first that matches counts; files of other names are others'. */
const ENDPOINTS: readonly [name: RegExp, parser: parse.Parser<unknown>][] = [
  [/^(issue_events|pr_events|label-events|resource_label_events?)$/, parse.parseLabelEvent],
  [/resource_state_events?$/, parse.parseStateEvent],
  [/^(issue|merge-request|merge_request)[-_]discussions?$/, parse.parseDiscussion],
  [/^merge_request_1_discussions(_empty)?_response$/, parse.parseDiscussion],
  [/^merge_request_1_comments.*_response$/, parse.parseNote],
  [/^(merge-request-note|merge_request_discussion_note)$/, parse.parseNote],
  [/^((issue|merge)_)?notes?$/, parse.parseNote],
  [/^search_notes_results$/, parse.parseNote],
  [/^_raw_gitlab_api_merge_request_notes$/, parse.parseNote],
  [/^(list_merge_request_diff|merge_request_diffs)$/, parse.parseFile],
  [/^(commit_)?diff$/, parse.parseFile],
  [
    /^(merge|get_merge_request|merge_request|merge-request|mergedMr|mergeableMr)$/,
    parse.parseMergeRequest,
  ],
  [/^(merges|mrList|merge_requests|related_merge_requests)$/, parse.parseMergeRequest],
  [/^get_merge_requests/, parse.parseMergeRequest],
  [/^(group|milestone|group_milestone|project_commit)_merge_requests$/, parse.parseMergeRequest],
  [/^search_merge_requests_results$/, parse.parseMergeRequest],
  [/^merge_request_1_(changes_)?response$/, parse.parseMergeRequest],
  [/^(commit_)?merge_requests(_response)?$/, parse.parseMergeRequest],
  [/^_raw_gitlab_api_merge_requests/, parse.parseMergeRequest],
  [/^(issues?|issue_move|issueListFull|issuableList|closesIssuesList)$/, parse.parseIssue],
  [/^(group|project|milestone|group_milestone)_issues$/, parse.parseIssue],
  [/^search_issues_results$/, parse.parseIssue],
  [/^_raw_gitlab_api_issues$/, parse.parseIssue],
  [/^(group_)?labels?$/, parse.parseLabel],
  [/^((group_)?milestones?|milestone-group|search_milestones_results)$/, parse.parseMilestone],
  [/^(project|projects|group_projects|user_projects|transfer_project)$/, parse.parseProject],
  [/^project_(archive|unarchive|star|unstar|forks?|for_user|edit)$/, parse.parseProject],
  [/^search_projects_results$/, parse.parseProject],
  [/^(user|users|user-list|user_search|user_by_username|search_users)$/, parse.parseUser],
  [/^(get_user|get_user_admin|get_user_bot|participants|participants_on_issue)$/, parse.parseUser],
  [/^_raw_gitlab_api_users/, parse.parseUser],
  [/^list_personal_access_tokens/, parse.parseToken],
];

/** Kept by hand: no GitLab with API v4 answers like this. */
const BY_HAND: readonly [files: readonly string[], why: string][] = [
  [["gitlab-danger-recordings/merge_requests_response.json"], "cut down to iid and sha"],
  [["gitlab-examples/gitlab4j/merge-request-discussions.json"], "a note lost its body"],
  [["gitlab-examples/gitlab4j/merge-request.json"], "lost its web_url"],
  [["gitlab-examples/narkoz/group_projects.json"], "blanks within its times"],
  [
    ["group_merge_requests", "group_milestone", "group_milestone_issues", "group_milestones"]
      .concat(["issue", "issues", "merge_request", "merge_requests", "milestone"])
      .concat(["milestone_issues", "milestones", "project_issues"])
      .map((name) => `gitlab-examples/narkoz/${name}.json`),
    "of an API before v4: no iid",
  ],
  [
    ["note", "notes"].map((name) => `gitlab-examples/narkoz/${name}.json`),
    "of an API before v4: users without a username",
  ],
  [
    ["project", "project_edit", "project_for_user", "projects"]
      .map((name) => `gitlab-examples/narkoz/${name}.json`),
    "of an API before v4: no path_with_namespace",
  ],
];

function whyByHand(file: string): string | undefined {
  return BY_HAND.find(([files]) => files.includes(file))?.[1];
}

function files(folder: string): string[] {
  return readdirSync(join(data, folder), { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => /\.(json|csv)$/.test(file))
    .sort();
}

function parserOf(file: string): parse.Parser<unknown> | undefined {
  const name = basename(file).replace(/\.\w+$/, "");
  return ENDPOINTS.find(([pattern]) => pattern.test(name))?.[1];
}

/** The rows of a file: a CSV with JSON in a column, a raw HTTP answer, or JSON. */
function rowsIn(file: string): unknown[] {
  const text = readFileSync(join(data, file), "utf8");
  if (file.endsWith(".csv")) return readCsv(text).map(({ data }) => JSON.parse(data ?? ""));
  const body = text.startsWith("HTTP/") ? text.split(/\r?\n\r?\n/).slice(1).join("\n\n") : text;
  const value: unknown = JSON.parse(body);
  return Array.isArray(value) ? value : [value];
}

const folders = ["gitlab-danger-recordings", "gitlab-devlake-raw", "gitlab-examples"];

for (const folder of folders) {
  Deno.test({
    name: `gitlab's parsers read every recorded answer in ${folder}`,
    ignore,
    fn: async (t) => {
      for (const file of files(folder)) {
        const parser = parserOf(file);
        if (parser === undefined) continue;
        const byHand = whyByHand(file);
        await t.step(
          byHand === undefined ? file : `${file}, but for hand-made rows: ${byHand}`,
          () => {
            const context: parse.Context = { iid: 1, unparsed: [] };
            const rows = rowsIn(file);
            const parsed = parse.parseRows(rows, parser, context);
            if (byHand !== undefined) return assert.notDeepEqual(context.unparsed, []);
            assert.deepEqual(context.unparsed, []);
            assert.equal(parsed.length, rows.length);
          },
        );
      }
    },
  });
}
