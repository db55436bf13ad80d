/**
 * What others stored of the same items while the forge was asked.
 *
 * @module
 */

import type { Reader } from "../../db/mod.ts";
import { wholeSince } from "../../db/reconcile.ts";
import { storedAnswer } from "../../db/run_items.ts";
import type { ItemKind } from "../../model.ts";
import type { Found } from "./preflight.ts";
import type { ItemKey } from "./types.ts";
import { nameOf } from "./words.ts";

/** By the answers of when some items were stored at some moment. Server times, Unix ms. */
export class Sightings {
  readonly #projectId: number | undefined;
  readonly #seenAt: ReadonlyMap<string, number | undefined>;
  /** As of when whole lists were compared. */
  readonly #proofs: ReadonlyMap<ItemKind, number | undefined>;

  /** As they are stored now; `projectId` is undefined where the project is not. */
  constructor(reader: Reader, projectId: number | undefined, items: readonly ItemKey[]) {
    this.#projectId = projectId;
    this.#seenAt = new Map(items.map((item) => [nameOf(item), this.#stored(reader, item)]));
    this.#proofs = new Map(items.map(({ kind }) => [kind, this.#proof(reader, kind)]));
  }

  /**
   * Whether another run knows better by now: it stored an answer since then that is as late as this
   * one, or later, found the item gone, or compared the whole list as of such a time.
   */
  isOutdone(reader: Reader, { kind, iid, page: { serverTime } }: Found): boolean {
    const before = this.#seenAt.get(nameOf({ kind, iid }));
    const now = this.#stored(reader, { kind, iid });
    if (now === undefined && before !== undefined) return true;
    if (now !== undefined && now >= serverTime && now !== before) return true;
    const proof = this.#proof(reader, kind);
    return proof !== undefined && proof >= serverTime && proof !== this.#proofs.get(kind);
  }

  #proof(reader: Reader, kind: ItemKind): number | undefined {
    return this.#projectId === undefined ? undefined : wholeSince(reader, this.#projectId, kind);
  }

  #stored(reader: Reader, { kind, iid }: ItemKey): number | undefined {
    if (this.#projectId === undefined) return undefined;
    return storedAnswer(reader, { projectId: this.#projectId, kind, iid })?.seenAt;
  }
}
