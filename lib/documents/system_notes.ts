/**
 * What the forge's own notes say of other items.
 *
 * @module
 */

import type { Relation } from "../db/references.ts";
import { findMentions } from "./mentions.ts";
import { distinct, forgeOf, type FoundReference, named, type TextPlace } from "./references.ts";

/** What the beginning of a note means: which relation, and which end the other item is. */
interface Phrase {
  readonly begins: RegExp;
  readonly relation: Relation;
  readonly incoming?: boolean;
  readonly retracted?: boolean;
}

/** GitLab's sentences. Notes that name commits or epics are about no item. */
const PHRASES: readonly Phrase[] = [
  { begins: /^mentioned in (?!commit)/i, relation: "mentions", incoming: true },
  { begins: /^closed via (?!commit)/i, relation: "closes", incoming: true },
  { begins: /^status changed to closed by (?!commit)/i, relation: "closes", incoming: true },
  { begins: /^marked this [a-z ]+ as related to /i, relation: "related" },
  { begins: /^removed the relation with /i, relation: "related", retracted: true },
  { begins: /^marked this [a-z ]+ as blocking /i, relation: "blocks" },
  { begins: /^marked this [a-z ]+ as blocked by /i, relation: "blocks", incoming: true },
  { begins: /^marked this [a-z ]+ as a duplicate of /i, relation: "duplicates" },
  { begins: /^marked \S+ as a duplicate of this /i, relation: "duplicates", incoming: true },
  { begins: /^moved to /i, relation: "moved_to" },
  { begins: /^moved from /i, relation: "moved_to", incoming: true },
  { begins: /^cloned to /i, relation: "mentions" },
  { begins: /^cloned from /i, relation: "mentions", incoming: true },
  { begins: /^created merge request \S+ to address /i, relation: "mentions", incoming: true },
  { begins: /^created \S+ to continue /i, relation: "mentions" },
  { begins: /^added \S+ as (?:an? |the )?child /i, relation: "parent_of" },
  { begins: /^added \S+ as (?:an? |the )?parent /i, relation: "parent_of", incoming: true },
  { begins: /^removed child /i, relation: "parent_of", retracted: true },
  { begins: /^removed parent /i, relation: "parent_of", incoming: true, retracted: true },
];

/** Such notes are one line; what a server adds stands below. */
const LINE_CHARS = 10_000;

/** What a note by the forge says of other items; nothing where it is about something else. */
export function systemNoteReferences(body: string, place: TextPlace): FoundReference[] {
  const phrase = PHRASES.find(({ begins }) => begins.test(body));
  if (phrase === undefined) return [];
  const { relation, incoming = false, retracted = false } = phrase;
  const end = body.indexOf("\n");
  const line = body.slice(0, Math.min(LINE_CHARS, end === -1 ? Infinity : end));
  const found = findMentions(line, () => forgeOf(place)).map((mention) => ({
    ...{ relation, incoming, retracted },
    ...named(mention, place),
    // The forge names only what there is.
    assumed: false,
  }));
  return distinct(found, place);
}
