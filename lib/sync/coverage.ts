/**
 * `lore coverage` as data: what the mirror lacks, exactly, and what closes each gap.
 *
 * The verdict claims nothing that was not proved. `complete` needs a whole list, compared with the
 * store, and nothing since. After further walks by time a mirror is `current`: it has every change
 * that moved an `updated_at`, while deletions and silent edits are known only up to the last proof.
 * Both hold as of a time by the forge's clock, and say which. What hangs on items may change without
 * a trace in any list, as a comment that is edited in silence: that is proved as of when it was read.
 *
 * Owns: the verdict. Leaves to others: gaps (`coverage_gaps.ts`), counting (`db/coverage.ts`), words
 * (`coverage_text.ts`).
 *
 * @module
 */

import type { CoverageFacts, WalkFacts } from "../db/coverage.ts";
import { coverageFacts } from "../db/coverage.ts";
import type { Reader } from "../db/mod.ts";
import type { ItemKind } from "../model.ts";
import { projectIdsOf } from "../names.ts";
import { quoted } from "../quoted.ts";
import { type Gap, gapsOf, intervals, iso } from "./coverage_gaps.ts";

/** Whether everything is there: proved, by every change since the proof, or not. */
export type CoverageState = "complete" | "current" | "incomplete";

/** The verdict on one kind of items of one project. CONTRACT: fields are added, never renamed. */
export interface CoverageVerdict {
  readonly project: string;
  readonly source: string;
  readonly kind: ItemKind;
  readonly state: CoverageState;
  /** Whether the state is `complete`. */
  readonly complete: boolean;
  /** As of when a whole list was compared with the store, by the forge's clock; ISO 8601. */
  readonly proved_at: string | null;
  /**
   * As of when the comments, files and mirrored events of every item were read, of one longest ago;
   * ISO 8601. A change of them that left no trace in the item is known up to then.
   */
  readonly parts_proved_at: string | null;
  /** When the last walk that reached its end was; ISO 8601. */
  readonly synced_at: string | null;
  /** Intervals of `updated_at` that were walked, merged; null is the beginning. */
  readonly covered: readonly { readonly from: string | null; readonly to: string | null }[];
  readonly rows_stored: number;
  /** Items that are gone from the forge and kept as tombstones, and notes of items. */
  readonly gone: { readonly items: number; readonly notes: number };
  /** Whose token the last walk was made with; null where the forge does not tell. */
  readonly token: { readonly username: string; readonly scopes: readonly string[] | null } | null;
  readonly gaps: readonly Gap[];
  /** Why a `current` mirror is not `complete`, and what makes it so; null in every other state. */
  readonly reason: string | null;
  readonly command: string | null;
}

/** How many verdicts there are of each state. */
export type CoverageStates = Readonly<Record<CoverageState, number>>;

/** The answer of `lore coverage`. CONTRACT: fields are added, never renamed. */
export interface CoverageReport {
  readonly coverage: readonly CoverageVerdict[];
  /** Whether all of them are complete. */
  readonly complete: boolean;
  /** How many there are of each state. */
  readonly states: CoverageStates;
  readonly truncated: boolean;
}

/** What is asked for. */
export interface CoverageRequest {
  /** Path of a project, as it is or was. */
  readonly project?: string;
  readonly limit: number;
  readonly offset: number;
}

/** Judges the mirror. @throws LoreError `NOT_FOUND` for a project that is not there */
export function coverageReport(
  reader: Reader,
  { project, limit, offset }: CoverageRequest,
): CoverageReport {
  const projectIds = projectIdsOf(reader, { project });
  const verdicts = coverageFacts(reader, { projectIds }).map(verdictOn);
  return {
    coverage: verdicts.slice(offset, offset + limit),
    complete: verdicts.every(({ complete }) => complete),
    states: statesOf(verdicts),
    truncated: verdicts.length > offset + limit,
  };
}

/** How many verdicts there are of each state. */
export function statesOf(verdicts: readonly Pick<CoverageVerdict, "state">[]): CoverageStates {
  const states = { complete: 0, current: 0, incomplete: 0 };
  for (const { state } of verdicts) states[state] += 1;
  return states;
}

/** The verdict on what is known. */
export function verdictOn(facts: CoverageFacts): CoverageVerdict {
  const proof = facts.walks.findLast(({ wholeSince }) => wholeSince !== null);
  const last = facts.walks.findLast(({ finished }) => finished === 1);
  const gaps = gapsOf(facts, proof);
  const state = gaps.length > 0 ? "incomplete" : last === proof ? "complete" : "current";
  const isCurrent = state === "current";
  return {
    project: facts.project,
    source: facts.source,
    kind: facts.kind,
    state,
    complete: state === "complete",
    proved_at: iso(proof?.wholeSince ?? undefined),
    // Where there are no items nothing hangs on any.
    parts_proved_at: iso(facts.partsSince ?? proof?.wholeSince ?? undefined),
    synced_at: iso(last?.serverTime),
    covered: intervals(facts.walks).map(({ from, to }) => ({ from: iso(from), to: iso(to) })),
    rows_stored: facts.stored,
    gone: { items: facts.goneItems, notes: facts.goneNotes },
    token: tokenOf(last),
    gaps,
    reason: isCurrent ? UNPROVED : null,
    command: isCurrent ? `lore sync --reconcile -p ${quoted(facts.project)}` : null,
  };
}

const UNPROVED =
  "what was deleted or edited in silence since then shows when whole lists are compared";

function tokenOf(walk: WalkFacts | undefined): CoverageVerdict["token"] {
  if (walk?.tokenUsername === null || walk === undefined) return null;
  return { username: walk.tokenUsername, scopes: walk.tokenScopes?.split(" ") ?? null };
}
