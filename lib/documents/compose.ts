/**
 * What a document says, as a function of the mirrored rows alone.
 *
 * @module
 */

import type { DiscussionSource, ItemSource, NoteSource } from "../db/document_sources.ts";
import type { DocumentFacts, IndexedText, IndexEntry } from "../db/documents.ts";
import { contentHash } from "../content_hash.ts";
import { hasUnspaced, spaceOut } from "./unspaced.ts";

/** A document before it is stored. */
export interface ComposedDocument {
  readonly facts: DocumentFacts;
  /** What the indexes are to hold; made when it is needed. */
  text(): IndexedText;
  /** The same, where the words are those of the facts. */
  entry(): IndexEntry;
}

/** The document of an issue or merge request. */
export function composeItem(
  kind: "issue" | "merge_request",
  item: ItemSource,
): ComposedDocument {
  const labels = item.labels === "[]" ? "" : labelNames(item.labels).join(", ");
  const parts = lines(labels, item.milestone, item.branches, item.paths);
  const keywords = lines(reference(kind, item), item.people, parts);
  const body = item.description ?? "";
  const { title } = item;
  const text = (): IndexedText => ({
    title: spaceOut(title),
    keywords: spaceOut(keywords),
    body: spaceOut(body),
    context: "",
    parts: lines(title, parts),
  });
  return {
    facts: {
      kind,
      entityId: item.entityId,
      projectId: item.projectId,
      parentKind: null,
      parentId: null,
      iid: item.iid,
      author: item.author,
      state: item.state,
      labels: item.labels,
      createdAt: item.createdAt,
      updatedAt: item.updatedAt,
      webUrl: item.webUrl,
      title,
      keywords,
      body,
      contentHash: contentHash(title, keywords, body),
    },
    text,
    entry: () => entry(text, { parts: lines(title, parts), texts: [title, keywords, body] }),
  };
}

/**
 * The document of a discussion; undefined when no person wrote in it. Its item's title counts for
 * little in the index, so that a question for that title finds the item before its discussions.
 */
export function composeDiscussion(discussion: DiscussionSource): ComposedDocument | undefined {
  const { notes, title, parentKind } = discussion;
  const first = notes[0];
  if (first === undefined) return undefined;
  const keywords = reference(parentKind, discussion);
  const body = notes.map(noteText).join("\n\n");
  const text = (): IndexedText => ({
    title: "",
    keywords,
    body: spaceOut(body),
    context: spaceOut(title),
    parts: "",
  });
  return {
    facts: {
      kind: "discussion",
      entityId: discussion.entityId,
      projectId: discussion.projectId,
      parentKind,
      parentId: discussion.parentId,
      iid: discussion.iid,
      author: first.author,
      state: discussion.state,
      labels: discussion.labels,
      createdAt: first.createdAt,
      updatedAt: notes.reduce((latest, note) => Math.max(latest, note.updatedAt), 0),
      webUrl: `${discussion.webUrl}#note_${first.forgeId}`,
      title,
      keywords,
      body,
      contentHash: contentHash(title, keywords, body),
    },
    text,
    entry: () => entry(text, { parts: "", texts: [title, body] }),
  };
}

/** Words in a script without spaces are not indexed as they stand. */
function entry(
  text: () => IndexedText,
  { parts, texts }: { readonly parts: string; readonly texts: readonly string[] },
): IndexEntry {
  return texts.some(hasUnspaced) ? { parts, words: text() } : { parts };
}

/** Names of labels from their JSON. */
export function labelNames(json: string): string[] {
  const names: unknown = json === "[]" ? [] : JSON.parse(json);
  return Array.isArray(names) ? names.map(String) : [];
}

/** An item as people name it: `acme/web#12`, `acme/web!34`. */
export function reference(
  kind: "issue" | "merge_request",
  { projectPath, iid }: { readonly projectPath: string; readonly iid: number },
): string {
  return `${projectPath}${kind === "issue" ? "#" : "!"}${iid}`;
}

function noteText({ author, path, line, body }: NoteSource): string {
  const place = path === null ? "" : ` on ${path}${line === null ? "" : `:${line}`}`;
  return `${author ?? "someone"}${place}: ${body}`;
}

function lines(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join("\n");
}
