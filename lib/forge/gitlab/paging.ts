/** Whole lists, page by page, for what does not move while it is read. @module */

import type { Listing, Unparsed } from "../port.ts";
import { type Api, notExpected, rowsOf } from "./api.ts";
import { type Parser, parseRows } from "./parse.ts";

/** Hint for a forge whose pages repeat. */
export const REPEATS = "Check for a cache or proxy before the forge that ignores query parameters";

/** A list to read. */
export interface List<T> {
  /** Address of the first page. */
  readonly url: string;
  readonly parser: Parser<T>;
  /** The item that the list hangs on. */
  readonly iid?: number;
  /** What the list is called in paths of faults. */
  readonly prefix: string;
  readonly signal?: AbortSignal;
}

/** A list, with what the forge itself counts in it. */
export interface CountedListing<T> extends Listing<T> {
  /** Rows in the list as the forge counts them; null where it does not say. */
  readonly total: number | null;
}

/** Reads a list to its end: to where there is no next page, whatever its totals say. */
export async function readList<T>(api: Api, list: List<T>): Promise<CountedListing<T>> {
  const unparsed: Unparsed[] = [];
  const context = { iid: list.iid, prefix: list.prefix, unparsed };
  const first = await api.get(list.url, list.signal);
  const items = parseRows(rowsOf(first), list.parser, context);
  let before = signature(rowsOf(first));
  for (let next = first.next; next !== undefined;) {
    const page = await api.get(next, list.signal);
    const rows = rowsOf(page);
    const now = signature(rows);
    if (now === before) throw notExpected(page, "with the rows of the page before it", REPEATS);
    before = now;
    for (const item of parseRows(rows, list.parser, context)) items.push(item);
    next = page.next;
  }
  return { items, unparsed, serverTime: first.serverTime, total: first.total };
}

/** What a list lacks of what the forge counts in it, told like something that cannot be read. */
export function shortfall(
  { items, unparsed, total }: CountedListing<unknown>,
  { iid = null, prefix }: { readonly iid?: number | null; readonly prefix: string },
): Unparsed[] {
  const told = items.length + unparsed.length;
  if (total === null || total <= told) return [];
  return [{ iid, path: prefix, message: `the forge counts ${total} and lists ${told}` }];
}

/** What tells one page's rows from another's. */
export function signature(rows: readonly unknown[]): string {
  return rows.map((row) => {
    const { id, name, new_path } = Object(row);
    return id ?? name ?? new_path ?? JSON.stringify(row);
  }).join("\n");
}
