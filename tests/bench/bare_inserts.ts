/** Inserts of a forge's answers as they come, with the forge's ids as keys. @module */

import type { DatabaseSync, StatementSync } from "node:sqlite";

import type {
  RawDiscussion,
  RawEvent,
  RawFile,
  RawIssue,
  RawItem,
  RawLabel,
  RawMergeRequest,
  RawNote,
  RawUser,
} from "./raw_rows.ts";

/** What an answer hangs on. */
interface Parent {
  readonly projectId: number;
  readonly issueId: number | null;
  readonly mergeRequestId: number | null;
}

type Value = string | number | null;

const ITEM = `id, project_id, forge_id, iid, title, description, state, author_id, milestone_id,
  created_at, updated_at, closed_at, closed_by_id, note_count, upvotes, downvotes,
  discussion_locked, web_url, seen_at`;

/** Prepared inserts of one store. */
export class BareInserts {
  readonly #statements = new Map<string, StatementSync>();
  readonly #database: DatabaseSync;
  readonly #users = new Set<number>();
  readonly #labels = new Set<number>();
  readonly #itemIds = new Map<string, number>();
  #discussions = 0;

  /** Prepares nothing yet: each statement when it is first needed. */
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Inserts what an answer holds; answers about anything but items are left. */
  answer(url: string, value: unknown): void {
    const [path = ""] = url.split("?", 1);
    const parts = path.slice(path.indexOf("/api/v4/projects/")).split("/");
    const [, , , , project = "", kind = "", iid, what] = parts;
    if (!Array.isArray(value) || (kind !== "issues" && kind !== "merge_requests")) return;
    if (iid === undefined) {
      for (const item of value) this.#item(kind, item);
      return;
    }
    const id = this.#itemIds.get(`${project} ${kind} ${iid}`) ?? 0;
    const parent: Parent = {
      projectId: Number(project),
      issueId: kind === "issues" ? id : null,
      mergeRequestId: kind === "issues" ? null : id,
    };
    if (what === "discussions") { for (const row of value) this.#discussion(row, parent); }
    else if (what === "diffs") { for (const row of value) this.#file(row, id); }
    else for (const row of value) this.#event(row, { parent, kind: what?.split("_")[1] ?? "" });
  }

  #item(kind: string, item: RawIssue & RawMergeRequest): void {
    this.#itemIds.set(`${item.project_id} ${kind} ${item.iid}`, item.id);
    if (kind === "issues") this.#issue(item);
    else this.#mergeRequest(item);
    const singular = kind === "issues" ? "issue" : "merge_request";
    for (const label of item.labels) {
      this.#insert(`${singular}_labels`, `${singular}_id, label_id`, [
        item.id,
        this.#label(label, item.project_id),
      ]);
    }
    this.#people(`${singular}_assignees`, `${singular}_id, user_id`, item.id, item.assignees);
  }

  #issue(issue: RawIssue): void {
    this.#insert("issues", `${ITEM}, confidential, issue_type, due_date`, [
      ...this.#common(issue),
      issue.confidential ? 1 : 0,
      issue.issue_type,
      issue.due_date,
    ]);
  }

  #mergeRequest(request: RawMergeRequest): void {
    const columns = `${ITEM}, source_branch, target_branch, source_project_forge_id,
      target_project_forge_id, draft, sha, merge_commit_sha, squash_commit_sha, merge_status,
      merged_at, merged_by_id`;
    this.#insert("merge_requests", columns, [
      ...this.#common(request),
      request.source_branch,
      request.target_branch,
      request.source_project_id,
      request.target_project_id,
      request.draft ? 1 : 0,
      request.sha,
      request.merge_commit_sha,
      request.squash_commit_sha,
      request.detailed_merge_status,
      time(request.merged_at),
      this.#user(request.merge_user),
    ]);
    const columnsOfPeople = "merge_request_id, user_id";
    this.#people("merge_request_reviewers", columnsOfPeople, request.id, request.reviewers);
  }

  #common(item: RawItem): Value[] {
    return [
      item.id,
      item.project_id,
      item.id,
      item.iid,
      item.title,
      item.description,
      item.state,
      this.#user(item.author),
      item.milestone?.id ?? null,
      time(item.created_at),
      time(item.updated_at),
      time(item.closed_at),
      this.#user(item.closed_by),
      item.user_notes_count,
      item.upvotes,
      item.downvotes,
      0,
      item.web_url,
      0,
    ];
  }

  #people(table: string, columns: string, itemId: number, users: readonly RawUser[]): void {
    for (const user of users) this.#insert(table, columns, [itemId, this.#user(user)]);
  }

  #discussion(row: RawDiscussion, parent: Parent): void {
    const id = ++this.#discussions;
    const columns = "id, project_id, issue_id, merge_request_id, forge_id, individual";
    const { projectId, issueId, mergeRequestId } = parent;
    const individual = row.individual_note ? 1 : 0;
    this.#insert("discussions", columns, [
      ...[id, projectId, issueId, mergeRequestId],
      ...[row.id, individual],
    ]);
    for (const note of row.notes) this.#note(note, id);
  }

  #note(note: RawNote, discussionId: number): void {
    const columns = `discussion_id, forge_id, type, body, author_id, created_at, updated_at, system,
      internal, resolvable, resolved, resolved_by_id, resolved_at, old_path, new_path, old_line,
      new_line, base_sha, start_sha, head_sha`;
    const at = note.position;
    this.#insert("notes", columns, [
      discussionId,
      note.id,
      note.type,
      note.body,
      this.#user(note.author),
      time(note.created_at),
      time(note.updated_at),
      note.system ? 1 : 0,
      note.internal ? 1 : 0,
      note.resolvable ? 1 : 0,
      note.resolved ? 1 : 0,
      this.#user(note.resolved_by ?? null),
      time(note.resolved_at ?? null),
      at?.old_path ?? null,
      at?.new_path ?? null,
      at?.old_line ?? null,
      at?.new_line ?? null,
      at?.base_sha ?? null,
      at?.start_sha ?? null,
      at?.head_sha ?? null,
    ]);
  }

  #event(row: RawEvent, { parent, kind }: { parent: Parent; kind: string }): void {
    const columns = `project_id, issue_id, merge_request_id, kind, forge_id, user_id, created_at,
      action, label_name, milestone_title`;
    this.#insert("resource_events", columns, [
      parent.projectId,
      parent.issueId,
      parent.mergeRequestId,
      kind,
      row.id,
      this.#user(row.user),
      time(row.created_at),
      row.action ?? row.state ?? null,
      row.label?.name ?? null,
      row.milestone?.title ?? null,
    ]);
  }

  #file(file: RawFile, mergeRequestId: number): void {
    const columns = `merge_request_id, old_path, new_path, change, collapsed, too_large, generated`;
    const kept = file.renamed_file ? "renamed" : "modified";
    const change = file.new_file ? "added" : file.deleted_file ? "deleted" : kept;
    this.#insert("merge_request_files", columns, [
      mergeRequestId,
      file.old_path,
      file.new_path,
      change,
      file.collapsed ? 1 : 0,
      file.too_large ? 1 : 0,
      file.generated_file ? 1 : 0,
    ]);
  }

  #user(user: RawUser | null): number | null {
    if (user === null || this.#users.has(user.id)) return user?.id ?? null;
    this.#users.add(user.id);
    const columns = "id, source_id, forge_id, username, name, web_url, avatar_url, state";
    const { id, username, name, web_url, avatar_url, state } = user;
    this.#insert("users", columns, [id, 1, id, username, name, web_url, avatar_url, state]);
    return id;
  }

  #label({ id, name, color, description }: RawLabel, projectId: number): number {
    if (this.#labels.has(id)) return id;
    this.#labels.add(id);
    const columns = "id, project_id, forge_id, name, color, description";
    this.#insert("labels", columns, [id, projectId, id, name, color, description]);
    return id;
  }

  /** One statement a table. A walk by time meets its last row again, which is ignored. */
  #insert(table: string, columns: string, values: Value[]): void {
    let statement = this.#statements.get(table);
    if (statement === undefined) {
      const marks = values.map(() => "?").join(", ");
      statement = this.#database.prepare(
        `insert or ignore into ${table} (${columns}) values (${marks})`,
      );
      this.#statements.set(table, statement);
    }
    statement.run(...values);
  }
}

function time(text: string): number;
function time(text: string | null): number | null;
function time(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}
