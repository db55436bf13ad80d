/** What a file's history may lack: merge requests whose files are not all known. @module */

import { type TouchFilter, unlistedTouches } from "../db/file_history.ts";
import type { Reader } from "../db/mod.ts";
import type { IncompleteLists } from "./file_history_types.ts";
import type { Chain } from "./rename_chain.ts";

/** How many are named, in data and in a notice. */
const MOST = 50;
const SHOWN = 5;

/** What there is, as data and in words. */
export function incompleteLists(
  reader: Reader,
  { chain, projectIds, paths, filter }: {
    readonly chain: Chain;
    readonly projectIds: readonly number[];
    /** Paths of projects by lore's keys. */
    readonly paths: ReadonlyMap<number, string>;
    readonly filter: TouchFilter;
  },
): { readonly told: IncompleteLists; readonly notices: readonly string[] } {
  const names = chain.spans.map(({ path }) => path);
  const unlisted = unlistedTouches(reader, names, { projectIds, filter });
  const references = (cut: boolean): string[] =>
    unlisted.filter((each) => (each.cut === 1) === cut)
      .map(({ projectId, iid }) => `${paths.get(projectId) ?? ""}!${iid}`);
  const [cut, unfetched] = [references(true), references(false)];
  return {
    told: {
      cut: cut.length,
      unfetched: unfetched.length,
      merge_requests: [...cut, ...unfetched].slice(0, MOST),
    },
    notices: [
      ...noticeOf(cut, "The forge cut the lists of files short of"),
      ...noticeOf(unfetched, "Run lore sync: there are no lists of files yet of"),
    ],
  };
}

function noticeOf(references: readonly string[], of: string): string[] {
  if (references.length === 0) return [];
  const named = references.slice(0, SHOWN).join(", ");
  const more = references.length > SHOWN ? ` and ${references.length - SHOWN} more` : "";
  const it = references.length === 1 ? "it" : "they";
  return [`${of} ${named}${more}; ${it} may have touched this as well`];
}
