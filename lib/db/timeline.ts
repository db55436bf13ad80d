/**
 * What happened to an item, in order: discussions with their notes, and changes of state, label and
 * milestone.
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import type { Reader } from "./database.ts";

/** A note. Times in Unix ms. */
export interface TimelineNote {
  /** The forge's id. */
  readonly id: number;
  readonly author: string | null;
  readonly body: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Written by the forge itself. */
  readonly system: boolean;
  readonly internal: boolean;
  readonly resolvable: boolean;
  readonly resolved: boolean;
  readonly resolvedBy: string | null;
  /** Where in the diff it stands; null where it does not. */
  readonly path: string | null;
  readonly line: number | null;
}

/** A discussion. */
export interface TimelineDiscussion {
  readonly what: "discussion";
  /** The forge's id. */
  readonly id: string;
  /** Whether it is one note that nobody can reply to in place. */
  readonly individual: boolean;
  /** Oldest first; at least one. */
  readonly notes: readonly TimelineNote[];
}

/** A change that the forge does not keep as a note. */
export interface TimelineEvent {
  readonly what: "event";
  readonly kind: "state" | "label" | "milestone";
  /** `add`, `remove`, or the new state. */
  readonly action: string;
  readonly author: string | null;
  readonly label: string | null;
  readonly milestone: string | null;
  readonly createdAt: number;
}

/** One thing that happened. */
export type TimelineEntry = TimelineDiscussion | TimelineEvent;

/** An item, and which part of its timeline is wanted. */
export interface TimelineRequest {
  readonly kind: ItemKind;
  /** lore's key. */
  readonly id: number;
  readonly limit: number;
  readonly offset: number;
}

const COLUMN = { issue: "issue_id", merge_request: "merge_request_id" } as const;

/** What happened to an item, oldest first; a discussion stands where it began. */
export function listTimeline(reader: Reader, request: TimelineRequest): TimelineEntry[] {
  const { kind, id, limit, offset } = request;
  const heads = reader.all<{ what: "discussion" | "event"; id: number }>(
    `${entries(kind)} order by at, what, id limit ? offset ?`,
    id,
    id,
    limit,
    offset,
  );
  const keys = (wanted: string): number[] =>
    heads.filter(({ what }) => what === wanted).map((head) => head.id);
  const discussions = discussionsByKey(reader, keys("discussion"));
  const events = eventsByKey(reader, keys("event"));
  return heads.flatMap((head) =>
    (head.what === "discussion" ? discussions : events).get(head.id) ?? []
  );
}

/** How much happened to an item, and how many threads are still to be resolved. */
export function countTimeline(
  reader: Reader,
  { kind, id }: Pick<TimelineRequest, "kind" | "id">,
): { readonly entries: number; readonly unresolved: number } {
  return reader.get<{ entries: number; unresolved: number }>(
    `select (select count(*) from (${entries(kind)})) as entries,
       (select count(distinct d.id) from discussions d
        join notes n on n.discussion_id = d.id and n.resolvable = 1 and n.resolved = 0
          and n.system = 0
        where d.${COLUMN[kind]} = ?) as unresolved`,
    id,
    id,
    id,
  ) ?? { entries: 0, unresolved: 0 };
}

function entries(kind: ItemKind): string {
  return `select 'discussion' as what, d.id, min(n.created_at) as at
      from discussions d cross join notes n on n.discussion_id = d.id
      where d.${COLUMN[kind]} = ? group by d.id
    union all
    select 'event', e.id, e.created_at from resource_events e where e.${COLUMN[kind]} = ?`;
}

type NoteRow =
  & Omit<TimelineNote, "system" | "internal" | "resolvable" | "resolved">
  & Readonly<Record<"system" | "internal" | "resolvable" | "resolved", number>>
  & { readonly discussionKey: number; readonly discussionId: string; readonly individual: number };

function discussionsByKey(
  reader: Reader,
  keys: readonly number[],
): Map<number, TimelineDiscussion> {
  const rows = reader.all<NoteRow>(
    `select d.id as discussionKey, d.forge_id as discussionId, d.individual, n.forge_id as id,
       u.username as author, n.body, n.created_at as createdAt, n.updated_at as updatedAt, n.system,
       n.internal, n.resolvable, n.resolved, r.username as resolvedBy,
       iif(n.new_line is null and n.old_line is not null, n.old_path,
         coalesce(n.new_path, n.old_path)) as path,
       coalesce(n.new_line, n.old_line) as line
     from json_each(?) j cross join discussions d on d.id = j.value
     cross join notes n on n.discussion_id = d.id
     left join users u on u.id = n.author_id
     left join users r on r.id = n.resolved_by_id
     order by n.created_at, n.id`,
    JSON.stringify(keys),
  );
  const found = new Map<number, TimelineDiscussion & { readonly notes: TimelineNote[] }>();
  for (const { discussionKey, discussionId, individual, ...note } of rows) {
    const discussion = found.get(discussionKey) ??
      { what: "discussion", id: discussionId, individual: individual === 1, notes: [] };
    found.set(discussionKey, discussion);
    discussion.notes.push({
      ...note,
      system: note.system === 1,
      internal: note.internal === 1,
      resolvable: note.resolvable === 1,
      resolved: note.resolved === 1,
    });
  }
  return found;
}

function eventsByKey(reader: Reader, keys: readonly number[]): Map<number, TimelineEvent> {
  const rows = reader.all<Omit<TimelineEvent, "what"> & { readonly key: number }>(
    `select e.id as key, e.kind, e.action, u.username as author, e.label_name as label,
       e.milestone_title as milestone, e.created_at as createdAt
     from json_each(?) j cross join resource_events e on e.id = j.value
     left join users u on u.id = e.user_id`,
    JSON.stringify(keys),
  );
  return new Map(rows.map(({ key, ...event }) => [key, { what: "event", ...event }]));
}
