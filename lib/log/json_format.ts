/**
 * A log line as JSON. CONTRACT: members are added, never renamed.
 *
 * Owns: the members of a line and their order. Speed is bought with memory here: names, messages
 * and the text of a span are made once and kept. Leaves to others: single values (`values.ts`).
 *
 * @module
 */

import type { SpanNode } from "../spans/context.ts";
import type { LogFields, LogRecord } from "./logger.ts";
import { REDACTED, secretsVersion } from "./redact.ts";
import { cleanText, errorText, hides, quote, readMembers, renderValue } from "./values.ts";

/** Beyond this many, names and messages are not from the source code: they are not kept. */
const MOST_KEPT = 2_000;

/** Of which secrets the kept texts are free. */
let freeOf = secretsVersion();
const heads = new Map<string, string>();
const messages = new Map<string, string>();
const names = new Map<string, Name>();

/** A field's name, ready to write. */
interface Name {
  /** `,"name":` */
  readonly json: string;
  readonly secret: boolean;
}

/** A record as one line of JSON, line end included. */
export function formatJson(record: LogRecord): string {
  const { fields, span } = record;
  if (freeOf !== secretsVersion()) forgetKept();
  let line = timestamp(record.time) + head(record) + message(record.message);
  if (fields !== undefined) line += renderFields(fields);
  return line + (span === undefined ? '},"span":null,"spans":[]}\n' : spanTail(span));
}

let second = NaN;
let secondText = "";
const MILLISECONDS = Array.from({ length: 1000 }, (_, ms) => String(ms).padStart(3, "0"));

/** `{"timestamp":"2026-02-04T14:32:01.123`: all but the milliseconds changes once a second. */
function timestamp(time: number): string {
  const whole = Math.floor(time);
  const ms = ((whole % 1000) + 1000) % 1000;
  if (whole - ms !== second) {
    second = whole - ms;
    secondText = `{"timestamp":"${iso(second).slice(0, -4)}`;
  }
  return secondText + MILLISECONDS[ms];
}

function iso(time: number): string {
  return new Date(Math.abs(time) <= 8.64e15 ? time : 0).toISOString();
}

function head({ level, target }: LogRecord): string {
  const key = level + target;
  return kept(
    heads,
    key,
    () => `Z","level":"${level}","target":${quote(target)},"fields":{"message":`,
  );
}

function message(text: string): string {
  return kept(messages, text, () => quote(cleanText(text)));
}

function forgetKept(): void {
  freeOf = secretsVersion();
  for (const cache of [heads, messages, names]) cache.clear();
}

function kept<V>(cache: Map<string, V>, key: string, make: () => V): V {
  const found = cache.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (cache.size < MOST_KEPT) cache.set(key, made);
  return made;
}

/** `message` is taken: a field of that name gets a name of its own. */
function nameOf(key: string): Name {
  return kept(names, key, () => ({
    json: `,${quote(cleanText(key === "message" ? "message_" : key))}:`,
    secret: hides(key, ""),
  }));
}

function renderFields(fields: LogFields): string {
  let text = "";
  try {
    for (const key in fields) text += renderField(key, fields[key], nameOf(key));
    return text;
  } catch {
    // A member that throws when it is read: the way around it is slow.
    const read = readMembers(fields).map(([key, value]) => renderField(key, value, nameOf(key)));
    return read.join("");
  }
}

function renderField(key: string, value: unknown, name: Name): string {
  if (name.secret && hides(key, value)) return `${name.json}"${REDACTED}"`;
  if (typeof value === "number" && Number.isFinite(value)) return name.json + value;
  if (value instanceof Error) return renderError(key, value);
  const text = renderValue(value);
  return text === undefined ? "" : name.json + text;
}

/** The field stays a string for every kind of error; code and stack have fields of their own. */
function renderError(key: string, error: Error): string {
  const { text, code, stack } = errorText(error);
  return nameOf(key).json + quote(cleanText(text)) +
    (code === undefined ? "" : nameOf(`${key}_code`).json + quote(cleanText(code))) +
    (stack === undefined ? "" : nameOf(`${key}_stack`).json + quote(cleanText(stack)));
}

/** `},"span":{…},"spans":[…]}` with the line end: the same for every line of a span. */
function spanTail(span: SpanNode): string {
  return span.rendered ??= makeSpanTail(span);
}

function makeSpanTail(span: SpanNode): string {
  const chain: string[] = [];
  for (let node: SpanNode | undefined = span; node !== undefined; node = node.parent) {
    chain.unshift(spanObject(node, node.parent === undefined ? node.runId : undefined));
  }
  return `},"span":${spanObject(span, span.runId)},"spans":[${chain.join(",")}]}\n`;
}

function spanObject({ name, fields }: SpanNode, runId: string | undefined): string {
  const own = Object.entries(fields).map(([key, value]) =>
    renderField(key, value, nameOf(key === "name" || key === "run_id" ? `${key}_` : key))
  );
  const run = runId === undefined ? "" : `,"run_id":${quote(cleanText(runId))}`;
  return `{"name":${quote(cleanText(name))}${own.join("")}${run}}`;
}
