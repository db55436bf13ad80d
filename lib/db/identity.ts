/**
 * Who looks at projects, and how much of each they may see: what one saw another may not see.
 *
 * Owns: that another user, other scopes or less access count as somebody else (`identity_no`).
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

const NEXT_IDENTITY = "identity_no = identity_no + 1";

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
  const isOther = tx.get(
    "select 1 from sources where id = ? and (token_user_id, token_scopes) is not (?, ?)",
    sourceId,
    identity.user.id,
    scopes,
  ) !== undefined;
  if (isOther) tx.run(`update projects set ${NEXT_IDENTITY} where source_id = ?`, sourceId);
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
  const changed = before?.id !== null && before?.id !== identity.user.id;
  return changed ? before?.username ?? undefined : undefined;
}

/** Notes that a source is asked with a token of which nobody knows whose it is. */
export function saveStranger(tx: Transaction, sourceId: number): void {
  tx.run(`update projects set ${NEXT_IDENTITY} where source_id = ?`, sourceId);
  tx.run(
    `update sources set token_user_id = null, token_username = null, token_scopes = null,
       token_mark = null, identity_at = null
     where id = ?`,
    sourceId,
  );
}

/**
 * Remembers how much of a project the token may see, as far as the forge tells. Returns whether that is
 * less than before: then what it saw until now counts as seen by another.
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
       ${fell ? `, ${NEXT_IDENTITY}` : ""}
     where id = ?`,
    issues,
    mergeRequests,
    role,
    projectId,
  );
  return fell;
}

/** Who of those who looked at a project does so at present, as far as that was told; 0 for nobody. */
export function identityNo(reader: Reader, projectId: number): number {
  return reader.get<{ no: number }>(
    "select identity_no as no from projects where id = ?",
    projectId,
  )?.no ?? 0;
}
