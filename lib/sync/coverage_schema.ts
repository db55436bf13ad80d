/** What `lore coverage` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import type { CoverageReport } from "./coverage.ts";
import type { Gap } from "./coverage_gaps.ts";
import type { GoneReport } from "./gone.ts";

const time = z.string().nullable();

/** One thing that is lacking. */
export const gapSchema: z.ZodType<Gap> = z.strictObject({
  kind: z.enum([
    "project_gone",
    "never_walked",
    "interrupted",
    "not_walked",
    "list_cut_short",
    "unreadable_items",
    "unreadable_parts",
    "never_fetched",
    "queued",
    "unsettled",
    "notes_missing",
    "notes_hidden",
    "files_cut_short",
    "other_rights",
    "hidden",
  ]).describe("What is lacking"),
  message: z.string().describe("The same in a clause"),
  items: z.int().nullable().describe("How many items; null where that cannot be known"),
  iids: z.array(z.int()).describe("Numbers of the first 20 of them"),
  command: z.string().nullable().describe("Closes the gap; null where nothing on this side does"),
});

/** How much is proved. */
export const stateSchema = z.enum(["complete", "current", "incomplete"]);

/** The result of `lore coverage --gone`. */
const goneSchema: z.ZodType<GoneReport> = z.strictObject({
  gone: z.array(z.strictObject({
    reference: z.string().describe("The item, or the one a note was on: acme/web#12"),
    project: z.string().describe("Path of the project"),
    kind: z.enum(["issue", "merge_request", "note"]).describe("What it was"),
    iid: z.int().describe("Number of the item"),
    title: z.string().describe("Title of the item"),
    author: z.string().nullable().describe("Username of its author"),
    body: z.string().nullable().describe("Description of an item, text of a note"),
    gone_at: z.string().describe("When it was found gone; ISO 8601, UTC"),
    run_id: z.string().describe("The run that found it"),
    web_url: z.string().describe("Where it was on the forge"),
    certain: z.boolean().describe(
      "Whether it is gone for sure; false for an issue that may have been made confidential",
    ),
    content: z.unknown().describe("All that was stored of it"),
  })).describe("The last found first"),
  truncated: z.boolean().describe("Whether there are more"),
});

/** The result of `lore coverage`. */
const verdictsSchema: z.ZodType<CoverageReport> = z.strictObject({
  coverage: z.array(z.strictObject({
    project: z.string().describe("Path of the project"),
    source: z.string().describe("Name of its source"),
    kind: z.enum(["issue", "merge_request"]).describe("Kind of items"),
    state: stateSchema.describe(
      "complete: all there is as of proved_at and parts_proved_at, and nothing was walked since; " +
        "current: every change since that moved an updated_at; incomplete: see gaps",
    ),
    complete: z.boolean().describe("Whether state is complete"),
    proved_at: time.describe(
      "As of when a whole list was compared, by the forge's clock; ISO 8601",
    ),
    parts_proved_at: time.describe(
      "As of when the comments and files of every item were read, and its events where they are " +
        "mirrored: a change of them that left no trace in the item is known up to then; " +
        "lore sync --full reads all anew",
    ),
    synced_at: time.describe("When the last walk that reached its end was; ISO 8601"),
    covered: z.array(z.strictObject({
      from: time.describe("ISO 8601; null for the beginning"),
      to: time.describe("ISO 8601"),
    })).describe("Intervals of updated_at that were walked, merged"),
    rows_stored: z.int().describe("Items in the store"),
    gone: z.strictObject({
      items: z.int().describe("Items"),
      notes: z.int().describe("Notes of items"),
    }).describe("What is gone from the forge and kept as tombstones"),
    token: z.strictObject({
      username: z.string().describe("Whose token it was"),
      scopes: z.array(z.string()).nullable().describe("Its scopes; null where not told"),
    }).nullable().describe("The token of the last walk"),
    gaps: z.array(gapSchema).describe("What is lacking; empty unless incomplete"),
    reason: z.string().nullable().describe("Why a current mirror is not complete; else null"),
    command: z.string().nullable().describe("Makes a current mirror complete; else null"),
  })).describe("One entry for each project and kind of items"),
  complete: z.boolean().describe("Whether all of them are complete, those not shown included"),
  states: z.strictObject({
    complete: z.int().describe("Proved"),
    current: z.int().describe("Not compared as a whole since the last changes"),
    incomplete: z.int().describe("With gaps"),
  }).describe("How many there are of each state"),
  truncated: z.boolean().describe("Whether there are more"),
});

/** The result of `lore coverage`, with `--gone` or without. */
export const coverageSchemas: z.ZodType<CoverageReport | GoneReport> = z.union([
  verdictsSchema.describe("Without --gone"),
  goneSchema.describe("With --gone"),
]);
