/** What a surgical run was asked for, as the ledger keeps it. @module */

import type { RunRecord } from "../../db/runs.ts";
import { LoreError } from "../../errors.ts";
import type { ItemKey, SurgicalRequest } from "./types.ts";

/** What the ledger keeps beside the items themselves. */
export function requestedCounts(request: SurgicalRequest): Readonly<Record<string, unknown>> {
  const { project, source, items, skipMissing } = request;
  return {
    issues: items.filter(({ kind }) => kind === "issue").length,
    merge_requests: items.filter(({ kind }) => kind === "merge_request").length,
    project,
    ...(source === undefined ? {} : { source }),
    ...(skipMissing ? { skip_missing: true } : {}),
  };
}

/** What a run was asked for. @throws LoreError `DB_CORRUPT` where the ledger does not say */
export function requestOf(run: RunRecord, items: readonly ItemKey[]): SurgicalRequest {
  const { project, source, skip_missing } = Object(run.requested);
  if (typeof project !== "string" || items.length === 0) {
    throw new LoreError("DB_CORRUPT", `The ledger does not say what run ${run.runId} was to do`, {
      hint: "Give the items anew: lore sync --issue N -p PROJECT",
      actions: ["lore doctor"],
    });
  }
  return {
    project,
    ...(typeof source === "string" ? { source } : {}),
    items,
    skipMissing: skip_missing === true,
  };
}
