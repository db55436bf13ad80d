/** What may have changed and has no fresh document yet. @module */

import type { Transaction } from "./database.ts";

/** What documents are made of. */
export type DocumentKind = "issue" | "merge_request" | "discussion";

/** Notes that an entity's document may be out of date. */
export function markDirty(
  tx: Transaction,
  kind: DocumentKind,
  { entityId, runId }: { readonly entityId: number; readonly runId: string },
): void {
  tx.run(
    `insert into dirty_documents (kind, entity_id, origin_run_id) values (?, ?, ?)
     on conflict (kind, entity_id) do update set origin_run_id = excluded.origin_run_id`,
    kind,
    entityId,
    runId,
  );
}

/** Notes that the documents of all discussions of an item may be out of date: they name it. */
export function markDiscussionsDirty(
  tx: Transaction,
  item: { readonly kind: "issue" | "merge_request"; readonly id: number },
  runId: string,
): void {
  const column = item.kind === "issue" ? "issue_id" : "merge_request_id";
  tx.run(
    `insert into dirty_documents (kind, entity_id, origin_run_id)
     select 'discussion', id, ? from discussions where ${column} = ?
     on conflict (kind, entity_id) do update set origin_run_id = excluded.origin_run_id`,
    runId,
    item.id,
  );
}

/** Notes that every document of a project may be out of date: they name its path. */
export function markProjectDirty(tx: Transaction, projectId: number, runId: string): void {
  for (const [kind, table] of [["issue", "issues"], ["merge_request", "merge_requests"]]) {
    tx.run(
      `insert into dirty_documents (kind, entity_id, origin_run_id)
       select '${kind}', id, ? from ${table} where project_id = ?
       on conflict (kind, entity_id) do update set origin_run_id = excluded.origin_run_id`,
      runId,
      projectId,
    );
    tx.run(
      `insert into dirty_documents (kind, entity_id, origin_run_id)
       select 'discussion', d.id, ? from ${table} i join discussions d on d.${kind}_id = i.id
       where i.project_id = ?
       on conflict (kind, entity_id) do update set origin_run_id = excluded.origin_run_id`,
      runId,
      projectId,
    );
  }
}
