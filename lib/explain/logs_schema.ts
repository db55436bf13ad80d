/** What `lore logs` returns in JSON. Loaded only for the manifest and for tests. @module */

import { z } from "zod";
import type { LogLine } from "./log_line.ts";
import type { Logs } from "./logs.ts";

const span = z.looseObject({
  name: z.string().describe("Name of the span"),
  run_id: z.string().optional().describe("The run that it belongs to"),
});

/** A line as the log file has it. */
export const logLineSchema: z.ZodType<LogLine> = z.strictObject({
  timestamp: z.string().describe("ISO 8601, UTC"),
  level: z.enum(["ERROR", "WARN", "INFO", "DEBUG", "TRACE"]).describe("How grave it is"),
  target: z.string().describe("Which part of lore: lore::sync"),
  fields: z.looseObject({ message: z.string().describe("A fixed text") }).describe(
    "The message and its values",
  ),
  span: span.nullable().describe("The innermost span"),
  spans: z.array(span).describe("From the root to the innermost"),
});

/** The result of `lore logs`; with --follow of each part. */
export const logsSchema: z.ZodType<Logs | undefined> = z.strictObject({
  log_dir: z.string().describe("Where the log files are"),
  lines: z.array(z.union([
    logLineSchema,
    z.strictObject({ raw: z.string().describe("A line that is torn or foreign") }),
  ])).describe("Oldest first"),
  foreign_lines: z.int().describe("Torn and foreign lines that were met"),
  truncated: z.boolean().describe("Whether there is more, before these"),
  raw: z.array(z.string()).optional().describe("The lines as they stand in the file"),
});
