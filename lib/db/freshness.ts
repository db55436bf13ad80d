/**
 * How old and how whole the mirror's answer is, cheaply enough to be asked beside every answer.
 *
 * Leaves to others: what is missing in detail (`status.ts`).
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import type { Reader } from "./database.ts";

/** The state of one kind of items of one project. */
export interface Freshness {
  /** Present path of the project. */
  readonly project: string;
  /** When the last walk that reached the end was, by the forge's clock, Unix ms; null for never. */
  readonly syncedAt: number | null;
  /** Whether a walk from the beginning has reached the end. */
  readonly complete: boolean;
  /** Whether the last walk has not reached the end: it was broken off, or is under way. */
  readonly unfinished: boolean;
  /** Items that the forge counts and that its list left out, since the whole list was walked. */
  readonly withheld: number;
  /** Whether the forge does not show the project any more. */
  readonly gone: boolean;
  /** Fetches that wait in the queue. */
  readonly queued: number;
  /** Answers that could not be read. */
  readonly unparsed: number;
}

/** The state of some projects, or of all, by path. */
export function listFreshness(
  reader: Reader,
  kind: ItemKind,
  projectIds?: readonly number[],
): Freshness[] {
  const chosen = projectIds === undefined ? "" : "where p.id in (select value from json_each(?))";
  return reader.all<FreshnessRow>(
    `select p.path as project,
       (select c.server_time from coverage c where c.project_id = p.id and c.kind = k.kind
          and c.finished = 1 order by c.id desc limit 1) as syncedAt,
       exists (select 1 from coverage c where c.project_id = p.id and c.kind = k.kind
          and c.whole_since is not null) as complete,
       coalesce((select c.finished = 0 from coverage c where c.project_id = p.id
          and c.kind = k.kind order by c.id desc limit 1), 0) as unfinished,
       (select coalesce(sum(c.withheld), 0) from coverage c where c.project_id = p.id
          and c.kind = k.kind and c.finished = 1 and c.id >= coalesce((select max(w.id)
            from coverage w where w.project_id = p.id and w.kind = k.kind
              and w.whole_since is not null), 0)) as withheld,
       p.gone_at is not null as gone,
       (select count(*) from dependents_queue q
          where q.project_id = p.id and q.kind = k.kind) as queued,
       (select count(*) from unparsed_items n
          where n.project_id = p.id and n.kind = k.kind) as unparsed
     from projects p, (select ? as kind) k ${chosen} order by p.path, p.id`,
    kind,
    ...(projectIds === undefined ? [] : [JSON.stringify(projectIds)]),
  ).map(({ complete, unfinished, gone, ...row }) => ({
    ...row,
    complete: complete === 1,
    unfinished: unfinished === 1,
    gone: gone === 1,
  }));
}

type Flag = "complete" | "unfinished" | "gone";

/** As SQLite gives it. */
type FreshnessRow = Omit<Freshness, Flag> & Readonly<Record<Flag, number>>;
