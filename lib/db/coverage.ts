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
  /** With which rights: who of those who looked at the project did. */
  readonly identityNo: number;
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
  /** Since when all that hangs on any of them has been read, Unix ms; null where nothing was. */
  readonly partsSince: number | null;
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
  const issues = signsOf(reader, "issue", projects);
  const mergeRequests = signsOf(reader, "merge_request", projects);
  return projects.flatMap((project) => [
    factsOf(reader, project, { kind: "issue", signs: issues.get(project.id) }),
    factsOf(reader, project, { kind: "merge_request", signs: mergeRequests.get(project.id) }),
  ]);
}

interface ProjectRow {
  readonly id: number;
  readonly path: string;
  readonly goneAt: number | null;
  readonly source: string;
}

/** What there is of a kind of items of a project: counts, and of everything else whether any. */
interface Signs {
  readonly id: number;
  readonly stored: number;
  readonly partsSince: number | null;
  readonly goneItems: number;
  readonly goneNotes: number;
  readonly nameless: number;
  readonly unparsed: number;
  readonly queued: number;
  readonly neverFetched: number;
  readonly unsettled: number;
  readonly notesMissing: number;
  readonly notesHidden: number;
  readonly cutFiles: number;
}

/**
 * Asks of some projects at once what there is at all: in a mirror that lacks nothing that is all there
 * is to ask. Every question is answered by an index.
 */
function signsOf(
  reader: Reader,
  kind: ItemKind,
  projects: readonly ProjectRow[],
): Map<number, Signs> {
  const { table, never, cut } = OF_KIND[kind];
  const items = (condition: string): string =>
    `exists (select 1 from ${table} i where i.project_id = p.id and ${condition})`;
  const rows = (from: string): string => `from ${from} x where x.project_id = p.id`;
  const ofKind = `x.kind = '${kind}'`;
  const found = reader.all<Signs>(
    `select p.id, (select count(*) ${rows(table)}) as stored,
       (select parts_at ${rows(table)} and parts_at is not null order by parts_at limit 1)
         as partsSince,
       (select count(*) ${rows("tombstones")} and ${ofKind}) as goneItems,
       (select count(*) ${rows("tombstones")} and x.kind = 'note' and x.item_kind = '${kind}')
         as goneNotes,
       (select count(*) ${rows("unparsed_items")} and ${ofKind} and x.what = 'item'
         and x.iid is null) as nameless,
       exists (select 1 ${rows("unparsed_items")} and ${ofKind}) as unparsed,
       exists (select 1 ${rows("dependents_queue")} and ${ofKind}) as queued,
       ${items(never)} as neverFetched, ${items(UNSETTLED)} as unsettled,
       ${items(MISSING)} as notesMissing, ${items(HIDDEN)} as notesHidden,
       ${cut === null ? "0" : items(cut)} as cutFiles
     from json_each(?) j cross join projects p on p.id = j.value`,
    JSON.stringify(projects.map(({ id }) => id)),
  );
  return new Map(found.map((signs) => [signs.id, signs]));
}

/** What differs between the kinds. Each condition has an index of its own. */
const OF_KIND = {
  issue: { table: "issues", never: "discussions_at is null", cut: null },
  merge_request: {
    table: "merge_requests",
    never: "(discussions_at is null or files_at is null)",
    cut: "files_complete = 0 and files_at is not null",
  },
} as const;

const UNSETTLED = `coalesce(discussions_at, 0) < updated_at + ${SETTLE_MS}
  and discussions_at is not null`;
const MISSING = "notes_missing > 0 and notes_missing > notes_hidden";
const HIDDEN = "notes_hidden > 0";

function factsOf(
  reader: Reader,
  { id, path: project, goneAt, source }: ProjectRow,
  { kind, signs }: { readonly kind: ItemKind; readonly signs: Signs | undefined },
): CoverageFacts {
  const { table, never, cut } = OF_KIND[kind];
  const items = (sign: number | undefined, condition: string): Affected =>
    sign
      ? affected(reader, `select iid from ${table} i where project_id = ? and ${condition}`, id)
      : NONE;
  const rows = (
    sign: number | undefined,
    from: "unparsed_items" | "dependents_queue",
    condition: string,
  ): Explained =>
    sign
      ? explained(reader, { from, condition: `kind = '${kind}' and ${condition}`, id })
      : { ...NONE, why: null };
  const untold = notTold(kind);
  return {
    ...{ projectId: id, project, source, kind, goneAt },
    stored: signs?.stored ?? 0,
    partsSince: signs?.partsSince ?? null,
    goneItems: signs?.goneItems ?? 0,
    goneNotes: signs?.goneNotes ?? 0,
    walks: reader.all<WalkFacts>(WALKS, id, kind, id, kind),
    unparsed: {
      ...rows(signs?.unparsed, "unparsed_items", "what = 'item' and iid is not null"),
      nameless: signs?.nameless ?? 0,
    },
    unparsedParts: rows(signs?.unparsed, "unparsed_items", "what <> 'item' and iid is not null"),
    queued: rows(signs?.queued, "dependents_queue", "true"),
    neverFetched: items(signs?.neverFetched, `${never} and ${untold}`),
    unsettled: items(signs?.unsettled, `${UNSETTLED} and ${untold}`),
    notesMissing: items(signs?.notesMissing, `${MISSING} and ${untold}`),
    notesHidden: items(signs?.notesHidden, HIDDEN),
    cutFiles: cut === null ? NONE : items(signs?.cutFiles, cut),
  };
}

/** What waits in the queue or could not be read is told as that, and not a second time. */
function notTold(kind: ItemKind): string {
  return `not exists (select 1 from dependents_queue q
      where q.kind = '${kind}' and q.item_id = i.id)
    and not exists (select 1 from unparsed_items u
      where u.project_id = i.project_id and u.kind = '${kind}' and u.iid = i.iid)`;
}

const NONE: Affected = { items: 0, iids: [] };

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
    token_username as tokenUsername, token_scopes as tokenScopes, identity_no as identityNo
  from coverage where project_id = ? and kind = ? and id >= coalesce((
    select max(id) from coverage where project_id = ? and kind = ? and whole_since is not null), 0)
  order by id`;
