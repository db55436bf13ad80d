/** Words for items and commands about them. @module */

import type { ItemKind } from "../../model.ts";
import { quoted } from "../../quoted.ts";
import type { ItemKey } from "./types.ts";

const NAMES: Readonly<Record<ItemKind, string>> = {
  issue: "issue",
  merge_request: "merge request",
};

/** `issue 7`, `merge request 8`. */
export function nameOf({ kind, iid }: ItemKey): string {
  return `${NAMES[kind]} ${iid}`;
}

/** The command that refreshes items, as it is typed. */
export function syncCommand(
  { project, source, items }: {
    readonly project: string;
    readonly source?: string;
    readonly items: readonly ItemKey[];
  },
): string {
  const flags = items.map(({ kind, iid }) => `${kind === "issue" ? "--issue" : "--mr"} ${iid}`);
  const from = source === undefined ? "" : ` --source ${quoted(source)}`;
  return `lore sync ${flags.join(" ")} -p ${quoted(project)}${from}`;
}

/** The command that lets a run go on. */
export function resumeCommand(runId: string): string {
  return `lore sync --resume ${runId}`;
}
