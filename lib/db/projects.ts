/** Sources, projects, and the paths by which projects are known. @module */

import type { Label, Milestone, Project } from "../model.ts";
import type { Reader, Transaction } from "./database.ts";
import { settleIdentity } from "./identity.ts";

/** A project as stored. */
export interface StoredProject {
  /** lore's own key. */
  readonly id: number;
  readonly sourceId: number;
  /** The forge's id. */
  readonly forgeId: number;
  readonly path: string;
  /** Unix ms when project, labels and milestones were last fetched; null for never. */
  readonly refreshedAt: number | null;
}

const STORED_PROJECT = `p.id, p.source_id as sourceId, p.forge_id as forgeId, p.path,
  p.refreshed_at as refreshedAt`;

/** Makes a source known, or updates it; returns its key. */
export function saveSource(
  tx: Transaction,
  source: { readonly name: string; readonly forge: string; readonly url: string },
): number {
  const row = tx.get<{ id: number }>(
    `insert into sources (name, forge, url) values (?, ?, ?)
     on conflict (name) do update set forge = excluded.forge, url = excluded.url
     returning id`,
    source.name,
    source.forge,
    source.url,
  );
  return row?.id ?? 0;
}

/**
 * Stores a project as the forge gave it, under its numeric id: a new path is a rename, and the old
 * one still leads to it. Returns lore's key.
 */
export function saveProject(tx: Transaction, sourceId: number, project: Project): number {
  const row = tx.get<{ id: number }>(
    `insert into projects (source_id, forge_id, path, name, description, default_branch, web_url,
       visibility, archived, created_at, last_activity_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (source_id, forge_id) do update set
       path = excluded.path, name = excluded.name, description = excluded.description,
       default_branch = excluded.default_branch, web_url = excluded.web_url,
       visibility = excluded.visibility, archived = excluded.archived,
       created_at = excluded.created_at, last_activity_at = excluded.last_activity_at,
       gone_at = null
     returning id`,
    sourceId,
    project.id,
    project.path,
    project.name,
    project.description,
    project.defaultBranch,
    project.webUrl,
    project.visibility,
    project.archived ? 1 : 0,
    project.createdAt,
    project.lastActivityAt,
  );
  const id = row?.id ?? 0;
  settleIdentity(tx, id);
  saveProjectPath(tx, sourceId, { path: project.path, projectId: id });
  return id;
}

/** The path by which a project of the forge is stored; undefined when it is not. */
export function storedPath(reader: Reader, sourceId: number, forgeId: number): string | undefined {
  return reader.get<{ path: string }>(
    "select path from projects where source_id = ? and forge_id = ?",
    sourceId,
    forgeId,
  )?.path;
}

/** Lets a path lead to a project, whatever it led to before. */
export function saveProjectPath(
  tx: Transaction,
  sourceId: number,
  { path, projectId }: { readonly path: string; readonly projectId: number },
): void {
  tx.run(
    `insert into project_paths (source_id, path, project_id) values (?, ?, ?)
     on conflict (source_id, path) do update set project_id = excluded.project_id`,
    sourceId,
    path,
    projectId,
  );
}

/** Changes the path of a project that an answer named anew. */
export function renameProject(tx: Transaction, project: StoredProject, path: string): void {
  tx.run("update projects set path = ? where id = ?", path, project.id);
  saveProjectPath(tx, project.sourceId, { path, projectId: project.id });
}

/** Notes that the config asks for a project which the forge does not show any more, Unix ms. */
export function markProjectGone(tx: Transaction, projectId: number, now: number): void {
  tx.run(
    "update projects set gone_at = coalesce(gone_at, ?), refreshed_at = null where id = ?",
    now,
    projectId,
  );
}

/**
 * Notes that a project has taken the place of any other that is stored by its path: there is one at a
 * path, and the others were deleted or moved.
 */
export function displaceOthers(tx: Transaction, projectId: number, now: number): void {
  const others = tx.all<{ id: number }>(
    `select o.id from projects p join projects o on o.path = p.path and o.source_id = p.source_id
     where p.id = ? and o.id <> p.id`,
    projectId,
  );
  for (const { id } of others) markProjectGone(tx, id, now);
}

/** The projects of a source below a group that were there when they were last looked for. */
export function projectsBelow(reader: Reader, sourceId: number, group: string): StoredProject[] {
  return reader.all<StoredProject>(
    `select ${STORED_PROJECT} from projects p
     where p.source_id = ? and p.gone_at is null and p.path > ? || '/' and p.path < ? || '0'`,
    sourceId,
    group,
    group,
  );
}

/** Notes that project, labels and milestones are as fresh as `now` (Unix ms); null: not at all. */
export function markRefreshed(tx: Transaction, projectId: number, now: number | null): void {
  tx.run("update projects set refreshed_at = ? where id = ?", now, projectId);
}

/** The project that a path leads to, present or former. */
export function projectByPath(
  reader: Reader,
  sourceId: number,
  path: string,
): StoredProject | undefined {
  return reader.get<StoredProject>(
    `select ${STORED_PROJECT} from project_paths a join projects p on p.id = a.project_id
     where a.source_id = ? and a.path = ?`,
    sourceId,
    path,
  );
}

/** The projects that a path leads to, present or former, whatever its case, with their sources. */
export function projectsByAnyCase(
  reader: Reader,
  path: string,
): (StoredProject & { readonly source: string })[] {
  return reader.all(
    `select distinct ${STORED_PROJECT}, s.name as source
     from project_paths a join projects p on p.id = a.project_id
     join sources s on s.id = p.source_id where a.path = ? collate nocase`,
    path,
  );
}

/** Every path by which a project is or was known. */
export function pathsOf(reader: Reader, project: StoredProject): string[] {
  return reader.all<{ path: string }>(
    "select path from project_paths where source_id = ? and project_id = ?",
    project.sourceId,
    project.id,
  ).map(({ path }) => path);
}

/** Present paths of projects, by lore's keys. */
export function projectPathsOf(reader: Reader, ids: readonly number[]): Map<number, string> {
  const rows = reader.all<{ id: number; path: string }>(
    "select id, path from projects where id in (select value from json_each(?))",
    JSON.stringify(ids),
  );
  return new Map(rows.map(({ id, path }) => [id, path]));
}

/** A project by lore's key. */
export function projectById(reader: Reader, id: number): StoredProject | undefined {
  return reader.get<StoredProject>(`select ${STORED_PROJECT} from projects p where p.id = ?`, id);
}

/** Stores a project's labels. Labels that are not named here stay: items may still carry them. */
export function saveLabels(tx: Transaction, projectId: number, labels: readonly Label[]): void {
  for (const label of labels) labelId(tx, projectId, label);
}

/** What is known of a label. */
interface KnownLabel {
  readonly id: number;
  readonly label: Label;
}

/** lore's key of a label; stores it when it is new or more is known of it than before. */
export function labelId(tx: Transaction, projectId: number, label: Label): number {
  const known = tx.remembered<KnownLabel>(`labels:${projectId}`);
  const found = known.get(label.name);
  if (found !== undefined && sameLabel(found.label, label)) return found.id;
  const row = tx.get<{ id: number }>(
    `insert into labels (project_id, forge_id, name, color, description) values (?, ?, ?, ?, ?)
     on conflict (project_id, name) do update set
       forge_id = coalesce(excluded.forge_id, forge_id), color = coalesce(excluded.color, color),
       description = iif(excluded.forge_id is null, description, excluded.description)
     returning id`,
    projectId,
    label.id,
    label.name,
    label.color,
    label.description,
  );
  const id = row?.id ?? 0;
  known.set(label.name, { id, label });
  return id;
}

function sameLabel(known: Label, label: Label): boolean {
  if (label.id === null) return true;
  return known.id === label.id && known.color === label.color &&
    known.description === label.description;
}

/** What is known of a milestone. */
interface KnownMilestone {
  readonly id: number;
  readonly milestone: Milestone;
}

/** lore's key of a milestone; stores it when it is new or has changed. */
export function milestoneId(
  tx: Transaction,
  projectId: number,
  milestone: Milestone | null,
): number | null {
  if (milestone === null) return null;
  const known = tx.remembered<KnownMilestone>(`milestones:${projectId}`);
  const found = known.get(milestone.id);
  if (found !== undefined && sameMilestone(found.milestone, milestone)) return found.id;
  const row = tx.get<{ id: number }>(
    `insert into milestones (project_id, forge_id, iid, title, description, state, start_date,
       due_date, web_url, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (project_id, forge_id) do update set
       former_titles = iif(title <> excluded.title,
         json_insert(coalesce(former_titles, '[]'), '$[#]', title), former_titles),
       iid = excluded.iid, title = excluded.title, description = excluded.description,
       state = excluded.state, start_date = excluded.start_date, due_date = excluded.due_date,
       web_url = excluded.web_url, created_at = excluded.created_at,
       updated_at = excluded.updated_at
     returning id`,
    projectId,
    milestone.id,
    milestone.iid,
    milestone.title,
    milestone.description,
    milestone.state,
    milestone.startDate,
    milestone.dueDate,
    milestone.webUrl,
    milestone.createdAt,
    milestone.updatedAt,
  );
  const id = row?.id ?? 0;
  known.set(milestone.id, { id, milestone });
  return id;
}

function sameMilestone(known: Milestone, milestone: Milestone): boolean {
  return known.updatedAt === milestone.updatedAt && known.title === milestone.title &&
    known.state === milestone.state && known.dueDate === milestone.dueDate &&
    known.startDate === milestone.startDate && known.description === milestone.description;
}
