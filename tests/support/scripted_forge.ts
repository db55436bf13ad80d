/**
 * A forge that answers what a test wrote down, and nothing else.
 *
 * @module
 */

import assert from "node:assert/strict";
import { LoreError } from "../../lib/errors.ts";
import type { Fetch } from "../../lib/platform/fetch.ts";

/** What is answered: an error is thrown as the network would, a function decides by the request. */
export type Reply =
  | Response
  | Error
  | ((request: Request) => Response | Promise<Response>);

/** Answers in the order in which they were written down, each once. */
export class ScriptedForge {
  /** Every request so far, as `GET /path?query`. */
  readonly asked: string[] = [];
  /** Every request so far. */
  readonly requests: Request[] = [];
  readonly #script: { readonly what: string; readonly reply: Reply }[] = [];

  /** Answers the next request for `what` with `reply`. A query counts only where `what` has one. */
  on(what: string, reply: Reply): this {
    this.#script.push({ what, reply });
    return this;
  }

  /** The network as this forge plays it. */
  readonly fetch: Fetch = async (request) => {
    const { pathname, search } = new URL(request.url);
    const bare = `${request.method} ${pathname}`;
    this.asked.push(bare + search);
    this.requests.push(request);
    const at = this.#script.findIndex(({ what }) => what === bare || what === bare + search);
    const [line] = at === -1 ? [] : this.#script.splice(at, 1);
    // A LoreError passes through every layer: the test fails at once instead of trying again.
    if (line === undefined) {
      throw new LoreError("INTERNAL", `Nobody scripted "${bare}${search}"`);
    }
    const { reply } = line;
    if (reply instanceof Error) throw reply;
    return await (typeof reply === "function" ? reply(request) : reply);
  };

  /** Fails when something that was written down was never asked for. */
  assertDone(): void {
    assert.deepEqual(
      this.#script.map(({ what }) => what),
      [],
      "never asked for",
    );
  }
}
