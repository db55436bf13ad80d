/**
 * Whether an answer from the mirror may be old or lack something, in one line.
 *
 * Leaves to others: what is missing in detail, which `lore coverage` tells.
 *
 * @module
 */

import { type Freshness, listFreshness } from "../db/freshness.ts";
import type { Reader } from "../db/mod.ts";
import type { ItemKind } from "../model.ts";

const DAY_MS = 86_400_000;

/** How far an answer can be trusted. CONTRACT: fields are added, never renamed. */
export interface AnswerFreshness {
  /** When the project that was synced longest ago was; null where one never was to its end. */
  readonly synced_at: string | null;
  /** What may make the answer old or incomplete; empty where nothing is known to. */
  readonly notices: readonly string[];
}

/** What an answer is about. */
export interface FreshnessRequest {
  readonly kind: ItemKind;
  /** lore's keys of projects; undefined for all. */
  readonly projectIds?: readonly number[];
  /** Unix ms. */
  readonly now: number;
}

/** Tells how old and how whole the mirror is where an answer came from. */
export function freshnessOf(reader: Reader, request: FreshnessRequest): AnswerFreshness {
  const rows = listFreshness(reader, request.kind, request.projectIds);
  const times = rows.flatMap(({ syncedAt }) => syncedAt ?? []);
  const oldest = times.length > 0 ? Math.min(...times) : undefined;
  return {
    synced_at: oldest === undefined || times.length < rows.length
      ? null
      : new Date(oldest).toISOString(),
    notices: noticesOf([
      ...behindFacts(rows, oldest, request.now).map((fact) => [fact, "run lore sync"] as const),
      ...unseenFacts(rows).map((fact) => [fact, "see lore coverage"] as const),
    ]),
  };
}

/** The same for issues and merge requests at once: what is said of both is said once. */
export function freshnessOfBoth(
  reader: Reader,
  request: Omit<FreshnessRequest, "kind">,
): AnswerFreshness {
  const [issues, mergeRequests] = (["issue", "merge_request"] as const)
    .map((kind) => freshnessOf(reader, { kind, ...request }));
  const times = [issues?.synced_at ?? null, mergeRequests?.synced_at ?? null];
  const notices = new Set([...issues?.notices ?? [], ...mergeRequests?.notices ?? []]);
  return {
    synced_at: times.includes(null) ? null : times.toSorted()[0] ?? null,
    notices: [...notices],
  };
}

/** Facts, and what to do about each, in one line. */
function noticesOf(facts: readonly (readonly [fact: string, advice: string])[]): string[] {
  if (facts.length === 0) return [];
  const said = facts.map(([fact]) => fact).join(", ");
  const advice = [...new Set(facts.map(([, each]) => each))].join(", ");
  return [`The mirror may lack something: ${said}; ${advice}`];
}

/** Where the mirror is behind, and a sync brings it on. */
function behindFacts(
  rows: readonly Freshness[],
  oldest: number | undefined,
  now: number,
): string[] {
  const facts: string[] = [];
  const days = oldest === undefined ? 0 : Math.floor((now - oldest) / DAY_MS);
  if (days > 0) facts.push(`last synced ${many(days, "day")} ago`);
  const never = rows.filter(({ complete, syncedAt }) => !complete || syncedAt === null);
  if (never.length > 0) facts.push(`${named(never)} not walked to the end yet`);
  const brokenOff = rows.filter((row) => row.unfinished && !never.includes(row));
  if (brokenOff.length > 0) facts.push(`the last walk of ${named(brokenOff)} not finished`);
  const queued = rows.reduce((sum, row) => sum + row.queued, 0);
  if (queued > 0) facts.push(`${many(queued, "fetch", "fetches")} queued`);
  const unparsed = rows.reduce((sum, row) => sum + row.unparsed, 0);
  if (unparsed > 0) facts.push(`${many(unparsed, "answer")} not readable`);
  return facts;
}

/** What the forge did not show, where a sync alone may not help. */
function unseenFacts(rows: readonly Freshness[]): string[] {
  const facts: string[] = [];
  const withheld = rows.reduce((sum, row) => sum + row.withheld, 0);
  if (withheld > 0) facts.push(`${withheld} left out of the forge's lists`);
  const gone = rows.filter((row) => row.gone);
  if (gone.length > 0) facts.push(`${named(gone)} not shown by the forge any more`);
  return facts;
}

function named(rows: readonly Freshness[]): string {
  return rows.length === 1 ? rows[0]?.project ?? "" : many(rows.length, "project");
}

function many(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`;
}
