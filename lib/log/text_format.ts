/**
 * A log line for people.
 *
 * Owns: its words and colours, and that nothing in it can fake a line or move the cursor. Leaves to
 * others: single values (`values.ts`), where it goes (`stderr_handler.ts`).
 *
 * @module
 */

import type { SpanFields } from "../spans/context.ts";
import type { Level } from "./level.ts";
import type { LogFields, LogRecord } from "./logger.ts";
import { REDACTED } from "./redact.ts";
import { cleanText, errorText, hides, quote, readMembers, renderValue } from "./values.ts";

/** How text lines look. */
export interface TextLook {
  /** Whether the reader's terminal shows colours. */
  readonly color?: boolean;
  /** Whether the chain of spans is shown: `-vv`. */
  readonly showSpans?: boolean;
}

/** What text needs of a span: one of a file's line has no more. */
export interface TextSpan {
  /** What the work is called. */
  readonly name: string;
  /** What the span said of itself when it was opened. */
  readonly fields: SpanFields;
  /** The run's id, if there is one. */
  readonly runId: string | undefined;
  /** The span around it. */
  readonly parent: TextSpan | undefined;
}

/** What text needs of a record. */
export type TextRecord = Omit<LogRecord, "span"> & { readonly span: TextSpan | undefined };

const LEVEL_COLOR: Readonly<Record<Level, number>> = {
  TRACE: 35,
  DEBUG: 34,
  INFO: 32,
  WARN: 33,
  ERROR: 31,
};
const DIM = 2;

/** Lines that read as a sentence instead of a message with fields. */
const SENTENCES: Readonly<Record<string, (fields: LogFields) => string>> = {
  "Rate limited, retrying": retrySentence,
  "Request failed, retrying": retrySentence,
};

/** A record as one line of text, without line end. */
export function formatText(record: TextRecord, look: TextLook = {}): string {
  const { color = false, showSpans = false } = look;
  const paint = color ? painted : (_code: number, text: string) => text;
  const parts = [
    paint(DIM, timeOfDay(record.time)),
    paint(LEVEL_COLOR[record.level], record.level.padEnd(5)),
  ];
  if (showSpans && record.span !== undefined) parts.push(paint(DIM, `[${chain(record.span)}]`));
  const sentence = record.fields === undefined ? undefined : SENTENCES[record.message];
  parts.push(
    sentence === undefined || record.fields === undefined
      ? bare(record.message)
      : sentence(record.fields),
  );
  if (sentence === undefined && record.fields !== undefined) {
    for (const [key, value] of readMembers(record.fields)) {
      const text = fieldValue(key, value);
      if (text !== undefined) parts.push(`${paint(DIM, `${bare(key)}=`)}${text}`);
    }
  }
  return parts.join(" ");
}

function painted(code: number, text: string): string {
  return `\x1b[${code}m${text}\x1b[0m`;
}

/** `14:32:01`, local time. */
function timeOfDay(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0")).join(":");
}

/** Text without quotes, in which every character that a terminal would obey is escaped. */
function bare(text: string): string {
  return quote(cleanText(text)).slice(1, -1).replace(/\\(["\\])/g, "$1");
}

/** A value as text: quoted only where it could be taken for more than one word. */
function fieldValue(key: string, value: unknown): string | undefined {
  if (hides(key, value)) return REDACTED;
  if (value instanceof Error) return fieldValue(key, errorText(value).text);
  const json = renderValue(value);
  if (typeof value !== "string" || json === undefined) return json;
  return /^"[^\s"\\=]+"$/.test(json) ? json.slice(1, -1) : json;
}

/** `sync{run_id=a1b2c3d4}:ingest_issues:fetch_pages{project=group/repo}`. */
function chain(span: TextSpan): string {
  const parts: string[] = [];
  for (let node: TextSpan | undefined = span; node !== undefined; node = node.parent) {
    const run: SpanFields = node.parent === undefined && node.runId !== undefined
      ? { run_id: node.runId }
      : {};
    const fields = Object.entries({ ...node.fields, ...run })
      .map(([key, value]) => `${bare(key)}=${fieldValue(key, value)}`);
    parts.unshift(bare(node.name) + (fields.length > 0 ? `{${fields.join(" ")}}` : ""));
  }
  return parts.join(":");
}

/** `Retrying /api/v4/projects/123/issues (429, waiting 2s)`. */
function retrySentence(fields: LogFields): string {
  const { path, status_code, error, retry_after_secs } = fields;
  const why = status_code ?? error ?? "failed";
  const reason = why instanceof Error ? errorText(why).text : String(why);
  const wait = typeof retry_after_secs === "number"
    ? `, waiting ${Math.round(retry_after_secs * 10) / 10}s`
    : "";
  return `Retrying ${bare(String(path))} (${bare(reason)}${wait})`;
}
