/**
 * A demo forge that does everything forges do to mirrors, at random, and keeps account of it.
 *
 * Owns: when each item changed last, whether that was announced, and what is gone. Leaves to others:
 * which changes there are (`mischief_changes.ts`), what goes wrong with answers (`mischief_faults.ts`),
 * what a mirror makes of it.
 *
 * @module
 */

import type { DemoForge, FaultRule, ItemAt } from "../../lib/forge/demo/mod.ts";
import { FAULTS } from "../../lib/forge/demo/mod.ts";
import type { Random } from "../../lib/forge/demo/random.ts";
import { CHANGES, projectOf, PROJECTS, type Scene } from "./mischief_changes.ts";
import { brokenList, FAULTY } from "./mischief_faults.ts";

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

/** How a change is put to account. */
interface Note {
  readonly silent?: boolean;
  readonly parts?: boolean;
  readonly told?: boolean;
}

/** Changes a forge at random. */
export class Mischief {
  readonly #forge: DemoForge;
  readonly #random: Random;
  readonly #accounts = new Map<string, Account>();
  readonly #goneItems = new Set<string>();
  readonly #goneNotes = new Set<number>();
  #seesInternal = true;
  /** What was done, for whoever has to find out why a test failed. */
  readonly done: string[] = [];

  constructor(forge: DemoForge, random: Random) {
    this.#forge = forge;
    this.#random = random;
  }

  /** What is known of an item, by its reference. */
  accountOf(reference: string): Account {
    return this.#accounts.get(this.#key(reference)) ?? NEVER;
  }

  /** Takes note that items are mirrored as they are. */
  settle(references: Iterable<string>): void {
    for (const reference of references) {
      this.#accounts.set(this.#key(reference), { ...this.accountOf(reference), silent: false });
    }
  }

  /** Whether the token may not see an item at present. */
  isHidden(reference: string): boolean {
    const [, path = "", mark, iid] = /^(.+)([#!])(\d+)$/.exec(reference) ?? [];
    if (this.#seesInternal || mark === "!") return false;
    return this.#forge.world.item(this.#projectAt(path), "issue", Number(iid))?.confidential ===
      true;
  }

  /** Whether an item, or a note by its id, was ever deleted. */
  wasDeleted(what: string | number): boolean {
    return typeof what === "number"
      ? this.#goneNotes.has(what)
      : this.#goneItems.has(this.#key(what));
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

  /** Demotes the owner of the token, or promotes them again. */
  changeRights(seesInternal = !this.#seesInternal): void {
    if (seesInternal === this.#seesInternal) return;
    this.#seesInternal = seesInternal;
    this.#forge.advance(2000);
    this.#forge.setViewer({ seesInternal });
    this.done.push(seesInternal ? "promote" : "demote");
    if (!seesInternal) return;
    // What was hidden shows up, and nothing tells of it.
    for (const project of PROJECTS) {
      for (const at of this.#itemsOf(project, "issue")) this.#note(at, HIDDEN_BEFORE);
    }
  }

  /** One or two things that go wrong, and perhaps a change in the middle of a walk. */
  faults(): FaultRule[] {
    const random = this.#random;
    const rules = random.chance(0.2)
      ? brokenList(random)
      : random.some(FAULTY, random.between(0, 2)).map((make) => make(random));
    if (!random.chance(0.5)) return rules;
    const moment = random.between(3, 25);
    const match = (_request: Request, sequence: number): boolean => {
      if (sequence === moment) this.change();
      return false;
    };
    return [{ match, fault: FAULTS.dropped }, ...rules];
  }

  /** An item that is there, of either kind unless told otherwise. */
  some(kind: ItemAt["kind"] = this.#random.pick(KINDS), project?: number): ItemAt {
    const id = project ?? this.#random.pick(PROJECTS);
    const items = this.#itemsOf(id, kind);
    if (items.length > 0) return this.#random.pick(items);
    // Deleted or moved, each of them.
    const { changes } = this.#forge;
    const opened = kind === "issue" ? changes.addIssue(id) : changes.addMergeRequest(id);
    this.#note(opened, {});
    return opened;
  }

  /** `acme/web#3`. */
  reference({ project, kind, iid }: ItemAt): string {
    return `${projectOf(this.#forge, project).path}${kind === "issue" ? "#" : "!"}${iid}`;
  }

  #scene(): Scene {
    return {
      forge: this.#forge,
      random: this.#random,
      project: this.#random.pick(PROJECTS),
      some: (kind) => this.some(kind),
      announced: (at) => this.#note(at, {}),
      silent: (at) => this.#note(at, { silent: true }),
      silentParts: (at) => this.#note(at, { silent: true, parts: true }),
      allSilent: (project) => {
        for (const kind of KINDS) {
          for (const at of this.#itemsOf(project, kind)) {
            this.#note(at, { silent: true, told: false });
          }
        }
        this.done.push(projectOf(this.#forge, project).path);
      },
      gone: ({ item, notes = [] }) => {
        if (item !== undefined) this.#goneItems.add(this.#key(this.reference(item)));
        for (const note of notes) this.#goneNotes.add(note);
      },
    };
  }

  #itemsOf(id: number, kind: ItemAt["kind"]): ItemAt[] {
    const project = projectOf(this.#forge, id);
    const iids = [...this.#forge.world.index(project, kind).ascending("created_at")];
    return iids.map((iid) => ({ project: id, kind, iid }));
  }

  #projectAt(path: string) {
    const found = this.#forge.world.projects.find((project) =>
      project.path === path || project.formerPaths.includes(path)
    );
    if (found === undefined) throw new Error(`there is no ${path}`);
    return found;
  }

  /** The same by whatever path an item is named. */
  #key(reference: string): string {
    const [, path = "", rest = ""] = /^(.+)([#!]\d+)$/.exec(reference) ?? [];
    return `${this.#projectAt(path).id}${rest}`;
  }

  #note(at: ItemAt, { silent = false, parts = false, told = true }: Note): void {
    const reference = this.reference(at);
    const now = this.#forge.now();
    const before = this.accountOf(reference);
    this.#accounts.set(this.#key(reference), {
      changedAt: now,
      announcedAt: silent ? before.announcedAt : now,
      silent: silent || before.silent,
      partsChangedAt: parts ? now : before.partsChangedAt,
    });
    if (told) this.done.push(reference);
  }
}

const HIDDEN_BEFORE: Note = { silent: true, parts: true, told: false };
