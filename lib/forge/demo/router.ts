/**
 * From a path to what answers it.
 *
 * Owns: which paths there are, whose token opens them, and redirects of renamed projects. Leaves to
 * others: items (`routes_items.ts`), shapes (`render*.ts`), faults and transport (`forge.ts`).
 *
 * @module
 */

import { type Answer, json, type Question, refusal, Refused } from "./answer.ts";
import { selectItems } from "./item_query.ts";
import type { Group, Project } from "./model.ts";
import {
  renderGroup,
  renderListedLabel,
  renderMilestone,
  renderPerson,
  renderProject,
  time,
} from "./render.ts";
import { answerItems, type Desk, paged } from "./routes_items.ts";

/** Answers a question that a good token came with. */
export function route(desk: Desk, question: Question): Answer {
  try {
    return find(desk, question) ?? refusal(404, "Not Found");
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

function find(desk: Desk, question: Question): Answer | undefined {
  if (question.method !== "GET" && question.method !== "HEAD") {
    return refusal(403, "insufficient_scope");
  }
  const [root, ...rest] = question.path;
  if (root === "projects") return answerProjects(desk, question);
  if (root === "groups") return answerGroups(desk, question);
  if (root === "user" && rest.length === 0) return answerUser(desk);
  if (root === "version" && rest.length === 0) {
    return json({ version: "18.4.1", revision: "0d3e0f00d1e" });
  }
  if (question.path.join("/") === "personal_access_tokens/self") return answerToken(desk);
}

function answerUser({ frame, viewer: { person } }: Desk): Answer {
  return json({
    ...renderPerson(person, frame),
    created_at: "2022-02-01T09:30:00.000Z",
    bio: "",
    bot: false,
    email: "lore.reader@acme.example",
    is_admin: false,
  });
}

function answerToken({ frame, viewer: { person, scopes } }: Desk): Answer {
  return json({
    id: 17,
    name: "lore",
    revoked: false,
    created_at: "2022-02-01T09:30:00.000Z",
    description: null,
    scopes,
    user_id: person.id,
    last_used_at: time(frame.now),
    active: true,
    expires_at: null,
  });
}

function answerProjects(desk: Desk, question: Question): Answer | undefined {
  const [, id] = question.path;
  const { world } = desk;
  if (id === undefined) {
    const visible = world.projects.filter((project) => project.access !== "hidden");
    return paged(question, visible.toReversed(), (project) => projectJson(desk, project));
  }
  const project = projectOf(world.projects, id);
  if (project === undefined) return refusal(404, "Project Not Found");
  const moved = id.includes("/") && project.path.toLowerCase() !== id.toLowerCase();
  if (moved) return redirect(project, question);
  return answerProject(desk, project, question);
}

/** By number or by path, present or former; what the token may not see is not there. */
function projectOf(projects: readonly Project[], id: string): Project | undefined {
  const path = id.toLowerCase();
  const found =
    projects.find((project) => String(project.id) === id || project.path.toLowerCase() === path) ??
      projects.find((project) => project.formerPaths.includes(path));
  return found?.access === "hidden" ? undefined : found;
}

function redirect(project: Project, { url, path }: Question): Answer {
  const target = new URL(url);
  const base = url.pathname.slice(0, url.pathname.indexOf("/projects/"));
  const rest = path.slice(2).map(encodeURIComponent);
  target.pathname = [`${base}/projects/${project.id}`, ...rest].join("/");
  return {
    status: 301,
    body: "This resource has been moved permanently to " + target.href,
    headers: { location: target.href, "content-type": "text/plain" },
  };
}

function answerProject(desk: Desk, project: Project, question: Question): Answer | undefined {
  const [, , what, ...rest] = question.path;
  const { frame, world } = desk;
  if (what === undefined) return json(projectJson(desk, project));
  if (rest.length === 0) {
    switch (what) {
      case "labels":
        return paged(question, sortedLabels(project), renderListedLabel);
      case "milestones":
        return paged(
          question,
          project.milestones.filter(({ ofGroup }) => !ofGroup).reverse(),
          (milestone) => renderMilestone(milestone, project, frame),
        );
      case "issues_statistics":
        return project.access === "forbidden"
          ? refusal(403, "Forbidden")
          : answerStatistics(world, project, question);
    }
  }
  return answerItems(desk, project, question);
}

function sortedLabels(project: Project) {
  return project.labels.filter((label) => !label.deleted).sort((
    one,
    other,
  ) => (one.name < other.name ? -1 : 1));
}

function answerStatistics(world: Desk["world"], project: Project, question: Question): Answer {
  const query = new URLSearchParams(question.query);
  query.delete("state");
  const index = world.index(project, "issue");
  const iids = selectItems(world, { project, kind: "issue", query });
  const closed = iids.filter((iid) => index.stateOf(iid) === "closed").length;
  const counts = { all: iids.length, closed, opened: iids.length - closed };
  return json({ statistics: { counts } });
}

function projectJson({ world, frame, viewer }: Desk, project: Project): unknown {
  const group = world.groups.find(({ path }) => path === parentPath(project.path));
  const lastActivityAt = world.lastActivity(project);
  return renderProject(project, { group, lastActivityAt, viewer }, frame);
}

function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function answerGroups(desk: Desk, question: Question): Answer | undefined {
  const [, id, what, ...rest] = question.path;
  const { world, frame } = desk;
  if (id === undefined) return paged(question, world.groups, (group) => renderGroup(group, frame));
  const group = world.groups.find(({ id: known, path }) =>
    String(known) === id || path.toLowerCase() === id.toLowerCase()
  );
  if (group === undefined) return refusal(404, "Group Not Found");
  if (what === undefined) return json(renderGroup(group, frame));
  if (what !== "projects" || rest.length > 0) return undefined;
  const deep = question.query.get("include_subgroups") === "true";
  const projects = world.projects.filter((project) => isIn(group, project, deep));
  return paged(question, projects.toReversed(), (project) => projectJson(desk, project));
}

function isIn({ path }: Group, project: Project, deep: boolean): boolean {
  if (project.access === "hidden") return false;
  return deep ? project.path.startsWith(`${path}/`) : parentPath(project.path) === path;
}
