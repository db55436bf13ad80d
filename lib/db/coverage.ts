/**
 * What is known of how complete the mirror is, for the verdict of `sync/coverage.ts`.
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import type { WalkMode } from "./cursors.ts";
import type { Reader } from "./database.ts";
import { SETTLE_MS } from "./dependents_queue.ts";

/** Items to which something applies: how many, and the first of them by number. */
export interface Affected {
  readonly items: number;
  readonly iids: readonly number[];
}

/** How a walk went. Times in Unix ms by the forge's clock. */
export interface WalkFacts {
  readonly runId: string;
  readonly mode: WalkMode;
  readonly from: number | null;
  readonly to: number | null;
  readonly rowsSeen: number;
  readonly forgeTotal: number | null;
  readonly unparsed: number;
  readonly beganAt: number;
  readonly serverTime: number;
  readonly finished: number;
  readonly leftOut: number;
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
  /** Every walk since the last one from the beginning that reached the end, that one first. */
  readonly walks: readonly WalkFacts[];
  /** Items that could not be read; `nameless` ones have no number. */
  readonly unparsed: Affected & { readonly nameless: number };
  /** Items of which discussions, events or files could not be read in full. */
  readonly unparsedParts: Affected;
  readonly queued: Affected;
  readonly neverFetched: Affected;
  /** Fetched so shortly after their last change that they may have got more unnoticed. */
  readonly unsettled: Affected;
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
    affected(reader, `select iid from ${table} where project_id = ? and ${condition}`, id);
  const rows = (from: string, condition: string): Affected =>
    affected(
      reader,
      `select distinct iid from ${from} where project_id = ? and kind = '${kind}' and ${condition}`,
      id,
    );
  const count = (sql: string): number => reader.get<{ n: number }>(sql, id)?.n ?? 0;
  const never = kind === "issue"
    ? "discussions_at is null"
    : "(discussions_at is null or files_at is null)";
  return {
    projectId: id,
    project: path,
    source,
    kind,
    goneAt,
    stored: count(`select count(*) as n from ${table} where project_id = ?`),
    goneItems: count(
      `select count(*) as n from tombstones where project_id = ? and kind = '${kind}'`,
    ),
    goneNotes: count(
      `select count(*) as n from tombstones where project_id = ? and kind = 'note'
         and item_kind = '${kind}'`,
    ),
    walks: reader.all<WalkFacts>(WALKS, id, kind, id, kind),
    unparsed: {
      ...rows("unparsed_items", "what = 'item' and iid is not null"),
      nameless: count(
        `select count(*) as n from unparsed_items where project_id = ? and kind = '${kind}'
           and what = 'item' and iid is null`,
      ),
    },
    unparsedParts: rows("unparsed_items", "what <> 'item' and iid is not null"),
    queued: rows("dependents_queue", "true"),
    neverFetched: items(never),
    unsettled: items(`discussions_at < updated_at + ${SETTLE_MS}`),
    cutFiles: kind === "issue" ? { items: 0, iids: [] } : items("files_complete = 0"),
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

const WALKS = `select run_id as runId, mode, updated_from as "from", updated_to as "to",
    rows_seen as rowsSeen, forge_total as forgeTotal, unparsed, began_at as beganAt,
    server_time as serverTime, finished, found_left_out as leftOut, found_hidden as hidden,
    token_username as tokenUsername, token_scopes as tokenScopes
  from coverage where project_id = ? and kind = ? and id >= coalesce((
    select max(id) from coverage where project_id = ? and kind = ? and finished = 1
      and updated_from is null), 0)
  order by id`;
