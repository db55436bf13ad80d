/**
 * What one walk covers, kept with every page: a run that is killed leaves it behind, too.
 *
 * @module
 */

import {
  advanceCursor,
  completeCursor,
  cursor,
  type Found,
  saveCoverage,
  type WalkMode,
  withheldBefore,
} from "../db/cursors.ts";
import type { Transaction } from "../db/mod.ts";
import { forgetNameless } from "../db/unparsed_items.ts";
import type { Issue, ItemKind, MergeRequest, Page } from "../forge/port.ts";
import type { SyncContext, SyncProject } from "./context.ts";
import { CLOCK_STEP_MS } from "./due.ts";
import type { Compared } from "./reconcile.ts";

/** Which walk it is. */
export interface WalkStart {
  readonly project: SyncProject;
  readonly kind: ItemKind;
  readonly mode: WalkMode;
  /** From which `updated_at` on, Unix ms; undefined from the beginning. */
  readonly from: number | undefined;
  /** Items of this run that could not be read, alone or in the list: each is counted once. */
  readonly unparsed: Set<number>;
  /** What comparing the list with the store has come to. */
  readonly found: Found | undefined;
}

/** How a walk stands. */
export class WalkRecord {
  /** Greatest `updated_at` so far. */
  to: number | undefined;
  rows = 0;
  /** Items met whose very number could not be read. */
  nameless = 0;
  /** Rows of the list by the forge's own count, from its first page. */
  total: number | null = null;
  /** Rows that the forge counted on its pages and did not give. */
  withheld = 0;
  /** What came of comparing the list with the store. */
  compared: Compared | undefined;
  /** Server time of the first and the last page. */
  beganAt: number | undefined;
  serverTime = 0;
  readonly start: WalkStart;
  readonly #context: SyncContext;
  #row: number | undefined;

  constructor(context: SyncContext, start: WalkStart) {
    this.#context = context;
    this.start = start;
  }

  /** Whether nothing was answered yet. */
  get isNew(): boolean {
    return this.beganAt === undefined;
  }

  /** Counts a page in. */
  take({ items, total, serverTime, withheld = 0 }: Page<Issue> | Page<MergeRequest>): void {
    if (this.isNew) this.total = total;
    this.beganAt ??= serverTime;
    this.serverTime = serverTime;
    this.rows += items.length;
    this.withheld += withheld;
    const last = items.at(-1);
    if (last !== undefined) this.to = Math.max(this.to ?? this.start.from ?? 0, last.updatedAt);
  }

  /** Whether there is anything to keep before the end: how far a comparison came is no matter. */
  get isKept(): boolean {
    return this.#row !== undefined && this.start.found !== undefined;
  }

  /**
   * Keeps how far the walk has come, with the page itself. The cursor stays where it is until a
   * comparison has ended: what its pages lack is asked for only then.
   */
  keep(tx: Transaction): void {
    if (!this.isKept) this.#row = this.#save(tx, { finished: false, wholeSince: null });
    if (this.start.found === undefined) this.#advance(tx);
  }

  #advance(tx: Transaction, how: { readonly anyWay?: boolean } = {}): void {
    const { start: { project, kind }, reached: updatedAt, beganAt } = this;
    if (updatedAt === undefined || beganAt === undefined) return;
    advanceCursor(tx, { projectId: project.id, kind, updatedAt, beganAt, ...how });
  }

  /** How far it is known what changed: not beyond the forge's own time, whatever items are dated. */
  get reached(): number | undefined {
    return this.to === undefined ? undefined : Math.min(this.to, this.serverTime + CLOCK_STEP_MS);
  }

  /** Keeps how far a walk came that broke off. */
  breakOff(): void {
    this.#context.options.database.transaction((tx) =>
      this.#save(tx, { finished: false, wholeSince: null })
    );
  }

  /** Keeps that the walk reached the end of its list. */
  finish(): void {
    const { project, kind } = this.start;
    const { database, runId } = this.#context.options;
    this.#context.walked += 1;
    database.transaction((tx) => {
      this.#advance(tx, { anyWay: this.start.from === undefined });
      const wholeSince = this.#wholeSince(tx);
      completeCursor(tx, project.id, kind);
      forgetNameless(tx, { projectId: project.id, kind, runId });
      this.#save(tx, { finished: true, wholeSince });
    });
  }

  /** A walk that goes on where the first one broke off completes that. */
  #wholeSince(tx: Transaction): number | null {
    const { project, kind, from } = this.start;
    if (from === undefined) {
      return Math.min(this.beganAt ?? this.serverTime, this.compared?.namesAt ?? Infinity);
    }
    const before = cursor(tx, project.id, kind);
    if (before === undefined || before.complete) return null;
    this.withheld += withheldBefore(tx, { projectId: project.id, kind, id: this.#row ?? 0 });
    return before.beganAt;
  }

  #save(
    tx: Transaction,
    end: { readonly finished: boolean; readonly wholeSince: number | null },
  ): number {
    const { project, kind, mode, from, unparsed, found } = this.start;
    const { clock, runId } = this.#context.options;
    // Without an answer there is no server time, and none that anything would depend on.
    const now = this.isNew ? clock.now() : this.serverTime;
    return saveCoverage(tx, {
      runId,
      projectId: project.id,
      kind,
      mode,
      updatedFrom: from ?? null,
      updatedTo: this.reached ?? null,
      rowsSeen: this.rows,
      forgeTotal: this.total,
      unparsed: this.nameless + unparsed.size,
      withheld: this.compared?.withheld ?? this.withheld,
      beganAt: this.beganAt ?? now,
      serverTime: now,
      found,
      ...end,
    }, this.#row);
  }
}
