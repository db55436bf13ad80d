/**
 * A line as a shell splits it into words, and text as a shell must read it.
 *
 * Owns: quotes and backslashes, also where the line stops inside of them. Expands nothing.
 *
 * @module
 */

/** The quote that is open: none, single or double. */
export type Quote = "" | "'" | '"';

/** What a backslash does in a shell. */
export interface Dialect {
  /** Which characters it can stand before, by the quote around; all where none is named. */
  readonly escapes: Readonly<Record<Quote, string | undefined>>;
}

/** bash; zsh alike. */
export const BASH: Dialect = { escapes: { "": undefined, "'": "", '"': '$`"\\' } };

/** fish. */
export const FISH: Dialect = { escapes: { "": undefined, "'": "'\\", '"': '"$\\' } };

/** A word of a line. */
export interface ShellWord {
  /** Without quotes and backslashes. */
  readonly text: string;
  /** As it is typed. */
  readonly raw: string;
  /** The quote that is still open where the line stops. */
  readonly open: Quote;
}

/** The words of a line. The last one is what is being typed: empty behind a space. */
export function shellWords(line: string, dialect: Dialect): ShellWord[] {
  const words: ShellWord[] = [];
  let start = 0;
  while (start <= line.length) {
    while (isBlank(line[start])) start++;
    const word = readWord(line, start, dialect);
    words.push(word);
    start += word.raw.length + 1;
  }
  return words;
}

/** A text as it reads without quotes and backslashes, and which quote it leaves open. */
export function unquote(raw: string, dialect: Dialect): Pick<ShellWord, "text" | "open"> {
  return scan(raw, { from: 0, isOneWord: false, dialect });
}

function readWord(line: string, start: number, dialect: Dialect): ShellWord {
  const { text, open, end } = scan(line, { from: start, isOneWord: true, dialect });
  return { text, open, raw: line.slice(start, end) };
}

function scan(
  line: string,
  { from, isOneWord, dialect }: {
    readonly from: number;
    /** Whether a space ends it. */
    readonly isOneWord: boolean;
    readonly dialect: Dialect;
  },
): { readonly text: string; readonly open: Quote; readonly end: number } {
  let text = "";
  let open: Quote = "";
  let at = from;
  for (; at < line.length; at++) {
    const character = line[at] ?? "";
    if (character === "\\" && isEscape(line[at + 1], dialect.escapes[open])) {
      at++;
      text += line[at] ?? "";
    } else if (character === open) open = "";
    else if (open === "" && (character === "'" || character === '"')) open = character;
    else if (open === "" && isOneWord && isBlank(character)) break;
    else text += character;
  }
  return { text, open, end: Math.min(at, line.length) };
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t" || character === "\n";
}

/** Whether a backslash is one before a character; outside of quotes also where the line stops. */
function isEscape(next: string | undefined, escaped: string | undefined): boolean {
  return escaped === undefined || (next !== undefined && escaped.includes(next));
}

/** Text so that bash reads it as it is, within a quote that is open. */
export function bashQuoted(text: string, open: Quote): string {
  if (open === "'") return text.replaceAll("'", `'\\''`);
  if (open === '"') return text.replaceAll(/[$`"\\]/g, "\\$&");
  return text.replaceAll(/[ !"#$&'()*;<>?[\\\]^`{|}~]/g, "\\$&");
}
