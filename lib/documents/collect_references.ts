/**
 * What a batch of items and discussions refers to.
 *
 * Owns: which texts are looked at, and what is forgotten before. Leaves to others: what a text says
 * (`references.ts`, `system_notes.ts`), the rows (`db/references.ts`).
 *
 * @module
 */

import type { DocumentKind } from "../db/dirty_documents.ts";
import type { DiscussionSource, ItemSource } from "../db/document_sources.ts";
import type { StoredReference } from "../db/references.ts";
import { mayName } from "./mentions.ts";
import { type FoundReference, type TextPlace, textReferences } from "./references.ts";
import { systemNoteReferences } from "./system_notes.ts";

/** Where found references stand. */
type Place = Pick<
  StoredReference,
  "kind" | "itemId" | "discussionId" | "noteId" | "source" | "createdAt"
>;

/** Collects references of texts that are new or have changed. */
export class ReferenceCollection {
  /** lore's keys of texts whose references of before count no more. */
  readonly outdated = {
    issue: [] as number[],
    merge_request: [] as number[],
    discussion: [] as number[],
  };
  readonly found: StoredReference[] = [];
  readonly #again: boolean;

  /** @param again whether texts that did not change are looked at as well */
  constructor({ again }: { readonly again: boolean }) {
    this.#again = again;
  }

  /**
   * Looks at an entity's text.
   *
   * @param textChanged whether what people wrote is new or has changed
   */
  add(kind: DocumentKind, source: ItemSource | DiscussionSource, textChanged: boolean): void {
    const isDue = textChanged || this.#again;
    if ("notes" in source) {
      // The forge's notes are no part of the document, so that its hash says nothing of them.
      if (isDue || source.systemNotes.length > 0) this.#discussion(source);
    } else if (isDue && kind !== "discussion") this.#item(kind, source);
  }

  #item(kind: "issue" | "merge_request", item: ItemSource): void {
    if (item.documentId !== null) this.outdated[kind].push(item.entityId);
    const texts = [item.title, item.description ?? ""];
    const found = textReferences(texts, place(kind, item), { closing: kind === "merge_request" });
    this.#keep(found, {
      kind,
      itemId: item.entityId,
      discussionId: null,
      noteId: null,
      source: "description",
      createdAt: item.createdAt,
    });
  }

  #discussion(discussion: DiscussionSource): void {
    const { entityId, parentKind, parentId } = discussion;
    this.outdated.discussion.push(entityId);
    const notes = discussion.notes.filter(({ body }) => mayName(body));
    if (notes.length + discussion.systemNotes.length === 0) return;
    const item = place(parentKind, discussion);
    const at = { kind: parentKind, itemId: parentId, discussionId: entityId };
    for (const { body, forgeId, createdAt } of notes) {
      const found = textReferences([body], item, { closing: false });
      this.#keep(found, { ...at, noteId: forgeId, source: "note", createdAt });
    }
    for (const { body, forgeId, createdAt } of discussion.systemNotes) {
      const found = systemNoteReferences(body, item);
      this.#keep(found, { ...at, noteId: forgeId, source: "system_note", createdAt });
    }
  }

  #keep(found: readonly FoundReference[], at: Place): void {
    for (const { kind: otherKind, ...reference } of found) {
      this.found.push({ ...reference, otherKind, ...at });
    }
  }
}

function place(
  kind: "issue" | "merge_request",
  { projectPath, iid, webUrl }: Omit<TextPlace, "kind">,
): TextPlace {
  return { kind, projectPath, iid, webUrl };
}
