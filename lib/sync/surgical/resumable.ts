/** Which run is to go on, and why one cannot. @module */

import type { Reader } from "../../db/mod.ts";
import { type RunRecord, unfinishedRunIds } from "../../db/runs.ts";
import { LoreError } from "../../errors.ts";
import { findRun } from "../status.ts";
import { resumeCommand } from "./words.ts";

/**
 * The run of single items whose id is, or begins with, what was asked for.
 *
 * @throws LoreError `NOT_FOUND` with those that can be resumed; `USAGE` for an ordinary run
 */
export function findResumable(reader: Reader, wanted: string): RunRecord {
  const run = findRun(reader, wanted, {
    command: resumeCommand("").trimEnd(),
    ids: (limit) => unfinishedRunIds(reader, limit),
    none: {
      hint: "No run of --issue or --mr is left unfinished; lore sync-status lists the last runs",
      actions: ["lore sync-status"],
    },
  });
  if (run.mode !== "surgical") throw ordinary(run);
  return run;
}

/** Another process was faster, and has ended since. */
export function goesOnElsewhere(runId: string): LoreError {
  return new LoreError("LOCK_HELD", `Run ${runId} was resumed by another process meanwhile`, {
    hint: `See what came of it: lore sync-status --run ${runId}`,
    actions: [`lore sync-status --run ${runId}`],
    details: { run_id: runId },
  });
}

function ordinary({ runId, command }: RunRecord): LoreError {
  return new LoreError("USAGE", `Run ${runId} is an ordinary one ("${command}")`, {
    hint: "--resume is for those of --issue and --mr; what others left is taken up by lore sync",
    actions: ["lore sync", `lore sync-status --run ${runId}`],
    details: { run_id: runId, command },
  });
}
