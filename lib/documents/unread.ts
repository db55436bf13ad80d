/**
 * Parts of a Markdown text that are shown as they stand, or not at all.
 *
 * Owns: where code, comments and tags end. What has to be searched for is found once for the whole
 * text, so that nothing is looked at for each of a thousand backticks. Leaves to others: where they
 * begin (`mentions.ts`).
 *
 * @module
 */

/** A place and how much stands there. */
interface Run {
  readonly at: number;
  readonly length: number;
  readonly end: number;
  readonly mark: string;
}

const CLOSING_FENCE = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/gm;

const BLANK_LINE = /\n[ \t>]*(?=\n)/g;

const TAG = /<(\/?)([a-z][a-z0-9-]*)(?=[\s/>])[^<>]*>/iy;

/** How far a fence may be indented, by quotes and lists too. */
const INDENT_CHARS = 40;

/** Finds the ends of what is not read; asked from the beginning of a text to its end. */
export class Unread {
  readonly #text: string;
  /** Where runs of so many backticks begin, and the first that was not passed yet. */
  #spans: Map<number, { readonly at: number[]; next: number }> | undefined;
  #fences: Run[] | undefined;
  #nextFence = 0;
  #blankLine = -1;
  readonly #unclosed = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The end of the code that begins with these backticks or tildes; theirs where none begins. */
  code(index: number, marks: string): number {
    if (marks.length >= 3 && this.#beginsLine(index)) {
      const lineEnd = this.#text.indexOf("\n", index);
      const info = this.#text.slice(index + marks.length, lineEnd === -1 ? undefined : lineEnd);
      if (marks.startsWith("~") || !info.includes("`")) return this.#fenceEnd(index, marks);
    }
    return marks.startsWith("`") ? this.#spanEnd(index, marks.length) : index + marks.length;
  }

  /** The end of the comment, the tag, or the element of code that begins with this `<`. */
  html(index: number): number {
    if (this.#text.startsWith("<!--", index)) {
      const end = this.#text.indexOf("-->", index + 4);
      return end === -1 ? this.#text.length : end + 3;
    }
    TAG.lastIndex = index;
    const tag = TAG.exec(this.#text);
    if (tag === null) return index + 1;
    const end = index + tag[0].length;
    const name = tag[2]?.toLowerCase() ?? "";
    return tag[1] === "" && (name === "code" || name === "pre") ? this.#close(name, end) : end;
  }

  #close(name: string, from: number): number {
    if (this.#unclosed.has(name)) return from;
    const end = this.#text.indexOf(`</${name}`, from);
    if (end !== -1) return end;
    this.#unclosed.add(name);
    return from;
  }

  /** Whether nothing but quotes, bullets and numbers stands before a place in its line. */
  #beginsLine(index: number): boolean {
    for (let at = index - 1; at >= index - INDENT_CHARS; at--) {
      if (at < 0 || this.#text[at] === "\n") return true;
      if (!/[ \t>*+\-\d.)]/.test(this.#text[at] ?? "")) return false;
    }
    return false;
  }

  #fenceEnd(index: number, marks: string): number {
    this.#fences ??= [...this.#text.matchAll(CLOSING_FENCE)].map((
      { index: at, 0: line, 1: run },
    ) => ({
      at,
      length: run?.length ?? 0,
      end: at + line.length,
      mark: run?.charAt(0) ?? "",
    }));
    for (; this.#nextFence < this.#fences.length; this.#nextFence++) {
      const fence = this.#fences[this.#nextFence];
      if (fence === undefined || fence.at <= index) continue;
      if (fence.mark === marks.charAt(0) && fence.length >= marks.length) return fence.end;
    }
    return this.#text.length;
  }

  /** Code ends at as many backticks, in its own paragraph. */
  #spanEnd(index: number, length: number): number {
    this.#spans ??= backticks(this.#text);
    const runs = this.#spans.get(length);
    if (runs === undefined) return index + length;
    while ((runs.at[runs.next] ?? Infinity) <= index) runs.next++;
    const closing = runs.at[runs.next];
    return closing !== undefined && closing < this.#paragraphEnd(index)
      ? closing + length
      : index + length;
  }

  #paragraphEnd(index: number): number {
    if (this.#blankLine < index) {
      BLANK_LINE.lastIndex = index;
      this.#blankLine = BLANK_LINE.exec(this.#text)?.index ?? Infinity;
    }
    return this.#blankLine;
  }
}

function backticks(text: string): Map<number, { readonly at: number[]; next: number }> {
  const runs = new Map<number, { readonly at: number[]; next: number }>();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const same = runs.get(run.length);
    if (same === undefined) runs.set(run.length, { at: [index], next: 0 });
    else same.at.push(index);
  }
  return runs;
}
