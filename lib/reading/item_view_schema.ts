/** One issue or merge request in full as a schema. Loaded only when asked for. @module */

import { z } from "zod";
import type { IssueView, MergeRequestView } from "./item_view_types.ts";
import type { IssueList, MergeRequestList } from "./items.ts";
import {
  freshnessFields,
  issueFields,
  issueListSchema,
  mergeRequestFields,
  mergeRequestListSchema,
  pageFields,
  time,
  timeOrNull,
} from "./items_schema.ts";

const username = (what: string) => z.string().nullable().describe(`Username of ${what}`);
const day = (what: string) => z.string().nullable().describe(`${what}, YYYY-MM-DD`);

const detailFields = {
  source: z.string().describe("Name of the source in the config"),
  description: z.string().nullable().describe("Markdown, as on the forge"),
  closed_by: username("who closed it"),
  milestone_due: day("When the milestone is due"),
  upvotes: z.int().describe("Thumbs up"),
  downvotes: z.int().describe("Thumbs down"),
  discussion_locked: z.boolean().describe("Whether only members may comment"),
  unresolved_threads: z.int().describe("Threads that are still to be resolved"),
  discussions_fetched_at: timeOrNull("When its discussions were last fetched in full"),
};

const noteFields = {
  id: z.int().describe("The forge's id"),
  author: username("who wrote it"),
  body: z.string().describe("Markdown"),
  system: z.boolean().describe("Whether the forge itself wrote it"),
  internal: z.boolean().describe("Whether only members see it"),
  created_at: time("When it was written"),
  updated_at: time("When it last changed"),
  web_url: z.string().describe("Its place on the forge"),
};

const resolved = z.boolean().nullable()
  .describe("Whether it is resolved; null where there is nothing to resolve");

const thread = z.strictObject({
  type: z.literal("thread").describe("A discussion that can be replied to"),
  id: z.string().describe("The forge's id"),
  path: z.string().nullable().describe("The file in whose diff it stands"),
  line: z.int().nullable().describe("The line there"),
  resolved,
  resolved_by: username("who resolved it"),
  created_at: time("When it began"),
  web_url: z.string().describe("Its place on the forge"),
  notes: z.array(z.strictObject({ ...noteFields, resolved })).describe("Oldest first"),
});

const note = z.strictObject({
  type: z.literal("note").describe("A note that stands alone"),
  ...noteFields,
});

const event = z.strictObject({
  type: z.literal("event").describe("A change of state, label or milestone"),
  event: z.enum(["state", "label", "milestone"]).describe("Of what"),
  action: z.string().describe("add, remove, or the new state"),
  author: username("who did it"),
  label: z.string().nullable().describe("Of a label event; null where the label is gone"),
  milestone: z.string().nullable()
    .describe("Of a milestone event; null where the milestone is gone"),
  created_at: time("When"),
});

const related = z.strictObject({
  direction: z.enum(["outgoing", "incoming"])
    .describe("Whether this item says it of the other, or the other of this one"),
  relation: z.enum([
    ...["closes", "mentions", "related", "blocks", "duplicates", "moved_to", "parent_of"] as const,
  ]).describe("What the one does to the other"),
  reference: z.string().describe("acme/web#12, acme/web!34"),
  title: z.string().nullable().describe("null where the mirror does not have the item"),
  state: z.string().nullable().describe("null where the mirror does not have the item"),
  said_in: z.enum(["description", "note", "system_note"]).describe("Where it is said"),
  said_at: time("When it was said"),
  web_url: z.string().nullable().describe("null where the mirror does not have the item"),
});

const answerFields = {
  related: z.array(related).describe("What it refers to and what refers to it, the first hundred"),
  related_total: z.int().describe("How many there are"),
  timeline: z.array(z.discriminatedUnion("type", [thread, note, event]))
    .describe("What happened, oldest first"),
  timeline_total: z.int().describe("Entries that the whole timeline has"),
  ...pageFields,
  ...freshnessFields,
};

const lines = (what: string) =>
  z.int().nullable().describe(`Lines ${what}; null where the forge left the diff out`);

const changedFiles = z.strictObject({
  total: z.int().describe("Files"),
  complete: z.boolean().nullable()
    .describe("Whether the forge gave all of them; null where they were never fetched"),
  additions: z.int().describe("Lines added, as far as the forge showed diffs"),
  deletions: z.int().describe("Lines removed, as far as the forge showed diffs"),
  files: z.array(z.strictObject({
    path: z.string().describe("Where it is"),
    old_path: z.string().optional().describe("Where it was, if it was elsewhere"),
    change: z.enum(["added", "modified", "renamed", "deleted"]).describe("What became of it"),
    additions: lines("added"),
    deletions: lines("removed"),
  })).describe("The first hundred by path"),
});

const issueView = z.strictObject({
  issue: z.strictObject({
    ...issueFields,
    ...detailFields,
    type: z.string().nullable().describe("issue, incident, task and others"),
    due_date: day("When it is due"),
    weight: z.number().nullable().describe("Weight"),
    health_status: z.string().nullable().describe("Health status"),
  }).describe("The issue"),
  ...answerFields,
});

const mergeRequestView = z.strictObject({
  merge_request: z.strictObject({
    ...mergeRequestFields,
    ...detailFields,
    merged_by: username("who merged it"),
    sha: z.string().nullable().describe("Head commit"),
    merge_commit_sha: z.string().nullable().describe("Merge commit"),
    merge_status: z.string().nullable().describe("Whether it could be merged, as the forge says"),
  }).describe("The merge request"),
  changed_files: changedFiles.describe("The files that it changes"),
  ...answerFields,
});

/** The result of `lore issues`: a list, or with a number one issue. */
export const issuesSchema: z.ZodType<IssueList | IssueView> = z.union([issueListSchema, issueView]);

/** The result of `lore mrs`: a list, or with a number one merge request. */
export const mergeRequestsSchema: z.ZodType<MergeRequestList | MergeRequestView> = z.union([
  mergeRequestListSchema,
  mergeRequestView,
]);
