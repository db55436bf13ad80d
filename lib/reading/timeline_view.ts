/** Entries of a timeline as an answer holds them. @module */

import type { TimelineDiscussion, TimelineEntry, TimelineNote } from "../db/timeline.ts";
import type { NoteEntry, ThreadEntry, TimelineView } from "./item_view_types.ts";
import { iso } from "./items.ts";

/** An entry; `webUrl` is the page of its item. */
export function timelineEntry(entry: TimelineEntry, webUrl: string): TimelineView {
  if (entry.what === "discussion") return discussionEntry(entry, webUrl);
  const { kind, action, author, label, milestone, createdAt } = entry;
  const about = { event: kind, action, author, label, milestone };
  return { type: "event", ...about, created_at: iso(createdAt) };
}

function discussionEntry(
  discussion: TimelineDiscussion,
  webUrl: string,
): ThreadEntry | NoteEntry {
  const { id, individual, notes } = discussion;
  const [first] = notes;
  if (first === undefined) throw new Error(`discussion ${id} has no note`);
  if (notes.length === 1 && (individual || first.system)) {
    return { type: "note", ...noteFields(first, webUrl) };
  }
  const resolvable = notes.filter((note) => note.resolvable);
  const resolved = resolvable.length === 0 ? null : resolvable.every((note) => note.resolved);
  return {
    type: "thread",
    id,
    path: first.path,
    line: first.line,
    resolved,
    resolved_by: resolved === true ? resolvable.at(-1)?.resolvedBy ?? null : null,
    created_at: iso(first.createdAt),
    web_url: `${webUrl}#note_${first.id}`,
    notes: notes.map((note) => ({
      ...noteFields(note, webUrl),
      resolved: note.resolvable ? note.resolved : null,
    })),
  };
}

function noteFields(note: TimelineNote, webUrl: string): Omit<NoteEntry, "type"> {
  const { id, author, body, system, internal } = note;
  return {
    ...{ id, author, body, system, internal },
    created_at: iso(note.createdAt),
    updated_at: iso(note.updatedAt),
    web_url: `${webUrl}#note_${id}`,
  };
}
