/** Cutting the longest text inside a value. @module */

/** A value with one text cut, and which. */
export interface Cut {
  readonly value: unknown;
  /** As in `issue.description`, `notes.0.body`. */
  readonly path: string;
  /** Characters that the text had. */
  readonly chars: number;
}

/** A text that is cut keeps this many characters at least: a word or two and the mark. */
const LEAST = 24;

/**
 * Cuts the longest text inside a value by about so many characters, at its end, where "…" then
 * stands. Undefined where no text is long enough to be cut.
 */
export function shorten(value: unknown, excess: number): Cut | undefined {
  const longest = longestText(value, []);
  if (longest === undefined || longest.text.length <= LEAST) return undefined;
  const { path, text } = longest;
  const kept = text.slice(0, Math.max(LEAST, text.length - excess) - 1);
  // Half of a surrogate pair is no character.
  const shown = `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
  return { value: replaced(value, path, shown), path: path.join("."), chars: text.length };
}

interface Found {
  readonly path: readonly string[];
  readonly text: string;
}

function longestText(value: unknown, path: readonly string[]): Found | undefined {
  if (typeof value === "string") return { path, text: value };
  if (typeof value !== "object" || value === null) return undefined;
  let longest: Found | undefined;
  for (const [key, member] of Object.entries(value)) {
    const found = longestText(member, [...path, key]);
    if (found && found.text.length > (longest?.text.length ?? 0)) longest = found;
  }
  return longest;
}

function replaced(value: unknown, path: readonly string[], text: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return text;
  if (Array.isArray(value)) {
    return value.map((each, index) => String(index) === key ? replaced(each, rest, text) : each);
  }
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [key]: replaced(record[key], rest, text) };
}
