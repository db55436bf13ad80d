/**
 * What the flags of `lore sync` ask for: everything, single items, or a run that goes on.
 *
 * @module
 */

import { LoreError } from "../../errors.ts";
import type { ItemKey, SurgicalRequest } from "./types.ts";
import { resumeCommand, syncCommand } from "./words.ts";

/** The flags of `lore sync`, as far as they choose what it does. */
export interface SyncFlags {
  readonly issue: readonly number[];
  readonly mr: readonly number[];
  readonly project?: string;
  readonly source?: string;
  readonly full: boolean;
  readonly reconcile: boolean;
  readonly preflightOnly: boolean;
  readonly dryRun: boolean;
  readonly skipMissing: boolean;
  readonly resume?: string;
}

/** What is asked for. */
export type SyncTask =
  | { readonly does: "all" }
  | { readonly does: "resume"; readonly runId: string }
  | {
    readonly does: "items" | "preflight" | "dry run";
    readonly request: SurgicalRequest;
  };

/** What flags ask for. @throws LoreError `USAGE` for those that do not go together */
export function syncTask(flags: SyncFlags): SyncTask {
  if (flags.resume !== undefined) return resumeTask(flags, flags.resume);
  const items = itemsOf(flags);
  if (items.length === 0) return allTask(flags);
  const { project, source, skipMissing, preflightOnly, dryRun } = flags;
  if (project === undefined) {
    throw new LoreError("USAGE", "--issue and --mr are numbers in a project: give it by -p", {
      hint: `${syncCommand({ project: "group/repo", items })}`,
      actions: ["lore sync --help"],
    });
  }
  const request = { project, source, items, skipMissing };
  for (const name of ["full", "reconcile"] as const) {
    if (flags[name]) {
      throw clash(`--${name} is about whole lists, --issue and --mr about items`, request);
    }
  }
  if (preflightOnly && dryRun) {
    throw clash("--preflight-only asks the forge, --dry-run does not: give one of them", request);
  }
  return { does: preflightOnly ? "preflight" : dryRun ? "dry run" : "items", request };
}

/** Each item once, issues first, by number. */
function itemsOf({ issue, mr }: SyncFlags): ItemKey[] {
  const ascending = (iids: readonly number[]): number[] =>
    [...new Set(iids)].toSorted((one, other) => one - other);
  return [
    ...ascending(issue).map((iid) => ({ kind: "issue", iid }) as const),
    ...ascending(mr).map((iid) => ({ kind: "merge_request", iid }) as const),
  ];
}

function clash(message: string, request: SurgicalRequest): LoreError {
  const command = syncCommand(request);
  return new LoreError("USAGE", message, { hint: command, actions: [command] });
}

/** These only mean something for single items. */
const FOR_ITEMS = {
  preflightOnly: "--preflight-only",
  dryRun: "--dry-run",
  skipMissing: "--skip-missing",
  source: "--source",
} as const satisfies Partial<Record<keyof SyncFlags, string>>;

function allTask(flags: SyncFlags): SyncTask {
  for (const [name, flag] of Object.entries(FOR_ITEMS)) {
    const given = flags[name as keyof typeof FOR_ITEMS];
    if (given === undefined || given === false) continue;
    throw new LoreError("USAGE", `${flag} is for single items: give them by --issue or --mr`, {
      hint: "lore sync --issue 42 -p group/repo " + flag,
      actions: ["lore sync --help"],
    });
  }
  return { does: "all" };
}

function resumeTask(flags: SyncFlags, runId: string): SyncTask {
  const { issue, mr, resume: _, ...others } = flags;
  const alone = issue.length + mr.length === 0 &&
    Object.values(others).every((value) => value === undefined || value === false);
  if (alone) return { does: "resume", runId };
  const command = resumeCommand(runId);
  throw new LoreError("USAGE", "--resume goes on as the run began: no other flag goes with it", {
    hint: command,
    actions: [command],
  });
}
