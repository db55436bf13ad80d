/**
 * What others stored of the same items while the forge was asked.
 *
 * @module
 */

import type { Reader } from "../../db/mod.ts";
import { storedAnswer } from "../../db/run_items.ts";
import type { Found } from "./preflight.ts";
import type { ItemKey } from "./types.ts";
import { nameOf } from "./words.ts";

/** By the answers of when some items were stored at some moment. Server times, Unix ms. */
export class Sightings {
  readonly #projectId: number | undefined;
  readonly #seenAt: ReadonlyMap<string, number | undefined>;

  /** As they are stored now; `projectId` is undefined where the project is not. */
  constructor(reader: Reader, projectId: number | undefined, items: readonly ItemKey[]) {
    this.#projectId = projectId;
    this.#seenAt = new Map(items.map((item) => [nameOf(item), this.#stored(reader, item)]));
  }

  /** Whether another run has stored an answer since then that is as late as this one, or later. */
  isOutdone(reader: Reader, { kind, iid, page }: Found): boolean {
    const now = this.#stored(reader, { kind, iid });
    return now !== undefined && now >= page.serverTime &&
      now !== this.#seenAt.get(nameOf({ kind, iid }));
  }

  #stored(reader: Reader, { kind, iid }: ItemKey): number | undefined {
    if (this.#projectId === undefined) return undefined;
    return storedAnswer(reader, { projectId: this.#projectId, kind, iid })?.seenAt;
  }
}
