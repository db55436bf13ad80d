/** The files that merge requests change. @module */

import type { FileChange } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";

/** The files of a merge request as one text, to be compared with those of another time. */
export function filesOf(reader: Reader, mergeRequestId: number): string {
  return reader.get<{ files: string }>(
    `select json_group_array(json_array(old_path, new_path, change, collapsed, too_large, generated,
       additions, deletions) order by new_path, old_path) as files
     from merge_request_files where merge_request_id = ?`,
    mergeRequestId,
  )?.files ?? "";
}

/** Makes a merge request have exactly these files; `complete` is false when some may be missing. */
export function saveFiles(
  tx: Transaction,
  mergeRequestId: number,
  { files, complete, serverTime }: {
    readonly files: readonly FileChange[];
    readonly complete: boolean;
    /** Server time of the answer; null when it could not be read to its end. */
    readonly serverTime: number | null;
  },
): void {
  tx.run("delete from merge_request_files where merge_request_id = ?", mergeRequestId);
  for (const file of files) {
    tx.run(
      `insert or replace into merge_request_files (merge_request_id, old_path, new_path, change,
         collapsed, too_large, generated, additions, deletions)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      mergeRequestId,
      file.oldPath,
      file.newPath,
      file.change,
      file.collapsed ? 1 : 0,
      file.tooLarge ? 1 : 0,
      file.generated ? 1 : 0,
      file.additions,
      file.deletions,
    );
  }
  tx.run(
    "update merge_requests set files_at = ?, files_complete = ? where id = ?",
    serverTime,
    complete ? 1 : 0,
    mergeRequestId,
  );
}
