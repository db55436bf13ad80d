/**
 * What every change to the demo's world needs: finding an item, moving its time, new ids.
 *
 * @module
 */

import { LoreError } from "../../errors.ts";
import type { Item, Kind, Project, ResourceEvent } from "./model.ts";
import { PEOPLE, personNamed } from "./people.ts";
import type { KeptItem, World } from "./world.ts";

/** Names an item, as in `{ project: "acme/web", kind: "issue", iid: 12 }`. */
export interface ItemAt {
  /** Path or id. */
  readonly project: string | number;
  readonly kind: Kind;
  readonly iid: number;
}

/**
 * Whether a change moves the item's `updated_at`: `auto` as GitLab touches a parent, which is at
 * most once a minute.
 */
export type Bump = "auto" | boolean;

/** GitLab leaves `updated_at` alone when it moved less than this ago. */
export const TOUCH_INTERVAL_MS = 60_000;

/** Ids of what changes add start here, above all generated ones. */
const FIRST_NEW_ID = 9_000_000_000;

/** The server's time, and the power to move it. */
export interface ServerTime {
  now(): number;
  advance(ms: number): void;
}

/** An item under change. */
export interface Edit extends KeptItem {
  readonly project: Project;
}

/** Ground for changes. */
export class Editor {
  #lastId = FIRST_NEW_ID;

  constructor(
    protected readonly world: World,
    protected readonly time: ServerTime,
  ) {}

  /** Unix ms: server time. */
  protected now(): number {
    return this.time.now();
  }

  protected nextId(): number {
    return ++this.#lastId;
  }

  /** @throws LoreError `NOT_FOUND` */
  protected project(pathOrId: string | number): Project {
    const found = this.world.projects.find(({ id, path }) => id === pathOrId || path === pathOrId);
    if (found !== undefined) return found;
    throw new LoreError("NOT_FOUND", `Cannot change "${pathOrId}": there is no such project`);
  }

  /** @throws LoreError `NOT_FOUND` */
  protected edit({ project: pathOrId, kind, iid }: ItemAt): Edit {
    const project = this.project(pathOrId);
    const kept = this.world.keep(project, kind, iid);
    if (kept !== undefined) return { project, ...kept };
    const mark = kind === "issue" ? "#" : "!";
    throw new LoreError(
      "NOT_FOUND",
      `Cannot change "${project.path}${mark}${iid}": it is not there`,
    );
  }

  /** Moves the item's time as asked, and tells the index what it is now. */
  protected touch({ project, item }: Edit, bump: Bump): void {
    const due = this.now() - item.updatedAt >= TOUCH_INTERVAL_MS;
    if (bump === true || (bump === "auto" && due)) item.updatedAt = this.now();
    this.world.index(project, item.kind).touch(item.iid, item);
  }

  protected record(
    { dependents }: Edit,
    event: Pick<ResourceEvent, "kind" | "action" | "subject">,
    user: number,
  ): void {
    dependents.events.push({ ...event, id: this.nextId(), createdAt: this.now(), user });
  }

  /** The id of a username; somebody's when absent. @throws LoreError `NOT_FOUND` */
  protected person(username: string | undefined): number {
    const found = username === undefined ? PEOPLE[0] : personNamed(username);
    if (found !== undefined) return found.id;
    throw new LoreError("NOT_FOUND", `Cannot act as "${username}": there is no such person`);
  }

  /** Ids of labels by name. @throws LoreError `NOT_FOUND` */
  protected labelIds(project: Project, names: readonly string[]): number[] {
    return names.map((name) => {
      const found = project.labels.find((label) => label.name === name && !label.deleted);
      if (found !== undefined) return found.id;
      throw new LoreError(
        "NOT_FOUND",
        `Cannot use label "${name}": "${project.path}" has none such`,
      );
    });
  }

  /** Where an item is, for callers. */
  protected at(project: Project, { kind, iid }: Item): ItemAt {
    return { project: project.id, kind, iid };
  }
}
