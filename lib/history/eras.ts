/**
 * What a path meant over time: a name can be taken by one file after the other.
 *
 * An era is the time for which a path is one file, so far as merge requests tell. It begins where a
 * file is moved to the path, or added at it after the one before was moved away. It goes on when the
 * file is deleted and added again, as `git log --follow` sees it, and until the next one begins: a
 * merge request from a branch older than a move still names the file by its old path.
 *
 * @module
 */

import type { AdditionRow, Place, RenameRow } from "../db/file_paths.ts";

/** That a file came from or went to another path. */
export interface Move {
  readonly place: Place;
  /** The other path. */
  readonly path: string;
}

/** A path for as long as it is one file. */
export interface Era {
  /** null for the first one. */
  readonly from: Place | null;
  /** null for the last one. */
  readonly until: Place | null;
  /** Moves that brought the file here: several where one was repeated, in another branch perhaps. */
  readonly cameFrom: readonly Move[];
  /** Moves that took the file away: several where it was split, or where one was repeated. */
  readonly wentTo: readonly Move[];
}

/** Which merge request took effect first. */
export function comparePlaces(a: Place, b: Place): number {
  return a.at - b.at || a.iid - b.iid;
}

type Growing = { from: Place | null; cameFrom: Move[]; wentTo: Move[] };

interface Event extends Move {
  /** Within one merge request what was there leaves before another takes its place. */
  readonly kind: "left" | "came" | "added";
}

const ORDER = ["left", "came", "added"];

/** The eras of a path in a project, the first one first; at least one. */
export function erasOf(
  path: string,
  { renames, additions }: {
    /** Those from and to the path; others do not matter. */
    readonly renames: readonly RenameRow[];
    /** Those at the path; others do not matter. */
    readonly additions: readonly AdditionRow[];
  },
): Era[] {
  let last: Growing = { from: null, cameFrom: [], wentTo: [] };
  const eras = [last];
  for (const event of eventsOf(path, renames, additions)) {
    if (event.kind === "left") last.wentTo.push(event);
    else if (isNewFile(last, event)) {
      last = { from: event.place, cameFrom: event.kind === "came" ? [event] : [], wentTo: [] };
      eras.push(last);
    } else if (event.kind === "came") last.cameFrom.push(event);
  }
  return eras.map((era, index) => ({ ...era, until: eras[index + 1]?.from ?? null }));
}

/** Whether a path is another file from an event on. The same move once more is not one. */
function isNewFile({ cameFrom, wentTo }: Growing, { kind, path }: Event): boolean {
  return wentTo.length > 0 || (kind === "came" && cameFrom.at(-1)?.path !== path);
}

function eventsOf(
  path: string,
  renames: readonly RenameRow[],
  additions: readonly AdditionRow[],
): Event[] {
  const placed = ({ at, iid }: Place): Place => ({ at, iid });
  const events: Event[] = [];
  for (const rename of renames) {
    const { oldPath, newPath } = rename;
    const place = placed(rename);
    if (oldPath === path) events.push({ kind: "left", place, path: newPath });
    if (newPath === path) events.push({ kind: "came", place, path: oldPath });
  }
  for (const addition of additions) {
    if (addition.path === path) events.push({ kind: "added", place: placed(addition), path });
  }
  return events.sort((a, b) =>
    comparePlaces(a.place, b.place) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
    (a.path < b.path ? -1 : 1)
  );
}
