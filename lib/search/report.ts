/** An answer in words. @module */

import type { Highlights, SearchHit, SearchResult } from "./types.ts";

/** What the words are made with. */
export interface ReportLook {
  readonly style: {
    bold(text: string): string;
    dim(text: string): string;
    yellow(text: string): string;
    cyan(text: string): string;
  };
  /** The characters of lore's own, as the locale can show them. */
  readonly glyphs: { readonly ellipsis: string; readonly dot: string };
  /** Text broken at spaces to fit a terminal; lines behind the first begin with `indent`. */
  wrap(text: string, indent?: string): string;
  /** `5 minutes ago`; of a time in Unix ms. */
  ago(then: number): string;
  /** `1 item`, `2 items`. */
  count(number: number, one: string, many?: string): string;
  /** Text on one line and without control characters. */
  printable(text: string): string;
}

/** The hits, best first, or why there are none. */
export function searchText(result: SearchResult, look: ReportLook): string {
  if (result.documents === 0) {
    return look.wrap("The store holds no documents yet. Run lore sync first.");
  }
  const lines = result.hits.length === 0
    ? nothingFound(result, look)
    : result.hits.map((hit, at) => hitText(hit, result.offset + at + 1, look)).join("\n\n").split(
      "\n",
    );
  return look.wrap([...lines, ...explanation(result, look)].join("\n"), "    ");
}

function hitText(hit: SearchHit, rank: number, look: ReportLook): string {
  const { style, printable } = look;
  const indent = " ".repeat(`${rank}. `.length);
  const title = highlight(hit.title, hit.title_highlights, look);
  const note = hit.type === "discussion" ? style.dim(" (discussion)") : "";
  const lines = [`${rank}. ${style.cyan(printable(hit.reference))}${note} ${title}`];
  if (hit.snippet !== "") {
    const snippet = highlight(hit.snippet, hit.snippet_highlights, look);
    lines.push(`${indent}${snippet.replaceAll(/^…|…$/g, look.glyphs.ellipsis)}`);
  }
  const facts = [
    hit.author === null ? "" : `@${hit.author}`,
    hit.state,
    look.ago(Date.parse(hit.updated_at)),
    hit.labels.join(", "),
  ].filter((fact) => fact !== "");
  lines.push(`${indent}${style.dim(printable(facts.join(` ${look.glyphs.dot} `)))}`);
  lines.push(`${indent}${printable(hit.web_url)}`);
  const explained = explainHit(hit);
  if (explained !== "") lines.push(`${indent}${style.dim(explained)}`);
  return lines.map((line) => look.wrap(line, indent)).join("\n");
}

/** A text with its highlights in colour. What comes from a forge may hold control characters. */
function highlight(text: string, highlights: Highlights, { style, printable }: ReportLook): string {
  let out = "";
  let at = 0;
  for (const [start, end] of highlights) {
    out += printable(text.slice(at, start)) + style.yellow(printable(text.slice(start, end)));
    at = end;
  }
  return out + printable(text.slice(at));
}

function explainHit({ explain, score }: SearchHit): string {
  if (explain === undefined) return "";
  const { lexical, semantic } = explain;
  const parts = [`score ${score.toPrecision(3)}`];
  if (lexical !== undefined) {
    const { rank, score: bm25, matched_by } = lexical;
    parts.push(`words: rank ${rank}, bm25 ${bm25.toPrecision(3)}, ${matched_by}`);
  }
  if (semantic !== undefined) {
    parts.push(`vectors: rank ${semantic.rank}, cosine ${semantic.score.toFixed(3)}`);
  }
  return parts.join("; ");
}

function explanation({ explain }: SearchResult, { style }: ReportLook): string[] {
  if (explain === undefined) return [];
  const lines = ["", style.bold("How it was searched")];
  for (const { matched_by, expression, found } of explain.asked) {
    lines.push(`  ${matched_by}: ${expression} (${found} found)`);
  }
  lines.push(`  vectors: ${explain.model ?? "none"}`);
  return lines;
}

function nothingFound({ query, documents = 0, mode }: SearchResult, look: ReportLook): string[] {
  const how = { lexical: "by words", semantic: "by vectors", hybrid: "by words and vectors" }[mode];
  return [
    `Nothing found for "${look.printable(query)}" in ${look.count(documents, "document")}, ${how}.`,
    "Try fewer or other words, leave out filters, or run lore sync for what is new.",
  ];
}
