/**
 * The items of one project and kind in order of their times, in a few bytes an item.
 *
 * @module
 */

import type { State } from "./model.ts";

/** Orders that a list can be asked for. */
export type OrderBy = "created_at" | "updated_at";

const STATES: readonly State[] = ["opened", "closed", "merged"];

/** What the index knows of one item. */
export interface IndexEntry {
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly state: State;
}

/** Times and states by iid; iids run from 1 without gaps, deleted ones stay known. */
export class ItemIndex {
  #created: Float64Array;
  #updated: Float64Array;
  #states: Uint8Array;
  #count = 0;
  readonly #deleted = new Set<number>();
  readonly #orders: { [order in OrderBy]?: Uint32Array } = {};

  constructor(capacity: number) {
    this.#created = new Float64Array(capacity + 1);
    this.#updated = new Float64Array(capacity + 1);
    this.#states = new Uint8Array(capacity + 1);
  }

  /** The greatest iid ever given. */
  get lastIid(): number {
    return this.#count;
  }

  /** Items there are. */
  get size(): number {
    return this.#count - this.#deleted.size;
  }

  /** Whether there is such an item. */
  has(iid: number): boolean {
    return Number.isInteger(iid) && iid >= 1 && iid <= this.#count && !this.#deleted.has(iid);
  }

  /** Adds the item with the next iid, and answers that. */
  append({ createdAt, updatedAt, state }: IndexEntry): number {
    this.#count++;
    if (this.#count >= this.#created.length) this.#grow();
    this.#created[this.#count] = createdAt;
    this.#updated[this.#count] = updatedAt;
    this.#states[this.#count] = STATES.indexOf(state);
    this.#forgetOrders();
    return this.#count;
  }

  /** Notes that an item changed. */
  touch(iid: number, { updatedAt, state }: Omit<IndexEntry, "createdAt">): void {
    this.#states[iid] = STATES.indexOf(state);
    if (this.#updated[iid] === updatedAt) return;
    this.#updated[iid] = updatedAt;
    delete this.#orders.updated_at;
  }

  /** Takes an item away; its iid is never given again. */
  delete(iid: number): void {
    this.#deleted.add(iid);
    this.#forgetOrders();
  }

  /** The state of an item. */
  stateOf(iid: number): State {
    return STATES[this.#states[iid] ?? 0] ?? "opened";
  }

  /** The time of an item that an order is by. */
  timeOf(iid: number, by: OrderBy): number {
    return (by === "created_at" ? this.#created : this.#updated)[iid] ?? 0;
  }

  /** Every iid in ascending order of time, then of id. */
  ascending(by: OrderBy): Uint32Array {
    return this.#orders[by] ??= this.#sort(by);
  }

  #sort(by: OrderBy): Uint32Array {
    const times = by === "created_at" ? this.#created : this.#updated;
    const iids = new Uint32Array(this.size);
    let at = 0;
    for (let iid = 1; iid <= this.#count; iid++) if (!this.#deleted.has(iid)) iids[at++] = iid;
    return iids.sort((one, other) => (times[one] ?? 0) - (times[other] ?? 0) || one - other);
  }

  #grow(): void {
    const grown = (old: Float64Array): Float64Array => {
      const larger = new Float64Array(old.length * 2 + 16);
      larger.set(old);
      return larger;
    };
    this.#created = grown(this.#created);
    this.#updated = grown(this.#updated);
    const states = new Uint8Array(this.#updated.length);
    states.set(this.#states);
    this.#states = states;
  }

  #forgetOrders(): void {
    delete this.#orders.created_at;
    delete this.#orders.updated_at;
  }
}
