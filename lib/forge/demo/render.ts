/**
 * People, projects, labels and milestones in GitLab's words.
 *
 * @module
 */

import type { Group, Label, Milestone, Person, Project } from "./model.ts";
import { accessLevel, type Viewer } from "./viewer.ts";

/** What rendering depends on beside the thing itself. */
export interface Frame {
  /** Where the forge says it is, without a slash at the end. */
  readonly webUrl: string;
  /** Unix ms: server time. */
  readonly now: number;
}

/** A time as GitLab writes it, with milliseconds and `Z`. */
export function time(at: number): string {
  return new Date(at).toISOString();
}

/** A time that may be missing. */
export function timeOrNull(at: number | null): string | null {
  return at === null ? null : time(at);
}

/** A person wherever one is named. */
export function renderPerson(person: Person, { webUrl }: Frame): Record<string, unknown> {
  return {
    id: person.id,
    username: person.username,
    public_email: null,
    name: person.name,
    state: person.state,
    locked: false,
    avatar_url: person.hasAvatar
      ? `${webUrl}/uploads/-/system/user/avatar/${person.id}/a.png`
      : null,
    web_url: `${webUrl}/${person.username}`,
  };
}

/** A label in items and events. */
export function renderLabel(label: Label): Record<string, unknown> {
  return {
    id: label.id,
    name: label.name,
    description: label.description,
    description_html: label.description ?? "",
    text_color: label.textColor,
    color: label.color,
    archived: false,
  };
}

/** A label in the list of labels. */
export function renderListedLabel(label: Label): Record<string, unknown> {
  return {
    ...renderLabel(label),
    subscribed: false,
    priority: null,
    is_project_label: !label.ofGroup,
  };
}

/** A milestone of a project or of its top group. */
export function renderMilestone(
  milestone: Milestone,
  project: Project,
  { webUrl, now }: Frame,
): Record<string, unknown> {
  const owner = milestone.ofGroup ? { group_id: 201 } : { project_id: project.id };
  const home = milestone.ofGroup ? `groups/${project.path.split("/")[0]}` : project.path;
  return {
    id: milestone.id,
    iid: milestone.iid,
    ...owner,
    title: milestone.title,
    description: milestone.description,
    state: milestone.state,
    created_at: time(milestone.createdAt),
    updated_at: time(milestone.updatedAt),
    due_date: milestone.dueDate,
    start_date: milestone.startDate,
    expired: milestone.dueDate !== null && Date.parse(milestone.dueDate) < now,
    web_url: `${webUrl}/${home}/-/milestones/${milestone.iid}`,
  };
}

/** A project. */
export function renderProject(
  project: Project,
  { group, lastActivityAt, viewer }: {
    readonly group: Group | undefined;
    readonly lastActivityAt: number;
    readonly viewer: Viewer;
  },
  frame: Frame,
): Record<string, unknown> {
  const { webUrl } = frame;
  const host = new URL(webUrl).host;
  const slug = project.path.split("/").at(-1) ?? project.path;
  return {
    id: project.id,
    description: project.description,
    description_html: project.description ?? "",
    name: project.name,
    name_with_namespace: `${group?.name ?? ""} / ${project.name}`,
    path: slug,
    path_with_namespace: project.path,
    created_at: time(project.createdAt),
    updated_at: time(lastActivityAt),
    default_branch: "main",
    tag_list: [],
    topics: [],
    ssh_url_to_repo: `git@${host}:${project.path}.git`,
    http_url_to_repo: `${webUrl}/${project.path}.git`,
    web_url: `${webUrl}/${project.path}`,
    readme_url: `${webUrl}/${project.path}/-/blob/main/README.md`,
    forks_count: 0,
    avatar_url: null,
    star_count: project.index,
    last_activity_at: time(lastActivityAt),
    namespace: group === undefined ? null : namespaceOf(group, frame),
    empty_repo: false,
    archived: project.archived,
    visibility: project.visibility,
    ...featuresOf(project),
    creator_id: 101,
    import_status: "none",
    permissions: { project_access: null, group_access: { access_level: accessLevel(viewer) } },
  };
}

function namespaceOf(group: Group, { webUrl }: Frame): Record<string, unknown> {
  return {
    id: group.id,
    name: group.name,
    path: group.path.split("/").at(-1),
    kind: "group",
    full_path: group.path,
    parent_id: group.parentId,
    avatar_url: null,
    web_url: `${webUrl}/groups/${group.path}`,
  };
}

function featuresOf({ access }: Project): Record<string, unknown> {
  const isOn = access === "full";
  const level = isOn ? "enabled" : "disabled";
  return {
    issues_enabled: isOn,
    issues_access_level: level,
    merge_requests_enabled: isOn,
    merge_requests_access_level: level,
  };
}

/** A group. */
export function renderGroup(group: Group, { webUrl }: Frame): Record<string, unknown> {
  return {
    id: group.id,
    web_url: `${webUrl}/groups/${group.path}`,
    name: group.name,
    path: group.path.split("/").at(-1),
    description: "",
    visibility: "private",
    full_name: group.path.replaceAll("/", " / "),
    full_path: group.path,
    parent_id: group.parentId,
    avatar_url: null,
  };
}
