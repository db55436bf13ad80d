/** How to go on after a run that did not come to its end. @module */

import { LoreError } from "../errors.ts";

/** A run as its command was given. */
export interface GivenRun {
  readonly command: string;
  readonly mode?: string | null;
  /** The stage that it was in. */
  readonly phase?: string | null;
  readonly requested?: unknown;
}

/** A command to run, as it is typed, and what it does after a run. */
export interface WayOn {
  readonly command: string;
  /** As it follows on the command: `goes on where this run stopped`. */
  readonly does: string;
}

/** The command of a run, with the flags that matter for going on. */
export function wayOn({ command, mode, phase, requested }: GivenRun): WayOn {
  const words = ["lore", command];
  // The log has no kind; the ledger has it as the stage that the run was in.
  if (command === "ingest") words.push(phase === "ingest_mrs" ? "mrs" : "issues");
  const { project } = Object(requested);
  if (typeof project === "string" && /^[\w./-]+$/.test(project)) words.push("--project", project);
  const isWhole = mode === "full" || mode === "reconcile";
  if (isWhole) words.push(`--${mode}`);
  const does = isWhole ? "begins once more" : "goes on where this run stopped";
  return { command: words.join(" "), does };
}

/** What a run ends with that a signal has ended. */
export function interruptedRun(cause: unknown, run: GivenRun): LoreError {
  const { command, does } = wayOn(run);
  return new LoreError("INTERRUPTED", "Interrupted", {
    hint: `What was stored is kept; ${command} ${does}`,
    actions: [command, "lore sync-status"],
    cause,
  });
}
