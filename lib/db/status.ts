/**
 * What the store holds and how complete that is.
 *
 * Owns: counting. Leaves to others: the runs (`runs.ts`), how it is shown (`sync/status.ts`).
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import type { Reader } from "./database.ts";

/** How far the walk of one kind of items of one project has come. */
export interface CursorStatus {
  /** Present path of the project. */
  readonly project: string;
  readonly kind: ItemKind;
  /** Greatest `updated_at` stored, by the forge's clock, Unix ms. */
  readonly updatedAt: number;
  /** Whether a walk from the beginning has reached the end. */
  readonly complete: boolean;
}

/** Every cursor, by project. */
export function listCursors(reader: Reader): CursorStatus[] {
  return reader.all<Omit<CursorStatus, "complete"> & { complete: number }>(
    `select p.path as project, c.kind, c.updated_at as updatedAt, c.complete
     from sync_cursors c join projects p on p.id = c.project_id order by p.path, p.id, c.kind`,
  ).map((row) => ({ ...row, complete: row.complete === 1 }));
}

/** What is counted, by name, and where. */
const COUNTED = {
  projects: "projects",
  issues: "issues",
  merge_requests: "merge_requests",
  discussions: "discussions",
  notes: "notes",
  resource_events: "resource_events",
  merge_request_files: "merge_request_files",
  documents: "documents",
  queued_dependents: "dependents_queue",
  unparsed_items: "unparsed_items",
  dirty_documents: "dirty_documents",
  unembedded_documents: "embedding_queue",
} as const;

/** How many rows of each kind there are. */
export type StoreSummary = Readonly<Record<keyof typeof COUNTED | "embedded_chunks", number>>;

/** Counts what the store holds. */
export function summarize(reader: Reader): StoreSummary {
  const columns = Object.entries(COUNTED)
    .map(([name, table]) => `(select count(*) from ${table}) as ${name}`);
  // Chunks hold vectors and have no index; their places are counted block by block.
  columns.push("(select coalesce(sum(used), 0) from vector_blocks) as embedded_chunks");
  const row = reader.get<StoreSummary>(`select ${columns.join(", ")}`);
  if (row === undefined) throw new Error("a count returned no row");
  return { ...row };
}

/** A walk that reached the end of a list. */
export interface FinishedWalk {
  readonly runId: string;
  /** From which `updated_at` on, Unix ms; null from the beginning. */
  readonly from: number | null;
  /** Greatest `updated_at` seen, Unix ms; null when there was no row. */
  readonly to: number | null;
  readonly rowsSeen: number;
  /** Rows in that list by the forge's own count; null where it gives none. */
  readonly forgeTotal: number | null;
  readonly unparsed: number;
  /** Server time of the last page, Unix ms. */
  readonly serverTime: number;
}

/** What is there of one kind of items of one project, and what is missing. */
export interface Coverage {
  /** lore's key. */
  readonly projectId: number;
  readonly project: string;
  readonly kind: ItemKind;
  /** The latest walk; null before the first that reached the end. */
  readonly lastWalk: FinishedWalk | null;
  /** The latest walk from the beginning. */
  readonly lastFullWalk: FinishedWalk | null;
  /** Answers that could not be read, items and what hangs on them. */
  readonly unparsed: number;
  /** Merge requests whose list of files the forge may have cut short. */
  readonly cutDiffs: number;
  /** Items whose discussions or files were never fetched. */
  readonly neverFetched: number;
  /** Fetches that wait in the queue. */
  readonly queued: number;
}

/** Coverage of both kinds of items of every project, by project. */
export function listCoverage(reader: Reader): Coverage[] {
  const projects = reader.all<{ id: number; path: string }>(
    "select id, path from projects order by path, id",
  );
  const lacking = byProject<Lacking>(reader, LACKING);
  const lastWalks = byProject<Walk>(reader, walks("finished = 1"));
  const fullWalks = byProject<Walk>(reader, walks("whole_since is not null"));
  const unparsed = byProject<Count>(reader, count("unparsed_items"));
  const queued = byProject<Count>(reader, count("dependents_queue"));
  return projects.flatMap(({ id, path }) =>
    KINDS.map((kind): Coverage => {
      const key = `${kind} ${id}`;
      const rows = lacking.get(key);
      return {
        projectId: id,
        project: path,
        kind,
        lastWalk: walk(lastWalks.get(key)),
        lastFullWalk: walk(fullWalks.get(key)),
        unparsed: unparsed.get(key)?.rows ?? 0,
        cutDiffs: rows?.cutDiffs ?? 0,
        neverFetched: rows?.neverFetched ?? 0,
        queued: queued.get(key)?.rows ?? 0,
      };
    })
  );
}

const KINDS: readonly ItemKind[] = ["issue", "merge_request"];

/** What every row says which is looked up by project and kind. */
interface OfProject {
  readonly projectId: number;
  readonly kind: ItemKind;
}

type Lacking = OfProject & Pick<Coverage, "cutDiffs" | "neverFetched">;
type Walk = OfProject & FinishedWalk;
type Count = OfProject & { readonly rows: number };

function byProject<Row extends OfProject>(reader: Reader, sql: string): Map<string, Row> {
  return new Map(reader.all<Row>(sql).map((row) => [`${row.kind} ${row.projectId}`, row]));
}

/** Each count is of an index, so that none reads a whole table. */
const LACKING = `select p.id as projectId, 'issue' as kind,
    (select count(*) from issues i where i.project_id = p.id and i.discussions_at is null)
      as neverFetched,
    0 as cutDiffs
  from projects p
  union all
  select p.id, 'merge_request',
    (select count(*) from merge_requests m where m.project_id = p.id
       and (m.discussions_at is null or m.files_at is null)),
    (select count(*) from merge_requests m where m.project_id = p.id and m.files_complete = 0)
  from projects p`;

function count(table: string): string {
  return `select project_id as projectId, kind, count(*) as rows from ${table}
    group by project_id, kind`;
}

/** The latest walk of each project and kind for which a condition holds. */
function walks(condition: string): string {
  return `select project_id as projectId, kind, run_id as runId, updated_from as "from",
      updated_to as "to", rows_seen as rowsSeen, forge_total as forgeTotal, unparsed,
      server_time as serverTime
    from coverage
    where id in (select max(id) from coverage where ${condition} group by project_id, kind)`;
}

function walk(row: Walk | undefined): FinishedWalk | null {
  if (row === undefined) return null;
  const { projectId: _, kind: __, ...rest } = row;
  return rest;
}
