/**
 * A demo forge that does everything forges do to mirrors, at random, and keeps account of it.
 *
 * Owns: which changes are made, which announce themselves by a new `updated_at`, and when each item
 * changed last. Leaves to others: what a change entails (the demo forge), what a mirror makes of it.
 *
 * @module
 */

import type { DemoForge, FaultRule, ItemAt, Row } from "../../lib/forge/demo/mod.ts";
import { FAULTS, MALFORMED } from "../../lib/forge/demo/mod.ts";
import type { Random } from "../../lib/forge/demo/random.ts";

const PROJECTS = ["acme/web", "acme/api"] as const;
const KINDS = ["issue", "merge_request"] as const;

/** What is known of the changes of an item. */
interface Account {
  /** When it changed last, and last so that the forge shows it; Unix ms of the forge's clock. */
  readonly changedAt: number;
  readonly announcedAt: number;
  /** Whether it changed in silence since it was last known to be mirrored. */
  readonly silent: boolean;
  /** When what hangs on it last changed so that the item itself may bear no trace; Unix ms. */
  readonly partsChangedAt: number;
}

const NEVER: Account = { changedAt: 0, announcedAt: 0, silent: false, partsChangedAt: 0 };

/** Changes a forge at random. */
export class Mischief {
  readonly #forge: DemoForge;
  readonly #random: Random;
  readonly #accounts = new Map<string, Account>();
  /** What was done, for whoever has to find out why a test failed. */
  readonly done: string[] = [];

  constructor(forge: DemoForge, random: Random) {
    this.#forge = forge;
    this.#random = random;
  }

  /** What is known of an item, by its reference. */
  accountOf(reference: string): Account {
    return this.#accounts.get(reference) ?? NEVER;
  }

  /** Takes note that items are mirrored as they are. */
  settle(references: Iterable<string>): void {
    for (const reference of references) {
      this.#accounts.set(reference, { ...this.accountOf(reference), silent: false });
    }
  }

  /** Changes something; every change has a second of its own. */
  change(): void {
    this.#forge.advance(2000);
    const [name, act] = this.#random.pick(CHANGES);
    const before = this.done.length;
    act(this.#scene());
    if (this.done.length === before) this.done.push(`${name}: nothing to do`);
    else this.done.push(...this.done.splice(before).map((what) => `${name} ${what}`));
    this.#forge.advance(2000);
  }

  /** One or two things that go wrong, and perhaps a change in the middle of a walk. */
  faults(): FaultRule[] {
    const random = this.#random;
    const rules = random.some(FAULTY, random.between(0, 2)).map((make) => make(random));
    if (!random.chance(0.5)) return rules;
    const moment = random.between(3, 25);
    const match = (_request: Request, sequence: number): boolean => {
      if (sequence === moment) this.change();
      return false;
    };
    return [{ match, fault: FAULTS.dropped }, ...rules];
  }

  #scene(): Scene {
    const forge = this.#forge;
    const random = this.#random;
    return {
      forge,
      random,
      project: random.pick(PROJECTS),
      some: (kind) => this.#some(kind ?? random.pick(KINDS)),
      announced: (at) => this.#note(at, {}),
      silent: (at) => this.#note(at, { silent: true }),
      silentParts: (at) => this.#note(at, { silent: true, parts: true }),
      allSilent: (path) => {
        for (const kind of KINDS) {
          const project = forge.world.projects.find((one) => one.path === path);
          if (project === undefined) continue;
          for (const iid of forge.world.index(project, kind).ascending("created_at")) {
            this.#note({ project: path, kind, iid }, { silent: true, told: false });
          }
        }
        this.done.push(path);
      },
    };
  }

  #some(kind: ItemAt["kind"]): ItemAt {
    const path = this.#random.pick(PROJECTS);
    const project = this.#forge.world.projects.find((one) => one.path === path);
    if (project === undefined) throw new Error(`there is no ${path}`);
    const iids = [...this.#forge.world.index(project, kind).ascending("created_at")];
    // Deleted or moved, each of them.
    if (iids.length === 0) this.#note(this.#forge.changes.addIssue(path), {});
    return iids.length === 0
      ? this.#some(kind)
      : { project: path, kind, iid: this.#random.pick(iids) };
  }

  #note(
    at: ItemAt,
    { silent = false, parts = false, told = true }: {
      readonly silent?: boolean;
      readonly parts?: boolean;
      readonly told?: boolean;
    },
  ): void {
    const reference = this.reference(at);
    const now = this.#forge.now();
    const before = this.accountOf(reference);
    this.#accounts.set(reference, {
      changedAt: now,
      announcedAt: silent ? before.announcedAt : now,
      silent: silent || before.silent,
      partsChangedAt: parts ? now : before.partsChangedAt,
    });
    if (told) this.done.push(reference);
  }

  /** `acme/web#3`. */
  reference({ project, kind, iid }: ItemAt): string {
    const path = this.#forge.world.projects.find(({ id, path }) =>
      id === project || path === project
    )?.path;
    return `${path}${kind === "issue" ? "#" : "!"}${iid}`;
  }
}

interface Scene {
  readonly forge: DemoForge;
  readonly random: Random;
  readonly project: string;
  some(kind?: ItemAt["kind"]): ItemAt;
  announced(at: ItemAt): void;
  silent(at: ItemAt): void;
  /** What hangs on an item changed: one change may hide another, and both leave no trace in it. */
  silentParts(at: ItemAt): void;
  /** Anything in a project may look otherwise. */
  allSilent(path: string): void;
}

function labelsOf({ forge, random }: Scene, at: ItemAt): string[] {
  const project = forge.world.projects.find(({ path }) => path === at.project);
  const names = project?.labels.filter(({ deleted }) => !deleted).map(({ name }) => name) ?? [];
  return random.some(names, random.between(0, 3));
}

function noteOf({ forge, random }: Scene, at: ItemAt): number | undefined {
  const snapshot = forge.snapshot(String(at.project));
  const items = at.kind === "issue" ? snapshot.issues : snapshot.mergeRequests;
  const notes = items.filter(({ item }) => item.iid === at.iid)
    .flatMap(({ discussions }) => discussions.flatMap(({ notes }) => notes as Row[]))
    .filter(({ system }) => system === false);
  return notes.length === 0 ? undefined : Number(random.pick(notes).id);
}

type Change = readonly [name: string, act: (scene: Scene) => void];

/** Changes that the forge announces by a new `updated_at`. */
const ANNOUNCED: readonly Change[] = [
  [
    "open",
    ({ forge, project, announced }) => announced(forge.changes.addIssue(project)),
  ],
  ["open", ({ forge, project, announced }) => announced(forge.changes.addMergeRequest(project))],
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
    announced(forge.changes.moveIssue(at, at.project === "acme/web" ? "acme/api" : "acme/web"));
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
  ["delete", ({ forge, some, silent }) => {
    const at = some();
    forge.changes.deleteItem(at);
    silent(at);
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
    const labels = forge.world.projects.find(({ path }) => path === project)?.labels ?? [];
    const { name } = random.pick(labels.filter(({ deleted }) => !deleted));
    forge.changes.renameLabel(project, name, `${name}-${random.between(1, 99)}`);
    allSilent(project);
  }],
  ["delete a label of", ({ forge, project, allSilent }) => {
    const labels = forge.world.projects.find(({ path }) => path === project)?.labels ?? [];
    const last = labels.filter(({ deleted }) => !deleted).at(-1);
    if (last === undefined) return;
    forge.changes.deleteLabel(project, last.name);
    allSilent(project);
  }],
  ["rename a milestone of", ({ forge, random, project, allSilent }) => {
    const { milestones = [] } = forge.world.projects.find(({ path }) => path === project) ?? {};
    const own = milestones.filter(({ ofGroup }) => !ofGroup);
    if (own.length === 0) return;
    const { title } = random.pick(own);
    forge.changes.renameMilestone(project, title, `${title}.${random.between(1, 99)}`);
    allSilent(project);
  }],
];

const CHANGES: readonly Change[] = [...ANNOUNCED, ...SILENT];

const every = (random: Random) => {
  const [step, rest] = [random.between(2, 5), random.between(0, 1)];
  return ({ iid, id }: Row): boolean => Number(iid ?? id) % step === rest;
};

/** What was seen by nobody knows whom is never taken for gone: then a comparison does not mend all. */
const ASKS_WHO = /\/(user|personal_access_tokens\/self)$/;

/** What can go wrong with answers. */
const FAULTY: readonly ((random: Random) => FaultRule)[] = [
  (random) => ({ match: /\/issues\?/, fault: { kind: "leaveOut", where: every(random) } }),
  (random) => ({ match: /\/merge_requests\?/, fault: { kind: "leaveOut", where: every(random) } }),
  () => ({ match: /\/discussions\?/, times: 2, fault: { kind: "leaveOut", where: () => true } }),
  () => ({
    match: /\/resource_label_events\?/,
    times: 2,
    fault: { kind: "leaveOut", where: () => true },
  }),
  () => ({ match: /\/diffs\?/, times: 2, fault: { kind: "leaveOut", where: () => true } }),
  (random) => ({
    match: /\/(issues|merge_requests)\?/,
    fault: { kind: "malformed", change: MALFORMED.title, where: every(random) },
  }),
  (random) => ({
    match: /\/issues\?/,
    fault: { kind: "malformed", change: MALFORMED.iid, where: every(random) },
  }),
  () => ({ match: /\/discussions\?/, times: 2, fault: FAULTS.refused(403, "Forbidden") }),
  () => ({ match: /\/issues\/\d+(\?|$)/, times: 1, fault: FAULTS.refused(403, "Forbidden") }),
  (random) => {
    const moment = random.between(2, 40);
    return {
      match: ({ url }, sequence) => sequence === moment && !ASKS_WHO.test(url),
      fault: FAULTS.dropped,
    };
  },
  (random) => {
    const moment = random.between(2, 40);
    return {
      match: ({ url }, sequence) => sequence >= moment && !ASKS_WHO.test(url),
      fault: FAULTS.badGateway(),
    };
  },
];
