/** What is said before a store is removed. @module */

import { byteSize, count } from "../cli/format.ts";
import { heldWords } from "./count_words.ts";
import type { ResetResult } from "./store_types.ts";

/** What would be lost, what of it cannot be fetched again, and what stays. */
export function removalRemarks(
  { path, bytes, totals }: Pick<ResetResult, "path" | "bytes" | "totals">,
): string[] {
  if (totals === null) return [`${path} (${byteSize(bytes)}); what it holds cannot be read`];
  const { tombstones, runs } = totals;
  const lost = [
    ...tombstones > 0 ? [`${count(tombstones, "item")} gone from the forge`] : [],
    ...runs > 0 ? [`the ledger of ${count(runs, "run")}`] : [],
  ];
  return [
    `${path} (${byteSize(bytes)}) holds ${heldWords(totals, count)}`,
    ...lost.length === 0 ? [] : [`No sync brings back ${lost.join(" and ")}`],
    "lore backup PATH keeps a copy. Config and logs stay",
  ];
}
