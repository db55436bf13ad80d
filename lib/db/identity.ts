/**
 * Who looks at projects, and how much of each they may see: what one saw another may not see.
 *
 * Owns: that another user, other scopes or less access count as somebody else (`identity_no`).
 *
 * @module
 */

import type { Identity, ProjectAccess } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";

/** When it was last asked who a source's token belongs to, Unix ms; null for never. */
export function identityAt(reader: Reader, sourceId: number): number | null {
  return reader.get<{ at: number | null }>(
    "select identity_at as at from sources where id = ?",
    sourceId,
  )?.at ?? null;
}

const NEXT_IDENTITY = "identity_no = identity_no + 1";

/** Remembers who a source's token belongs to; returns the username of before if it was another. */
export function saveIdentity(
  tx: Transaction,
  sourceId: number,
  { identity, now }: { readonly identity: Identity; readonly now: number },
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
    `update sources set token_user_id = ?, token_username = ?, token_scopes = ?, identity_at = ?
     where id = ?`,
    identity.user.id,
    identity.user.username,
    scopes,
    now,
    sourceId,
  );
  const changed = before?.id !== null && before?.id !== identity.user.id;
  return changed ? before?.username ?? undefined : undefined;
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
