/**
 * The whole truth about a project, in the words of the API, for tests to compare a store with.
 *
 * @module
 */

import type { Item, Kind, Project } from "./model.ts";
import { renderDiscussion, renderEvent, renderFile } from "./render_dependents.ts";
import { renderItem } from "./render_items.ts";
import { renderListedLabel, renderMilestone } from "./render.ts";
import { type Desk, viewOf } from "./routes_items.ts";

type Rendered = Record<string, unknown>;

/** An item with all that hangs on it. */
export interface ItemSnapshot {
  /** As lists answer it, with details of labels. */
  readonly item: Rendered;
  readonly discussions: readonly Rendered[];
  readonly stateEvents: readonly Rendered[];
  readonly labelEvents: readonly Rendered[];
  readonly milestoneEvents: readonly Rendered[];
  /** Empty for issues. */
  readonly files: readonly Rendered[];
}

/** A project with all that is in it. */
export interface ProjectSnapshot {
  readonly id: number;
  readonly path: string;
  readonly labels: readonly Rendered[];
  readonly milestones: readonly Rendered[];
  /** By iid. */
  readonly issues: readonly ItemSnapshot[];
  /** By iid. */
  readonly mergeRequests: readonly ItemSnapshot[];
}

/** Takes the snapshot of a project. */
export function snapshotOf(desk: Desk, project: Project): ProjectSnapshot {
  return {
    id: project.id,
    path: project.path,
    labels: project.labels.filter((label) => !label.deleted).map(renderListedLabel),
    milestones: project.milestones.filter(({ ofGroup }) => !ofGroup)
      .map((milestone) => renderMilestone(milestone, project, desk.frame)),
    issues: itemsOf(desk, project, "issue"),
    mergeRequests: itemsOf(desk, project, "merge_request"),
  };
}

function itemsOf(desk: Desk, project: Project, kind: Kind): ItemSnapshot[] {
  const iids = desk.world.index(project, kind).ascending("created_at").toSorted();
  return Array.from(iids).flatMap((iid) => {
    const item = desk.world.item(project, kind, iid);
    return item === undefined ? [] : [itemSnapshot(desk, project, item)];
  });
}

function itemSnapshot(desk: Desk, project: Project, item: Item): ItemSnapshot {
  const view = { ...viewOf(desk, project), labelDetails: true };
  const { discussions, events, files } = desk.world.dependents(project, item);
  const eventsOfKind = (kind: string): Rendered[] =>
    events.filter((event) => event.kind === kind).map((event) => renderEvent(event, item, view));
  return {
    item: renderItem(item, view),
    discussions: discussions.map((discussion) => renderDiscussion(discussion, item, view)),
    stateEvents: eventsOfKind("state"),
    labelEvents: eventsOfKind("label"),
    milestoneEvents: eventsOfKind("milestone"),
    files: files.map(renderFile),
  };
}
