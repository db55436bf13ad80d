/**
 * Everything the demo forge knows: generated items, made when asked for, and changed ones, kept.
 *
 * Owns: which items there are, in which order, and what is true of each. Leaves to others: what
 * generated items look like (`items.ts`, `activity.ts`, `file_changes.ts`), what a change entails
 * (`changes.ts`), answering (`router.ts`).
 *
 * @module
 */

import { discussionsOf, eventsOf } from "./activity.ts";
import { filesOf } from "./file_changes.ts";
import { ItemIndex } from "./item_index.ts";
import { makeItem } from "./items.ts";
import type { Dependents, Group, Item, Kind, Project } from "./model.ts";
import { groupsOf, makeProjects, type WorldSize } from "./projects.ts";
import { makeSourceTree, type SourceTree } from "./source_tree.ts";
import { HISTORY_MS, type Place, type Timing, timingOf } from "./timeline.ts";

/** What a world is made from. */
export interface WorldOptions extends WorldSize {
  readonly seed: number;
  /** Unix ms: everything generated lies before. */
  readonly endsAt: number;
}

/** An item that was changed, with what hangs on it. */
export interface KeptItem {
  readonly item: Item;
  readonly dependents: Dependents;
}

/** A forge's whole content. */
export class World {
  readonly projects: readonly Project[];
  readonly groups: readonly Group[];
  readonly #options: WorldOptions;
  readonly #trees = new Map<number, SourceTree>();
  readonly #indexes = new Map<string, ItemIndex>();
  readonly #kept = new Map<string, KeptItem>();

  constructor(options: WorldOptions) {
    this.#options = options;
    this.projects = makeProjects(options, options.endsAt - HISTORY_MS);
    this.groups = groupsOf(this.projects);
  }

  /** The seed that everything generated comes from. */
  get seed(): number {
    return this.#options.seed;
  }

  /** The order of a project's items. */
  index(project: Project, kind: Kind): ItemIndex {
    const key = `${project.index} ${kind}`;
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const total = project.generated[kind];
    const index = new ItemIndex(total);
    for (let iid = 1; iid <= total; iid++) {
      index.append(this.#timing(project, kind, iid));
    }
    this.#indexes.set(key, index);
    return index;
  }

  /** An item as it is now; undefined when there is none. */
  item(project: Project, kind: Kind, iid: number): Item | undefined {
    if (!this.index(project, kind).has(iid)) return undefined;
    const kept = this.#kept.get(keyOf(project, kind, iid));
    return kept?.item ?? this.#makeItem(project, kind, iid);
  }

  /** What hangs on an item as it is now. */
  dependents(project: Project, item: Item): Dependents {
    const kept = this.#kept.get(keyOf(project, item.kind, item.iid));
    return kept?.dependents ?? this.#makeDependents(project, item);
  }

  /** An item to be changed: kept from now on. */
  keep(project: Project, kind: Kind, iid: number): KeptItem | undefined {
    const key = keyOf(project, kind, iid);
    if (!this.index(project, kind).has(iid)) return undefined;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const item = this.#makeItem(project, kind, iid);
    const kept = { item, dependents: this.#makeDependents(project, item) };
    this.#kept.set(key, kept);
    return kept;
  }

  /** Takes in a new item; its iid must be the one that the index gave. */
  adopt(project: Project, kept: KeptItem): void {
    this.#kept.set(keyOf(project, kept.item.kind, kept.item.iid), kept);
  }

  /** Removes an item and what hangs on it. */
  delete(project: Project, kind: Kind, iid: number): void {
    this.index(project, kind).delete(iid);
    this.#kept.delete(keyOf(project, kind, iid));
  }

  /** Unix ms: when anything in a project last changed. */
  lastActivity(project: Project): number {
    const kinds: readonly Kind[] = ["issue", "merge_request"];
    return Math.max(
      project.createdAt,
      ...kinds.map((kind) => {
        const index = this.index(project, kind);
        return index.timeOf(index.ascending("updated_at").at(-1) ?? 0, "updated_at");
      }),
    );
  }

  #place(project: Project, kind: Kind, iid: number): Place {
    return { seed: this.seed, projectIndex: project.index, kind, iid };
  }

  #timing(project: Project, kind: Kind, iid: number): Timing {
    return timingOf(this.#place(project, kind, iid), {
      endsAt: this.#options.endsAt,
      total: project.generated[kind],
      mustBeMerged: kind === "merge_request" && this.#tree(project).changes.has(iid),
    });
  }

  #makeItem(project: Project, kind: Kind, iid: number): Item {
    const timing = this.#timing(project, kind, iid);
    return makeItem(project, this.#place(project, kind, iid), timing);
  }

  #makeDependents(project: Project, item: Item): Dependents {
    const place = this.#place(project, item.kind, item.iid);
    const files = filesOf(project, this.#tree(project), { place, item });
    const scene = { project, place, item, files };
    return { discussions: discussionsOf(scene), events: eventsOf(scene), files };
  }

  #tree(project: Project): SourceTree {
    const known = this.#trees.get(project.index);
    if (known !== undefined) return known;
    const tree = makeSourceTree(project);
    this.#trees.set(project.index, tree);
    return tree;
  }
}

function keyOf(project: Project, kind: Kind, iid: number): string {
  return `${project.index} ${kind} ${iid}`;
}
