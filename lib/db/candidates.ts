/**
 * Names in the mirror that begin with what was typed: what a shell offers.
 *
 * Owns: a connection of its own, without logging, migrations and the mapping of errors, since a shell
 * asks at each press of a key. Changes nothing, makes no file, and does not wait for a writer. Does
 * not ask for the store's version either: where a table is not as expected, the question fails.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";

/** What there are names of. */
export type NamedKind = "project" | "label" | "run" | "user" | "milestone" | "source" | "file";

/** A name and what is known of it. */
export interface StoredName {
  readonly value: string;
  /** A few words; null where there are none. */
  readonly brief: string | null;
  /** Unix ms at which it began, for a run; null for anything else. */
  readonly at: number | null;
}

/** Which names are asked for. */
export interface NameQuestion {
  readonly kind: NamedKind;
  /** What they begin with, upper and lower case apart. */
  readonly prefix: string;
  /** Path of a project: only its labels or milestones. */
  readonly project?: string;
  /** Names at most. */
  readonly limit: number;
}

/** Milliseconds that a question waits for another process. */
const BUSY_TIMEOUT_MS = 10;

/** Behind everything that begins with a prefix, in the order of the indexes. */
const LAST_CHARACTER = "\u{10FFFF}";

/**
 * Names that begin with a prefix: runs the latest first, everything else by name.
 *
 * @throws Error when the store is not there or cannot be asked
 */
export function storedNames(path: string, question: NameQuestion): StoredName[] {
  const { kind, prefix, project = null, limit } = question;
  using sqlite = new DatabaseSync(path, { readOnly: true });
  sqlite.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
  const values = { prefix, end: prefix + LAST_CHARACTER, limit };
  const inProject = kind === "label" || kind === "milestone";
  const rows = sqlite.prepare(NAME_QUESTIONS[kind]).all(
    inProject ? { ...values, project } : values,
  );
  return rows.map(({ value, brief, at }) => ({
    value: String(value),
    brief: brief === null ? null : String(brief),
    at: at === null ? null : Number(at),
  }));
}

/** The projects that are meant, each led to by all its paths. The cross joins keep their index. */
const IN_PROJECT = `(:project is null or p.id in (
  select project_id from project_paths where path = :project collate nocase))`;

/** Of a path in step `s` what stands up to the first slash behind the prefix, that one included. */
const SLASH = "instr(substr(s.path, length(:prefix) + 1), '/')";
const PART = `iif(${SLASH} > 0, substr(s.path, 1, length(:prefix) + ${SLASH}), s.path)`;

/** The questions, each with a range over an index where a large store has many names. */
export const NAME_QUESTIONS: Readonly<Record<NamedKind, string>> = {
  project: `select path as value, max(substr(description, 1, 100)) as brief, null as at
    from projects where path >= :prefix and path < :end group by path order by path limit :limit`,
  label: `select l.name as value, max(substr(l.description, 1, 100)) as brief, null as at
    from projects p cross join labels l on l.project_id = p.id
    where ${IN_PROJECT} and l.name >= :prefix and l.name < :end
    group by l.name order by l.name limit :limit`,
  milestone: `select m.title as value, max(m.state) as brief, null as at
    from projects p cross join milestones m on m.project_id = p.id
    where ${IN_PROJECT} and m.title >= :prefix and m.title < :end
    group by m.title order by m.title limit :limit`,
  user: `select username as value, max(name) as brief, null as at
    from users where username >= :prefix and username < :end
    group by username order by username limit :limit`,
  run: `select run_id as value, command || ', ' || status as brief, started_at as at
    from sync_runs where run_id >= :prefix and run_id < :end order by id desc limit :limit`,
  source: `select name as value, url as brief, null as at
    from sources where name >= :prefix and name < :end order by name limit :limit`,
  // Part by part, as shells complete paths: a folder stands for all below it, and is skipped as one.
  file: `with recursive
    step(path) as (
      select min(new_path) from merge_request_files where new_path >= :prefix and new_path < :end
      union all
      select (select min(f.new_path) from merge_request_files f where f.new_path < :end
          and f.new_path > ${PART} || iif(${SLASH} > 0, char(0x10FFFF), ''))
      from step s where s.path is not null limit :limit + 1)
    select ${PART} as value, null as brief, null as at from step s where s.path is not null
    limit :limit`,
};
