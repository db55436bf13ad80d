/**
 * Markdown as text for a terminal.
 *
 * Owns: blocks: headings, lists, code, quotes, tables, details, comments. An author's line breaks stay,
 * since what people write in trackers is as often plain text as Markdown. Leaves to others: what
 * stands within a line (`inline.ts`), tables (`tables.ts`), breaking lines (`wrap.ts`).
 *
 * By hand and not by a library: a library gives a tree, and most of the work is what is made of it;
 * line by line it is less code, and nothing is loaded.
 *
 * @module
 */

import { inline, type InlineStyle } from "./inline.ts";
import { isTableRule, tableText, type TableWords } from "./tables.ts";
import { wrap } from "./wrap.ts";

/** How text is to look. */
export interface MarkdownWords extends TableWords {
  readonly style: InlineStyle;
}

/** Where text goes. */
export interface MarkdownOptions {
  /** Columns at most; `Infinity` where nothing need be broken. */
  readonly columns: number;
  readonly words: MarkdownWords;
}

/** Quotes in quotes are shown so deep. */
const DEEPEST = 6;

/** Lines of text for a terminal. No control character of the source is among them. */
export function markdownLines(source: string, options: MarkdownOptions): string[] {
  const lines = blocks(withoutComments(clean(source)), options, 0);
  return squeezed(lines);
}

/** Text without control characters but line ends, and without tabs. */
export function clean(source: string): string {
  return source.replaceAll(/\r\n?/g, "\n").replaceAll("\t", "    ")
    .replaceAll(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/gu, "");
}

const FENCE = /^ *(`{3,}|~{3,})/;

/** Lines without HTML comments, but for what stands in code. */
function withoutComments(source: string): string[] {
  const kept: string[] = [];
  let fence: string | undefined;
  let inComment = false;
  for (const line of source.split("\n")) {
    if (!inComment) {
      const mark = FENCE.exec(line)?.[1];
      if (fence !== undefined) {
        if (mark !== undefined && closes(line, fence)) fence = undefined;
        kept.push(line);
        continue;
      }
      fence = mark;
    }
    const { text, open } = uncommented(line, inComment);
    if (text.trim() !== "" || line.trim() === "") kept.push(text);
    inComment = open;
  }
  return kept;
}

/** A line without what is commented out in it, and whether a comment is open at its end. */
function uncommented(line: string, inComment: boolean): { text: string; open: boolean } {
  let text = "";
  let open = inComment;
  for (let at = 0; at < line.length;) {
    const mark = open ? "-->" : "<!--";
    const found = line.indexOf(mark, at);
    if (!open) text += line.slice(at, found < 0 ? line.length : found);
    if (found < 0) break;
    at = found + mark.length;
    open = !open;
  }
  return { text, open };
}

function closes(line: string, fence: string): boolean {
  const mark = line.trim();
  return mark.length >= fence.length && mark === (fence[0] ?? "").repeat(mark.length);
}

/** What is made of the lines from `at` on, and how many were taken. */
interface Block {
  readonly lines: readonly string[];
  readonly taken: number;
}

function blocks(source: readonly string[], options: MarkdownOptions, depth: number): string[] {
  const out: string[] = [];
  for (let at = 0; at < source.length;) {
    const block = fenced(source, at) ?? quoted(source, at, { options, depth }) ??
      table(source, at, options) ?? single(source, at, options);
    out.push(...block.lines);
    at += block.taken;
  }
  return out;
}

function fenced(source: readonly string[], at: number): Block | undefined {
  const first = source[at] ?? "";
  const fence = FENCE.exec(first)?.[1];
  if (fence === undefined) return undefined;
  const indent = first.length - first.trimStart().length;
  const code: string[] = [];
  let end = at + 1;
  for (; end < source.length && !closes(source[end] ?? "", fence); end++) {
    const line = source[end] ?? "";
    // What the fence is indented by, in a list, is no part of the code.
    code.push(" ".repeat(indent + 4) + line.replace(new RegExp(`^ {0,${indent}}`), ""));
  }
  return { lines: code.map((line) => line.trimEnd()), taken: end + 1 - at };
}

function quoted(
  source: readonly string[],
  at: number,
  { options, depth }: { readonly options: MarkdownOptions; readonly depth: number },
): Block | undefined {
  const isQuote = (line = ""): boolean => /^ {0,3}>/.test(line);
  if (!isQuote(source[at])) return undefined;
  let end = at;
  while (end < source.length && isQuote(source[end])) end++;
  const bare = source.slice(at, end).map((line) =>
    line.replace(depth < DEEPEST ? /^ {0,3}> ?/ : /^[ >]+/, "")
  );
  const inner = { ...options, columns: options.columns - 2 };
  const lines = blocks(bare, inner, depth + 1).map((line) => `| ${line}`.trimEnd());
  return { lines, taken: end - at };
}

function table(
  source: readonly string[],
  at: number,
  { columns, words }: MarkdownOptions,
): Block | undefined {
  const [head = "", rule = ""] = source.slice(at, at + 2);
  if (!head.includes("|") || !isTableRule(rule)) return undefined;
  let end = at + 2;
  while (end < source.length && (source[end] ?? "").includes("|")) end++;
  const rows = [head, ...source.slice(at + 2, end)];
  const lines = tableText(rows, { columns, words, cell: (text) => inline(text, words.style) });
  const fitted = lines.flatMap((line) => wrap(line, { columns, hang: "  ", measure: words }));
  return { lines: fitted, taken: end - at };
}

/** A heading, a rule, a line of a list, or a line of text. */
function single(
  source: readonly string[],
  at: number,
  { columns, words }: MarkdownOptions,
): Block {
  const line = (source[at] ?? "").trimEnd();
  const { style } = words;
  const laid = (text: string, hang = ""): string[] => wrap(text, { columns, hang, measure: words });
  const heading = (text: string): string[] =>
    laid(inline(text, style)).map((each) => style.bold(each));
  const [, title] = /^ {0,3}#{1,6} +(.*)$/.exec(line) ?? [];
  if (title !== undefined) return { lines: heading(title.replace(/ #+$/, "")), taken: 1 };
  const below = source[at + 1] ?? "";
  if (/^ {0,3}=+$/.test(below.trimEnd()) && line.trim() !== "") {
    return { lines: heading(line.trim()), taken: 2 };
  }
  if (/^ {0,3}([-*_])( *\1){2,}$/.test(line)) {
    return { lines: [style.dim("-".repeat(Math.min(20, columns)))], taken: 1 };
  }
  const summary = /<summary>([^<]*)/i.exec(line)?.[1];
  if (summary !== undefined) return { lines: heading(summary.trim()), taken: 1 };
  if (/^ *<\/?(details|ul|ol|p|div)>$/i.test(line)) return { lines: [""], taken: 1 };
  const [, lead = "", bullet = "", text = ""] = /^( *)([-*+]|\d{1,9}[.)]) +(.*)$/.exec(line) ?? [];
  if (bullet === "") return { lines: laid(inline(htmlBreaks(line), style)), taken: 1 };
  const start = `${lead}${/\d/.test(bullet) ? bullet : "-"} `;
  return { lines: laid(start + inline(text, style), " ".repeat(start.length)), taken: 1 };
}

/** Items of an HTML list, as the forge itself writes them, one after the other. */
function htmlBreaks(line: string): string {
  return line.replaceAll(/<br *\/?>/gi, " ").replaceAll(/<li>/gi, " - ");
}

/** Lines without empty ones at both ends, and never two of them in a row. */
function squeezed(lines: readonly string[]): string[] {
  const kept = lines.filter((line, at) => line !== "" || (at > 0 && lines[at - 1] !== ""));
  if (kept[0] === "") kept.shift();
  if (kept.at(-1) === "") kept.pop();
  return kept;
}
