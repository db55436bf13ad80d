/**
 * `lore coverage` as data: what the mirror lacks, exactly, and what closes each gap.
 *
 * The verdict claims nothing that was not proved. `complete` needs a whole list, compared with the
 * store, and nothing since. After further walks by time a mirror is `current`: it has every change
 * that moved an `updated_at`, while deletions and silent edits are known only up to the last proof.
 *
 * Owns: the verdict. Leaves to others: counting (`db/coverage.ts`), words (`coverage_text.ts`).
 *
 * @module
 */

import type { Affected, CoverageFacts, WalkFacts } from "../db/coverage.ts";
import { coverageFacts } from "../db/coverage.ts";
import type { Reader } from "../db/mod.ts";
import { projectIdsByPath, projectPaths } from "../db/search.ts";
import { LoreError } from "../errors.ts";
import type { ItemKind } from "../model.ts";
import { nearest } from "../nearest.ts";
import { quoted } from "../quoted.ts";

/** What is lacking. */
export type GapKind =
  | "project_gone"
  | "never_walked"
  | "interrupted"
  | "list_cut_short"
  | "unreadable_items"
  | "unreadable_parts"
  | "never_fetched"
  | "queued"
  | "unsettled"
  | "files_cut_short"
  | "hidden";

/** One thing that is lacking. CONTRACT: fields are added, never renamed. */
export interface Gap {
  readonly kind: GapKind;
  /** What is lacking, in a clause. */
  readonly message: string;
  /** How many items it is about; null where that cannot be known. */
  readonly items: number | null;
  /** Numbers of the first 20 of them. */
  readonly iids: readonly number[];
  /** Closes the gap; null where nothing on this side does. */
  readonly command: string | null;
}

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
}

/** The answer of `lore coverage`. CONTRACT: fields are added, never renamed. */
export interface CoverageReport {
  readonly coverage: readonly CoverageVerdict[];
  /** Whether all of them are complete. */
  readonly complete: boolean;
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
  const projectIds = project === undefined ? undefined : idsOf(reader, project);
  const verdicts = coverageFacts(reader, { projectIds }).map(verdictOn);
  return {
    coverage: verdicts.slice(offset, offset + limit),
    complete: verdicts.every(({ complete }) => complete),
    truncated: verdicts.length > offset + limit,
  };
}

function idsOf(reader: Reader, path: string): number[] {
  const ids = projectIdsByPath(reader, path);
  if (ids.length > 0) return ids;
  const paths = projectPaths(reader);
  const [near] = nearest(path, paths);
  throw new LoreError("NOT_FOUND", `There is no project "${path}" in the store`, {
    hint: near === undefined ? "Run lore sync-status to see which there are" : `Is it "${near}"?`,
    actions: near === undefined ? ["lore sync-status"] : [`lore coverage -p ${quoted(near)}`],
  });
}

/** The verdict on what is known. */
export function verdictOn(facts: CoverageFacts): CoverageVerdict {
  const proof = proofOf(facts);
  const last = facts.walks.findLast(({ finished }) => finished === 1);
  const gaps = gapsOf(facts, proof);
  const state = gaps.length > 0 ? "incomplete" : last === proof ? "complete" : "current";
  return {
    project: facts.project,
    source: facts.source,
    kind: facts.kind,
    state,
    complete: state === "complete",
    proved_at: iso(proof?.beganAt),
    synced_at: iso(last?.serverTime),
    covered: covered(facts.walks),
    rows_stored: facts.stored,
    gone: { items: facts.goneItems, notes: facts.goneNotes },
    token: tokenOf(last),
    gaps,
  };
}

/** The last walk over a whole list that reached its end. */
function proofOf({ walks }: CoverageFacts): WalkFacts | undefined {
  return walks.findLast(({ finished, from }) => finished === 1 && from === null);
}

function tokenOf(walk: WalkFacts | undefined): CoverageVerdict["token"] {
  if (walk?.tokenUsername === null || walk === undefined) return null;
  return { username: walk.tokenUsername, scopes: walk.tokenScopes?.split(" ") ?? null };
}

/** Walked intervals, joined where they touch. */
function covered(walks: readonly WalkFacts[]): CoverageVerdict["covered"] {
  const spans = walks
    .map(({ from, to, finished, serverTime }) => ({
      from: from ?? -Infinity,
      // A walk that reached the end has seen all there was.
      to: finished === 1 ? Math.max(serverTime, to ?? 0) : to ?? from ?? -Infinity,
    }))
    .toSorted((a, b) => a.from - b.from);
  const joined: { from: number; to: number }[] = [];
  for (const span of spans) {
    const before = joined.at(-1);
    if (before === undefined || span.from > before.to) joined.push({ ...span });
    else before.to = Math.max(before.to, span.to);
  }
  return joined.map(({ from, to }) => ({ from: iso(from), to: iso(to) }));
}

function gapsOf(facts: CoverageFacts, proof: WalkFacts | undefined): Gap[] {
  const { project, walks, unparsed } = facts;
  const here = `-p ${quoted(project)}`;
  const sync = `lore sync ${here}`;
  const found: (Gap | undefined)[] = [
    facts.goneAt === null ? undefined : gap("project_gone", {
      message: "the forge does not show the project any more",
      command: "lore doctor",
    }),
    proof === undefined ? neverWalked(facts, sync) : undefined,
    proof !== undefined && isInterrupted(walks)
      ? gap("interrupted", { message: "the last walk did not reach its end", command: sync })
      : undefined,
    cutShort(proof, `lore sync --reconcile ${here}`),
    some("unreadable_items", unparsed, {
      message: "cannot be read",
      command: surgical(facts, unparsed),
    }),
    unparsed.nameless === 0 ? undefined : gap("unreadable_items", {
      message: `${unparsed.nameless} without a readable number cannot be read`,
      items: unparsed.nameless,
      command: sync,
    }),
    some("unreadable_parts", facts.unparsedParts, {
      message: "with discussions, events or files that cannot be read",
      command: surgical(facts, facts.unparsedParts),
    }),
    some("never_fetched", facts.neverFetched, {
      message: "whose discussions or files were never fetched",
      command: sync,
    }),
    some("queued", facts.queued, { message: "with fetches in the queue", command: sync }),
    some("unsettled", facts.unsettled, {
      message: "fetched within a minute of a change: they may have got more since",
      command: sync,
    }),
    some("files_cut_short", facts.cutFiles, {
      message: "whose list of files the forge cuts short",
      command: null,
    }),
    proof === undefined || proof.hidden === 0 ? undefined : gap("hidden", {
      message: `${proof.hidden} that this token may not see, or that are gone`,
      items: proof.hidden,
      command: null,
    }),
  ];
  return found.filter((each) => each !== undefined);
}

function gap(
  kind: GapKind,
  { message, items = null, iids = [], command }: {
    readonly message: string;
    readonly items?: number | null;
    readonly iids?: readonly number[];
    readonly command: string | null;
  },
): Gap {
  return { kind, message, items, iids, command };
}

/** A gap of some items, if there are any. */
function some(
  kind: GapKind,
  { items, iids }: Affected,
  { message, command }: { readonly message: string; readonly command: string | null },
): Gap | undefined {
  if (items === 0) return undefined;
  return gap(kind, { message: `${items} ${message}`, items, iids, command });
}

function neverWalked({ walks }: CoverageFacts, command: string): Gap {
  const message = walks.length === 0
    ? "no walk has begun yet"
    : "no walk from the beginning has reached its end yet";
  return gap("never_walked", { message, command });
}

/** Whether a walk broke off, and none after it reached the end. */
function isInterrupted(walks: readonly WalkFacts[]): boolean {
  return walks.at(-1)?.finished === 0;
}

/** Whether the list had fewer rows than the forge itself counted. */
function cutShort(proof: WalkFacts | undefined, command: string): Gap | undefined {
  if (proof === undefined || proof.forgeTotal === null) return undefined;
  const seen = proof.rowsSeen + proof.unparsed + proof.leftOut;
  const short = proof.forgeTotal - seen;
  if (short <= 0) return undefined;
  const message = `the forge counts ${proof.forgeTotal} and its list had ${seen}`;
  return gap("list_cut_short", { message, items: short, command });
}

/** Asks again for exactly these items, where they are few enough to be named. */
function surgical({ kind, project }: CoverageFacts, { items, iids }: Affected): string {
  const here = `-p ${quoted(project)}`;
  if (items > iids.length) return `lore sync ${here}`;
  const flag = kind === "issue" ? "--issue" : "--mr";
  return `lore sync ${iids.map((iid) => `${flag} ${iid}`).join(" ")} ${here}`;
}

function iso(time: number | undefined): string | null {
  return time === undefined || !Number.isFinite(time) ? null : new Date(time).toISOString();
}
