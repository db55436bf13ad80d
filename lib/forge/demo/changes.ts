/**
 * Changes of the demo's world, each with what GitLab lets follow from it.
 *
 * Owns: items, labels and projects; notes come from `note_changes.ts`. Leaves to others: which
 * changes make a story (`a_little.ts`).
 *
 * @module
 */

import type { Bump, Edit, ItemAt } from "./editor.ts";
import { plain } from "./file_changes.ts";
import { itemId } from "./items.ts";
import type { FileChange, Item, Kind, MergeRequestPart, Project } from "./model.ts";
import { NoteChanges } from "./note_changes.ts";
import { hexId } from "./random.ts";

/** An item to be opened. */
export interface NewItem {
  readonly title?: string;
  readonly description?: string | null;
  /** A username. */
  readonly author?: string;
  /** Names; they leave label events of the time of creation, as in GitLab. */
  readonly labels?: readonly string[];
  readonly confidential?: boolean;
}

/** A merge request to be opened. */
export interface NewMergeRequest extends NewItem {
  readonly sourceBranch?: string;
  readonly draft?: boolean;
  readonly files?: readonly NewFile[];
}

/** A file to be changed. */
export interface NewFile {
  readonly path: string;
  /** The name before; makes it a rename. */
  readonly from?: string;
  /** Default `modified`, or `renamed` where `from` is given. */
  readonly change?: FileChange["change"];
  readonly diff?: string;
}

/** What GitLab changes of an item without telling by its `updated_at`. */
export type SilentEdit = Partial<Pick<Item, "title" | "description" | "assignees" | "upvotes">>;

/** Who does it, and whether `updated_at` moves: by default it does, as any real edit moves it. */
export interface ChangeOptions {
  /** A username. */
  readonly by?: string;
  readonly bump?: Bump;
}

/** Everything that can be changed. */
export class Changes extends NoteChanges {
  /** Opens an issue. */
  addIssue(project: string | number, options: NewItem = {}): ItemAt {
    return this.#open(this.project(project), { kind: "issue", options, part: null });
  }

  /** Opens a merge request. */
  addMergeRequest(project: string | number, options: NewMergeRequest = {}): ItemAt {
    const into = this.project(project);
    const iid = this.world.index(into, "merge_request").lastIid + 1;
    const part: MergeRequestPart = {
      reviewers: [],
      sourceBranch: options.sourceBranch ?? `topic-${iid}`,
      targetBranch: "main",
      sourceProjectId: into.id,
      draft: options.draft ?? false,
      sha: hexId(into.id, iid, this.now()),
      mergeCommitSha: null,
      squashCommitSha: null,
      mergedAt: null,
      mergedBy: null,
      squash: false,
      forceRemoveSourceBranch: null,
    };
    const at = this.#open(into, { kind: "merge_request", options, part });
    const edit = this.edit(at);
    edit.dependents.files = (options.files ?? [{ path: "README.md" }]).map(toFile);
    return at;
  }

  /** Gives an item exactly these labels. */
  setLabels(at: ItemAt, names: readonly string[], options: ChangeOptions = {}): void {
    const edit = this.edit(at);
    const next = this.labelIds(edit.project, names);
    const user = this.person(options.by);
    for (const subject of edit.item.labels.filter((id) => !next.includes(id))) {
      this.record(edit, { kind: "label", action: "remove", subject }, user);
    }
    for (const subject of next.filter((id) => !edit.item.labels.includes(id))) {
      this.record(edit, { kind: "label", action: "add", subject }, user);
    }
    edit.item.labels = next;
    this.touch(edit, options.bump ?? true);
  }

  /** Gives an item a milestone by title, or none. */
  setMilestone(at: ItemAt, title: string | null, options: ChangeOptions = {}): void {
    const edit = this.edit(at);
    const { item, project } = edit;
    const next = project.milestones.find((milestone) => milestone.title === title)?.id ?? null;
    const user = this.person(options.by);
    if (next === item.milestone) return;
    if (item.milestone !== null) {
      this.record(edit, { kind: "milestone", action: "remove", subject: item.milestone }, user);
    }
    if (next !== null) this.record(edit, { kind: "milestone", action: "add", subject: next }, user);
    item.milestone = next;
    this.touch(edit, options.bump ?? true);
  }

  /** Closes an item. */
  close(at: ItemAt, options: ChangeOptions = {}): void {
    const edit = this.edit(at);
    const user = this.person(options.by);
    Object.assign(edit.item, { state: "closed", closedAt: this.now(), closedBy: user });
    this.record(edit, { kind: "state", action: "closed", subject: null }, user);
    this.touch(edit, options.bump ?? true);
  }

  /** Opens a closed item again. */
  reopen(at: ItemAt, options: ChangeOptions = {}): void {
    const edit = this.edit(at);
    Object.assign(edit.item, { state: "opened", closedAt: null, closedBy: null });
    this.record(
      edit,
      { kind: "state", action: "reopened", subject: null },
      this.person(options.by),
    );
    this.touch(edit, options.bump ?? true);
  }

  /** Merges a merge request. */
  merge(at: ItemAt, options: ChangeOptions = {}): void {
    const edit = this.edit(at);
    const user = this.person(options.by);
    const { item, project } = edit;
    item.state = "merged";
    if (item.mergeRequest !== null) {
      Object.assign(item.mergeRequest, {
        draft: false,
        mergedAt: this.now(),
        mergedBy: user,
        mergeCommitSha: hexId(project.id, item.iid, this.now(), 2),
      });
    }
    this.record(edit, { kind: "state", action: "merged", subject: null }, user);
    this.touch(edit, options.bump ?? true);
  }

  /** Changes a title. */
  editTitle(at: ItemAt, title: string, options: ChangeOptions = {}): void {
    const edit = this.edit(at);
    edit.item.title = title;
    this.touch(edit, options.bump ?? true);
  }

  /** Changes a description. */
  editDescription(at: ItemAt, text: string | null, options: ChangeOptions = {}): void {
    const edit = this.edit(at);
    edit.item.description = text;
    this.touch(edit, options.bump ?? true);
  }

  /** Changes fields behind the back of `updated_at`, as some of GitLab's own changes do. */
  editWithoutBump(at: ItemAt, fields: SilentEdit): void {
    const edit = this.edit(at);
    Object.assign(edit.item, fields);
    this.touch(edit, false);
  }

  /** Sets `updated_at` to any time (Unix ms), for lists with many equal ones. */
  setUpdatedAt(at: ItemAt, updatedAt: number): void {
    const edit = this.edit(at);
    edit.item.updatedAt = updatedAt;
    this.touch(edit, false);
  }

  /** Pushes a commit that changes files; a file that was changed before is replaced. */
  pushFiles(at: ItemAt, files: readonly NewFile[], options: ChangeOptions = {}): void {
    const edit = this.edit(at);
    const { item, dependents } = edit;
    const pushed = files.map(toFile);
    const paths = new Set(pushed.flatMap(({ oldPath, newPath }) => [oldPath, newPath]));
    const others = dependents.files.filter(({ newPath }) => !paths.has(newPath));
    dependents.files = [...others, ...pushed];
    const sha = hexId(item.id, this.now(), pushed.length);
    if (item.mergeRequest !== null) item.mergeRequest.sha = sha;
    this.touch(edit, options.bump ?? true);
    const body = `added 1 commit\n\n<ul><li>${sha.slice(0, 8)} - ${item.title}</li></ul>`;
    this.addNote(at, { body, system: true, author: options.by, bump: false });
  }

  /** Deletes an item for good; its iid is never given again. */
  deleteItem(at: ItemAt): void {
    const { project, item } = this.edit(at);
    this.world.delete(project, item.kind, item.iid);
  }

  /** Moves an issue to another project: a copy is opened there, the old one closed. */
  moveIssue(at: ItemAt, to: string | number, options: ChangeOptions = {}): ItemAt {
    const { item, project } = this.edit(at);
    const { title, description } = item;
    const moved = this.addIssue(to, { title, description, author: options.by });
    const target = this.project(to);
    item.movedToId = itemId(target, moved.iid);
    const body = `moved to ${target.path}#${moved.iid}`;
    this.addNote(at, { body, system: true, author: options.by, bump: false });
    this.close(this.at(project, item), options);
    return moved;
  }

  /** Gives a project another path; the old one redirects. */
  renameProject(project: string | number, path: string): void {
    const renamed = this.project(project);
    renamed.formerPaths.push(renamed.path.toLowerCase());
    renamed.path = path;
  }

  /** Gives a label another name; items that bear it show that without a new `updated_at`. */
  renameLabel(project: string | number, from: string, to: string): void {
    const { labels } = this.project(project);
    const label = labels.find(({ name }) => name === from);
    if (label !== undefined) label.name = to;
  }

  /** Deletes a label: items lose it without a new `updated_at`, events name no label any more. */
  deleteLabel(project: string | number, name: string): void {
    const label = this.project(project).labels.find((one) => one.name === name);
    if (label !== undefined) label.deleted = true;
  }

  /** Gives a milestone another title; items that are due in it show that without a new `updated_at`. */
  renameMilestone(project: string | number, from: string, to: string): void {
    const milestone = this.project(project).milestones.find(({ title }) => title === from);
    if (milestone !== undefined) milestone.title = to;
  }

  /** What the token may see of a project: `hidden` answers 404, `forbidden` 403 for its items. */
  setAccess(project: string | number, access: Project["access"]): void {
    this.project(project).access = access;
  }

  #open(
    project: Project,
    { kind, options, part }: {
      readonly kind: Kind;
      readonly options: NewItem;
      readonly part: MergeRequestPart | null;
    },
  ): ItemAt {
    const now = this.now();
    const times = { createdAt: now, updatedAt: now };
    const iid = this.world.index(project, kind).append({ ...times, state: "opened" });
    const item: Item = {
      kind,
      id: itemId(project, iid),
      iid,
      title: options.title ?? `Something new, number ${iid}`,
      description: options.description ?? null,
      state: "opened",
      author: this.person(options.author),
      assignees: [],
      labels: this.labelIds(project, options.labels ?? []),
      milestone: null,
      ...times,
      closedAt: null,
      closedBy: null,
      noteCount: 0,
      upvotes: 0,
      downvotes: 0,
      discussionLocked: null,
      confidential: options.confidential ?? false,
      issueType: "issue",
      dueDate: null,
      movedToId: null,
      theme: 0,
      mergeRequest: part,
    };
    const edit: Edit = { project, item, dependents: { discussions: [], events: [], files: [] } };
    this.world.adopt(project, edit);
    for (const subject of item.labels) {
      this.record(edit, { kind: "label", action: "add", subject }, item.author);
    }
    return this.at(project, item);
  }
}

function toFile({ path, from, change, diff }: NewFile): FileChange {
  const kind = change ?? (from === undefined ? "modified" : "renamed");
  const text = diff ?? (kind === "renamed" ? "" : "@@ -1 +1 @@\n-old\n+new\n");
  return { ...plain(path, kind, text), oldPath: from ?? path };
}
