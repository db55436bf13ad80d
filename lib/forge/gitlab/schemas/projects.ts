/** Projects, their labels and milestones. @module */

import { z } from "zod";
import type { Label, Milestone, Project } from "../../port.ts";
import { optionalFlag, optionalNumber, optionalText, time } from "./time.ts";

const membership = z.object({ access_level: z.number() }).nullish();

/** A project. What tells how much of it may be seen is left out by some lists and servers. */
export const projectSchema = z.object({
  id: z.number(),
  name: z.string(),
  path_with_namespace: z.string(),
  description: optionalText,
  default_branch: optionalText,
  web_url: z.string(),
  visibility: optionalText,
  issues_enabled: optionalFlag,
  issues_access_level: optionalText,
  merge_requests_enabled: optionalFlag,
  merge_requests_access_level: optionalText,
  permissions: z.object({ project_access: membership, group_access: membership }).nullish(),
  archived: optionalFlag,
  created_at: time.nullish(),
  last_activity_at: time.nullish(),
});

/** A label, in the list of labels and, with details, in items and events. */
export const labelSchema = z.object({
  id: optionalNumber,
  name: z.string(),
  color: optionalText,
  description: optionalText,
});

/** A milestone, of a project or of a group. */
export const milestoneSchema = z.object({
  id: z.number(),
  iid: z.number(),
  title: z.string(),
  description: optionalText,
  state: optionalText,
  start_date: optionalText,
  due_date: optionalText,
  web_url: optionalText,
  created_at: time.nullish(),
  updated_at: time.nullish(),
});

/** The project in lore's words. */
export function toProject(project: z.infer<typeof projectSchema>): Project {
  return {
    id: project.id,
    path: project.path_with_namespace,
    name: project.name,
    description: project.description ?? null,
    defaultBranch: project.default_branch ?? null,
    webUrl: project.web_url,
    visibility: project.visibility ?? null,
    access: {
      issues: featureAccess(project.issues_access_level, project.issues_enabled),
      mergeRequests: featureAccess(
        project.merge_requests_access_level,
        project.merge_requests_enabled,
      ),
      role: roleOf(project.permissions),
    },
    archived: project.archived ?? false,
    createdAt: project.created_at ?? null,
    lastActivityAt: project.last_activity_at ?? null,
  };
}

const FEATURE_ACCESS: Readonly<Record<string, number>> = { disabled: 0, private: 1, enabled: 2 };

/** Older servers tell only whether a feature is switched on. */
function featureAccess(level?: string | null, enabled?: boolean | null): number | null {
  if (typeof level === "string") return FEATURE_ACCESS[level] ?? null;
  return typeof enabled === "boolean" ? (enabled ? 2 : 0) : null;
}

function roleOf(permissions: z.infer<typeof projectSchema>["permissions"]): number | null {
  if (permissions === null || permissions === undefined) return null;
  const { project_access: own, group_access: inherited } = permissions;
  return Math.max(own?.access_level ?? 0, inherited?.access_level ?? 0);
}

/** The label in lore's words; servers that know no details give the name alone. */
export function toLabel(label: z.infer<typeof labelSchema> | string): Label {
  if (typeof label === "string") return { id: null, name: label, color: null, description: null };
  return {
    id: label.id ?? null,
    name: label.name,
    color: label.color ?? null,
    description: label.description ?? null,
  };
}

/** The milestone in lore's words. */
export function toMilestone(milestone: z.infer<typeof milestoneSchema>): Milestone {
  return {
    id: milestone.id,
    iid: milestone.iid,
    title: milestone.title,
    description: milestone.description ?? null,
    state: milestone.state ?? null,
    startDate: milestone.start_date ?? null,
    dueDate: milestone.due_date ?? null,
    webUrl: milestone.web_url ?? null,
    createdAt: milestone.created_at ?? null,
    updatedAt: milestone.updated_at ?? null,
  };
}
