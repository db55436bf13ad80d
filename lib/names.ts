/**
 * Names as people give them, as lore's keys.
 *
 * Owns: that a name which the mirror does not know is an error with the names near it, and never an
 * empty list. Leaves to others: the look-ups (`db/known_names.ts`, `db/search.ts`), and the command
 * line with the right name (`cli/meant_lines.ts`).
 *
 * @module
 */

import { idsByName, knownNames, type Named, projectIdsOfSources } from "./db/known_names.ts";
import type { Reader } from "./db/mod.ts";
import { projectIdsByPath, projectPaths } from "./db/search.ts";
import { LoreError } from "./errors.ts";
import { nearest } from "./nearest.ts";

/** Names that are shown, and names that details hold, at most. */
const SHOWN = 5;
const DETAILED = 50;

/** Where items are looked for. */
export interface Scope {
  /** Path of a project, as it is or was. */
  readonly project?: string;
  /** Name of a source in the config. */
  readonly source?: string;
}

/**
 * lore's keys of all users, labels or milestones of a name, whatever its case.
 *
 * @throws {LoreError} `NOT_FOUND` where there is none
 */
export function idsOf(reader: Reader, what: Named, name: string): number[] {
  // As people are mentioned: @ada.
  const bare = what === "user" ? name.replace(/^@/, "") : name;
  const ids = idsByName(reader, what, bare);
  if (ids.length > 0) return ids;
  throw unknownName(what, name, knownNames(reader, what));
}

/**
 * lore's keys of the projects of a scope; undefined for all of them.
 *
 * @throws {LoreError} `NOT_FOUND` for a project or a source that the mirror does not know
 */
export function projectIdsOf(reader: Reader, { project, source }: Scope): number[] | undefined {
  const ofSource = source === undefined
    ? undefined
    : projectIdsOfSources(reader, idsOf(reader, "source", source));
  if (project === undefined) return ofSource;
  const ids = projectIdsByPath(reader, project);
  if (ids.length === 0) throw unknownName("project", project, projectPaths(reader));
  return ofSource === undefined ? ids : ids.filter((id) => ofSource.includes(id));
}

function unknownName(what: Named | "project", name: string, known: readonly string[]): LoreError {
  const bare = what === "user" ? name.replace(/^@/, "") : name;
  const near = nearNames(bare, known);
  const quoted = (names: readonly string[]): string =>
    names.slice(0, SHOWN).map((each) => `"${each}"`).join(", ");
  const hint = near.length > 0
    ? `Did you mean ${quoted(near).replace(/, ([^,]*)$/, " or $1")}?`
    : known.length > 0
    ? `Among those that it has: ${quoted(known)}`
    : "Mirror it first: lore sync";
  return new LoreError("NOT_FOUND", `The mirror has no ${what} "${bare}"`, {
    hint,
    actions: known.length > 0 ? ["lore sync-status"] : ["lore sync"],
    details: { [what]: bare, known: (near.length > 0 ? near : known).slice(0, DETAILED) },
    meant: { what, given: name, names: near.slice(0, SHOWN) },
  });
}

/** Names that differ by a letter or two, else those that hold the name, whatever the case. */
function nearNames(name: string, known: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const near = new Set(nearest(wanted, known.map((each) => each.toLowerCase())));
  const found = known.filter((each) => near.has(each.toLowerCase()));
  return found.length > 0
    ? found
    : known.filter((each) => each.toLowerCase().includes(wanted)).slice(0, SHOWN);
}
