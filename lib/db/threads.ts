/**
 * Discussions as threads: where they stand in the code and whether they are resolved.
 *
 * Owns: which threads there are. Leaves to others: storing them (`discussions.ts`), how they look.
 *
 * @module
 */

import type { ItemKind } from "../model.ts";
import type { Reader, SqlValue } from "./database.ts";

/** Which threads are asked for; all that is given must hold. */
export interface ThreadFilter {
  /** Only those with a note that is still to be resolved. */
  readonly unresolved?: boolean;
  /** Username: opened the item or wrote in the thread. */
  readonly participant?: string;
  /** lore's keys of projects. */
  readonly projectIds?: readonly number[];
}

/** A thread on an open item. Times in Unix ms. */
export interface Thread {
  /** The forge's id of the discussion. */
  readonly id: string;
  readonly kind: ItemKind;
  readonly project: string;
  readonly iid: number;
  readonly title: string;
  /** Where in the diff it stands; null where it is about the item as a whole. */
  readonly path: string | null;
  readonly line: number | null;
  /** Null where there is nothing to resolve. */
  readonly resolved: boolean | null;
  /** Notes by people. */
  readonly notes: number;
  /** Who began it; null where the forge does not say. */
  readonly author: string | null;
  /** The first 300 characters. */
  readonly body: string;
  readonly updatedAt: number;
  readonly webUrl: string;
}

/** The threads on open items, the ones last written in first. */
export function listThreads(
  reader: Reader,
  filter: ThreadFilter,
  { limit, offset = 0 }: { readonly limit: number; readonly offset?: number },
): Thread[] {
  const { sql, values } = conditions(filter);
  const from = filter.unresolved === true ? UNRESOLVED_DISCUSSIONS : OPEN_DISCUSSIONS;
  return reader.all<Omit<Thread, "resolved"> & { resolved: number | null }>(
    `with thread as materialized (
       select d.id, count(*) as notes, min(n.id) as first, max(n.updated_at) as updatedAt,
         min(case when n.resolvable = 1 then n.resolved end) as resolved
       from ${from} cross join notes n on n.discussion_id = d.id and n.system = 0
       where d.individual = 0${sql}
       group by d.id order by updatedAt desc, d.id desc limit ? offset ?)
     select d.forge_id as id, iif(i.id is null, 'merge_request', 'issue') as kind,
       p.path as project, coalesce(i.iid, m.iid) as iid, coalesce(i.title, m.title) as title,
       ${FIRST_NOTE}, t.resolved, t.notes, t.updatedAt,
       coalesce(i.web_url, m.web_url) || '#note_' || f.forge_id as webUrl
     from thread t cross join discussions d on d.id = t.id
     join projects p on p.id = d.project_id
     join notes f on f.id = t.first
     left join issues i on i.id = d.issue_id
     left join merge_requests m on m.id = d.merge_request_id
     left join users u on u.id = f.author_id
     order by t.updatedAt desc, d.id desc`,
    ...values,
    limit,
    offset,
  ).map((row) => ({ ...row, resolved: row.resolved === null ? null : row.resolved === 1 }));
}

/** Where a thread stands in the code and how it begins, by its first note `f` and that one's author `u`. */
export const FIRST_NOTE =
  `iif(f.new_line is null and f.old_line is not null, f.old_path, coalesce(f.new_path, f.old_path))
    as path, coalesce(f.new_line, f.old_line) as line, u.username as author,
    substr(f.body, 1, 300) as body`;

/** Discussions of items that are open, with who opened the item. */
const OPEN_DISCUSSIONS = `(
  select i.author_id as opener, x.* from issues i cross join discussions x on x.issue_id = i.id
  where i.state = 'opened'
  union all
  select m.author_id, x.* from merge_requests m
  cross join discussions x on x.merge_request_id = m.id where m.state = 'opened') d`;

/** The same of those in which something is still to be resolved: far fewer, by an index of their own. */
const UNRESOLVED_DISCUSSIONS = `(
  select coalesce(i.author_id, m.author_id) as opener, x.*
  from (select distinct discussion_id from notes
        where resolvable = 1 and resolved = 0 and system = 0) o
  cross join discussions x on x.id = o.discussion_id
  left join issues i on i.id = x.issue_id
  left join merge_requests m on m.id = x.merge_request_id
  where coalesce(i.state, m.state) = 'opened') d`;

/** A filter as conditions on discussions `d`. */
function conditions(filter: ThreadFilter): { readonly sql: string; readonly values: SqlValue[] } {
  let sql = "";
  const values: SqlValue[] = [];
  if (filter.projectIds !== undefined) {
    sql += " and d.project_id in (select value from json_each(?))";
    values.push(JSON.stringify(filter.projectIds));
  }
  if (filter.participant !== undefined) {
    const named = "(select id from users where username = ? collate nocase)";
    sql += ` and (d.opener in ${named} or exists (select 1 from notes w
      where w.discussion_id = d.id and w.system = 0 and w.author_id in ${named}))`;
    values.push(filter.participant, filter.participant);
  }
  return { sql, values };
}
