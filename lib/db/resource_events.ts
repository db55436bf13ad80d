/** State, label and milestone events. @module */

import type { ItemKind, ResourceEvent } from "../model.ts";
import type { Transaction } from "./database.ts";
import type { SaveScope, StoredItem } from "./items.ts";
import { userId } from "./users.ts";

/**
 * Stores an event of an item; returns whether it is new or differs from before. Events do not change,
 * but the name of a label may.
 */
export function saveResourceEvent(
  tx: Transaction,
  scope: SaveScope,
  { item, event }: { readonly item: StoredItem; readonly event: ResourceEvent },
): boolean {
  return tx.run(
    `insert into resource_events (project_id, issue_id, merge_request_id, kind, forge_id, user_id,
       created_at, action, label_name, milestone_title)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (project_id, kind, forge_id) do update set
       user_id = excluded.user_id, created_at = excluded.created_at, action = excluded.action,
       label_name = excluded.label_name, milestone_title = excluded.milestone_title
     where (user_id, created_at, action, label_name, milestone_title) is not (excluded.user_id,
       excluded.created_at, excluded.action, excluded.label_name, excluded.milestone_title)`,
    scope.projectId,
    item.kind === "issue" ? item.id : null,
    item.kind === "merge_request" ? item.id : null,
    event.kind,
    event.id,
    userId(tx, scope.sourceId, event.user),
    event.createdAt,
    event.action,
    event.label?.name ?? null,
    event.milestone?.title ?? null,
  ) > 0;
}

/**
 * Queues the events of items that name other labels than these, or a milestone that is not stored by
 * that title: what they name was renamed or deleted, and the forge tells it differently by now.
 */
export function enqueueEventsNamingOthers(
  tx: Transaction,
  projectId: number,
  { kind, labels }: {
    readonly kind: ItemKind;
    /** Every label that there is; null where that is not known. */
    readonly labels: readonly string[] | null;
  },
): void {
  tx.run(NAMING_OTHERS[kind], projectId, labels === null ? null : JSON.stringify(labels));
}

const NAMING_OTHERS = {
  issue: namingOthers("issue", "issues"),
  merge_request: namingOthers("merge_request", "merge_requests"),
} as const;

function namingOthers(kind: ItemKind, table: string): string {
  return `insert or ignore into dependents_queue (project_id, kind, item_id, iid, job)
    select i.project_id, '${kind}', i.id, i.iid, 'events' from ${table} i
    where i.id in (select ${kind}_id from resource_events where project_id = ?1 and kind = 'label'
        and ?2 is not null and label_name not in (select value from json_each(?2)))
      or i.id in (select ${kind}_id from resource_events where project_id = ?1
        and kind = 'milestone'
        and milestone_title not in (select title from milestones where project_id = ?1))`;
}
