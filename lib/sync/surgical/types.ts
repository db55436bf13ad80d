/**
 * What is asked of a surgical sync, and what it answers.
 *
 * CONTRACT: fields of answers are added, never renamed.
 *
 * @module
 */

import type { RunItemReason, RunItemStatus } from "../../db/run_items.ts";
import type { ItemKind } from "../../model.ts";
import type { SyncResult } from "../pipeline.ts";

/** One item by its number. */
export interface ItemKey {
  readonly kind: ItemKind;
  readonly iid: number;
}

/** Which items are to be refreshed. */
export interface SurgicalRequest {
  /** Path of their project. */
  readonly project: string;
  /** Name of the source, where several have such a project. */
  readonly source?: string;
  /** Each once, issues first. */
  readonly items: readonly ItemKey[];
  /** Refresh the others when some cannot be. */
  readonly skipMissing: boolean;
}

/** The phases of a surgical run, in order. Its row in the ledger ends in `done` or `failed`. */
export const PHASES = ["preflight", "ingest", "dependents", "docs", "embed"] as const;

/** One of {@link PHASES}. */
export type Phase = (typeof PHASES)[number];

/** Milliseconds that each phase took, those of earlier attempts included. */
export type StageMillis = Readonly<Partial<Record<Phase, number>>>;

/** An item that cannot be refreshed, and why. */
export interface EntityFailure extends ItemKey {
  readonly reason: RunItemReason;
  readonly message: string;
  /** Where it was moved to, as in `group/project#12`. */
  readonly moved_to: string | null;
}

/** What came of an item. */
export interface EntityResult extends ItemKey {
  readonly status: Exclude<RunItemStatus, "pending">;
  /** Why it was skipped or failed. */
  readonly reason: RunItemReason | null;
  readonly message: string | null;
  readonly moved_to: string | null;
  /** How many the forge has; null where that was not asked. */
  readonly discussions: number | null;
  readonly events: number | null;
  readonly files: number | null;
  /** Documents that there are of it and its discussions now. */
  readonly documents: number;
}

/** What every answer about single items says. */
interface Answer {
  readonly project: string;
  readonly source: string;
  /** Commands that can be run as they are. */
  readonly recovery_actions: readonly string[];
}

/** What a surgical run did. */
export interface SurgicalResult extends SyncResult, Answer {
  readonly mode: "surgical";
  readonly run_id: string;
  /** More than 1 for a run that was resumed. */
  readonly attempts: number;
  /** Whether it had come to its end before, and nothing was asked anew. */
  readonly was_done: boolean;
  /** The project's path by now, where that is another than the one by which it is stored. */
  readonly renamed_to: string | null;
  readonly stage_timings_ms: StageMillis;
  readonly entities: readonly EntityResult[];
}

/** An item that the forge would give. */
export interface CheckedEntity extends ItemKey {
  readonly status: "ok" | "skipped";
  readonly title: string | null;
  readonly state: string | null;
  /** ISO 8601. */
  readonly updated_at: string | null;
  readonly reason: RunItemReason | null;
  readonly message: string | null;
  readonly moved_to: string | null;
}

/** What a look at the forge found, with nothing changed. */
export interface PreflightReport extends Answer {
  readonly mode: "preflight";
  readonly renamed_to: string | null;
  readonly stage_timings_ms: StageMillis;
  readonly entities: readonly CheckedEntity[];
}

/** An item as the store has it. */
export interface PlannedEntity extends ItemKey {
  /** Whether it is stored: it is refreshed, else fetched for the first time. */
  readonly status: "known" | "unknown";
  /** null for an unknown one. */
  readonly title: string | null;
}

/** What a surgical run would do, with nothing asked of the forge. */
export interface DryRunReport extends Answer {
  readonly mode: "dry_run";
  /** Whether the project is in the store already. */
  readonly project_known: boolean;
  readonly phases: readonly Phase[];
  /** Long lists take more. */
  readonly requests_at_least: number;
  readonly entities: readonly PlannedEntity[];
}

/** Whatever `lore sync` answers. */
export type SyncAnswer = SyncResult | SurgicalResult | PreflightReport | DryRunReport;
