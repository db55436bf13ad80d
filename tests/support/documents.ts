/** A mirror with items, and what becomes of them as documents. @module */

import { markDirty } from "../../lib/db/dirty_documents.ts";
import { saveDiscussion } from "../../lib/db/discussions.ts";
import { saveIssue } from "../../lib/db/issues.ts";
import { saveFiles } from "../../lib/db/merge_request_files.ts";
import { saveMergeRequest } from "../../lib/db/merge_requests.ts";
import {
  type GeneratedDocuments,
  generateDocuments,
  type GenerateOptions,
} from "../../lib/documents/mod.ts";
import type { FileChange, Issue, MergeRequest, Note } from "../../lib/model.ts";
import { FakeClock } from "./fake_clock.ts";
import { aMirror, type Mirror } from "./mirror.ts";
import { aDiscussion, aMergeRequest, anIssue, NOON } from "./model.ts";

/** The run that makes things dirty here. */
export const RUN = "00000001";

/** A mirror whose items become documents. */
export interface Library extends Mirror {
  /** Stores an issue as a sync does; returns lore's key. */
  issue(iid: number, change?: Partial<Issue>, runId?: string): number;
  /** Stores a merge request as a sync does; returns lore's key. */
  mergeRequest(iid: number, change?: Partial<MergeRequest>, files?: readonly FileChange[]): number;
  /** Stores a discussion as a sync does; returns lore's key. */
  discussion(
    item: { readonly kind: "issue" | "merge_request"; readonly id: number },
    forgeId: string,
    notes: readonly Note[],
  ): number;
  /** Notes that an entity may have changed. */
  dirty(kind: "issue" | "merge_request" | "discussion", entityId: number, runId?: string): void;
  generate(options?: Omit<GenerateOptions, "clock">): Promise<GeneratedDocuments>;
}

/** An empty library. */
export function aLibrary(): Library {
  const mirror = aMirror();
  const { write, scope, database } = mirror;
  const dirty: Library["dirty"] = (kind, entityId, runId = RUN) =>
    write((tx) => markDirty(tx, kind, { entityId, runId }));
  return {
    ...mirror,
    dirty,
    issue(iid, change, runId) {
      const { id } = write((tx) => saveIssue(tx, scope, anIssue(iid, change)));
      dirty("issue", id, runId);
      return id;
    },
    mergeRequest(iid, change, files) {
      const { id } = write((tx) => saveMergeRequest(tx, scope, aMergeRequest(iid, change)));
      if (files !== undefined) {
        write((tx) => saveFiles(tx, id, { files, complete: true, serverTime: NOON }));
      }
      dirty("merge_request", id);
      return id;
    },
    discussion(item, forgeId, notes) {
      const discussion = aDiscussion(forgeId, notes);
      const { id } = write((tx) => saveDiscussion(tx, scope, { item, discussion }));
      dirty("discussion", id);
      return id;
    },
    generate: (options = {}) => generateDocuments(database, { ...options, clock: new FakeClock() }),
    [Symbol.dispose]: () => mirror[Symbol.dispose](),
  };
}
