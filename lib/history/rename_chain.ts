/**
 * The names that files had before and after, through renames of merged merge requests.
 *
 * Owns: the search, breadth first: backwards from every era of the names that are asked for, forwards
 * from the last one where the file has left the name. A sibling, what the file's ancestor also became,
 * is another file. Leaves to others: what a name meant when (`eras.ts`).
 *
 * @module
 */

import {
  additionsOf,
  type FileName,
  type Place,
  type RenameRow,
  renamesOf,
} from "../db/file_paths.ts";
import type { FileSpan } from "../db/file_history.ts";
import type { Reader } from "../db/mod.ts";
import { comparePlaces, type Era, erasOf, type Move } from "./eras.ts";

/** A name of a file for some time, and on which side of the one that was asked for it is. */
export interface ChainSpan extends FileSpan {
  readonly direction: "asked" | "before" | "after";
}

/** A rename on the way. */
export interface ChainRename {
  readonly projectId: number;
  readonly oldPath: string;
  readonly newPath: string;
  readonly place: Place;
  readonly depth: number;
  /** False where a file left the name that was asked for, which is another file since. */
  readonly followed: boolean;
}

/** What following renames leads to. */
export interface Chain {
  /** The names that were asked for first, then by depth. */
  readonly spans: readonly ChainSpan[];
  /** The latest first. */
  readonly renames: readonly ChainRename[];
  /** Whether there are more renames than are followed. */
  readonly cut: boolean;
}

/** Renames one after the other that are followed. */
const DEEPEST = 100;

/** The same names without any other. */
export function withoutRenames(names: readonly FileName[]): Chain {
  return { spans: names.map(askedSpan), renames: [], cut: false };
}

/** Follows renames from some names. */
export function followRenames(
  reader: Reader,
  names: readonly FileName[],
  { deepest = DEEPEST }: { readonly deepest?: number } = {},
): Chain {
  const walk = new Walk(reader, names);
  let steps = walk.begin();
  for (let depth = 1; steps.length > 0 && depth <= deepest; depth++) {
    steps = walk.advance(steps, depth);
  }
  return { ...walk.result(), cut: steps.length > 0 };
}

function askedSpan({ projectId, path }: FileName): ChainSpan {
  return { projectId, path, from: null, until: null, depth: 0, direction: "asked" };
}

/** A rename that is to be followed. */
interface Step {
  readonly projectId: number;
  /** Where it leads from. */
  readonly path: string;
  readonly move: Move;
  readonly direction: "before" | "after";
}

class Walk {
  readonly #reader: Reader;
  readonly #asked: ReadonlyMap<string, FileName>;
  readonly #eras = new Map<string, readonly Era[]>();
  readonly #visited = new Set<Era>();
  readonly #spans: ChainSpan[];
  readonly #renames = new Map<string, ChainRename>();

  constructor(reader: Reader, names: readonly FileName[]) {
    this.#reader = reader;
    this.#asked = new Map(names.map((name) => [keyOf(name), name]));
    this.#spans = [...this.#asked.values()].map(askedSpan);
  }

  /** What leads on from the names that were asked for. */
  begin(): Step[] {
    const names = [...this.#asked.values()];
    this.#load(names);
    return names.flatMap((name) => {
      const eras = this.#erasOf(name);
      const last = eras.at(-1);
      return [
        ...eras.flatMap((era) => stepsFrom(era, name, "before")),
        ...(last === undefined ? [] : stepsFrom(last, name, "after")),
      ];
    });
  }

  /** Takes steps to the next names, and returns what leads on from there. */
  advance(steps: readonly Step[], depth: number): Step[] {
    this.#load(steps.map(({ projectId, move }) => ({ projectId, path: move.path })));
    return steps.flatMap((step) => {
      const { projectId, direction } = step;
      this.#note(step, { depth, followed: true });
      const name = { projectId, path: step.move.path };
      if (this.#asked.has(keyOf(name))) return [];
      const era = this.#erasOf(name).find((each) => leadsTo(each, step));
      if (era === undefined || this.#visited.has(era)) return [];
      this.#visited.add(era);
      const { from, until } = era;
      this.#spans.push({ ...name, from, until, depth, direction });
      return stepsFrom(era, name, direction);
    });
  }

  result(): Pick<Chain, "spans" | "renames"> {
    for (const name of this.#asked.values()) {
      for (const era of this.#erasOf(name).slice(0, -1)) {
        for (const step of stepsFrom(era, name, "after")) {
          this.#note(step, { depth: 1, followed: false });
        }
      }
    }
    const renames = [...this.#renames.values()];
    return { spans: this.#spans, renames: renames.sort((a, b) => comparePlaces(b.place, a.place)) };
  }

  /** Notes a rename that was not met before. */
  #note(
    { projectId, path, move, direction }: Step,
    how: { readonly depth: number; readonly followed: boolean },
  ): void {
    const [oldPath, newPath] = direction === "before" ? [move.path, path] : [path, move.path];
    const { place } = move;
    const key = JSON.stringify([projectId, place.iid, oldPath, newPath]);
    if (!this.#renames.has(key)) {
      this.#renames.set(key, { projectId, oldPath, newPath, place, ...how });
    }
  }

  #erasOf(name: FileName): readonly Era[] {
    return this.#eras.get(keyOf(name)) ?? [];
  }

  /** Reads the eras of names that were not met before, of all of them at once. */
  #load(names: readonly FileName[]): void {
    const fresh = new Map(names.map((name) => [keyOf(name), name]));
    for (const key of this.#eras.keys()) fresh.delete(key);
    if (fresh.size === 0) return;
    const renames = renamesOf(this.#reader, [...fresh.values()]);
    const byName = renamesByName(renames);
    // Additions matter only where a file has left: that is rare, and busy paths have many rows.
    const left = new Set(renames.map(({ projectId, oldPath: path }) => keyOf({ projectId, path })));
    const reused = [...fresh].filter(([key]) => left.has(key)).map(([, name]) => name);
    const additions = reused.length === 0 ? [] : additionsOf(this.#reader, reused);
    const added = Map.groupBy(additions, keyOf);
    for (const [key, { path }] of fresh) {
      const events = { renames: byName.get(key) ?? [], additions: added.get(key) ?? [] };
      this.#eras.set(key, erasOf(path, events));
    }
  }
}

function keyOf({ projectId, path }: FileName): string {
  return `${projectId} ${path}`;
}

function renamesByName(renames: readonly RenameRow[]): Map<string, RenameRow[]> {
  const byName = new Map<string, RenameRow[]>();
  for (const rename of renames) {
    for (const path of [rename.oldPath, rename.newPath]) {
      const key = keyOf({ projectId: rename.projectId, path });
      const found = byName.get(key);
      if (found === undefined) byName.set(key, [rename]);
      else found.push(rename);
    }
  }
  return byName;
}

function stepsFrom(
  { cameFrom, wentTo }: Era,
  { projectId, path }: FileName,
  direction: Step["direction"],
): Step[] {
  const moves = direction === "before" ? cameFrom : wentTo;
  return moves.map((move) => ({ projectId, path, move, direction }));
}

/** Whether an era is the other end of a rename. */
function leadsTo({ cameFrom, wentTo }: Era, { path, move, direction }: Step): boolean {
  const ends = direction === "before" ? wentTo : cameFrom;
  return ends.some((end) => end.path === path && comparePlaces(end.place, move.place) === 0);
}
