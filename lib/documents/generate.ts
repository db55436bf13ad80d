/**
 * Makes documents of what became dirty.
 *
 * Owns: batches, and that a batch's documents, words, references and dirty rows change in one
 * transaction, so that an interrupted run goes on where it stopped. Leaves to others: the text
 * (`compose.ts`), what it refers to (`collect_references.ts`), the rows (`db/`), who marks what as
 * dirty.
 *
 * @module
 */

import type { Database, Transaction } from "../db/mod.ts";
import type { DocumentKind } from "../db/dirty_documents.ts";
import {
  countDirty,
  dirtyDiscussions,
  dirtyItems,
  type DiscussionSource,
  type ItemSource,
  type SourceBatch,
  type VanishedSource,
} from "../db/document_sources.ts";
import {
  claimQueued,
  clearDirty,
  type IndexChanges,
  indexDocuments,
  type IndexEntry,
  insertDocuments,
  markEverythingDirty,
  removeDocument,
  replaceDocument,
  updateFacts,
} from "../db/documents.ts";
import { clearReferences, insertReferences } from "../db/references.ts";
import { logger } from "../log/logger.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { record } from "../spans/mod.ts";
import { ReferenceCollection } from "./collect_references.ts";
import { type ComposedDocument, composeDiscussion, composeItem } from "./compose.ts";

const log = logger("lore::documents");

/** How documents are made. */
export interface GenerateOptions {
  /** Only what this run made dirty. */
  readonly runId?: string;
  /** Reads again what texts refer to that did not change: another version may have read otherwise. */
  readonly again?: boolean;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
  /** Lets others have their turn between two batches. */
  readonly clock?: Pick<Clock, "sleep">;
}

/** What became of the dirty entities. */
export interface GeneratedDocuments {
  /** New documents and those that changed. */
  readonly written: number;
  /** Documents that needed no change. */
  readonly skipped: number;
  /** Documents of entities that are gone. */
  readonly removed: number;
}

/** Entities a transaction. */
const BATCH_ROWS = 2000;

/** UTF-16 units of text after which a transaction ends: what bounds memory. */
const BATCH_CHARS = 4_000_000;

type Source = ItemSource | DiscussionSource | VanishedSource;

/**
 * Works off the dirty entities and counts them in the present span: written and removed ones as
 * processed, unchanged ones as skipped.
 *
 * @throws the signal's reason when it aborts; what is done until then stays
 */
export async function generateDocuments(
  database: Database,
  options: GenerateOptions = {},
): Promise<GeneratedDocuments> {
  const { signal, clock = systemClock } = options;
  const counts = { written: 0, skipped: 0, removed: 0 };
  record({ total: countDirty(database, options.runId) });
  for (const kind of ["issue", "merge_request", "discussion"] as const) {
    for (;;) {
      signal?.throwIfAborted();
      const done = database.transaction((tx) => generateBatch(tx, kind, options));
      if (done === undefined) break;
      counts.written += done.written;
      counts.skipped += done.skipped;
      counts.removed += done.removed;
      record({ items_processed: done.written + done.removed, items_skipped: done.skipped });
      // Signals and heartbeats only get through when the event loop turns.
      await clock.sleep(0, { signal });
    }
  }
  if (counts.written + counts.removed > 0) log.debug("Documents generated", { ...counts });
  return counts;
}

/** Notes that every document may be out of date, in the name of a run. */
export function markAllDirty(database: Database, runId: string): void {
  database.transaction((tx) => markEverythingDirty(tx, runId));
}

/** Works off one batch; undefined when nothing is left. */
function generateBatch(
  tx: Transaction,
  kind: DocumentKind,
  { runId, again = false }: GenerateOptions,
): GeneratedDocuments | undefined {
  const batch: SourceBatch = { runId, limit: BATCH_ROWS, maxChars: BATCH_CHARS };
  const sources: Source[] = kind === "discussion"
    ? dirtyDiscussions(tx, batch)
    : dirtyItems(tx, kind, batch);
  const [first, last] = [sources.at(0), sources.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const counts = { written: 0, skipped: 0, removed: 0 };
  const references = new ReferenceCollection({ again });
  const changes: Changes = { created: [], outdated: [], entries: new Map(), references, runId };
  for (const source of sources) counts[store(tx, source, { kind, changes })]++;
  const firstId = insertDocuments(tx, changes.created.map(({ facts }) => facts));
  for (const [at, document] of changes.created.entries()) {
    changes.entries.set(firstId + at, document.entry());
  }
  indexDocuments(tx, changes);
  // Also what did not change now: another run may have died before it made vectors of it.
  if (runId !== undefined) claimQueued(tx, documentsOf(sources), runId);
  clearReferences(tx, references.outdated);
  insertReferences(tx, references.found);
  clearDirty(tx, kind, { first: first.entityId, last: last.entityId, runId });
  return counts;
}

function documentsOf(sources: readonly Source[]): number[] {
  return sources.map(({ documentId }) => documentId).filter((id) => id !== null);
}

function compose(kind: DocumentKind, source: Source): ComposedDocument | undefined {
  if (source.projectId === null) return undefined;
  if ("notes" in source) return composeDiscussion(source);
  return kind === "discussion" ? undefined : composeItem(kind, source);
}

/** What a batch has still to write. */
interface Changes extends IndexChanges {
  readonly created: ComposedDocument[];
  readonly outdated: number[];
  readonly entries: Map<number, IndexEntry>;
  readonly references: ReferenceCollection;
}

/** Brings one document's row up to date, unless it is new, but not its words; says what it came to. */
function store(
  tx: Transaction,
  source: Source,
  { kind, changes }: { readonly kind: DocumentKind; readonly changes: Changes },
): keyof GeneratedDocuments {
  const document = compose(kind, source);
  const id = source.documentId;
  if (source.projectId !== null) {
    changes.references.add(kind, source, source.contentHash !== document?.facts.contentHash);
  }
  if (document === undefined) {
    if (id === null) return "skipped";
    removeDocument(tx, id);
    changes.outdated.push(id);
    return "removed";
  }
  if (id === null) {
    changes.created.push(document);
    return "written";
  }
  const { facts } = document;
  if (source.contentHash === facts.contentHash) {
    return updateFacts(tx, id, facts) ? "written" : "skipped";
  }
  replaceDocument(tx, id, facts);
  changes.outdated.push(id);
  changes.entries.set(id, document.entry());
  return "written";
}
