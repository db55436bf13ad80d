/** Lists of issues and merge requests as a schema. Loaded only when asked for. @module */

import { z } from "zod";
import type { IssueList, MergeRequestList } from "./items.ts";

/** A time as the answers write it. */
export const time = (what: string) => z.iso.datetime().describe(`${what}, ISO 8601 in UTC`);

/** The same where there may be none. */
export const timeOrNull = (what: string) =>
  z.iso.datetime().nullable().describe(`${what}, ISO 8601 in UTC; null if it was not`);

const usernames = (what: string) => z.array(z.string()).describe(`Usernames of ${what}`);

/** What issues and merge requests have in common. */
export const itemFields = {
  reference: z.string().describe("acme/web#12, acme/web!34"),
  project: z.string().describe("Path of the project as it is now"),
  iid: z.int().positive().describe("Number within the project"),
  title: z.string().describe("Title"),
  state: z.string().describe("opened, closed, and of merge requests merged or locked"),
  author: z.string().nullable().describe("Username; null where the forge does not say"),
  assignees: usernames("those it is assigned to"),
  labels: z.array(z.string()).describe("Names of labels, sorted"),
  milestone: z.string().nullable().describe("Title of the milestone"),
  comments: z.int().nonnegative().describe("Comments by people, as the forge counts them"),
  created_at: time("When it was opened"),
  updated_at: time("When it last changed"),
  closed_at: timeOrNull("When it was closed"),
  web_url: z.string().describe("Its page on the forge"),
};

/** Of issues alone. */
export const issueFields = {
  ...itemFields,
  confidential: z.boolean().describe("Whether only members see it"),
};

/** Of merge requests alone. */
export const mergeRequestFields = {
  ...itemFields,
  draft: z.boolean().describe("Whether it is not ready to be merged"),
  reviewers: usernames("reviewers"),
  source_branch: z.string().describe("Branch that is merged"),
  target_branch: z.string().describe("Branch that it is merged into"),
  merged_at: timeOrNull("When it was merged"),
};

/** How old and how whole an answer is. */
export const freshnessFields = {
  synced_at: z.iso.datetime().nullable().describe(
    "When the project that was synced longest ago was, ISO 8601 in UTC; null where one never was",
  ),
  notices: z.array(z.string()).describe("What may make the answer old or incomplete"),
};

/** Which part of a list an answer holds. */
export const pageFields = {
  offset: z.int().nonnegative().describe("Rows that were skipped"),
  truncated: z.boolean().describe("Whether there are more than these"),
};

const answerFields = {
  ...pageFields,
  empty: z.literal(true).optional().describe("The mirror holds no item of this kind at all"),
  ...freshnessFields,
};

/** A list of issues. */
export const issueListSchema = z.strictObject({
  issues: z.array(z.strictObject(issueFields)).describe("Issues, in the order asked for"),
  ...answerFields,
}) satisfies z.ZodType<IssueList>;

/** A list of merge requests. */
export const mergeRequestListSchema = z.strictObject({
  merge_requests: z.array(z.strictObject(mergeRequestFields))
    .describe("Merge requests, in the order asked for"),
  ...answerFields,
}) satisfies z.ZodType<MergeRequestList>;
