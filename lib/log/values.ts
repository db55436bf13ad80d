/**
 * Any value as JSON on one line, whatever it is.
 *
 * Owns: that a log line is always one line of valid JSON without secrets and of bounded length, for
 * circular objects, BigInt, errors with their causes, lone surrogates, getters that throw. Leaves to
 * others: what a secret is (`redact.ts`), the members of a line (`json_format.ts`).
 *
 * @module
 */

import { isSecretName, longestSecret, redact, REDACTED } from "./redact.ts";

/** A field's text is cut after this many characters, and says so. */
export const LONGEST_VALUE = 16_384;

const DEEPEST = 6;
const MOST_ENTRIES = 100;

/**
 * What JSON must escape, and what could tear a line or a terminal: control characters, line and
 * paragraph separators, marks that turn the direction of text, halves of surrogate pairs.
 */
const UNSAFE = /[\p{Cc}\p{Cs}"\\\u2028-\u202e\u2066-\u2069]/u;
const LEFT_BY_JSON = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** A text as JSON, quotes included. Pure ASCII escapes for whatever a terminal would obey. */
export function quote(text: string): string {
  if (!UNSAFE.test(text)) return `"${text}"`;
  return JSON.stringify(text.toWellFormed()).replace(
    LEFT_BY_JSON,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text without secrets, and cut when it is too long. */
export function cleanText(text: string): string {
  if (text.length <= LONGEST_VALUE) return redact(text);
  // A secret that lies across the cut must be seen whole to be found; what is left of one that
  // lies across the end of the slice is in the margin, which is dropped.
  const margin = longestSecret();
  const clean = redact(text.slice(0, LONGEST_VALUE + margin));
  const kept = clean.slice(0, Math.max(0, Math.min(LONGEST_VALUE, clean.length - margin)));
  return `${kept}… [cut: ${text.length} characters in all]`;
}

/** Any value as JSON; undefined for what JSON leaves out. */
export function renderValue(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return quote(cleanText(value));
    case "number":
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case "boolean":
      return value ? "true" : "false";
    case "undefined":
      return undefined;
    default:
      return new Walk().render(value, 0);
  }
}

/** What is known of an error, for a line's fields. */
export interface ErrorText {
  /** The messages, outermost first. */
  readonly text: string;
  /** The outermost code there is: of lore, of the system. */
  readonly code: string | undefined;
  /** Where it was thrown, for what is not a failure that someone can act on but a bug. */
  readonly stack: string | undefined;
}

/** An error with its causes as text. */
export function errorText(error: Error): ErrorText {
  const seen = new Set<unknown>();
  const parts: string[] = [];
  let code: string | undefined;
  let at: unknown = error;
  let stack = error.name === "LoreError" ? undefined : error.stack;
  while (at !== undefined && at !== null && !seen.has(at) && seen.size < 10) {
    seen.add(at);
    // A message often quotes its cause: once is enough.
    const bare = at instanceof Error ? at.message : messageOf(at);
    if (bare === "" || !parts.some((part) => part.includes(bare))) parts.push(messageOf(at));
    if (!(at instanceof Error)) break;
    const { code: own } = at as { code?: unknown };
    if (typeof own === "string" || typeof own === "number") code ??= String(own);
    if (code === "INTERNAL" && at.name !== "LoreError") stack = at.stack;
    at = at.cause;
  }
  return { text: parts.join(": "), code, stack: stack && framesOf(stack) };
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return attempt(() => String(thrown));
  const { name, message } = thrown;
  // "TypeError: x is not a function" tells more than its message; "Error:" and "LoreError:" do not.
  return name === "Error" || name === "LoreError" ? message : `${name}: ${message}`;
}

function framesOf(stack: string): string | undefined {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return frames.length === 0 ? undefined : frames.map((line) => line.trim()).join("\n");
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return `[unreadable: ${error instanceof Error ? error.message : "it throws"}]`;
  }
}

/** One walk through a nested value, with what is left of its room. */
class Walk {
  #room = LONGEST_VALUE;
  readonly #above = new Set<object>();

  /** A value as JSON; undefined for what JSON leaves out. */
  render(value: unknown, depth: number): string | undefined {
    switch (typeof value) {
      case "bigint":
        return Number.isSafeInteger(Number(value)) ? String(value) : `"${value}"`;
      case "function":
        return this.#take(quote(cleanText(`[function ${value.name}]`)));
      case "symbol":
        return this.#take(quote(cleanText(String(value))));
      case "object":
        return value === null ? "null" : this.#object(value, depth);
      case "string":
        return this.#take(quote(cleanText(value)));
      default:
        return renderValue(value);
    }
  }

  #take(text: string): string {
    this.#room -= text.length;
    return text;
  }

  #object(value: object, depth: number): string | undefined {
    if (this.#above.has(value)) return '"[circular]"';
    if (depth >= DEEPEST) return '"[too deep]"';
    this.#above.add(value);
    try {
      return this.#kind(value, depth);
    } catch (error) {
      const reason = error instanceof Error ? error.message : "it throws";
      return quote(cleanText(`[unreadable: ${reason}]`));
    } finally {
      this.#above.delete(value);
    }
  }

  #kind(value: object, depth: number): string | undefined {
    if (value instanceof Error) return this.#take(quote(cleanText(errorText(value).text)));
    if (value instanceof Date) {
      return Number.isNaN(value.getTime()) ? '"Invalid Date"' : `"${value.toISOString()}"`;
    }
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      return `"[${value.constructor.name} of ${value.byteLength} bytes]"`;
    }
    if (Array.isArray(value)) return this.#list(value, depth);
    if (value instanceof Set) return this.#list([...value], depth);
    if (value instanceof Map) return this.#members([...value], depth);
    if (value instanceof Headers) return this.#members([...value], depth);
    if ("toJSON" in value && typeof value.toJSON === "function") {
      return this.render(value.toJSON(), depth + 1);
    }
    return this.#members(readMembers(value), depth);
  }

  #list(items: readonly unknown[], depth: number): string {
    const parts: string[] = [];
    for (const item of items) {
      if (this.#room <= 0 || parts.length >= MOST_ENTRIES) {
        parts.push(quote(`… [cut: ${items.length} in all]`));
        break;
      }
      parts.push(this.render(item, depth + 1) ?? "null");
    }
    return `[${parts.join(",")}]`;
  }

  #members(entries: readonly (readonly [unknown, unknown])[], depth: number): string {
    const parts: string[] = [];
    for (const [key, item] of entries) {
      if (this.#room <= 0 || parts.length >= MOST_ENTRIES) {
        parts.push(`"…":${quote(`[cut: ${entries.length} in all]`)}`);
        break;
      }
      const name = attempt(() => String(key));
      const text = hides(name, item) ? `"${REDACTED}"` : this.render(item, depth + 1);
      if (text !== undefined) parts.push(`${this.#take(quote(cleanText(name)))}:${text}`);
    }
    return `{${parts.join(",")}}`;
  }
}

/** Own members of an object; one that throws when it is read says so. */
export function readMembers(value: object): [string, unknown][] {
  return Object.keys(value).map((key) => {
    try {
      return [key, (value as Record<string, unknown>)[key]];
    } catch (error) {
      return [key, `[unreadable: ${error instanceof Error ? error.message : "it throws"}]`];
    }
  });
}

/** Whether a member is a secret by its name. That there is one, or none, is no secret. */
export function hides(name: string, value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== "boolean" && isSecretName(name);
}
