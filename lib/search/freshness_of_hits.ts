/** How old and how whole the mirror is where hits come from. @module */

import type { Reader } from "../db/mod.ts";
import { projectIdsOf } from "../names.ts";
import { type AnswerFreshness, freshnessOf, freshnessOfBoth } from "../reading/freshness.ts";
import type { SearchRequest } from "./types.ts";

const KINDS = { issue: "issue", mr: "merge_request" } as const;

/** Of what a question asks for. @throws LoreError `NOT_FOUND` for a project that is not there */
export function freshnessOfHits(
  reader: Reader,
  { type, project, now }: Pick<SearchRequest, "type" | "project"> & { readonly now: number },
): AnswerFreshness {
  const where = { projectIds: projectIdsOf(reader, { project }), now };
  return type === undefined || type === "discussion"
    ? freshnessOfBoth(reader, where)
    : freshnessOf(reader, { kind: KINDS[type], ...where });
}
