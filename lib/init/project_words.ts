/** What may stand in the list of projects. @module */

import { masked } from "../config/problems.ts";
import { PROJECT } from "../config/schema.ts";
import { looksLikeToken } from "./token_name.ts";

/** What is wrong with a list of projects; undefined when nothing is. Repeats no secret. */
export function projectsProblem(paths: readonly string[]): string | undefined {
  if (paths.length === 0) return "at least one project is needed";
  for (const path of paths) {
    if (PROJECT.test(path)) continue;
    if (looksLikeToken(path) || masked(path) !== path) return "one of them looks like a token";
    return path !== "" && !path.includes("/")
      ? `"${path}" must be like "group/repo"; all of a group is "${path}/*"`
      : `"${path}" must be like "group/repo" or "group/*"`;
  }
  return undefined;
}
