/**
 * Who looks at projects, and how much of each they may see: what one saw another may not see.
 *
 * Owns: that another user, other scopes or other access count as somebody else (`identity_no`), and
 * whether somebody may see all that somebody else could.
 *
 * @module
 */

import type { Identity, ProjectAccess } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";

/** Of which token it was last told whom it belongs to. */
export interface KnownToken {
  /** When that was, Unix ms; null for never. */
  readonly at: number | null;
  /** Tells the token from others; null where there is no such mark. */
  readonly mark: string | null;
}

/** The token of a source of which it was last told whom it belongs to. */
export function knownToken(reader: Reader, sourceId: number): KnownToken {
  return reader.get<KnownToken>(
    "select identity_at as at, token_mark as mark from sources where id = ?",
    sourceId,
  ) ?? { at: null, mark: null };
}

/** Remembers who a source's token belongs to; returns the username of before if it was another. */
export function saveIdentity(
  tx: Transaction,
  sourceId: number,
  { identity, mark = null, now }: {
    readonly identity: Identity;
    readonly mark?: string | null;
    readonly now: number;
  },
): string | undefined {
  const before = tx.get<{ id: number | null; username: string | null }>(
    "select token_user_id as id, token_username as username from sources where id = ?",
    sourceId,
  );
  const scopes = identity.scopes?.toSorted().join(" ") ?? null;
  tx.run(
    `update sources set token_user_id = ?, token_username = ?, token_scopes = ?, token_mark = ?,
       identity_at = ?
     where id = ?`,
    identity.user.id,
    identity.user.username,
    scopes,
    mark,
    now,
    sourceId,
  );
  for (const id of projectsOf(tx, sourceId)) settleIdentity(tx, id);
  const changed = before?.id !== null && before?.id !== identity.user.id;
  return changed ? before?.username ?? undefined : undefined;
}

/** Notes that a source is asked with a token of which nobody knows whose it is. */
export function saveStranger(tx: Transaction, sourceId: number, mark: string | null): void {
  tx.run(
    `update sources set token_user_id = null, token_username = null, token_scopes = null,
       token_mark = ?, identity_at = null
     where id = ?`,
    mark,
    sourceId,
  );
  for (const id of projectsOf(tx, sourceId)) addIdentity(tx, id);
}

function projectsOf(reader: Reader, sourceId: number): number[] {
  return reader.all<{ id: number }>("select id from projects where source_id = ?", sourceId)
    .map(({ id }) => id);
}

/**
 * Remembers how much of a project the token may see, as far as the forge tells. Returns whether that is
 * less than before.
 */
export function saveAccess(
  tx: Transaction,
  projectId: number,
  { issues, mergeRequests, role }: ProjectAccess,
): boolean {
  const fell = tx.get(
    `select 1 from projects
     where id = ?4 and (?1 < issues_access or ?2 < merge_requests_access or ?3 < role)`,
    issues,
    mergeRequests,
    role,
    projectId,
  ) !== undefined;
  tx.run(
    `update projects set issues_access = coalesce(?, issues_access),
       merge_requests_access = coalesce(?, merge_requests_access), role = coalesce(?, role)
     where id = ?`,
    issues,
    mergeRequests,
    role,
    projectId,
  );
  settleIdentity(tx, projectId);
  return fell;
}

/**
 * Lets a project be looked at by whoever the token belongs to by now, with the access of now: the same
 * as before, one who looked at it earlier, or somebody new.
 */
export function settleIdentity(tx: Transaction, projectId: number): void {
  // What is told of access for the first time tells of those who looked before, too.
  tx.run(LEARN, projectId);
  const same = tx.get<{ no: number | null }>(SAME, projectId);
  if (same === undefined) return;
  if (same.no === null) addIdentity(tx, projectId);
  else tx.run("update projects set identity_no = ? where id = ?", same.no, projectId);
}

/** Whoever looks at project `p` of source `s` at present. */
const PRESENT = "projects p join sources s on s.id = p.source_id";

const LEARN = `
  update project_identities as i set issues_access = coalesce(i.issues_access, p.issues_access),
    merge_requests_access = coalesce(i.merge_requests_access, p.merge_requests_access),
    role = coalesce(i.role, p.role)
  from ${PRESENT} where p.id = ? and i.project_id = p.id and i.no = p.identity_no
    and (i.token_user_id, i.token_scopes) is (s.token_user_id, s.token_scopes)`;

const SAME = `
  select (select no from project_identities i where i.project_id = p.id
    and (i.token_user_id, i.token_scopes, i.issues_access, i.merge_requests_access, i.role)
      is (s.token_user_id, s.token_scopes, p.issues_access, p.merge_requests_access, p.role)) as no
  from ${PRESENT} where p.id = ? and s.token_user_id is not null`;

function addIdentity(tx: Transaction, projectId: number): void {
  tx.run(
    `insert into project_identities (project_id, no, token_user_id, token_scopes, issues_access,
       merge_requests_access, role)
     select p.id, (select coalesce(max(no), 0) + 1 from project_identities where project_id = p.id),
       s.token_user_id, s.token_scopes, p.issues_access, p.merge_requests_access, p.role
     from ${PRESENT} where p.id = ?`,
    projectId,
  );
  tx.run(
    `update projects set identity_no =
       (select max(no) from project_identities where project_id = projects.id)
     where id = ?`,
    projectId,
  );
}

/**
 * Those who looked at a project and could see no more of it than whoever does so at present: the same
 * person with the same scopes, and no more access. Nobody where it is not known who looks.
 */
export function identitiesWithin(reader: Reader, projectId: number): ReadonlySet<number> {
  const rows = reader.all<{ no: number }>(
    `select i.no from ${PRESENT} join project_identities i on i.project_id = p.id
     where p.id = ? and ${WITHIN}`,
    projectId,
  );
  return new Set(rows.map(({ no }) => no));
}

const noMore = (level: string): string =>
  `(i.${level} <= p.${level} or (i.${level} is null and p.${level} is null))`;

/** Whether identity `i` could see no more than whoever looks at project `p` of source `s`. */
export const WITHIN: string = `i.token_user_id = s.token_user_id
  and i.token_scopes is s.token_scopes and ${noMore("issues_access")}
  and ${noMore("merge_requests_access")} and ${noMore("role")}`;
