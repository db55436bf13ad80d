/**
 * What is said when items cannot be refreshed, and the commands that help.
 *
 * @module
 */

import type { SourceConfig } from "../../config/types.ts";
import { type ErrorCode, LoreError } from "../../errors.ts";
import { quoted } from "../../quoted.ts";
import type { RunItemReason } from "../../db/run_items.ts";
import { covers } from "./place.ts";
import type { EntityFailure, ItemKey, SurgicalRequest } from "./types.ts";
import { nameOf, syncCommand } from "./words.ts";

/** What is known when items cannot be refreshed. */
export interface Refusal {
  readonly request: SurgicalRequest;
  readonly failures: readonly EntityFailure[];
  readonly found: readonly ItemKey[];
  /** All sources of the config. */
  readonly sources: readonly SourceConfig[];
  /** Whether nothing was to be changed anyway. */
  readonly looksOnly?: boolean;
  /** Whether an item that is missing on the forge is stored. */
  isStored(item: ItemKey): boolean;
}

/**
 * One error for all items that cannot be refreshed. Its code is that of the reason which a change of
 * the command line answers best: what is not there, then what is forbidden, then what failed.
 */
export function preflightError(refusal: Refusal): LoreError {
  const { request, failures, found } = refusal;
  const all = failures.length + found.length;
  const [first] = failures;
  const what = all === 1 && first !== undefined
    ? nameOf(first)
    : `${failures.length} of ${all} items`;
  const lines = failures.map((failure) => `\n  ${nameOf(failure)}: ${failure.message}`);
  const commands = recoveryOf(refusal);
  const recovery_actions = commands.length > 0 ? commands : ["lore doctor"];
  return new LoreError(
    codeOf(failures),
    `Cannot refresh ${what} of "${request.project}"${
      all === 1 ? `: ${first?.message}` : lines.join("")
    }`,
    {
      hint: hintOf(refusal, commands),
      actions: recovery_actions,
      details: { failures, recovery_actions },
    },
  );
}

/** In text it is all that is said of what to do. */
function hintOf(
  { found, looksOnly = false }: Refusal,
  [command]: readonly string[],
): string {
  const isSome = found.length > 0;
  const does = isSome && !looksOnly
    ? "; --skip-missing refreshes the others"
    : command === undefined
    ? ": check number and project"
    : isSome
    ? `; ${command} refreshes the others`
    : `; what helps: ${command}`;
  return `Nothing was changed${does}`;
}

const CODES: readonly (readonly [ErrorCode, readonly RunItemReason[]])[] = [
  ["NOT_FOUND", ["missing", "moved"]],
  ["AUTH_FAILED", ["forbidden"]],
  ["FORGE_UNAVAILABLE", ["unavailable"]],
  ["FAILED", ["unreadable"]],
];

function codeOf(failures: readonly EntityFailure[]): ErrorCode {
  const met = CODES.find(([, reasons]) => failures.some(({ reason }) => reasons.includes(reason)));
  return met?.[0] ?? "FAILED";
}

/** The error code that a reason alone would have. */
export function codeOfReason(reason: RunItemReason): ErrorCode {
  return CODES.find(([, reasons]) => reasons.includes(reason))?.[0] ?? "FAILED";
}

/** Commands that help with items that cannot be refreshed, the best first. */
export function recoveryOf(refusal: Refusal): string[] {
  const { request, failures, found } = refusal;
  const commands: string[] = [];
  if (found.length > 0) commands.push(syncCommand({ ...request, items: found }));
  commands.push(...atNewPlaces(refusal));
  const ofReason = (reason: RunItemReason): readonly EntityFailure[] =>
    failures.filter((failure) => failure.reason === reason);
  if (ofReason("missing").some((failure) => refusal.isStored(failure))) {
    commands.push(`lore sync --reconcile -p ${quoted(request.project)}`);
  }
  if (ofReason("forbidden").length > 0) commands.push("lore doctor");
  const again = [...ofReason("unavailable"), ...ofReason("unreadable")];
  if (again.length > 0) commands.push(syncCommand({ ...request, items: again }));
  return commands;
}

/** Where the config leads to the project that issues were moved to. */
function atNewPlaces({ failures, sources }: Refusal): string[] {
  const places = new Map<string, ItemKey[]>();
  for (const { moved_to } of failures) {
    const [, project, iid] = /^(.+)#(\d+)$/.exec(moved_to ?? "") ?? [];
    if (project === undefined) continue;
    if (!sources.some(({ projects }) => projects.some((each) => covers(each, [project])))) continue;
    places.set(project, [...places.get(project) ?? [], { kind: "issue", iid: Number(iid) }]);
  }
  return [...places].map(([project, items]) => syncCommand({ project, items }));
}
