/**
 * What a mirror says, item by item, set against what the demo forge itself holds.
 *
 * Owns: both sides in the same words, made by code that lore has no part in: the forge's from its
 * snapshot, the store's from its tables by plain SQL.
 *
 * @module
 */

import type { Reader } from "../../lib/db/mod.ts";
import type { DemoForge, ItemSnapshot } from "../../lib/forge/demo/mod.ts";

/** Items as text by their reference, as in `acme/web#3`. */
export type Truth = ReadonlyMap<string, string>;

type Row = Record<string, unknown>;

/** Everything that the forge holds of the projects that the token may see. */
export function truthOf(forge: DemoForge): Truth {
  const truth = new Map<string, string>();
  for (const { path, access } of forge.world.projects) {
    if (access !== "full") continue;
    const { issues, mergeRequests } = forge.snapshot(path);
    for (const each of issues) truth.set(`${path}#${each.item.iid}`, told(each));
    for (const each of mergeRequests) truth.set(`${path}!${each.item.iid}`, told(each));
  }
  return truth;
}

/** Everything that a store holds. */
export function storedTruth(reader: Reader): Truth {
  const truth = new Map<string, string>();
  for (const [table, mark] of [["issues", "#"], ["merge_requests", "!"]] as const) {
    const rows = reader.all<{ id: number; path: string; iid: number }>(
      `select i.id, i.iid, p.path from ${table} i join projects p on p.id = i.project_id
       where p.gone_at is null order by p.path, i.iid`,
    );
    for (const { id, path, iid } of rows) {
      truth.set(`${path}${mark}${iid}`, stored(reader, table, id));
    }
  }
  return truth;
}

/** Whether two items are the same, but perhaps not what hangs on them. */
export function sameItem(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const own = (text: string): string => JSON.stringify(JSON.parse(text).slice(0, -PARTS));
  return own(one) === own(other);
}

/** Notes, events and files: the last in the text of an item. */
const PARTS = 3;

/** The same without events, for a mirror that has none. */
export function withoutEvents(truth: Truth): Truth {
  const without = (text: string): string => JSON.stringify(JSON.parse(text).toSpliced(-2, 1));
  return new Map([...truth].map(([reference, text]) => [reference, without(text)]));
}

/** References of the items that differ, are missing or too many. */
export function differing(one: Truth, other: Truth): string[] {
  const all = new Set([...one.keys(), ...other.keys()]);
  return [...all].filter((key) => one.get(key) !== other.get(key)).toSorted();
}

function named(value: unknown): unknown {
  return Object(value).username ?? null;
}

function names(value: unknown): unknown[] {
  return (value as unknown[]).map(named).toSorted();
}

const at = (value: unknown): number | null => typeof value === "string" ? Date.parse(value) : null;

/** What both kinds of items and every note, event and file have, in one order. */
function told({ item, discussions, files, ...events }: ItemSnapshot): string {
  const isIssue = item.issue_type !== undefined;
  const notes = discussions.flatMap(({ id, individual_note, notes }) =>
    (notes as Row[]).map((note) => toldNote(note, { id, individual_note }))
  );
  // Of an item that was never touched lore does not ask for events: they would be of its creation.
  const untouched = item.created_at === item.updated_at;
  const changes = untouched
    ? []
    : [...events.stateEvents, ...events.labelEvents, ...events.milestoneEvents].map(toldEvent);
  return JSON.stringify(
    [
      ...[item.id, item.title, item.description, item.state, named(item.author)],
      ...[at(item.created_at), at(item.updated_at), at(item.closed_at), named(item.closed_by)],
      (item.labels as Row[]).map(({ name }) => name).toSorted(),
      Object(item.milestone).title ?? null,
      names(item.assignees),
      ...[item.user_notes_count, item.upvotes, item.downvotes, item.discussion_locked ? 1 : 0],
      item.web_url,
      isIssue
        ? [item.confidential ? 1 : 0, item.issue_type, item.due_date, item.moved_to_id]
        : toldRequest(item),
      sorted(notes),
      sorted(changes),
      sorted(files.map(toldFile)),
    ],
    null,
    1,
  );
}

function sorted(rows: readonly unknown[][]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}

function toldRequest(item: Row): unknown[] {
  return [
    ...[item.source_branch, item.target_branch, item.source_project_id, item.target_project_id],
    ...[item.draft ? 1 : 0, item.sha, item.merge_commit_sha, item.squash_commit_sha],
    ...[at(item.merged_at), named(item.merge_user), item.detailed_merge_status],
    names(item.reviewers),
  ];
}

function toldNote(note: Row, discussion: Row): unknown[] {
  const place = note.position as Row | undefined;
  return [
    ...[discussion.id, discussion.individual_note ? 1 : 0, note.id, note.type, note.body],
    ...[named(note.author), at(note.created_at), at(note.updated_at), note.system ? 1 : 0],
    ...[note.internal ? 1 : 0, note.resolvable ? 1 : 0, note.resolved ? 1 : 0],
    ...[named(note.resolved_by), at(note.resolved_at)],
    ...[place?.old_path ?? null, place?.new_path ?? null],
    ...[place?.old_line ?? null, place?.new_line ?? null],
  ];
}

function toldEvent(event: Row): unknown[] {
  const kind = event.state !== undefined && event.action === undefined
    ? "state"
    : event.label === undefined
    ? "milestone"
    : "label";
  const action = event.action ?? event.state;
  const subject = [Object(event.label).name ?? null, Object(event.milestone).title ?? null];
  return [kind, event.id, named(event.user), at(event.created_at), action, ...subject];
}

function toldFile(file: Row): unknown[] {
  const change = file.new_file
    ? "added"
    : file.deleted_file
    ? "deleted"
    : file.renamed_file
    ? "renamed"
    : "modified";
  const flags = [file.collapsed, file.too_large, file.generated_file].map((flag) => flag ? 1 : 0);
  return [file.old_path, file.new_path, change, ...flags];
}

const user = (column: string): string => `(select username from users where id = ${column})`;
const people = (link: string, column: string): string =>
  `(select json_group_array(username order by username) from ${link} l
    join users u on u.id = l.user_id where l.${column} = i.id)`;

const OWN = {
  issues: "json_array(confidential, issue_type, due_date, moved_to_forge_id)",
  merge_requests: `json_array(source_branch, target_branch, source_project_forge_id,
    target_project_forge_id, draft, sha, merge_commit_sha, squash_commit_sha, merged_at,
    ${user("merged_by_id")}, merge_status,
    json(${people("merge_request_reviewers", "merge_request_id")}))`,
} as const;

function stored(reader: Reader, table: keyof typeof OWN, id: number): string {
  const kind = table === "issues" ? "issue" : "merge_request";
  const labels = `(select json_group_array(name order by name) from ${kind}_labels x
    join labels l on l.id = x.label_id where x.${kind}_id = i.id)`;
  const row = reader.get<Row>(
    `select json_array(forge_id, title, description, state, ${user("author_id")}, created_at,
       updated_at, closed_at, ${user("closed_by_id")}, json(${labels}),
       (select title from milestones where id = milestone_id),
       json(${people(`${kind}_assignees`, `${kind}_id`)}), note_count, upvotes, downvotes,
       discussion_locked, web_url, json(${OWN[table]})) as item
     from ${table} i where id = ?`,
    id,
  );
  const rows = (sql: string): unknown[][] =>
    reader.all<Row>(sql, id).map((each) => Object.values(each));
  const files = kind === "issue" ? [] : rows(
    `select old_path, new_path, change, collapsed, too_large, generated
     from merge_request_files where merge_request_id = ?`,
  );
  return JSON.stringify(
    [
      ...JSON.parse(String(row?.item)),
      sorted(rows(
        `select d.forge_id, individual, n.forge_id as note, type, body, ${
          user("author_id")
        } as author,
           n.created_at, updated_at, system, internal, resolvable, resolved,
           ${
          user("resolved_by_id")
        } as resolver, resolved_at, old_path, new_path, old_line, new_line
         from discussions d join notes n on n.discussion_id = d.id where d.${kind}_id = ?`,
      )),
      sorted(rows(
        `select kind, forge_id, ${user("user_id")} as user, created_at, action, label_name,
           milestone_title
         from resource_events where ${kind}_id = ?`,
      )),
      sorted(files),
    ],
    null,
    1,
  );
}
