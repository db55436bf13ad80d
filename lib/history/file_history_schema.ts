/** What `lore file-history` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import { freshnessFields, pageFields, time, timeOrNull } from "../reading/items_schema.ts";
import type { FileHistory } from "./file_history_types.ts";

const changedFile = z.strictObject({
  old_path: z.string().describe("Its path before"),
  new_path: z.string().describe("Its path after"),
  change: z.enum(["added", "modified", "renamed", "deleted"]).describe("What happened to it"),
  additions: z.int().nonnegative().nullable()
    .describe("Lines added; null where the forge left the diff out"),
  deletions: z.int().nonnegative().nullable()
    .describe("Lines deleted; null where the forge left the diff out"),
  depth: z.int().nonnegative().describe("Renames between this name and the one asked for"),
});

const thread = z.strictObject({
  id: z.string().describe("The forge's id of the discussion"),
  path: z.string().describe("The file in whose diff it stands"),
  line: z.int().nullable().describe("The line there"),
  author: z.string().nullable().describe("Username of who began it"),
  body: z.string().describe("What it begins with, at most 300 characters"),
  notes: z.int().positive().describe("Notes by people"),
  resolved: z.boolean().nullable()
    .describe("Whether it is resolved; null where there is nothing to resolve"),
  created_at: time("When it began"),
  web_url: z.string().describe("Its place on the forge"),
});

const row = z.strictObject({
  reference: z.string().describe("acme/web!34"),
  project: z.string().describe("Path of the project as it is now"),
  iid: z.int().positive().describe("Number within the project"),
  title: z.string().describe("Title"),
  state: z.string().describe("opened, closed, merged or locked"),
  draft: z.boolean().describe("Whether it is not ready to be merged"),
  author: z.string().nullable().describe("Username; null where the forge does not say"),
  merged_by: z.string().nullable().describe("Username of who merged it; null where nobody did"),
  source_branch: z.string().describe("Branch that is merged"),
  target_branch: z.string().describe("Branch that it is merged into"),
  comments: z.int().nonnegative().describe("Comments by people, as the forge counts them"),
  created_at: time("When it was opened"),
  merged_at: timeOrNull("When it was merged"),
  touched_at: time("When it was merged, closed or, while open, last changed"),
  web_url: z.string().describe("Its page on the forge"),
  files: z.array(changedFile).describe("What it did to the file, or to the first 20 of several"),
  file_count: z.int().nonnegative().describe("Files of those asked for that it touched"),
  files_complete: z.boolean().describe("False where its list of files may lack some"),
  discussions: z.array(thread).optional()
    .describe("The first 20 threads on the file's diff, oldest first; with --discussions"),
  discussion_count: z.int().nonnegative().optional()
    .describe("Threads on the file's diff; with --discussions"),
});

const name = z.strictObject({
  project: z.string().describe("Path of the project"),
  path: z.string().describe("What the file was called"),
  depth: z.int().nonnegative().describe("Renames between this name and the one asked for"),
  direction: z.enum(["asked", "before", "after"]).describe("From the name asked for"),
  since: z.iso.datetime().nullable()
    .describe("Since when it meant the file, ISO 8601 in UTC; null where not known"),
  until: z.iso.datetime().nullable()
    .describe("When it began to mean another file, ISO 8601 in UTC; null where it did not"),
});

const rename = z.strictObject({
  project: z.string().describe("Path of the project"),
  old_path: z.string().describe("The path before"),
  new_path: z.string().describe("The path after"),
  merge_request: z.string().describe("What renamed it: acme/web!34"),
  renamed_at: time("When that was merged"),
  depth: z.int().positive().describe("Renames from the name asked for up to this one"),
  followed: z.boolean()
    .describe("False where a file left the name asked for, which is another file since"),
});

/** The result of `lore file-history`. */
export const fileHistorySchema: z.ZodType<FileHistory> = z.strictObject({
  path: z.string().describe("The path or pattern as it was understood"),
  kind: z.enum(["file", "folder", "pattern"]).describe("What it is"),
  projects: z.array(z.string()).describe("Paths of the projects that have it"),
  matches: z.int().positive().describe("Files that the path means, counted in each project"),
  merge_requests: z.array(row).describe("Those that touched it, newest first"),
  names: z.array(name).describe("Names that the file had, those asked for first; at most 20"),
  name_count: z.int().positive().describe("How many names there are"),
  renames: z.array(rename).describe("Its renames, the latest first; at most 20"),
  rename_count: z.int().nonnegative().describe("How many renames there are"),
  incomplete: z.strictObject({
    cut: z.int().nonnegative().describe("Whose list the forge cut short"),
    unfetched: z.int().nonnegative().describe("Whose list is not fetched yet"),
    merge_requests: z.array(z.string()).describe("The first 50 of them"),
  }).describe("Merge requests that may have touched it as well: their files are not all known"),
  ...pageFields,
  ...freshnessFields,
});
