/**
 * What is known of how complete the mirror is, for the verdict of `sync/coverage.ts`.
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import type { Reader } from "./database.ts";
import { SETTLE_MS } from "./dependents_queue.ts";

/** Items to which something applies: how many, and the first of them by number. */
export interface Affected {
  readonly items: number;
  readonly iids: readonly number[];
}

/** Items to which something applies, and what was said of the first of them. */
export interface Explained extends Affected {
  readonly why: string | null;
}

/** How a walk went. Times in Unix ms by the forge's clock. */
export interface WalkFacts {
  readonly runId: string;
  /** The interval of `updated_at` that was walked; null from the beginning. */
  readonly from: number | null;
  readonly to: number | null;
  readonly withheld: number;
  readonly serverTime: number;
  readonly finished: number;
  /** As of when the whole list is covered, where this walk proves that. */
  readonly wholeSince: number | null;
  readonly hidden: number;
  readonly tokenUsername: string | null;
  readonly tokenScopes: string | null;
}

/** What is known of one kind of items of one project. */
export interface CoverageFacts {
  readonly projectId: number;
  readonly project: string;
  readonly source: string;
  readonly kind: ItemKind;
  /** When the forge was found not to show the project any more, Unix ms. */
  readonly goneAt: number | null;
  readonly stored: number;
  /** Tombstones: of items, and of notes of items of this kind. */
  readonly goneItems: number;
  readonly goneNotes: number;
  /** Every walk since the last that covered the whole list, that one first. */
  readonly walks: readonly WalkFacts[];
  /** Items that could not be read; `nameless` ones have no number. */
  readonly unparsed: Explained & { readonly nameless: number };
  /** Items of which discussions, events or files could not be read in full. */
  readonly unparsedParts: Explained;
  readonly queued: Explained;
  /** Neither fetched ever nor queued. */
  readonly neverFetched: Affected;
  /** Fetched so shortly after their last change that they may have got more unnoticed. */
  readonly unsettled: Affected;
  /** The forge counts more discussions or notes than it showed, beside those of `notesHidden`. */
  readonly notesMissing: Affected;
  /** Notes are kept that the forge did not show any more, and that may be gone or hidden. */
  readonly notesHidden: Affected;
  /** Merge requests whose list of files the forge may have cut short. */
  readonly cutFiles: Affected;
}

/** How many numbers are named. */
const NAMED = 20;

/** What is known of both kinds of items of some projects, or of all, by path. */
export function coverageFacts(
  reader: Reader,
  { projectIds }: { readonly projectIds?: readonly number[] } = {},
): CoverageFacts[] {
  const chosen = projectIds === undefined ? "" : "where p.id in (select value from json_each(?))";
  const projects = reader.all<ProjectRow>(
    `select p.id, p.path, p.gone_at as goneAt, s.name as source from projects p
     join sources s on s.id = p.source_id ${chosen} order by p.path, p.id`,
    ...(projectIds === undefined ? [] : [JSON.stringify(projectIds)]),
  );
  return projects.flatMap((project) => [
    factsOf(reader, project, "issue"),
    factsOf(reader, project, "merge_request"),
  ]);
}

interface ProjectRow {
  readonly id: number;
  readonly path: string;
  readonly goneAt: number | null;
  readonly source: string;
}

function factsOf(reader: Reader, project: ProjectRow, kind: ItemKind): CoverageFacts {
  const { id, path, goneAt, source } = project;
  const table = kind === "issue" ? "issues" : "merge_requests";
  const items = (condition: string): Affected =>
    affected(reader, `select iid from ${table} i where project_id = ? and ${condition}`, id);
  const rows = (from: "unparsed_items" | "dependents_queue", condition: string): Explained =>
    explained(reader, { from, condition: `kind = '${kind}' and ${condition}`, id });
  const count = (from: string): number =>
    reader.get<{ n: number }>(`select count(*) as n from ${from}`, id)?.n ?? 0;
  // What waits in the queue or could not be read is told as that, and not a second time.
  const untold = `not exists (select 1 from dependents_queue q
      where q.kind = '${kind}' and q.item_id = i.id)
    and not exists (select 1 from unparsed_items u
      where u.project_id = i.project_id and u.kind = '${kind}' and u.iid = i.iid)`;
  const never = kind === "issue"
    ? "discussions_at is null"
    : "(discussions_at is null or files_at is null)";
  const unnamed = `unparsed_items where project_id = ? and kind = '${kind}' and what = 'item'
      and iid is null`;
  const tombstones = "tombstones where project_id = ?";
  return {
    projectId: id,
    project: path,
    source,
    kind,
    goneAt,
    stored: count(`${table} where project_id = ?`),
    goneItems: count(`${tombstones} and kind = '${kind}'`),
    goneNotes: count(`${tombstones} and kind = 'note' and item_kind = '${kind}'`),
    walks: reader.all<WalkFacts>(WALKS, id, kind, id, kind),
    unparsed: {
      ...rows("unparsed_items", "what = 'item' and iid is not null"),
      nameless: count(unnamed),
    },
    unparsedParts: rows("unparsed_items", "what <> 'item' and iid is not null"),
    queued: rows("dependents_queue", "true"),
    neverFetched: items(`${never} and ${untold}`),
    unsettled: items(`coalesce(discussions_at, 0) < updated_at + ${SETTLE_MS}
      and discussions_at is not null and ${untold}`),
    notesMissing: items(`notes_missing > 0 and notes_missing > notes_hidden and ${untold}`),
    notesHidden: items("notes_hidden > 0"),
    cutFiles: kind === "issue"
      ? { items: 0, iids: [] }
      : items("files_complete = 0 and files_at is not null"),
  };
}

function affected(reader: Reader, sql: string, id: number): Affected {
  const row = reader.get<{ items: number; iids: string }>(
    `with found as materialized (${sql})
     select count(*) as items, (select json_group_array(iid) from
       (select iid from found order by iid limit ${NAMED})) as iids from found`,
    id,
  );
  return { items: row?.items ?? 0, iids: JSON.parse(row?.iids ?? "[]") };
}

const WHY = {
  unparsed_items: "path || ': ' || message",
  dependents_queue: "last_error",
} as const;

function explained(
  reader: Reader,
  { from, condition, id }: {
    readonly from: keyof typeof WHY;
    readonly condition: string;
    readonly id: number;
  },
): Explained {
  const where = `from ${from} where project_id = ? and ${condition}`;
  const found = affected(reader, `select distinct iid ${where}`, id);
  if (found.items === 0) return { ...found, why: null };
  const row = reader.get<{ why: string | null }>(
    `select ${WHY[from]} as why ${where} order by why is null, iid limit 1`,
    id,
  );
  return { ...found, why: row?.why ?? null };
}

const WALKS = `select run_id as runId, updated_from as "from", updated_to as "to", withheld,
    server_time as serverTime, finished, whole_since as wholeSince, found_hidden as hidden,
    token_username as tokenUsername, token_scopes as tokenScopes
  from coverage where project_id = ? and kind = ? and id >= coalesce((
    select max(id) from coverage where project_id = ? and kind = ? and whole_since is not null), 0)
  order by id`;
