/** Changes of state, label and milestone, which GitLab keeps in three lists. @module */

import { LoreError } from "../../errors.ts";
import { logger } from "../../log/logger.ts";
import type { Ask, Listing, ResourceEvent } from "../port.ts";
import type { Api } from "./api.ts";
import { type CountedListing, readList, shortfall } from "./paging.ts";
import { parseLabelEvent, parseMilestoneEvent, type Parser, parseStateEvent } from "./parse.ts";

const log = logger("lore::gitlab");

const LISTS: readonly [name: string, parser: Parser<ResourceEvent>][] = [
  ["resource_state_events", parseStateEvent],
  ["resource_label_events", parseLabelEvent],
  ["resource_milestone_events", parseMilestoneEvent],
];

/** Reads the events of the item at `path`, oldest first. Old servers lack some of the lists. */
export async function readResourceEvents(
  api: Api,
  path: string,
  ask: Ask & { readonly iid: number },
): Promise<Listing<ResourceEvent>> {
  const answers = await Promise.allSettled(LISTS.map(async ([name, parser]) => {
    const place = { iid: ask.iid, prefix: name };
    const url = api.url(`${path}/${name}`, { per_page: 100 });
    const list = await readList(api, { url, parser, ...place, signal: ask.signal });
    return { ...list, unparsed: [...list.unparsed, ...shortfall(list, place)] };
  }));
  const lists: CountedListing<ResourceEvent>[] = [];
  const missing: LoreError[] = [];
  for (const answer of answers) {
    if (answer.status === "fulfilled") lists.push(answer.value);
    else if (isMissing(answer.reason)) missing.push(answer.reason);
    else throw answer.reason;
  }
  // A list is missing for good only where the item is still to be seen.
  const item = missing.length > 0 ? [await api.get(api.url(path), ask.signal)] : [];
  for (const error of missing) log.debug("Server has no such list", { url: error.details.url });
  return {
    items: lists.flatMap((list) => list.items).sort((a, b) => a.createdAt - b.createdAt),
    unparsed: lists.flatMap((list) => list.unparsed),
    total: missing.length > 0 ? null : totalOf(lists),
    serverTime: Math.min(...[...lists, ...item].map((answer) => answer.serverTime)),
  };
}

/** What all lists count together; null where one of them is not counted. */
function totalOf(lists: readonly CountedListing<unknown>[]): number | null {
  let sum = 0;
  for (const { total } of lists) {
    if (total === null) return null;
    sum += total;
  }
  return sum;
}

function isMissing(reason: unknown): reason is LoreError {
  return reason instanceof LoreError && reason.code === "NOT_FOUND";
}
