/**
 * What happened to the generated items: threads, comments, system notes and resource events.
 *
 * Everything lies between an item's opening and its last change, and something happened at the last
 * change; events lead to the item's present labels, milestone and state.
 *
 * @module
 */

import { themeAt } from "./items.ts";
import type { Discussion, FileChange, Item, Note, Project, ResourceEvent } from "./model.ts";
import { PEOPLE, personOf } from "./people.ts";
import { comment, reply, review } from "./prose.ts";
import { hexId, type Random } from "./random.ts";
import { positionIn, systemBody } from "./remarks.ts";
import { type Place, randomAt } from "./timeline.ts";

/** What activity is made from. */
export interface Scene {
  readonly project: Project;
  readonly place: Place;
  readonly item: Item;
  /** The merge request's files, for notes at lines. */
  readonly files: readonly FileChange[];
}

/** Ids of notes and events of one item start here; GitLab numbers each kind of event apart. */
function firstId({ project, place }: Scene): number {
  return ((project.index * 2 + (place.kind === "issue" ? 0 : 1)) * 1_000_000 + place.iid) * 100;
}

/** Resource events of an item, oldest first. */
export function eventsOf(scene: Scene): ResourceEvent[] {
  const { project, place, item } = scene;
  if (item.updatedAt === item.createdAt) return [];
  const random = randomAt(place, 5);
  const endedAt = item.mergeRequest?.mergedAt ?? item.closedAt ?? item.updatedAt;
  const draft = new EventDraft(random, item, endedAt);
  const last = item.noteCount === 0 && item.state === "opened" ? item.labels.length - 1 : -1;
  for (const [at, label] of item.labels.entries()) {
    draft.add("label", "add", label, at === last ? item.updatedAt : undefined);
  }
  if (random.chance(0.25)) {
    const other = random.pick(project.labels.filter(({ id }) => !item.labels.includes(id)));
    draft.pair("label", ["add", "remove"], other.id);
  }
  if (random.chance(0.08)) draft.add("label", "add", null);
  if (item.milestone !== null) draft.add("milestone", "add", item.milestone);
  else if (random.chance(0.1)) {
    draft.pair("milestone", ["add", "remove"], random.pick(project.milestones).id);
  }
  if (random.chance(0.1)) draft.pair("state", ["closed", "reopened"], null);
  if (item.state !== "opened") {
    draft.add("state", item.state, null, endedAt, item.mergeRequest?.mergedBy ?? item.closedBy);
  }
  return draft.finish(firstId(scene));
}

/** Collects events, and numbers them by time in the end. */
class EventDraft {
  readonly #events: Omit<ResourceEvent, "id">[] = [];

  constructor(
    readonly random: Random,
    readonly item: Item,
    readonly limit: number,
  ) {}

  add(
    kind: ResourceEvent["kind"],
    action: string,
    subject: number | null,
    at: number = this.#moment(this.item.createdAt),
    user: number | null = null,
  ): void {
    const actor = user ?? this.random.pick(PEOPLE).id;
    this.#events.push({ kind, action, subject, createdAt: at, user: actor });
  }

  /** Two events of which the second undoes the first. */
  pair(kind: ResourceEvent["kind"], [first, second]: [string, string], subject: number | null) {
    const at = this.#moment(this.item.createdAt);
    this.add(kind, first, subject, at);
    this.add(kind, second, subject, this.#moment(at));
  }

  finish(firstId: number): ResourceEvent[] {
    const sorted = this.#events.toSorted((one, other) => one.createdAt - other.createdAt);
    return sorted.map((event, at) => ({ ...event, id: firstId + at }));
  }

  #moment(after: number): number {
    return Math.floor(after + (this.limit - after) * this.random.next());
  }
}

/** Discussions of an item, by the time of their first note. */
export function discussionsOf(scene: Scene): Discussion[] {
  const { place, item } = scene;
  if (item.updatedAt === item.createdAt) return [];
  const random = randomAt(place, 6);
  const moments = momentsOf(item, random);
  const discussions: Discussion[] = [];
  let thread: Discussion | undefined;
  for (const [at, { createdAt, system }] of moments.entries()) {
    const id = firstId(scene) + at;
    if (system) {
      discussions.push(single(scene, id, systemNote(scene, { id, createdAt }, random)));
    } else if (thread !== undefined && random.chance(0.55)) {
      thread.notes.push(replyNote(thread, { id, createdAt }, random));
    } else {
      const opened = open(scene, { id, createdAt }, random);
      discussions.push(opened);
      if (!opened.individual) thread = opened;
    }
  }
  for (const discussion of discussions) settle(discussion, item, random);
  return discussions;
}

interface Moment {
  readonly createdAt: number;
  readonly system: boolean;
}

/** When notes were written; the last one by a person at the item's last change, if nothing else was. */
function momentsOf({ createdAt, updatedAt, noteCount, kind }: Item, random: Random): Moment[] {
  const draw = (): number => Math.floor(createdAt + (updatedAt - createdAt) * random.next());
  const systemCount = random.pick(kind === "issue" ? [0, 0, 1, 1, 2] : [0, 1, 1, 2, 3]);
  const moments: Moment[] = [];
  for (let at = 0; at < noteCount; at++) {
    moments.push({ createdAt: at === 0 ? updatedAt : draw(), system: false });
  }
  for (let at = 0; at < systemCount; at++) moments.push({ createdAt: draw(), system: true });
  return moments.sort((one, other) => one.createdAt - other.createdAt);
}

/** Id and time of a note. */
export interface NoteBirth {
  readonly id: number;
  readonly createdAt: number;
}

/** A plain comment, for others to vary. */
export function plainNote({ id, createdAt }: NoteBirth, author: number, body: string): Note {
  return {
    id,
    type: null,
    body,
    author,
    createdAt,
    updatedAt: createdAt,
    system: false,
    internal: false,
    resolvable: false,
    resolved: false,
    resolvedBy: null,
    resolvedAt: null,
    position: null,
  };
}

function single({ place }: Scene, id: number, note: Note): Discussion {
  return { id: hexId(place.seed, id, 7), individual: true, notes: [note] };
}

function systemNote({ item, project }: Scene, birth: NoteBirth, random: Random): Note {
  const body = systemBody(item, project, random);
  return { ...plainNote(birth, random.pick(PEOPLE).id, body), system: true };
}

function open(scene: Scene, birth: NoteBirth, random: Random): Discussion {
  const { item, files } = scene;
  const theme = themeAt(item.theme);
  const onMergeRequest = item.kind === "merge_request";
  const author = random.chance(0.03) ? personOf(0).id : random.pick(PEOPLE).id;
  const position = onMergeRequest && random.chance(0.6) ? positionIn(files, item, random) : null;
  const body = position === null
    ? comment(theme, { random, onMergeRequest, iid: item.iid })
    : review(theme, random);
  const note = plainNote(birth, author, body);
  const discussion = single(scene, birth.id, note);
  if (position === null && random.chance(0.45)) {
    return { ...discussion, notes: [{ ...note, internal: random.chance(0.1) }] };
  }
  const type = position === null ? "DiscussionNote" : "DiffNote";
  const opening: Note = { ...note, type, resolvable: onMergeRequest, position };
  return { ...discussion, individual: false, notes: [opening] };
}

function replyNote({ notes }: Discussion, birth: NoteBirth, random: Random): Note {
  const [first] = notes;
  return {
    ...plainNote(birth, random.pick(PEOPLE).id, reply(random)),
    type: first?.type ?? null,
    resolvable: first?.resolvable ?? false,
    position: first?.position ?? null,
  };
}

/** Resolves most threads, and edits a note here and there. */
function settle({ notes }: Discussion, { updatedAt, state }: Item, random: Random): void {
  const [first] = notes;
  const last = notes.at(-1);
  if (first === undefined || last === undefined || first.system) return;
  if (first.resolvable && random.chance(state === "opened" ? 0.5 : 0.9)) {
    const resolvedAt = Math.min(updatedAt, last.createdAt + random.between(60_000, 7_200_000));
    const resolvedBy = random.pick(PEOPLE).id;
    for (const note of notes) {
      Object.assign(note, { resolved: true, resolvedBy, resolvedAt, updatedAt: resolvedAt });
    }
  } else if (random.chance(0.1)) {
    last.updatedAt = Math.min(updatedAt, last.createdAt + random.between(5_000, 900_000));
  }
}
