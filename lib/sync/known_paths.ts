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

/**
 * The known path that is near to one, or the only one that ends with it, whatever the case; never that
 * very one.
 */
export function nearestPath(path: string, known: readonly string[]): string | undefined {
  const wanted = path.toLowerCase();
  const near = nearest(wanted, known.map((each) => each.toLowerCase()));
  const found = known.find((each) =>
    each.toLowerCase() !== wanted && near.includes(each.toLowerCase())
  );
  const [longer, ...others] = known.filter((each) => each.toLowerCase().endsWith(`/${wanted}`));
  return found ?? (others.length === 0 ? longer : undefined);
}

/** Paths and wildcards that are shown at most. */
const SHOWN = 3;

/** What to do about a path that no source has: the one that was meant, or what there is. */
export function hintForUnknown(
  meant: string | undefined,
  sources: readonly Pick<SourceConfig, "projects">[],
): string {
  if (meant !== undefined) return `Did you mean "${meant}"?`;
  const patterns = sources.flatMap(({ projects }) => projects);
  const more = patterns.length > SHOWN ? `, and ${patterns.length - SHOWN} more` : "";
  const listed = `${patterns.slice(0, SHOWN).join(", ")}${more}`;
  return `Add it to a source's projects (${listed}), or check its spelling`;
}
