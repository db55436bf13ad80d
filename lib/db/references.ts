/**
 * What refers to what.
 *
 * Owns: the rows, and how both ends and all that says the same become one answer. Leaves to others:
 * what a text refers to (`documents/references.ts`), when it is looked at (`documents/generate.ts`).
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";

/**
 * What an item does to another: X `closes` Y when X is merged; X `mentions` Y; X is `related` to Y
 * and Y to X; X `blocks` Y; X `duplicates` Y; X was `moved_to` Y; X is `parent_of` Y.
 */
export type Relation =
  | "closes"
  | "mentions"
  | "related"
  | "blocks"
  | "duplicates"
  | "moved_to"
  | "parent_of";

/** What says so: a description, a note by a person, a note by the forge itself. */
export type ReferenceSource = "description" | "note" | "system_note";

/** The other end of a reference. */
export interface Reference {
  readonly relation: Relation;
  /** Path of the other item's project: as it is now, or as it was written where it is not mirrored. */
  readonly project: string;
  readonly kind: ItemKind;
  readonly iid: number;
  /** Null, as state and web link, where the mirror does not have the item. */
  readonly title: string | null;
  readonly state: string | null;
  readonly webUrl: string | null;
  /** When it was said, Unix ms; of a description that of its item. */
  readonly createdAt: number;
  readonly source: ReferenceSource;
}

/** What an item refers to and what refers to it, each the newest last. */
export interface ItemReferences {
  /** `related` is true both ways and stands here only. */
  readonly outgoing: readonly Reference[];
  readonly incoming: readonly Reference[];
}

/**
 * What an item refers to, and what refers to it. Each item and relation once: what a text says
 * counts before what the forge's note says, and a mention is left out where more is said.
 */
export function referencesOf(
  _reader: Reader,
  _item: { readonly kind: ItemKind; readonly id: number },
): ItemReferences {
  return { outgoing: [], incoming: [] };
}

/** A reference as it stands in one place. */
export interface StoredReference {
  /** The item in which it stands. */
  readonly kind: ItemKind;
  /** lore's key of it. */
  readonly itemId: number;
  /** lore's key; null for the description. */
  readonly discussionId: number | null;
  /** The forge's id of the note; null for the description. */
  readonly noteId: number | null;
  readonly source: ReferenceSource;
  readonly relation: Relation | "unrelated";
  /** Whether the other item is the one that does it. */
  readonly incoming: boolean;
  readonly path: string;
  readonly otherKind: ItemKind;
  readonly iid: number;
  /** Unix ms. */
  readonly createdAt: number;
}

/** Stores what stands in some places. */
export function insertReferences(_tx: Transaction, _rows: readonly StoredReference[]): void {}
