/** What `lore sync-status` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import { gapSchema, stateSchema } from "./coverage_schema.ts";
import { stageTimingSchema } from "../spans/stage_timings_schema.ts";
import type { CoverageView, RunView, SyncStatus } from "./status_view.ts";

const time = z.string();
const kind = z.enum(["issue", "merge_request"]);

const runFields = {
  run_id: z.string().describe("First 8 characters of a UUID"),
  command: z.string().describe("What was run: sync, ingest issues, …"),
  mode: z.string().nullable().describe("full, incremental, …"),
  status: z.enum(["running", "succeeded", "failed", "interrupted"]).describe(
    "As in the ledger, but a run that died is interrupted before the next run says so",
  ),
  dead: z.boolean().optional().describe("True for a run that died without a word"),
  phase: z.string().nullable().describe("The stage it is in, or was in when it ended"),
  failed_phase: z.string().optional().describe("The stage it was in when it failed"),
  attempts: z.int().optional().describe("How often it was begun, if it was resumed"),
  started_at: time.describe("ISO 8601, UTC"),
  heartbeat_at: time.describe("Its last sign of life; ISO 8601, UTC"),
  finished_at: time.nullable().describe("ISO 8601, UTC; null while it runs"),
  elapsed_ms: z.number().describe("Milliseconds; up to now for a run that is under way"),
  total_items_processed: z.int().describe("Items stored or worked off"),
  total_errors: z.int().describe("Failures in all"),
  rate_limit_hits: z.int().describe("Rate-limit answers of the forge"),
  retries: z.int().describe("Requests sent again"),
  error: z.string().nullable().describe("Why it failed"),
  requested: z.unknown().describe("What was asked of it"),
};

/** A run without its stages. */
export const runSchema: z.ZodType<Omit<RunView, "stages">> = z.strictObject(runFields);

const walk = z.strictObject({
  run_id: z.string().describe("The run that made it"),
  updated_from: time.nullable().describe("ISO 8601, UTC; null from the beginning"),
  updated_to: time.nullable().describe("Greatest updated_at seen; null where there was no row"),
  rows_seen: z.int().describe("Rows of the forge's list"),
  forge_total: z.int().nullable().describe("Rows by the forge's count; null where it gives none"),
  unparsed: z.int().describe("Rows that could not be read"),
  server_time: time.describe("Of the last page, by the forge's clock; ISO 8601, UTC"),
});

/** What is there of one kind of items of a project, and what is missing. */
export const coverageSchema: z.ZodType<CoverageView> = z.strictObject({
  project: z.string().describe("Path of the project"),
  kind: kind.describe("Kind of items"),
  complete: z.boolean().describe("Whether nothing is known to be missing"),
  state: stateSchema.describe("The verdict of lore coverage"),
  gaps: z.array(gapSchema).describe("What is missing, with what closes each gap"),
  rows_stored: z.int().describe("Items in the store"),
  last_walk: walk.nullable().describe("The latest walk that reached the end"),
  last_full_walk: walk.nullable().describe("The latest one from the beginning"),
  unparsed: z.int().describe("Answers that could not be read"),
  cut_diffs: z.int().describe("Merge requests whose list of files the forge may have cut short"),
  never_fetched: z.int().describe("Items whose discussions or files were never fetched"),
  queued: z.int().describe("Fetches that wait in the queue"),
});

/** The result of `lore sync-status`. */
export const statusSchema: z.ZodType<SyncStatus> = z.strictObject({
  runs: z.array(z.strictObject({
    ...runFields,
    stages: z.array(stageTimingSchema).describe("What took how long"),
  })).describe("Newest first"),
  truncated: z.boolean().describe("Whether there are earlier runs than these"),
  cursors: z.array(z.strictObject({
    project: z.string().describe("Path of the project"),
    kind: kind.describe("Kind of items"),
    updated_at: time.describe("Greatest updated_at stored, by the forge's clock; ISO 8601, UTC"),
    complete: z.boolean().describe("Whether a walk from the beginning has reached the end"),
  })).describe("How far each walk has come"),
  summary: z.strictObject({
    projects: z.int().describe("Projects"),
    issues: z.int().describe("Issues"),
    merge_requests: z.int().describe("Merge requests"),
    discussions: z.int().describe("Discussions"),
    notes: z.int().describe("Notes"),
    resource_events: z.int().describe("Changes of state, label and milestone"),
    merge_request_files: z.int().describe("Changed files of merge requests"),
    documents: z.int().describe("Documents to be searched"),
    embedded_chunks: z.int().describe("Chunks with a vector"),
    queued_dependents: z.int().describe("Fetches that wait in the queue"),
    unparsed_items: z.int().describe("Answers that could not be read"),
    dirty_documents: z.int().describe("Entities whose documents are to be made anew"),
    unembedded_documents: z.int().describe("Documents that wait for their vectors"),
  }).describe("How much the store holds"),
  coverage: z.array(coverageSchema).describe("How complete each project is"),
  items: z.array(z.strictObject({
    kind: kind.describe("Kind of the item"),
    iid: z.int().describe("Its number"),
    status: z.enum(["pending", "refreshed", "unchanged", "skipped", "failed"]).describe(
      "What came of it; pending until the run has ended",
    ),
    reason: z.enum(["missing", "forbidden", "moved", "unreadable", "unavailable"]).nullable()
      .describe("Why it was skipped or failed; null for any other"),
    message: z.string().nullable().describe("The same in a sentence"),
    moved_to: z.string().nullable().describe("Where it was moved to: `group/project#12`"),
  })).optional().describe("With --run, for a run that refreshed single items: what came of each"),
  log: z.strictObject({
    files: z.array(z.string()).describe("Log files of the days on which it ran"),
    command: z.string().describe("Prints the run's lines"),
  }).nullable().optional().describe("Of one run, where asked for: its log, or null"),
});
