/**
 * Where a text names issues and merge requests.
 *
 * Owns: the forms in which GitLab's Markdown names them (`#12`, `group/project!34`, web addresses),
 * and the places where they stand for nothing: code, comments, tags, escapes, other addresses. The
 * time it takes grows with the length of a text and with nothing else. Leaves to others: what is said
 * of them (`references.ts`, `system_notes.ts`).
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import { Unread } from "./unread.ts";

/** An item's name in a text, in UTF-16 units; `end` is the first unit behind it. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  /** Path of the project as it is written; empty for the text's own project. */
  readonly path: string;
  readonly kind: ItemKind;
  readonly iid: number;
}

/** Greatest number that an item has at a forge. */
const GREATEST_IID = 2 ** 31 - 1;

const MAYBE = /[#!][1-9]|:\/\//;

/** What matters in a text: an escape, code, a tag, an entity, an address, a link's target, a name. */
const TOKEN = /\\[^\n]|`+|~{3,}|<|&#?\w{1,31};|https?:\/\/|\]\(|[#!][1-9]\d{0,9}(?!_*[a-z0-9])/gi;

/** An address to its end, which is no closing parenthesis of the text around it. */
const ADDRESS = /https?:\/\/(?:[^\s<>"'`|\\^{}()[\]]|\([^\s<>"'`()]*\)){0,2000}/iy;

/** What stands behind `](`. */
const TARGET = /[^)\s]*/y;

/** An item's address without the forge's. */
const ITEM_ADDRESS =
  /^\/([\w.][\w.-]*(?:\/[\w.][\w.-]*)+?)(?:\/-)?\/(issues|work_items|merge_requests)\/([1-9]\d{0,9})(?!\w)/;

const PATH = /^[a-z0-9_][\w.-]*(?:\/[a-z0-9_.][\w.-]*)*$/i;

/** Longest path of a project that is looked for. */
const PATH_CHARS = 255;

/** What cannot stand before a name: part of an e-mail address, an entity, a path of a file. */
const JOINED = /[@&#!\\/]/;

/** Whether a text may name an item: most are told apart by it. */
export function mayName(text: string): boolean {
  return MAYBE.test(text);
}

/**
 * All names of items in a text, in order.
 *
 * @param forge web address of the forge in lower case, without scheme: `gitlab.com`; asked for when
 *   an address is met
 */
export function findMentions(text: string, forge: () => string): Mention[] {
  const found: Mention[] = [];
  const unread = new Unread(text);
  let from = 0;
  for (;;) {
    TOKEN.lastIndex = from;
    const token = TOKEN.exec(text);
    if (token === null) return found;
    const { index, 0: word } = token;
    const mention = /^[#!]/.test(word)
      ? named(text, { index, word, from })
      : /^h/i.test(word)
      ? addressed(text, { index, forge: forge() })
      : undefined;
    if (mention !== undefined && mention.iid <= GREATEST_IID) found.push(mention);
    from = endOf(text, { index, word, unread });
  }
}

/** Where reading goes on behind a token. */
function endOf(
  text: string,
  { index, word, unread }: {
    readonly index: number;
    readonly word: string;
    readonly unread: Unread;
  },
): number {
  switch (word.charAt(0)) {
    case "`":
    case "~":
      return unread.code(index, word);
    case "<":
      return unread.html(index);
    case "]":
      return /^https?:/i.test(text.slice(index + 2, index + 8))
        ? index + 2
        : endOfMatch(TARGET, text, index + 2);
    case "h":
    case "H":
      return endOfMatch(ADDRESS, text, index);
    default:
      return index + word.length;
  }
}

function endOfMatch(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from;
  return sticky.test(text) ? sticky.lastIndex : from + 1;
}

/** `#12` or `!34` with the path that stands before it, if it is a name at all. */
function named(
  text: string,
  { index, word, from }: { readonly index: number; readonly word: string; readonly from: number },
): Mention | undefined {
  let start = index;
  while (start > from && index - start < PATH_CHARS && isPathUnit(text.charCodeAt(start - 1))) {
    start--;
  }
  if (index - start === PATH_CHARS) return undefined;
  if (start > 0 && JOINED.test(text.charAt(start - 1))) return undefined;
  let path = text.slice(start, index);
  // The end of a sentence, a dash, or emphasis: no path ends so.
  if (/^_+$|[.-]$/.test(path)) [path, start] = ["", index];
  if (path !== "" && (!PATH.test(path) || /^www\./i.test(path))) return undefined;
  return {
    start,
    end: index + word.length,
    path,
    kind: word.startsWith("#") ? "issue" : "merge_request",
    iid: Number(word.slice(1)),
  };
}

/** Letters, digits, `_`, `-`, `.` and `/`. */
function isPathUnit(unit: number): boolean {
  return unit >= 97 && unit <= 122 || unit >= 65 && unit <= 90 || unit >= 45 && unit <= 57 ||
    unit === 95;
}

/** The item whose web address begins here. */
function addressed(
  text: string,
  { index, forge }: { readonly index: number; readonly forge: string },
): Mention | undefined {
  ADDRESS.lastIndex = index;
  const address = ADDRESS.exec(text)?.[0] ?? "";
  const place = address.slice(address.indexOf("//") + 2);
  if (place.slice(0, forge.length).toLowerCase() !== forge) return undefined;
  const parts = ITEM_ADDRESS.exec(place.slice(forge.length));
  const [, path = "", what, iid] = parts ?? [];
  if (parts === null || path.startsWith("groups/")) return undefined;
  return {
    start: index,
    end: index + address.length,
    path,
    kind: what === "merge_requests" ? "merge_request" : "issue",
    iid: Number(iid),
  };
}
