/**
 * What the mirror knows by the names that people use: projects, people, labels, milestones, sources.
 *
 * Owns: from a name, whatever its case, to lore's keys, and which names there are. Leaves to others:
 * what is said of a name that there is not.
 *
 * @module
 */

import type { Reader } from "./database.ts";

/** What has a name. */
export type Named = "user" | "label" | "milestone" | "source";

const IDS = {
  user: "select id from users where username = ? collate nocase",
  label: "select id from labels where name = ? collate nocase",
  milestone: "select id from milestones where title = ? collate nocase",
  source: "select id from sources where name = ? collate nocase",
} as const satisfies Readonly<Record<Named, string>>;

const NAMES = {
  user: "select distinct username as name from users order by name",
  label: "select distinct name from labels order by name",
  milestone: "select distinct title as name from milestones order by name",
  source: "select name from sources order by name",
} as const satisfies Readonly<Record<Named, string>>;

/** lore's keys of everything of that name: projects and sources each have their own. */
export function idsByName(reader: Reader, what: Named, name: string): number[] {
  return reader.all<{ id: number }>(IDS[what], name).map(({ id }) => id);
}

/** Every name that there is. */
export function knownNames(reader: Reader, what: Named): string[] {
  return reader.all<{ name: string }>(NAMES[what]).map(({ name }) => name);
}

/** lore's keys of the projects of some sources. */
export function projectIdsOfSources(reader: Reader, sourceIds: readonly number[]): number[] {
  return reader.all<{ id: number }>(
    "select id from projects where source_id in (select value from json_each(?))",
    JSON.stringify(sourceIds),
  ).map(({ id }) => id);
}
