/** What a sync returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import { ERRORS } from "../errors.ts";
import type { SyncResult } from "./pipeline.ts";
import {
  type DryRunReport,
  PHASES,
  type PreflightReport,
  type SurgicalResult,
  type SyncAnswer,
} from "./surgical/types.ts";

const codes = Object.keys(ERRORS) as (keyof typeof ERRORS)[];

/** What every sync counts. */
const counts = {
  issues: z.int().describe("Issues stored, new or changed"),
  merge_requests: z.int().describe("Merge requests stored, new or changed"),
  discussions: z.int().describe("Discussions stored"),
  events: z.int().describe("Resource events stored"),
  files: z.int().describe("Changed files of merge requests stored"),
  projects: z.int().describe("Projects that were looked at"),
  documents: z.int().describe("Documents written"),
  chunks: z.int().describe("Chunks embedded"),
  failures: z.array(z.strictObject({
    source: z.string().describe("Name of the source"),
    project: z.string().optional().describe("Path of the project; absent for a whole source"),
    stage: z.string().describe("In which stage it failed"),
    iid: z.int().optional().describe("Number of the item, where one item failed"),
    code: z.enum(codes).describe("Error code"),
    message: z.string().describe("What failed"),
    hint: z.string().optional().describe("What to do about it"),
  })).describe("What failed, at most 50 of them"),
  failed: z.int().describe("Failures in all"),
};

/** The result of a sync of whole lists, as of `lore ingest`. */
export const syncSchema: z.ZodType<SyncResult> = z.strictObject(counts);

const kind = z.enum(["issue", "merge_request"]).describe("Kind of the item");

const iid = z.int().describe("Number of the item");

const reason = z.enum(["missing", "forbidden", "moved", "unreadable", "unavailable"]).nullable()
  .describe("Why it was skipped or failed; null for any other");

const message = z.string().nullable().describe("The same in a sentence");

const moved_to = z.string().nullable().describe("Where it was moved to: `group/project#12`");

const millis = z.int().optional();

const stage_timings_ms = z.strictObject({
  preflight: millis.describe("Asking for the items"),
  ingest: millis.describe("Storing them"),
  dependents: millis.describe("What hangs on them"),
  docs: millis.describe("Documents"),
  embed: millis.describe("Vectors"),
}).describe("Milliseconds of each phase that was come to, those of earlier attempts included");

const answer = {
  project: z.string().describe("Path of the project"),
  source: z.string().describe("Name of the source"),
  recovery_actions: z.array(z.string()).describe("Commands to run as they are"),
};

const renamed_to = z.string().nullable().describe("The project's path by now, if it is another");

const surgical: z.ZodType<SurgicalResult> = z.strictObject({
  mode: z.literal("surgical").describe("Single items: only with --issue, --mr or --resume"),
  run_id: z.string().describe("The run in the ledger, for --resume"),
  attempts: z.int().describe("How often the run was begun; more than 1 after --resume"),
  was_done: z.boolean().describe("Of --resume: it had ended before, and nothing was asked anew"),
  renamed_to,
  stage_timings_ms,
  entities: z.array(z.strictObject({
    kind,
    iid,
    status: z.enum(["refreshed", "unchanged", "skipped", "failed"]).describe("What came of it"),
    reason,
    message,
    moved_to,
    discussions: z.int().nullable().describe("Discussions fetched; null where it was not asked"),
    events: z.int().nullable().describe("Resource events fetched; null where it was not asked"),
    files: z.int().nullable().describe("Changed files fetched; null where it was not asked"),
    documents: z.int().describe("Documents of it and its discussions"),
  })).describe("Each item that was asked for"),
  ...answer,
  ...counts,
});

const preflight: z.ZodType<PreflightReport> = z.strictObject({
  mode: z.literal("preflight").describe("With --preflight-only: asked the forge, changed nothing"),
  renamed_to,
  stage_timings_ms,
  entities: z.array(z.strictObject({
    kind,
    iid,
    status: z.enum(["ok", "skipped"]).describe("Whether it could be refreshed"),
    title: z.string().nullable().describe("null for one that the forge did not give"),
    state: z.string().nullable().describe("State on the forge"),
    updated_at: z.string().nullable().describe("ISO 8601"),
    reason,
    message,
    moved_to,
  })).describe("Each item that was asked for"),
  ...answer,
});

const dryRun: z.ZodType<DryRunReport> = z.strictObject({
  mode: z.literal("dry_run").describe("With --dry-run: asked nothing, changed nothing"),
  project_known: z.boolean().describe("Whether the project is in the store"),
  phases: z.array(z.enum(PHASES)).describe("What would be done, in order"),
  requests_at_least: z.int().describe("Requests; long lists take more"),
  entities: z.array(z.strictObject({
    kind,
    iid,
    status: z.enum(["known", "unknown"]).describe("Whether it is in the store"),
    title: z.string().nullable().describe("As it is stored; null for an unknown item"),
  })).describe("Each item that was asked for"),
  ...answer,
});

/** Whatever `lore sync` returns: `mode` says which, and is absent for whole lists. */
export const syncAnswerSchema: z.ZodType<SyncAnswer> = z.union([
  syncSchema,
  surgical,
  preflight,
  dryRun,
]);
