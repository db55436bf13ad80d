/**
 * Discussions, notes, resource events and diffs in GitLab's words.
 *
 * @module
 */

import type { Discussion, FileChange, Item, Note, Position, ResourceEvent } from "./model.ts";
import { personOf } from "./people.ts";
import { hash } from "./random.ts";
import { renderLabel, renderMilestone, renderPerson, time, timeOrNull } from "./render.ts";
import type { ItemView } from "./render_items.ts";

/** A discussion of an item. */
export function renderDiscussion(
  discussion: Omit<Discussion, "notes"> & { readonly notes: readonly Note[] },
  item: Item,
  view: ItemView,
): Record<string, unknown> {
  return {
    id: discussion.id,
    individual_note: discussion.individual,
    notes: discussion.notes.map((note) => renderNote(note, item, view)),
  };
}

/** A note; the keys of resolution and place are there only where they apply. */
export function renderNote(note: Note, item: Item, view: ItemView): Record<string, unknown> {
  return {
    id: note.id,
    type: note.type,
    body: note.body,
    attachment: null,
    author: renderPerson(personOf(note.author), view),
    created_at: time(note.createdAt),
    updated_at: time(note.updatedAt),
    system: note.system,
    noteable_id: item.id,
    noteable_type: item.kind === "issue" ? "Issue" : "MergeRequest",
    project_id: view.project.id,
    ...(note.position === null ? {} : { commit_id: null, position: renderPosition(note.position) }),
    resolvable: note.resolvable,
    ...(note.resolvable ? renderResolution(note, view) : {}),
    ...(note.type === "DiffNote" ? { suggestions: [] } : {}),
    confidential: note.internal,
    internal: note.internal,
    imported: false,
    imported_from: "none",
    noteable_iid: item.iid,
    commands_changes: {},
  };
}

function renderResolution(note: Note, view: ItemView): Record<string, unknown> {
  return {
    resolved: note.resolved,
    resolved_by: note.resolvedBy === null ? null : renderPerson(personOf(note.resolvedBy), view),
    resolved_at: timeOrNull(note.resolvedAt),
  };
}

function renderPosition(position: Position): Record<string, unknown> {
  const { oldLine, newLine, startLine } = position;
  const line = (old: number | null, fresh: number | null): Record<string, unknown> => ({
    line_code: `${
      hash(position.newPath.length, old ?? 0, fresh ?? 0).toString(16)
    }_${old}_${fresh}`,
    type: old === null ? "new" : null,
    old_line: old,
    new_line: fresh,
  });
  return {
    base_sha: position.baseSha,
    start_sha: position.startSha,
    head_sha: position.headSha,
    old_path: position.oldPath,
    new_path: position.newPath,
    position_type: "text",
    old_line: oldLine,
    new_line: newLine,
    line_range: startLine === null
      ? null
      : { start: line(null, startLine), end: line(oldLine, newLine) },
    ignore_whitespace_change: false,
  };
}

/** A resource event of an item. */
export function renderEvent(
  event: ResourceEvent,
  item: Item,
  view: ItemView,
): Record<string, unknown> {
  const { project } = view;
  const head = {
    id: event.id,
    user: renderPerson(personOf(event.user), view),
    created_at: time(event.createdAt),
    resource_type: item.kind === "issue" ? "Issue" : "MergeRequest",
    resource_id: item.id,
  };
  if (event.kind === "state") {
    return { ...head, source_commit: null, source_merge_request_id: null, state: event.action };
  }
  if (event.kind === "label") {
    const label = project.labels.find(({ id, deleted }) => id === event.subject && !deleted);
    return {
      ...head,
      label: label === undefined ? null : renderLabel(label),
      action: event.action,
    };
  }
  const milestone = project.milestones.find(({ id }) => id === event.subject);
  return {
    ...head,
    milestone: milestone === undefined ? null : renderMilestone(milestone, project, view),
    action: event.action,
    state: item.state,
  };
}

/** A changed file. */
export function renderFile(file: FileChange): Record<string, unknown> {
  return {
    old_path: file.oldPath,
    new_path: file.newPath,
    a_mode: file.change === "added" ? "0" : "100644",
    b_mode: file.change === "deleted" ? "0" : "100644",
    diff: file.diff,
    new_file: file.change === "added",
    renamed_file: file.change === "renamed",
    deleted_file: file.change === "deleted",
    generated_file: file.generated,
    collapsed: file.collapsed,
    too_large: file.tooLarge,
  };
}
