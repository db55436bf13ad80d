/** State, label and milestone events. @module */

import type { ResourceEvent } from "../model.ts";
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
