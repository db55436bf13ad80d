/** What is wrong with a sync that finished in part. Light to import: help loads it. @module */

import { LoreError } from "../errors.ts";
import type { SyncResult } from "./pipeline.ts";

/** `PARTIAL` when something failed while the rest is stored. */
export function partialProblem(result: SyncResult): LoreError | undefined {
  const [first] = result.failures;
  if (first === undefined) return undefined;
  const others = result.failed - 1;
  const more = others === 0 ? "" : ` (and ${others} more)`;
  return new LoreError("PARTIAL", `Finished in part: ${first.message}${more}`, {
    hint: first.hint ?? "Run lore sync again: what failed is asked for again",
    actions: ["lore sync-status", "lore sync"],
    details: { failed: result.failed },
  });
}
