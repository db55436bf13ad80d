/** What is wrong with a sync that finished in part. Light to import: help loads it. @module */

import { LoreError } from "../errors.ts";
import type { SyncAnswer } from "./surgical/types.ts";

/** `PARTIAL` when something failed while the rest is stored, or would be. */
export function partialProblem(result: SyncAnswer): LoreError | undefined {
  if (!("failures" in result)) return skippedProblem(result);
  const [first] = result.failures;
  if (first === undefined) return undefined;
  const others = result.failed - 1;
  const more = others === 0 ? "" : ` (and ${others} more)`;
  return new LoreError("PARTIAL", `Finished in part: ${first.message}${more}`, {
    ...("mode" in result
      ? { hint: first.hint ?? "The others are refreshed", actions: result.recovery_actions }
      : {
        hint: first.hint ?? "Run lore sync again: what failed is asked for again",
        actions: ["lore sync-status", "lore sync"],
      }),
    details: { failed: result.failed },
  });
}

/** Items that a look at the forge did not find. */
function skippedProblem(
  { entities, recovery_actions }: Exclude<SyncAnswer, { readonly failures: unknown }>,
): LoreError | undefined {
  const skipped = entities.flatMap((each) => each.status === "skipped" ? [each] : []);
  const [first] = skipped;
  if (first === undefined) return undefined;
  const more = skipped.length === 1 ? "" : ` (and ${skipped.length - 1} more)`;
  return new LoreError("PARTIAL", `Some items cannot be refreshed: ${first.message}${more}`, {
    hint: "The others can; nothing was changed",
    actions: recovery_actions,
    details: { failed: skipped.length },
  });
}
