/** The files of a merge request, and whether GitLab told all of them. @module */

import { LoreError } from "../../errors.ts";
import { logger } from "../../log/logger.ts";
import type { Ask, FileChange, FileListing } from "../port.ts";
import type { Api } from "./api.ts";
import { parseFile } from "./parse.ts";
import { type CountedListing, readList, shortfall } from "./paging.ts";

const log = logger("lore::gitlab");

/** GitLab's default limits of one diff: beyond either, files are silently left out. */
const MOST_FILES = 1000;
const MOST_LINES = 50_000;

/** Pages that every server can do; some older ones answer 500 above. */
const SMALL_PAGE = 30;

/** What {@link readFiles} reads with. */
export interface FilesApi {
  readonly api: Api;
  /** Does not retry a 500. */
  readonly apiOr500: Api;
}

/** Reads the files that a merge request changes. */
export async function readFiles(
  { api, apiOr500 }: FilesApi,
  path: string,
  ask: Ask & { readonly iid: number },
): Promise<FileListing> {
  const read = (from: Api, per_page: number): Promise<CountedListing<FileChange>> =>
    readList(from, {
      url: from.url(path, { per_page }),
      parser: parseFile,
      iid: ask.iid,
      prefix: "diffs",
      signal: ask.signal,
    });
  let list: CountedListing<FileChange>;
  try {
    list = await read(apiOr500, 100);
  } catch (error) {
    if (!(error instanceof LoreError) || error.details.status !== 500) throw error;
    log.debug("Server cannot list diffs, asking for smaller pages", { path, per_page: SMALL_PAGE });
    list = await read(api, SMALL_PAGE);
  }
  const { items, serverTime } = list;
  const unparsed = [...list.unparsed, ...shortfall(list, { iid: ask.iid, prefix: "diffs" })];
  return { items, unparsed, serverTime, complete: isComplete(list) };
}

/** Nothing in the list says that it was cut, so a list that reaches a limit is taken for one. */
function isComplete({ items, unparsed, total }: CountedListing<FileChange>): boolean {
  const lines = items.reduce((sum, file) => sum + (file.additions ?? 0) + (file.deletions ?? 0), 0);
  const told = items.length + unparsed.length;
  return told < MOST_FILES && lines < MOST_LINES && (total === null || total <= told);
}
