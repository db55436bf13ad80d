/**
 * What a text says of other items, as a function of the text alone.
 *
 * Owns: what counts as closing, and that each item is named once. Leaves to others: where items are
 * named (`mentions.ts`), the forge's own notes (`system_notes.ts`), the rows (`db/references.ts`).
 *
 * @module
 */

import type { Relation } from "../db/references.ts";
import type { ItemKind } from "../model.ts";
import { findMentions, mayName, type Mention } from "./mentions.ts";

/** The item in which a text stands. */
export interface TextPlace {
  readonly kind: ItemKind;
  readonly projectPath: string;
  readonly iid: number;
  readonly webUrl: string;
}

/** What is said of another item. */
export interface FoundReference {
  readonly relation: Relation;
  /** Whether the other item is the one that does it. */
  readonly incoming: boolean;
  /** Whether it is said that it is no longer so. */
  readonly retracted: boolean;
  /** Path of the other item's project. */
  readonly path: string;
  /** Whether the path was completed from a word that may be no project at all. */
  readonly assumed: boolean;
  readonly kind: ItemKind;
  readonly iid: number;
}

/** GitLab's default closing pattern, up to the first issue. */
const CLOSING_WORD =
  /\b(?:[Cc]los(?:e[sd]?|ing)|[Ff]ix(?:e[sd]|ing)?|[Rr]esolv(?:e[sd]?|ing)|[Ii]mplement(?:s|ed|ing)?):? +(?:issues? +)?$/;

/** The same between two issues. */
const CLOSING_LIST = /^(?: *,? +and +| *,? *)(?:issues? +)?$/;

/** A closing word with what stands behind it. */
const CLOSING_CHARS = 60;

/**
 * What people's texts say of other items, taken together.
 *
 * @param closing whether closing words count: in titles and descriptions of merge requests
 */
export function textReferences(
  texts: readonly string[],
  place: TextPlace,
  { closing }: { readonly closing: boolean },
): FoundReference[] {
  const found: FoundReference[] = [];
  for (const text of texts) {
    if (!mayName(text)) continue;
    const mentions = findMentions(text, () => forgeOf(place));
    const closed = closing ? closedBy(text, mentions) : undefined;
    for (const mention of mentions) {
      const relation = closed?.has(mention) === true ? "closes" : "mentions";
      found.push({ relation, incoming: false, retracted: false, ...named(mention, place) });
    }
  }
  return found.length === 0 ? found : distinct(found, place);
}

/** The other item with its project's whole path. A word alone names a project beside this one. */
export function named(
  { path, kind, iid }: Mention,
  { projectPath }: TextPlace,
): Pick<FoundReference, "path" | "assumed" | "kind" | "iid"> {
  if (path === "") return { path: projectPath, assumed: false, kind, iid };
  if (path.includes("/")) return { path, assumed: false, kind, iid };
  const namespace = projectPath.slice(0, projectPath.lastIndexOf("/") + 1);
  return { path: namespace + path, assumed: true, kind, iid };
}

/** Each relation to each other item once, and no mention of one that is closed. */
export function distinct(found: readonly FoundReference[], place: TextPlace): FoundReference[] {
  const others = found.filter((reference) => !isItself(reference, place));
  if (others.length < 2) return others;
  const kept = new Map<string, FoundReference>();
  for (const reference of others.sort((one, other) => weight(other) - weight(one))) {
    const { path, kind, iid, relation, incoming, retracted } = reference;
    const other = `${kind} ${iid} ${path.toLowerCase()}`;
    if (relation === "mentions" && kept.has(`${other} closes false false`)) continue;
    const key = `${other} ${relation} ${incoming} ${retracted}`;
    if (!kept.has(key)) kept.set(key, reference);
  }
  return [...kept.values()];
}

function isItself({ kind, iid, path }: FoundReference, place: TextPlace): boolean {
  return iid === place.iid && kind === place.kind &&
    path.toLowerCase() === place.projectPath.toLowerCase();
}

/** What counts first where the same is said twice. */
function weight({ relation, assumed }: FoundReference): number {
  return (relation === "mentions" ? 0 : 2) + (assumed ? 0 : 1);
}

/** The issues that are named behind a closing word, or in a list that begins so. */
function closedBy(text: string, mentions: readonly Mention[]): Set<Mention> {
  const closed = new Set<Mention>();
  let end = 0;
  let goesOn = false;
  for (const mention of mentions) {
    const gap = text.slice(Math.max(end, mention.start - CLOSING_CHARS), mention.start);
    const isNext: boolean = goesOn && mention.start - end <= CLOSING_CHARS &&
      CLOSING_LIST.test(gap);
    goesOn = mention.kind === "issue" && (isNext || CLOSING_WORD.test(gap));
    if (goesOn) closed.add(mention);
    end = mention.end;
  }
  return closed;
}

/** The forge's web address in lower case, without scheme. */
export function forgeOf({ webUrl, projectPath }: TextPlace): string {
  const place = webUrl.slice(webUrl.indexOf("//") + 2);
  const end = place.indexOf(`/${projectPath}/`);
  return (end === -1 ? place.slice(0, place.indexOf("/")) : place.slice(0, end)).toLowerCase();
}
