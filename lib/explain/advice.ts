/** What to do about a run that did not end well, as commands. @module */

import { wayOn } from "../sync/go_on.ts";
import type { CoverageView, RunView } from "../sync/status_view.ts";
import type { ItemKey } from "../sync/surgical/types.ts";
import { resumeCommand, syncCommand } from "../sync/surgical/words.ts";
import type { LoggedFailure } from "./run_log.ts";

/** A command to run, as it is typed, and why. */
export interface Advice {
  readonly command: string;
  readonly why: string;
}

/** An item that a run was asked for, and whether it could not be fetched in full. */
export interface AskedItem extends ItemKey {
  readonly failed: boolean;
}

/** What is known of a run. */
export interface Findings {
  readonly run: Pick<
    RunView,
    "run_id" | "command" | "mode" | "phase" | "failed_phase" | "requested"
  >;
  readonly outcome: string;
  readonly error: LoggedFailure | null;
  /** Codes of all errors that were met on the way. */
  readonly codes: readonly string[];
  readonly incomplete: readonly CoverageView[];
  /** Items that a run was asked for by number. */
  readonly asked?: readonly AskedItem[];
  readonly hasLog: boolean;
}

/** Errors that stay until somebody does something, which `lore doctor` names. */
const LASTING = new Set([
  "CONFIG_INVALID",
  "CONFIG_NOT_FOUND",
  "AUTH_FAILED",
  "TOKEN_MISSING",
  "PERMISSION_DENIED",
  "FORGE_UNAVAILABLE",
  "DB_CORRUPT",
  "DB_TOO_NEW",
  "DB_READONLY",
  "DISK_FULL",
]);

/** Commands, the best first, each once. */
export function adviceFor(findings: Findings): Advice[] {
  const { run, outcome, error, codes, incomplete, hasLog } = findings;
  const advice: Advice[] = [];
  const fromError = (error?.actions ?? []).map((command) => ({
    command,
    why: "as the error advises",
  }));
  // Such an error knows whether it is about the items that were asked for or about the run.
  if (run.mode === "surgical" || looksOnly(run)) advice.push(...fromError);
  if (outcome === "running") {
    advice.push({ command: "lore sync-status", why: "shows how far it is" });
  }
  if (codes.some((code) => LASTING.has(code))) {
    advice.push({ command: "lore doctor", why: "checks config, token, forge and store" });
  }
  if (outcome !== "well" && outcome !== "running") {
    advice.push(...goingOn(findings));
  }
  advice.push(...completing(incomplete));
  if (hasLog && outcome !== "well") {
    const command = `lore logs --run ${run.run_id} --level warn`;
    advice.push({ command, why: "all that it warned of" });
  }
  advice.push(...fromError);
  return firstOfEach(advice);
}

/** Whether a run was to change nothing: then there is nothing to go on with. */
function looksOnly({ mode }: Findings["run"]): boolean {
  return mode === "preflight" || mode === "dry_run";
}

/** What finishes a run, or makes up for what it could not do. */
function goingOn(findings: Findings): Advice[] {
  const { run, error } = findings;
  if (looksOnly(run)) return [];
  if (run.mode === "surgical") return goingOnWithItems(findings);
  // The same line would be refused again.
  if (error?.code === "USAGE" || error?.code === "NOT_FOUND") return [];
  const { command, does } = wayOn(run);
  return [{ command, why: does }];
}

function goingOnWithItems({ run, outcome, error, asked = [] }: Findings): Advice[] {
  const unfit = asked.filter(({ failed }) => failed);
  if (run.phase === "done") {
    return askFor(unfit, run, "asks again for what could not be fetched");
  }
  // One that the ledger does not have cannot go on, nor one whose error knows that it is of no use.
  const resume = resumeCommand(run.run_id);
  const actions = error?.actions ?? [];
  const isRefused = outcome === "failed" && actions.length > 0 && !actions.includes(resume);
  if (run.phase === null || isRefused) return [];
  if (run.failed_phase === "preflight" && actions.length === 0) {
    const others = asked.filter(({ failed }) => !failed);
    return askFor(others, run, "asks again, once the error is put right: nothing was written");
  }
  return [{ command: resume, why: "finishes this run, from its phase on" }];
}

/** Asks for items of a run by a run of their own. */
function askFor(
  items: readonly AskedItem[],
  { requested }: Findings["run"],
  why: string,
): Advice[] {
  const { project, source } = Object(requested);
  if (typeof project !== "string" || items.length === 0) return [];
  return [{ command: syncCommand({ project, source, items }), why }];
}

/** What closes the gaps that can be closed, for all projects at once. */
function completing(incomplete: readonly CoverageView[]): Advice[] {
  const commands = incomplete.flatMap(({ gaps }) => gaps.flatMap(({ command }) => command ?? []));
  const comparing = commands.filter((command) => command.includes(" --reconcile "));
  return [
    ...(commands.length > comparing.length
      ? [{ command: "lore sync", why: "fetches what is missing" }]
      : []),
    ...(comparing.length > 0
      ? [{ command: "lore sync --reconcile", why: "asks for what the lists left out" }]
      : []),
  ];
}

function firstOfEach(advice: readonly Advice[]): Advice[] {
  return advice.filter(({ command }, at) =>
    advice.findIndex((each) => each.command === command) === at
  );
}
