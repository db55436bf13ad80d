/** Keyset paging: a cursor in place of a page number, and a `Link` as the only header. @module */

import { badParameter, Refused } from "./answer.ts";
import type { ItemIndex } from "./item_index.ts";
import { orderOf } from "./item_query.ts";

/** What a keyset page is cut from. */
export interface KeysetList {
  readonly index: ItemIndex;
  /** All selected iids, in order. */
  readonly iids: Uint32Array;
  readonly perPage: number;
}

/** The rows behind the cursor, and the link to those that follow. @throws Refused */
export function keysetPage(
  url: URL,
  { index, iids, perPage }: KeysetList,
): { rows: Uint32Array; headers: Record<string, string> } {
  const by = orderOf(url.searchParams);
  const cursor = readCursor(url.searchParams.get("cursor"));
  const descending = url.searchParams.get("sort") !== "asc";
  const isBehind = (iid: number): boolean => {
    if (cursor === undefined) return true;
    const difference = index.timeOf(iid, by) - cursor.at || iid - cursor.iid;
    return descending ? difference < 0 : difference > 0;
  };
  const from = iids.findIndex(isBehind);
  const rows = from === -1 ? iids.subarray(0, 0) : iids.subarray(from, from + perPage);
  const last = rows.at(-1);
  if (last === undefined || from + perPage >= iids.length) return { rows, headers: {} };
  const next = new URL(url);
  next.searchParams.set("cursor", btoa(JSON.stringify([index.timeOf(last, by), last])));
  return { rows, headers: { link: `<${next.href}>; rel="next"` } };
}

function readCursor(text: string | null): { at: number; iid: number } | undefined {
  if (text === null || text === "") return undefined;
  try {
    const [at, iid] = JSON.parse(atob(text));
    if (typeof at === "number" && typeof iid === "number") return { at, iid };
  } catch (cause) {
    throw new Refused(badParameter(`cursor is invalid: ${String(cause)}`));
  }
  throw new Refused(badParameter("cursor is invalid"));
}
