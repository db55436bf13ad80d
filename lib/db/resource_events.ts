/** State, label and milestone events. @module */

import type { ItemKind, ResourceEvent } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";
import type { SaveScope, StoredItem } from "./items.ts";
import { labelId, milestoneId } from "./projects.ts";
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
  // What it names is known by name from then on: see `formerNames()`.
  if (event.label !== null) labelId(tx, scope.projectId, event.label);
  milestoneId(tx, scope.projectId, event.milestone);
  return tx.run(
    `insert into resource_events (project_id, issue_id, merge_request_id, kind, forge_id, user_id,
       created_at, action, label_name, milestone_title)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (project_id, kind, forge_id) do update set
       issue_id = excluded.issue_id, merge_request_id = excluded.merge_request_id,
       user_id = excluded.user_id, created_at = excluded.created_at, action = excluded.action,
       label_name = excluded.label_name, milestone_title = excluded.milestone_title
     where (issue_id, merge_request_id, user_id, created_at, action, label_name, milestone_title)
       is not (excluded.issue_id, excluded.merge_request_id, excluded.user_id,
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

/** Drops the stored events of an item that are not among those which it has; returns how many. */
export function dropOtherEvents(
  tx: Transaction,
  { kind, id }: StoredItem,
  events: readonly ResourceEvent[],
): number {
  const stored = tx.get<{ events: number }>(
    `select count(*) as events from resource_events where ${kind}_id = ?`,
    id,
  )?.events ?? 0;
  // Those that it has are stored: with none beside them there is nothing to look for.
  if (stored === events.length) return 0;
  return tx.run(
    `delete from resource_events where ${kind}_id = ? and kind || ' ' || forge_id not in
       (select value from json_each(?))`,
    id,
    JSON.stringify(events.map((event) => `${event.kind} ${event.id}`)),
  );
}

/** Names in a project that were called otherwise before, or are gone. */
export interface FormerNames {
  readonly labels: readonly string[];
  readonly milestones: readonly string[];
}

/** What is not called so any more in a project; `labels` are all there are, null where not known. */
export function formerNames(
  reader: Reader,
  projectId: number,
  labels: readonly string[] | null,
): FormerNames {
  const values = (sql: string, ...more: string[]): string[] =>
    reader.all<{ name: string }>(sql, projectId, ...more).map(({ name }) => name);
  return {
    labels: labels === null ? [] : values(
      `select name from labels where project_id = ?
         and name not in (select value from json_each(?))`,
      JSON.stringify(labels),
    ),
    milestones: values(
      `select distinct f.value as name from milestones m join json_each(m.former_titles) f
       where m.project_id = ?1
         and f.value not in (select title from milestones where project_id = ?1)`,
    ),
  };
}

/** Queues the events of items that name what is not called so any more: the forge tells otherwise. */
export function enqueueEventsNaming(
  tx: Transaction,
  projectId: number,
  { kind, names }: { readonly kind: ItemKind; readonly names: FormerNames },
): void {
  const { labels, milestones } = NAMING[kind];
  if (names.labels.length > 0) tx.run(labels, projectId, JSON.stringify(names.labels));
  if (names.milestones.length > 0) tx.run(milestones, projectId, JSON.stringify(names.milestones));
}

const NAMING = {
  issue: naming("issue", "issues"),
  merge_request: naming("merge_request", "merge_requests"),
};

function naming(kind: ItemKind, table: string) {
  const enqueue = (events: "label" | "milestone", column: string): string =>
    `insert or ignore into dependents_queue (project_id, kind, item_id, iid, job)
     select i.project_id, '${kind}', i.id, i.iid, 'events' from ${table} i where i.id in (
       select ${kind}_id from resource_events where project_id = ? and kind = '${events}'
         and ${column} in (select value from json_each(?)))`;
  return {
    labels: enqueue("label", "label_name"),
    milestones: enqueue("milestone", "milestone_title"),
  };
}
