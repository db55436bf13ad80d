/** Discussions and their notes. @module */

import type { Discussion, Note } from "../model.ts";
import type { Transaction } from "./database.ts";
import type { SaveScope, StoredItem } from "./items.ts";
import { userId } from "./users.ts";

/** A discussion that is stored. */
export interface SavedDiscussion {
  /** lore's key. */
  readonly id: number;
  /** Whether the discussion or any of its notes is new or differs from before. */
  readonly changed: boolean;
}

/** Stores a discussion of an item with its notes. */
export function saveDiscussion(
  tx: Transaction,
  scope: SaveScope,
  { item, discussion }: { readonly item: StoredItem; readonly discussion: Discussion },
): SavedDiscussion {
  const { projectId } = scope;
  // A backup or an import may have given it to another item.
  const saved = tx.get<{ id: number }>(
    `insert into discussions (project_id, issue_id, merge_request_id, forge_id, individual)
     values (?, ?, ?, ?, ?)
     on conflict (project_id, forge_id) do update set issue_id = excluded.issue_id,
       merge_request_id = excluded.merge_request_id, individual = excluded.individual
     where (issue_id, merge_request_id, individual)
       is not (excluded.issue_id, excluded.merge_request_id, excluded.individual)
     returning id`,
    projectId,
    item.kind === "issue" ? item.id : null,
    item.kind === "merge_request" ? item.id : null,
    discussion.id,
    discussion.individual ? 1 : 0,
  );
  const id = saved?.id ?? storedId(tx, projectId, discussion.id);
  let changes = saved === undefined ? 0 : 1;
  for (const note of discussion.notes) changes += saveNote(tx, scope, { discussionId: id, note });
  return { id, changed: changes > 0 };
}

function storedId(tx: Transaction, projectId: number, forgeId: string): number {
  const stored = tx.get<{ id: number }>(
    "select id from discussions where project_id = ? and forge_id = ?",
    projectId,
    forgeId,
  );
  if (stored === undefined) throw new Error(`discussion ${forgeId} was neither stored nor there`);
  return stored.id;
}

function saveNote(
  tx: Transaction,
  { sourceId }: SaveScope,
  { discussionId, note }: { readonly discussionId: number; readonly note: Note },
): number {
  const at = note.position;
  return tx.run(
    UPSERT_NOTE,
    discussionId,
    note.id,
    note.type,
    note.body,
    userId(tx, sourceId, note.author),
    note.createdAt,
    note.updatedAt,
    note.system ? 1 : 0,
    note.internal ? 1 : 0,
    note.resolvable ? 1 : 0,
    note.resolved ? 1 : 0,
    userId(tx, sourceId, note.resolvedBy),
    note.resolvedAt,
    at?.oldPath ?? null,
    at?.newPath ?? null,
    at?.oldLine ?? null,
    at?.newLine ?? null,
    at?.startLine ?? null,
    at?.endLine ?? null,
    at?.type ?? null,
    at?.baseSha ?? null,
    at?.startSha ?? null,
    at?.headSha ?? null,
  );
}

const UPSERT_NOTE = `
  insert into notes (discussion_id, forge_id, type, body, author_id, created_at, updated_at, system,
    internal, resolvable, resolved, resolved_by_id, resolved_at, old_path, new_path, old_line,
    new_line, start_line, end_line, position_type, base_sha, start_sha, head_sha)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (discussion_id, forge_id) do update set
    type = excluded.type, body = excluded.body, author_id = excluded.author_id,
    created_at = excluded.created_at, updated_at = excluded.updated_at, system = excluded.system,
    internal = excluded.internal, resolvable = excluded.resolvable, resolved = excluded.resolved,
    resolved_by_id = excluded.resolved_by_id, resolved_at = excluded.resolved_at,
    old_path = excluded.old_path, new_path = excluded.new_path, old_line = excluded.old_line,
    new_line = excluded.new_line, start_line = excluded.start_line, end_line = excluded.end_line,
    position_type = excluded.position_type, base_sha = excluded.base_sha,
    start_sha = excluded.start_sha, head_sha = excluded.head_sha
  where (notes.type, notes.body, notes.author_id, notes.created_at, notes.updated_at, notes.system,
      notes.internal, notes.resolvable, notes.resolved, notes.resolved_by_id, notes.resolved_at,
      notes.old_path, notes.new_path, notes.old_line, notes.new_line, notes.start_line,
      notes.end_line, notes.position_type, notes.base_sha, notes.start_sha, notes.head_sha)
    is not (excluded.type, excluded.body, excluded.author_id, excluded.created_at,
      excluded.updated_at, excluded.system, excluded.internal, excluded.resolvable,
      excluded.resolved, excluded.resolved_by_id, excluded.resolved_at, excluded.old_path,
      excluded.new_path, excluded.old_line, excluded.new_line, excluded.start_line,
      excluded.end_line, excluded.position_type, excluded.base_sha, excluded.start_sha,
      excluded.head_sha)`;
