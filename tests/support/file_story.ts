/** What merge requests did to files, in short: `+a` added, `-a` deleted, `a>b` renamed, `a` changed. */

import type { SaveScope } from "../../lib/db/items.ts";
import { saveFiles } from "../../lib/db/merge_request_files.ts";
import { saveMergeRequest } from "../../lib/db/merge_requests.ts";
import type { Transaction } from "../../lib/db/mod.ts";
import type { FileChange, MergeRequest } from "../../lib/model.ts";
import { aFile, aMergeRequest, NOON } from "./model.ts";

const DAY_MS = 86_400_000;

/** When a merge request of a story is merged: by its number, one a day. */
export function mergedAt(iid: number): number {
  return NOON + (iid - 40) * DAY_MS;
}

/** A change in short as the forge tells it. */
export function fileChange(short: string): FileChange {
  const [, oldPath = "", newPath = ""] = /^(.+)>(.+)$/.exec(short) ?? [];
  if (newPath !== "") return aFile(newPath, { oldPath, change: "renamed" });
  if (short.startsWith("+")) return aFile(short.slice(1), { change: "added" });
  if (short.startsWith("-")) return aFile(short.slice(1), { change: "deleted" });
  return aFile(short, { change: "modified" });
}

/** Stores a merge request that was merged, unless it is told otherwise. */
export function tellMergeRequest(
  tx: Transaction,
  scope: SaveScope,
  { iid, files, change = {}, complete = true }: {
    readonly iid: number;
    readonly files: readonly string[];
    readonly change?: Partial<MergeRequest>;
    readonly complete?: boolean;
  },
): number {
  const merged = { state: "merged", mergedAt: mergedAt(iid), updatedAt: mergedAt(iid) };
  const { id } = saveMergeRequest(tx, scope, aMergeRequest(iid, { ...merged, ...change }));
  saveFiles(tx, id, { files: files.map(fileChange), complete, serverTime: NOON });
  return id;
}
