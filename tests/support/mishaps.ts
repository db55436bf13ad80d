/**
 * Runs in this process of which one request goes wrong.
 *
 * @module
 */

import assert from "node:assert/strict";
import { type LoreError, toLoreError } from "../../lib/errors.ts";
import type { DemoForge, FaultRule } from "../../lib/forge/demo/mod.ts";
import { type DemoSync, type DemoSyncOptions, type Mishap, smallPages } from "./demo_sync.ts";

/** Rows a page: small forges get long. */
export const ROWS_A_PAGE = 3;

/** What a run came to. */
export type Outcome<Result> = { readonly result: Result } | { readonly error: LoreError };

/** Which request goes wrong, and how. */
export interface MishapAt {
  readonly sync: DemoSync;
  readonly forge: DemoForge;
  /** The number of the request, from 1. */
  readonly n: number;
  readonly mishap: Mishap;
  readonly maxRetries?: number;
}

/** Runs while request `n` meets a mishap. */
export async function withMishap<Result>(
  { sync, forge, n, mishap, maxRetries }: MishapAt,
  run: (options: DemoSyncOptions) => Promise<Result>,
): Promise<Outcome<Result>> {
  const controller = new AbortController();
  const strike = (): void => {
    if (mishap.strike === "abort") controller.abort(new DOMException("Interrupted", "AbortError"));
    if (mishap.strike === "timeout") sync.clock.advance(30_000);
  };
  const rule: FaultRule = { match: (_request, sequence) => sequence === n, fault: mishap.fault };
  forge.setFaults([rule]);
  const faulty = smallPages(forge.fetch, ROWS_A_PAGE);
  const outcome = await attempt(() =>
    run({
      maxRetries,
      signal: controller.signal,
      fetch: (request) => {
        const answer = faulty(request);
        if (forge.faultsStruck === 1) queueMicrotask(strike);
        return answer;
      },
    })
  );
  assert.equal(forge.faultsStruck, 1, `request ${n} was never made`);
  forge.setFaults([]);
  return outcome;
}

/** Runs and keeps what it throws. */
export async function attempt<Result>(run: () => Promise<Result>): Promise<Outcome<Result>> {
  try {
    return { result: await run() };
  } catch (error) {
    return { error: toLoreError(error) };
  }
}

/** Runs `body` for one case out of many; a failure names the case. */
export async function inCase(name: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    throw new Error(name, { cause: error });
  }
}

/** One mishap after the other. */
export function pick(mishaps: readonly Mishap[], n: number): Mishap {
  const mishap = mishaps[n % mishaps.length];
  assert.ok(mishap);
  return mishap;
}
