/**
 * What a mirror lacks, gap by gap, and what closes each.
 *
 * Owns: which facts are a gap and in what words. Leaves to others: the verdict (`coverage.ts`),
 * counting (`db/coverage.ts`).
 *
 * @module
 */

import type { Affected, CoverageFacts, Explained, WalkFacts } from "../db/coverage.ts";
import { quoted } from "../quoted.ts";

/** What is lacking. */
export type GapKind =
  | "project_gone"
  | "never_walked"
  | "interrupted"
  | "not_walked"
  | "list_cut_short"
  | "unreadable_items"
  | "unreadable_parts"
  | "never_fetched"
  | "queued"
  | "unsettled"
  | "notes_missing"
  | "notes_hidden"
  | "files_cut_short"
  | "other_rights"
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

/** An interval of `updated_at`, Unix ms; from `-Infinity` on where it has no beginning. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Walked intervals, joined where they touch. */
export function intervals(walks: readonly WalkFacts[]): Interval[] {
  const spans = walks
    .map(({ from, to, finished, serverTime, wholeSince }) => ({
      from: wholeSince === null ? from ?? -Infinity : -Infinity,
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
  return joined;
}

/**
 * Whether the rows that a walk's pages lack are told of by nothing else. The next walk begins where one
 * by time broke off, and passes over them; a comparison that broke off is none.
 */
function countsRows({ from, finished }: WalkFacts): boolean {
  return finished === 1 || from !== null;
}

/** Every gap; none where nothing is known to be lacking. */
export function gapsOf(facts: CoverageFacts, proof: WalkFacts | undefined): Gap[] {
  const here = `-p ${quoted(facts.project)}`;
  const commands = { sync: `lore sync ${here}`, reconcile: `lore sync --reconcile ${here}` };
  return [
    ...listGaps(facts, { proof, ...commands }),
    ...itemGaps(facts, { proof, ...commands }),
  ].filter((each) => each !== undefined);
}

/** What gaps are judged by beside the facts. */
interface GapContext {
  readonly proof: WalkFacts | undefined;
  readonly sync: string;
  readonly reconcile: string;
}

/** What is lacking of the list. */
function listGaps(
  facts: CoverageFacts,
  { proof, sync, reconcile }: GapContext,
): (Gap | undefined)[] {
  const { goneAt, walks } = facts;
  const last = walks.at(-1);
  const withheld = walks.filter(countsRows).reduce((sum, walk) => sum + walk.withheld, 0);
  const [before, behind] = intervals(walks);
  return [
    goneAt === null ? undefined : gap("project_gone", {
      message: "the forge does not show the project any more: deleted, moved or hidden",
      command: sync,
    }),
    proof === undefined ? neverWalked(facts, sync) : undefined,
    proof !== undefined && last?.finished === 0
      ? gap("interrupted", {
        message: `the walk of run ${last.runId} did not reach its end`,
        command: sync,
      })
      : undefined,
    proof !== undefined && before !== undefined && behind !== undefined
      ? gap("not_walked", {
        message: `changes between ${iso(before.to)} and ${iso(behind.from)} were never walked`,
        command: reconcile,
      })
      : undefined,
    withheld === 0 ? undefined : gap("list_cut_short", {
      message: `${withheld} that the forge counts and that its list left out`,
      items: withheld,
      command: reconcile,
    }),
  ];
}

/** What is lacking of items. */
function itemGaps(facts: CoverageFacts, context: GapContext): (Gap | undefined)[] {
  return [...unreadGaps(facts, context), ...unseenGaps(facts, context)];
}

/** What could not be read, or is still to be fetched. */
function unreadGaps(facts: CoverageFacts, { sync }: GapContext): (Gap | undefined)[] {
  const { unparsed, unparsedParts, queued } = facts;
  return [
    some("unreadable_items", unparsed, {
      message: `that cannot be read${because(unparsed)}`,
      command: surgical(facts, unparsed),
    }),
    unparsed.nameless === 0 ? undefined : gap("unreadable_items", {
      message: `${unparsed.nameless} without a readable number that cannot be read`,
      items: unparsed.nameless,
      command: sync,
    }),
    some("unreadable_parts", unparsedParts, {
      message: `with discussions, events or files that cannot be read${because(unparsedParts)}`,
      command: surgical(facts, unparsedParts),
    }),
    some("never_fetched", facts.neverFetched, {
      message: "whose discussions or files were never fetched",
      command: sync,
    }),
    some("queued", queued, {
      message: `whose discussions, events or files are still to be fetched${because(queued)}`,
      command: sync,
    }),
    some("unsettled", facts.unsettled, {
      message: "fetched within a minute of a change: a sync a minute later asks again",
      command: sync,
    }),
  ];
}

/** What the forge does not show, to anybody or to this token. */
function unseenGaps(
  facts: CoverageFacts,
  { proof, reconcile }: GapContext,
): (Gap | undefined)[] {
  return [
    some("notes_missing", facts.notesMissing, {
      message:
        "with notes that the forge counts and did not show: left out, or hidden from the token",
      command: reconcile,
    }),
    some("notes_hidden", facts.notesHidden, {
      message:
        "with notes that were seen with other rights than now: hidden from the token, or gone",
      command: null,
    }),
    some("files_cut_short", facts.cutFiles, {
      message: "whose list of files is longer than the forge tells",
      command: null,
    }),
    otherRights(facts, { proof, reconcile }),
    proof === undefined || proof.hidden === 0 ? undefined : gap("hidden", {
      message:
        `${proof.hidden} that were seen with other rights than now: hidden from the token, or gone`,
      items: proof.hidden,
      command: null,
    }),
  ];
}

/** Who sees less than whoever compared the list is told of less. */
function otherRights(
  { walks }: CoverageFacts,
  { proof, reconcile }: Pick<GapContext, "proof" | "reconcile">,
): Gap | undefined {
  const last = walks.findLast(({ finished }) => finished === 1);
  if (proof === undefined || last?.identityNo === proof.identityNo) return undefined;
  return gap("other_rights", {
    message: "walked with other rights than the whole list was compared with: " +
      "what they hide or show is not known",
    command: reconcile,
  });
}

function because({ why }: Explained): string {
  return why === null ? "" : ` (${why})`;
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

/** Asks again for exactly these items, where they are few enough to be named. */
function surgical({ kind, project }: CoverageFacts, { items, iids }: Affected): string {
  const here = `-p ${quoted(project)}`;
  if (items > iids.length) return `lore sync ${here}`;
  const flag = kind === "issue" ? "--issue" : "--mr";
  return `lore sync ${iids.map((iid) => `${flag} ${iid}`).join(" ")} ${here}`;
}

/** ISO 8601; null where there is no such time. */
export function iso(time: number | undefined): string | null {
  return time === undefined || !Number.isFinite(time) ? null : new Date(time).toISOString();
}
