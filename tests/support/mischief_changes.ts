/**
 * Everything that is done to a demo forge, at random.
 *
 * Owns: which changes there are, and which announce themselves by a new `updated_at`. Leaves to others:
 * what a change entails (the demo forge), keeping account (`mischief.ts`).
 *
 * @module
 */

import type { DemoForge, ItemAt } from "../../lib/forge/demo/mod.ts";
import type { Random } from "../../lib/forge/demo/random.ts";

/** The forge's ids of acme/web and acme/api. */
export const PROJECTS = [1001, 1038] as const;

/** Where a change is made, and where it is put to account. */
export interface Scene {
  readonly forge: DemoForge;
  readonly random: Random;
  /** The forge's id of a project. */
  readonly project: number;
  some(kind?: ItemAt["kind"]): ItemAt;
  announced(at: ItemAt): void;
  silent(at: ItemAt): void;
  /** What hangs on an item changed: one change may hide another, and both leave no trace in it. */
  silentParts(at: ItemAt): void;
  /** Anything in a project may look otherwise. */
  allSilent(project: number): void;
  /** An item, or notes, are there no more. */
  gone(what: { readonly item?: ItemAt; readonly notes?: readonly number[] }): void;
}

/** A project by its id. */
export function projectOf(forge: DemoForge, id: string | number) {
  const found = forge.world.projects.find((project) => project.id === id);
  if (found === undefined) throw new Error(`there is no project ${id}`);
  return found;
}

function labelsOf({ forge, random }: Scene, at: ItemAt): string[] {
  const { labels } = projectOf(forge, at.project);
  const names = labels.filter(({ deleted }) => !deleted).map(({ name }) => name);
  return random.some(names, random.between(0, 3));
}

function discussionsOf({ forge }: Scene, at: ItemAt) {
  const kept = forge.world.keep(projectOf(forge, at.project), at.kind, at.iid);
  return kept?.dependents.discussions ?? [];
}

function noteOf(scene: Scene, at: ItemAt): number | undefined {
  const notes = discussionsOf(scene, at).flatMap(({ notes }) => notes)
    .filter(({ system }) => !system);
  return notes.length === 0 ? undefined : scene.random.pick(notes).id;
}

type Change = readonly [name: string, act: (scene: Scene) => void];

/** Changes that the forge announces by a new `updated_at`. */
const ANNOUNCED: readonly Change[] = [
  [
    "open",
    ({ forge, project, announced }) => announced(forge.changes.addIssue(project)),
  ],
  ["open", ({ forge, project, announced }) => announced(forge.changes.addMergeRequest(project))],
  [
    "open in confidence",
    ({ forge, project, announced }) =>
      announced(forge.changes.addIssue(project, { confidential: true })),
  ],
  ["retitle", ({ forge, random, some, announced }) => {
    const at = some();
    forge.changes.editTitle(at, `Title ${random.between(1, 1e6)}`);
    announced(at);
  }],
  ["label", (scene) => {
    const at = scene.some();
    scene.forge.changes.setLabels(at, labelsOf(scene, at));
    scene.announced(at);
  }],
  ["close", ({ forge, some, announced }) => {
    const at = some();
    forge.changes.close(at);
    announced(at);
  }],
  ["move", ({ forge, some, announced }) => {
    const at = some("issue");
    announced(forge.changes.moveIssue(at, at.project === PROJECTS[0] ? PROJECTS[1] : PROJECTS[0]));
    announced(at);
  }],
  ["push", ({ forge, random, some, announced }) => {
    const at = some("merge_request");
    const path = `src/file_${random.between(1, 9)}.ts`;
    forge.changes.pushFiles(at, [{ path, from: "src/old.ts" }, { path: "README.md" }]);
    announced(at);
  }],
  ["comment twice within a minute on", ({ forge, some, announced }) => {
    const at = some();
    forge.changes.addNote(at, { body: "First.", bump: true });
    forge.advance(20_000);
    // GitLab touches an item at most once a minute.
    forge.changes.addNote(at, { body: "Second." });
    announced(at);
  }],
  ["begin a thread on", ({ forge, some, announced }) => {
    const at = some("merge_request");
    forge.changes.addNote(at, { body: "Is this so?", thread: true, bump: true });
    announced(at);
  }],
  ["rewrite a comment on", (scene) => {
    const at = scene.some();
    const note = noteOf(scene, at);
    if (note === undefined) return;
    scene.forge.changes.editNote(at, note, { body: "Thought better of it.", bump: true });
    scene.announced(at);
  }],
];

/** Changes that leave `updated_at` alone. */
const SILENT: readonly Change[] = [
  ["delete", ({ forge, some, silent, gone }) => {
    const at = some();
    forge.changes.deleteItem(at);
    silent(at);
    gone({ item: at });
  }],
  ["edit in silence", ({ forge, random, some, silent }) => {
    const at = some();
    const people = random.some([101, 102, 103], 2).filter((id) => id > 0);
    forge.changes.editWithoutBump(at, { title: `Silent ${random.next()}`, upvotes: people.length });
    silent(at);
  }],
  ["label in silence", (scene) => {
    const at = scene.some();
    scene.forge.changes.setLabels(at, labelsOf(scene, at), { bump: false });
    scene.silentParts(at);
  }],
  ["delete a comment of", (scene) => {
    const at = scene.some();
    const note = noteOf(scene, at);
    if (note === undefined) return;
    scene.forge.changes.deleteNote(at, note);
    scene.gone({ notes: [note] });
    scene.silentParts(at);
  }],
  ["comment in silence on", ({ forge, some, silentParts }) => {
    const at = some();
    forge.changes.addNote(at, { body: "Unheard.", bump: false });
    silentParts(at);
  }],
  ["rewrite a comment in silence on", (scene) => {
    const at = scene.some();
    const note = noteOf(scene, at);
    if (note === undefined) return;
    const body = `Put otherwise ${scene.random.next()}`;
    scene.forge.changes.editNote(at, note, { body, bump: false });
    scene.silentParts(at);
  }],
  ["exchange a comment in silence on", (scene) => {
    const at = scene.some();
    const note = noteOf(scene, at);
    if (note === undefined) return;
    scene.forge.changes.deleteNote(at, note);
    scene.gone({ notes: [note] });
    scene.forge.changes.addNote(at, { body: "Instead.", bump: false });
    scene.silentParts(at);
  }],
  ["set back", ({ forge, some, silent }) => {
    const at = some();
    forge.changes.editTitle(at, "As it was in the backup", { bump: false });
    forge.changes.setUpdatedAt(at, forge.now() - 400 * 86_400_000);
    silent(at);
  }],
  ["rename a label of", ({ forge, random, project, allSilent }) => {
    const { labels } = projectOf(forge, project);
    const { name } = random.pick(labels.filter(({ deleted }) => !deleted));
    forge.changes.renameLabel(project, name, `${name}-${random.between(1, 99)}`);
    allSilent(project);
  }],
  ["delete a label of", ({ forge, project, allSilent }) => {
    const { labels } = projectOf(forge, project);
    const last = labels.filter(({ deleted }) => !deleted).at(-1);
    if (last === undefined) return;
    forge.changes.deleteLabel(project, last.name);
    allSilent(project);
  }],
  ["rename a milestone of", ({ forge, random, project, allSilent }) => {
    const own = projectOf(forge, project).milestones.filter(({ ofGroup }) => !ofGroup);
    if (own.length === 0) return;
    const { title } = random.pick(own);
    forge.changes.renameMilestone(project, title, `${title}.${random.between(1, 99)}`);
    allSilent(project);
  }],
];

/** What administrators and backups do. */
const FROM_ABOVE: readonly Change[] = [
  ["resolve a thread in silence on", (scene) => {
    const at = scene.some("merge_request");
    const threads = discussionsOf(scene, at).filter(({ notes }) => notes[0]?.resolvable);
    if (threads.length === 0) return;
    const { id, notes } = scene.random.pick(threads);
    const resolved = notes[0]?.resolved !== true;
    scene.forge.changes.resolveThread(at, id, { resolved, bump: false });
    scene.silentParts(at);
  }],
  ["open anew under another number", ({ forge, some, silent, announced, gone }) => {
    const at = some("issue");
    forge.changes.deleteItem(at);
    silent(at);
    gone({ item: at });
    announced(forge.changes.addIssue(at.project));
  }],
  ["bring back under other ids", (scene) => {
    const at = scene.some();
    const kept = scene.forge.world.keep(projectOf(scene.forge, at.project), at.kind, at.iid);
    if (kept === undefined) return;
    const { item, dependents: { discussions, events } } = kept;
    events.splice(-1);
    const notes = discussions.flatMap((discussion) => discussion.notes);
    scene.gone({ notes: notes.map(({ id }) => id) });
    Object.assign(item, { id: item.id + 500_000 });
    for (const note of notes) Object.assign(note, { id: note.id + 70_000_000_000 });
    for (const each of discussions) Object.assign(each, { id: each.id.replace(/^./, "z") });
    scene.forge.changes.editWithoutBump(at, {});
    scene.silentParts(at);
  }],
  ["rename", ({ forge, random, project, allSilent }) => {
    const { path } = projectOf(forge, project);
    forge.changes.renameProject(project, `${path.replace(/-.*/, "")}-${random.between(1, 1e6)}`);
    allSilent(project);
  }],
];

/** Everything that is done to a forge. */
export const CHANGES: readonly Change[] = [...ANNOUNCED, ...SILENT, ...FROM_ABOVE];
