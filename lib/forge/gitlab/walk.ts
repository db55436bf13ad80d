/**
 * Walking a list of items by `updated_at`, so that none is skipped when the list moves.
 *
 * Rows shift while they are walked: an item that is updated moves to the end, and with pages by
 * number its neighbour is skipped. So each page is asked for by time, from the last row's on, and
 * what was seen at that time is dropped. Only where a whole page has one time are page links
 * followed, and that stretch is read until it brings nothing new.
 *
 * Owns: the order of requests, and the proof that the forge honours filter and order. Leaves to
 * others: the shape of rows (`parse.ts`), storing and cursors (whoever consumes the pages).
 *
 * @module
 */

import { LoreError } from "../../errors.ts";
import { logger } from "../../log/logger.ts";
import type { Page, Unparsed } from "../port.ts";
import { type Answer, type Api, notExpected, rowsOf, withheldRows } from "./api.ts";
import { REPEATS, signature } from "./paging.ts";
import { type Parser, parseRows } from "./parse.ts";

const log = logger("lore::gitlab");

/** How often a walk starts again from its last time when the forge breaks the rules. */
const MOST_RESTARTS = 3;
/** How often a stretch of one time is read again in search of what moved. */
const MOST_PASSES = 5;

/** A walk. */
export interface WalkOptions<T> {
  /** The address of the items that were updated at `after` (ISO 8601) or later; of all without. */
  url(after: string | undefined): string;
  readonly parser: Parser<T>;
  /** Unix ms. */
  readonly updatedAfter?: number;
  readonly signal?: AbortSignal;
}

/** Walks a list ascending by `updated_at`. One page is asked for ahead of the consumer. */
export async function* walkItems<T>(api: Api, options: WalkOptions<T>): AsyncGenerator<Page<T>> {
  const stop = new AbortController();
  const outer = options.signal;
  const signal = outer === undefined ? stop.signal : AbortSignal.any([outer, stop.signal]);
  const route = new Route(options.updatedAfter);
  const ask = (): Promise<Answer> => api.get(route.next(options), signal);

  let first = true;
  let ahead: Promise<Answer> | undefined = ask();
  try {
    while (ahead !== undefined) {
      const answer: Answer = await ahead;
      const repeats = route.isRepeating;
      const fresh = route.take(answer);
      ahead = route.ended ? undefined : ask();
      // The consumer may never come back for it.
      ahead?.catch(() => {});
      if (fresh === undefined) continue;
      const unparsed: Unparsed[] = [];
      const items = parseRows(fresh, options.parser, { unparsed });
      const withheld = repeats ? 0 : withheldRows(answer);
      if (first || items.length > 0 || unparsed.length > 0 || withheld > 0) {
        const total = first ? answer.total : null;
        yield { items, unparsed, serverTime: answer.serverTime, total, withheld };
      }
      first = false;
    }
  } finally {
    stop.abort(new LoreError("INTERRUPTED", "Stopped walking"));
    await ahead?.catch(() => {});
  }
}

/** Where a walk is and what it has seen there. */
class Route {
  /** Whether the last page was the last there is. */
  ended = false;
  /** Time that the present pass filters by, Unix ms. */
  #after: number | undefined;
  /** Time of each row seen from `#after` on, by iid; NaN where it cannot be read. */
  #seen = new Map<string, number>();
  /** The next page of a stretch of one time. */
  #link: string | undefined;
  /** Whether the present pass has rows at `#after`, or without a time, that no pass before it saw. */
  #found = false;
  #passes = 0;
  #restarts = 0;
  #lastSignature: string | undefined;

  constructor(after: number | undefined) {
    this.#after = after;
  }

  /** Whether what is asked for was asked for before. */
  get isRepeating(): boolean {
    return this.#passes > 0;
  }

  /** The address to ask for. */
  next({ url }: Pick<WalkOptions<unknown>, "url">): string {
    if (this.#link !== undefined) return this.#link;
    return url(this.#after === undefined ? undefined : iso(this.#after));
  }

  /**
   * Takes an answer in, decides what is asked next, and returns the rows not seen before; undefined
   * when the answer cannot be used.
   */
  take(answer: Answer): unknown[] | undefined {
    const rows = rowsOf(answer);
    const times = rows.map(timeOf);
    const broken = this.#brokenRule(rows, times);
    if (broken !== undefined) return this.#restart(answer, broken);
    this.#lastSignature = signature(rows);
    const fresh = rows.filter((row, at) => this.#isNew(row, times[at] ?? NaN));
    this.#goOn(answer.next, greatest(times));
    return fresh;
  }

  /** What the page does against the request, if anything. */
  #brokenRule(rows: readonly unknown[], times: readonly number[]): string | undefined {
    if (this.#link !== undefined && signature(rows) === this.#lastSignature) {
      return "with the rows of the page before it";
    }
    let last = -Infinity;
    for (const time of times) {
      if (this.#after !== undefined && time < this.#after) {
        return `with an item of ${iso(time)} where those from ${
          iso(this.#after)
        } on were asked for`;
      }
      if (time < last) return `with items out of order: ${iso(time)} after ${iso(last)}`;
      if (!Number.isNaN(time)) last = time;
    }
    return undefined;
  }

  #restart(answer: Answer, what: string): undefined {
    if (++this.#restarts > MOST_RESTARTS) throw notExpected(answer, what, REPEATS);
    log.warn("Page breaks the rules of its request, asking again from the last time", {
      url: answer.url,
      what,
      restart: this.#restarts,
    });
    this.#startPass(this.#after);
  }

  /** Whether the row was not seen yet; notes it. */
  #isNew(row: unknown, time: number): boolean {
    const { iid } = Object(row);
    const key = iid === undefined ? JSON.stringify(row) : String(iid);
    if (Object.is(this.#seen.get(key), time)) return false;
    this.#seen.set(key, time);
    if (!(time > (this.#after ?? -Infinity))) this.#found = true;
    return true;
  }

  #goOn(next: string | undefined, last: number): void {
    const advanced = last > (this.#after ?? -Infinity);
    // Rows of a stretch may have moved from behind one page link to before it: only a pass that
    // finds nothing proves that none was missed.
    if (this.#link !== undefined && this.#found && (advanced || next === undefined)) {
      if (++this.#passes < MOST_PASSES) return this.#startPass(this.#after);
    }
    if (next === undefined) this.ended = true;
    else if (advanced) this.#advance(last);
    else this.#link = next;
  }

  #advance(after: number): void {
    for (const [key, time] of this.#seen) if (time < after) this.#seen.delete(key);
    this.#passes = 0;
    this.#restarts = 0;
    this.#startPass(after);
  }

  #startPass(after: number | undefined): void {
    this.#after = after;
    this.#link = undefined;
    this.#found = false;
    this.#lastSignature = undefined;
  }
}

/** `updated_at` of a raw row in Unix ms; NaN where it cannot be read. */
function timeOf(row: unknown): number {
  const { updated_at } = Object(row);
  return typeof updated_at === "string" ? Date.parse(updated_at) : NaN;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The greatest time that can be read. */
function greatest(times: readonly number[]): number {
  return times.reduce((last, time) => (time > last ? time : last), -Infinity);
}
