/**
 * What stands within a line of Markdown: code, links, images, bold, HTML tags.
 *
 * Owns: that marks which say nothing in a terminal go and that addresses stay. Each expression reads
 * a text once, whatever it holds. Leaves to others: lines (`blocks.ts`), control characters, which are
 * gone before.
 *
 * @module
 */

/** Colours. */
export interface InlineStyle {
  bold(text: string): string;
  dim(text: string): string;
  cyan(text: string): string;
}

/** A line as it is shown. */
export function inline(line: string, style: InlineStyle): string {
  // Code first: nothing in it means anything else.
  return line.split(/((?<!`)`+[^`]+`+)/).map((part) => {
    const [, ticks = "", code = ""] = /^(`+)([^`]+)`+$/.exec(part) ?? [];
    return ticks === "" ? marks(part, style) : words(code.trim(), (word) => style.cyan(word));
  }).join("");
}

const HTML_TAGS =
  "a|abbr|b|blockquote|br|center|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|" +
  "img|ins|kbd|li|mark|ol|p|picture|pre|s|samp|small|source|span|strike|strong|sub|summary|sup|" +
  "table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|video";

const TAG = new RegExp(`</?(?:${HTML_TAGS})(?:\\s[^<>]*)?/?>`, "gi");

function marks(text: string, style: InlineStyle): string {
  const plain = text
    .replace(/!\[([^[\]]*)\]\(([^()\s]*)(?:\s[^()]*)?\)/g, (_, alt, url) => image(alt, url))
    .replace(/<img\s[^<>]*>/gi, (tag) => image(attribute(tag, "alt"), attribute(tag, "src")))
    .replace(/<a\s[^<>]*>([^<>]*)<\/a>/gi, (tag, name) => link(name, attribute(tag, "href"), style))
    .replace(/<(https?:[^<>\s]*)>/g, "$1")
    .replace(/\[([^[\]]*)\]\(([^()\s]*)(?:\s[^()]*)?\)/g, (_, name, url) => link(name, url, style))
    .replace(TAG, "")
    .replace(/\*\*([^*]+)\*\*|__([^_]+)__/g, (_, one, other) => bold(one ?? other, style))
    .replace(/\\([!-/:-@[-`{-~])/g, "$1");
  return plain.replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name) => ENTITIES[name] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: " ",
  "#39": "'",
};

function image(alt: string, url: string): string {
  return `(image: ${[alt.trim(), url].filter((part) => part !== "").join(", ")})`;
}

function link(name: string, url: string, style: InlineStyle): string {
  if (url === "" || url === name) return name;
  return name.trim() === "" ? url : `${name} ${style.dim(`(${url})`)}`;
}

function bold(text: string, style: InlineStyle): string {
  return words(text, (word) => style.bold(word));
}

/** Paints each word by itself, so that a colour never runs over the end of a line. */
function words(text: string, paint: (word: string) => string): string {
  return text.split(/( +)/).map((word) => word.trim() === "" ? word : paint(word)).join("");
}

function attribute(tag: string, name: string): string {
  const [, double, single] = new RegExp(`\\b${name}=(?:"([^"]*)"|'([^']*)')`, "i").exec(tag) ?? [];
  return double ?? single ?? "";
}
