/** Paths of projects that config and store name, for one that neither does. @module */

import type { SourceConfig } from "../config/types.ts";
import type { Reader } from "../db/mod.ts";
import { projectPaths } from "../db/search.ts";
import { nearest } from "../nearest.ts";

/** Paths of projects that the config or the store names. */
export function knownPaths(
  sources: readonly Pick<SourceConfig, "projects">[],
  reader?: Reader,
): string[] {
  const listed = sources.flatMap(({ projects }) => projects).filter((path) => !path.endsWith("/*"));
  return [...new Set([...listed, ...reader === undefined ? [] : projectPaths(reader)])];
}

/** The known path that is near to one, whatever the case; never that very one. */
export function nearestPath(path: string, known: readonly string[]): string | undefined {
  const wanted = path.toLowerCase();
  const near = nearest(wanted, known.map((each) => each.toLowerCase()));
  return known.find((each) => each.toLowerCase() !== wanted && near.includes(each.toLowerCase()));
}
