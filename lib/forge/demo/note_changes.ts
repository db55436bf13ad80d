/** Changes of discussions and notes. @module */

import { LoreError } from "../../errors.ts";
import { plainNote } from "./activity.ts";
import { type Bump, type Edit, Editor, type ItemAt } from "./editor.ts";
import type { Discussion, Note, Position } from "./model.ts";
import { hexId } from "./random.ts";

/** A note to be written. */
export interface NewNote {
  readonly body?: string;
  /** A username. */
  readonly author?: string;
  /** The discussion that it answers; a new one when absent. */
  readonly discussion?: string;
  /** Whether a new discussion may be answered. Default false: a single comment. */
  readonly thread?: boolean;
  readonly system?: boolean;
  readonly internal?: boolean;
  /** Makes it a note at a line of a merge request. */
  readonly position?: Partial<Position> & Pick<Position, "newPath">;
  /** Default `auto`. */
  readonly bump?: Bump;
}

/** Where a written note is. */
export interface NoteAt {
  readonly discussion: string;
  readonly note: number;
}

/** Writes, edits, resolves and deletes notes. */
export class NoteChanges extends Editor {
  /** Writes a note. */
  addNote(at: ItemAt, options: NewNote = {}): NoteAt {
    const edit = this.edit(at);
    const id = this.nextId();
    const discussion = options.discussion === undefined
      ? this.#open(edit, id, options)
      : this.#reply(edit, id, options);
    if (options.system !== true) edit.item.noteCount++;
    this.touch(edit, options.bump ?? "auto");
    return { discussion: discussion.id, note: id };
  }

  /** Rewrites a note. */
  editNote(at: ItemAt, noteId: number, { body, bump = "auto" }: NoteEdit): void {
    const edit = this.edit(at);
    const { note } = this.#find(edit, noteId);
    note.body = body;
    note.updatedAt = this.now();
    this.touch(edit, bump);
  }

  /** Resolves a thread, or opens it again. */
  resolveThread(at: ItemAt, discussion: string, options: Resolution = {}): void {
    const { resolved = true, by, bump = "auto" } = options;
    const edit = this.edit(at);
    for (const note of this.#discussion(edit, discussion).notes) {
      if (!note.resolvable) continue;
      note.resolved = resolved;
      note.resolvedBy = resolved ? this.person(by) : null;
      note.resolvedAt = resolved ? this.now() : null;
      note.updatedAt = this.now();
    }
    this.touch(edit, bump);
  }

  /** Deletes a note. The item's `updated_at` stays as it is: GitLab never tells. */
  deleteNote(at: ItemAt, noteId: number): void {
    const edit = this.edit(at);
    const { discussion, note } = this.#find(edit, noteId);
    discussion.notes.splice(discussion.notes.indexOf(note), 1);
    const { discussions } = edit.dependents;
    if (discussion.notes.length === 0) discussions.splice(discussions.indexOf(discussion), 1);
    if (!note.system) edit.item.noteCount--;
    this.touch(edit, false);
  }

  #open({ item, dependents }: Edit, id: number, options: NewNote): Discussion {
    const { thread = false, system = false, internal = false, position } = options;
    const individual = system || (!thread && position === undefined);
    const note: Note = {
      ...plainNote({ id, createdAt: this.now() }, this.person(options.author), bodyOf(options)),
      type: individual ? null : position === undefined ? "DiscussionNote" : "DiffNote",
      system,
      internal,
      resolvable: !individual && item.kind === "merge_request",
      position: position === undefined ? null : positionOf(position, item.id),
    };
    const discussion = { id: hexId(id, 13), individual, notes: [note] };
    dependents.discussions.push(discussion);
    return discussion;
  }

  #reply(edit: Edit, id: number, options: NewNote): Discussion {
    const discussion = this.#discussion(edit, options.discussion ?? "");
    const [first] = discussion.notes;
    discussion.notes.push({
      ...plainNote({ id, createdAt: this.now() }, this.person(options.author), bodyOf(options)),
      type: first?.type ?? null,
      resolvable: first?.resolvable ?? false,
      position: first?.position ?? null,
    });
    return discussion;
  }

  #discussion({ dependents: { discussions } }: Edit, id: string): Discussion {
    const found = discussions.find((discussion) => discussion.id === id);
    if (found !== undefined) return found;
    throw new LoreError("NOT_FOUND", `Cannot change discussion "${id}": it is not there`);
  }

  #find({ dependents: { discussions } }: Edit, id: number): { discussion: Discussion; note: Note } {
    for (const discussion of discussions) {
      const note = discussion.notes.find((one) => one.id === id);
      if (note !== undefined) return { discussion, note };
    }
    throw new LoreError("NOT_FOUND", `Cannot change note ${id}: it is not there`);
  }
}

/** What a note becomes. */
export interface NoteEdit {
  readonly body: string;
  /** Default `auto`. */
  readonly bump?: Bump;
}

/** How a thread is resolved. */
export interface Resolution {
  /** False opens it again. Default true. */
  readonly resolved?: boolean;
  /** A username. */
  readonly by?: string;
  /** Default `auto`. */
  readonly bump?: Bump;
}

function bodyOf({ body = "One more thought on this." }: NewNote): string {
  return body;
}

function positionOf(given: NonNullable<NewNote["position"]>, itemId: number): Position {
  const sha = hexId(itemId, 11);
  return {
    oldPath: given.newPath,
    oldLine: null,
    newLine: 1,
    startLine: null,
    baseSha: sha,
    startSha: sha,
    headSha: sha,
    ...given,
  };
}
