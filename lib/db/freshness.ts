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
  return reader.all<Omit<Freshness, "complete"> & { complete: number }>(
    `select p.path as project,
       (select c.server_time from coverage c where c.project_id = p.id and c.kind = k.kind
          and c.finished = 1 order by c.id desc limit 1) as syncedAt,
       exists (select 1 from coverage c where c.project_id = p.id and c.kind = k.kind
          and c.whole_since is not null) as complete,
       (select count(*) from dependents_queue q
          where q.project_id = p.id and q.kind = k.kind) as queued,
       (select count(*) from unparsed_items n
          where n.project_id = p.id and n.kind = k.kind) as unparsed
     from projects p, (select ? as kind) k ${chosen} order by p.path, p.id`,
    kind,
    ...(projectIds === undefined ? [] : [JSON.stringify(projectIds)]),
  ).map((row) => ({ ...row, complete: row.complete === 1 }));
}
