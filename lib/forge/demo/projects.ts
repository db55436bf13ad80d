/**
 * The demo's groups and projects, with their labels and milestones.
 *
 * @module
 */

import type { Group, Kind, Label, Milestone, Project } from "./model.ts";
import { hash } from "./random.ts";
import { THEMES } from "./themes.ts";

const DAY = 86_400_000;

const PLACES: readonly (readonly [path: string, name: string, root: string, ext: string])[] = [
  ["acme/web", "Web", "src", "ts"],
  ["acme/api", "API", "internal", "go"],
  ["acme/tools/cli", "CLI", "crates/cli/src", "rs"],
  ["acme/mobile", "Mobile", "app", "kt"],
  ["acme/tools/deploy", "Deploy", "deploy", "py"],
  ["orbit/ingest", "Ingest", "src", "rs"],
  ["orbit/dashboard", "Dashboard", "src", "ts"],
];

/** What {@link makeProjects} spreads over the projects. */
export interface WorldSize {
  readonly projects: number;
  readonly issues: number;
  readonly mergeRequests: number;
}

/** The projects, the first the largest. `createdAt` is when all of them began. */
export function makeProjects(size: WorldSize, createdAt: number): Project[] {
  const issues = split(size.issues, size.projects);
  const mergeRequests = split(size.mergeRequests, size.projects);
  return Array.from({ length: size.projects }, (_, index) => {
    const generated = { issue: issues[index] ?? 0, merge_request: mergeRequests[index] ?? 0 };
    return makeProject(index, generated, createdAt);
  });
}

/** Splits a total by 1, 1/2, 1/3 … so that the parts add up to it. */
function split(total: number, parts: number): number[] {
  const weights = Array.from({ length: parts }, (_, at) => 1 / (at + 1));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const shares = weights.map((weight) => Math.floor((total * weight) / sum));
  const rest = total - shares.reduce((all, share) => all + share, 0);
  return shares.map((share, at) => (at < rest ? share + 1 : share));
}

function makeProject(
  index: number,
  generated: Readonly<Record<Kind, number>>,
  createdAt: number,
): Project {
  const [path, name, root, extension] = PLACES[index] ??
    [`acme/services/service-${index + 1}`, `Service ${index + 1}`, "src", "ts"];
  return {
    index,
    id: 1001 + index * 37,
    path,
    name,
    description: index % 4 === 3 ? null : `${name} of the demo: everything in it is made up.`,
    archived: false,
    visibility: index === 1 ? "internal" : "private",
    createdAt: createdAt + index * 7 * DAY,
    labels: makeLabels(index),
    milestones: makeMilestones(index, createdAt),
    formerPaths: [],
    access: "full",
    root,
    extension,
    generated,
  };
}

const GROUP_LABELS = ["priority::high", "priority::low", "workflow::in review"];
const PROJECT_LABELS = [...new Set(THEMES.flatMap((theme) => theme.labels)), "stale", "🍀 easy"];
const COLORS = ["#d9534f", "#5cb85c", "#428bca", "#f0ad4e", "#6699cc", "#8e44ad", "#ffecdb"];

function makeLabels(index: number): Label[] {
  const make = (name: string, id: number, ofGroup: boolean): Label => {
    const color = COLORS[hash(id) % COLORS.length] ?? "#428bca";
    const textColor = color === "#ffecdb" ? "#1F1E24" : "#FFFFFF";
    const description = hash(id, 1) % 3 === 0 ? null : `About ${name}`;
    return { id, name, topic: name, color, textColor, description, ofGroup, deleted: false };
  };
  return [
    ...GROUP_LABELS.map((name, at) => make(name, 4000 + at, true)),
    ...PROJECT_LABELS.map((name, at) => make(name, 5000 + index * 100 + at, false)),
  ];
}

const RELEASES = ["1.8", "2.0", "2.1", "2.4", "3.0"];

function makeMilestones(index: number, createdAt: number): Milestone[] {
  const releases = RELEASES.map((title, at): Milestone => ({
    id: 7000 + index * 20 + at,
    iid: at + 1,
    title,
    description: at === 0 ? "" : `Everything for release ${title}`,
    state: at < 3 ? "closed" : "active",
    startDate: at === 4 ? null : day(createdAt + at * 120 * DAY),
    dueDate: at === 4 ? null : day(createdAt + (at + 1) * 120 * DAY),
    createdAt: createdAt + at * 110 * DAY,
    updatedAt: createdAt + at * 115 * DAY,
    ofGroup: false,
  }));
  const quarter: Milestone = {
    id: 6900,
    iid: 1,
    title: "This year",
    description: null,
    state: "active",
    startDate: null,
    dueDate: day(createdAt + 700 * DAY),
    createdAt,
    updatedAt: createdAt,
    ofGroup: true,
  };
  return [...releases, quarter];
}

/** The calendar day of a time, in UTC. */
export function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Every group above a project, from the top. */
export function groupsOf(projects: readonly Project[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { path } of projects) {
    const parts = path.split("/").slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth++) {
      const full = parts.slice(0, depth).join("/");
      if (groups.has(full)) continue;
      const parentId = groups.get(parts.slice(0, depth - 1).join("/"))?.id ?? null;
      const name = parts[depth - 1] ?? full;
      groups.set(full, { id: 201 + groups.size, path: full, name, parentId });
    }
  }
  return [...groups.values()];
}
