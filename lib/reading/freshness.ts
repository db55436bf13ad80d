/**
 * Whether an answer from the mirror may be old or lack something, in one line.
 *
 * Leaves to others: what is missing in detail, which `lore sync-status` tells.
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
  const facts = factsOf(rows, oldest, request.now);
  return {
    synced_at: oldest === undefined || times.length < rows.length
      ? null
      : new Date(oldest).toISOString(),
    notices: facts.length === 0
      ? []
      : [`The mirror may lack something: ${facts.join(", ")}; run lore sync`],
  };
}

function factsOf(rows: readonly Freshness[], oldest: number | undefined, now: number): string[] {
  const facts: string[] = [];
  const days = oldest === undefined ? 0 : Math.floor((now - oldest) / DAY_MS);
  if (days > 0) facts.push(`last synced ${many(days, "day")} ago`);
  const unfinished = rows.filter(({ complete, syncedAt }) => !complete || syncedAt === null);
  if (unfinished.length > 0) {
    const named = unfinished.length === 1
      ? unfinished[0]?.project
      : many(unfinished.length, "project");
    facts.push(`${named} not walked to the end yet`);
  }
  const queued = rows.reduce((sum, row) => sum + row.queued, 0);
  if (queued > 0) facts.push(`${many(queued, "fetch", "fetches")} queued`);
  const unparsed = rows.reduce((sum, row) => sum + row.unparsed, 0);
  if (unparsed > 0) facts.push(`${many(unparsed, "answer")} not readable`);
  return facts;
}

function many(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`;
}
